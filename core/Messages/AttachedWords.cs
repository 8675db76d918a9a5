namespace EscalationBot.Core.Messages;

/// <summary>
/// Words that came along with a message and are not its author's: cards of other apps, alerts, previews of files. They travel within the
/// message's text, and each of their lines begins with a mark that nobody sees or types, so that what reads the text can tell them apart.
/// What somebody passed on from another person is quoted instead, as in mail.
/// </summary>
public static class AttachedWords
{
    /// <summary>U+2063, the invisible separator.</summary>
    public const char Mark = '\u2063';

    /// <summary>The words of an attachment, as they stand in a message's text.</summary>
    public static string Attached(string words) => EachLine(words, Mark.ToString());

    /// <summary>Somebody else's words that were passed on.</summary>
    public static string Quoted(string words) => EachLine(words, "> ");

    /// <summary>The line belongs to an attachment.</summary>
    public static bool IsAttached(string line) => line.StartsWith(Mark);

    private static string EachLine(string words, string mark) =>
        words.Length == 0 ? "" : mark + words.ReplaceLineEndings("\n").Replace("\n", "\n" + mark, StringComparison.Ordinal);
}
