using System.Text;

namespace EscalationBot.Bot.Channels.Teams.Protocol;

/// <summary>
/// Words of people in Adaptive Cards, whose text is a subset of Markdown: names with * or _ or [x](y) show as they were written.
/// </summary>
internal static class CardText
{
    /// <summary>Escapes what Markdown would take for itself; line breaks become the blank lines that Teams needs to break at all.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        var lineStart = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r')
            {
                continue;
            }
            if (c == '\n')
            {
                escaped.Append("\n\n");
                lineStart = true;
                while (i + 1 < text.Length && text[i + 1] is '\n' or '\r')
                {
                    i++;
                }
                continue;
            }
            if (NeedsEscape(text, i, lineStart))
            {
                escaped.Append('\\');
            }
            escaped.Append(c);
            if (!char.IsWhiteSpace(c) && !char.IsAsciiDigit(c))
            {
                lineStart = false;
            }
        }
        return escaped.ToString();
    }

    /// <summary>On one line.</summary>
    public static string EscapeLine(string text) => Escape(text.ReplaceLineEndings(" "));

    /// <summary>A link; null when the address is none that a browser should open.</summary>
    public static string? Link(string title, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeMailto)
            ? $"[{EscapeLine(title)}]({address.AbsoluteUri.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)}"
                + $")"
            : null;

    private static bool NeedsEscape(string text, int i, bool lineStart)
    {
        var (before, after) = (i > 0 ? text[i - 1] : ' ', i + 1 < text.Length ? text[i + 1] : ' ');
        return text[i] switch
        {
            '\\' => after < 128 && char.IsPunctuation(after) || after is '`' or '~' or '<' or '>' or '|' or '+' or '=' or '$' or '^',
            '*' or '~' => !(char.IsWhiteSpace(before) && char.IsWhiteSpace(after)),
            // Between letters an underscore is itself, as in file_names.
            '_' => !(char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after)),
            '`' or '[' or ']' or '<' => true,
            '&' => after == '#' || char.IsAsciiLetter(after),
            '#' or '>' => lineStart,
            '-' or '+' or '=' => lineStart && (char.IsWhiteSpace(after) || after == text[i]),
            '.' or ')' => lineStart && char.IsAsciiDigit(before) && char.IsWhiteSpace(after),
            _ => false,
        };
    }
}
