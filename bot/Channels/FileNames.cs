using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels;

/// <summary>Names of files as their senders give them.</summary>
internal static class FileNames
{
    private const int Longest = 150;

    /// <summary>
    /// The last part of it, without what no name holds: control characters, and marks that turn the direction of reading round, so that an
    /// ending looks like another (Unicode UAX 9, §2).
    /// </summary>
    public static string Clean(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var kept = string.Concat(last.Where(one => !char.IsControl(one) && !IsDirection(one))).Trim(' ', '.');
        if (kept.Length == 0)
        {
            return "file";
        }
        var ending = Path.GetExtension(kept) is { Length: <= 12 } given ? given : "";
        return kept.Length <= Longest ? kept : ShortText.Of(kept, Longest - ending.Length) + ending;
    }

    private static bool IsDirection(char one) =>
        one is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
