namespace EscalationBot.Bot.Pages;

/// <summary>Cuts long plain text where it hurts least.</summary>
internal static class LongText
{
    private const int Most = 700;
    private const int MostLines = 12;

    /// <summary>
    /// What is shown at once, and the rest (empty when it is short). Never inside a surrogate pair, preferably between words.
    /// </summary>
    public static (string Head, string More) Split(string text)
    {
        var cut = Math.Min(text.Length, LineStart(text, MostLines));
        if (cut <= Most)
        {
            return Cut(text, cut);
        }

        cut = Most;
        var space = text.LastIndexOf(' ', cut - 1, Most / 4);
        cut =
            space > 0 ? space + 1
            : char.IsLowSurrogate(text[cut]) ? cut - 1
            : cut;
        return Cut(text, cut);
    }

    private static (string Head, string More) Cut(string text, int at)
    {
        // A short tail is not worth a click.
        return text.Length - at < 200 && at > 0 && text.AsSpan(at).Count('\n') < 4 ? (text, "") : (text[..at].TrimEnd('\n'), text[at..]);
    }

    private static int LineStart(string text, int line)
    {
        var at = -1;
        for (var i = 0; i < line; i++)
        {
            at = text.IndexOf('\n', at + 1);
            if (at < 0)
            {
                return text.Length;
            }
        }

        return at + 1;
    }
}
