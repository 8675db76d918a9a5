using System.Text;

namespace EscalationBot.Bot.Channels.WebChat.Protocol;

/// <summary>
/// How people call the bot in a room: <c>@bot</c> or <c>@escalationbot</c>, in any case. (No regular expression: one with a time limit
/// fails on a starved machine, one without is forbidden.)
/// </summary>
internal static class BotMention
{
    private static readonly string[] Names = ["@escalationbot", "@bot"];

    /// <summary>
    /// The text without the mention, and whether there was one. Addresses (<c>x@bot.example</c>) and longer names (<c>@bottom</c>) are
    /// none.
    /// </summary>
    public static (string Text, bool Found) Remove(string text)
    {
        // One pass: what stood before is kept in pieces, each without the spaces around the mention behind it.
        var kept = new StringBuilder();
        var from = 0;
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = at + 1 < text.Length ? text.IndexOf('@', at + 1) : -1)
        {
            if (at < from || LengthAt(text, at) is not { } length)
            {
                continue;
            }

            Append(kept, text.AsSpan(from, at - from));
            from = at + length;
            from += from < text.Length && text[from] is ',' or ':' ? 1 : 0;
        }

        if (from == 0)
        {
            return (text, false);
        }

        Append(kept, text.AsSpan(from));
        return (kept.ToString(), true);
    }

    /// <summary>Pieces are joined by one space.</summary>
    private static void Append(StringBuilder kept, ReadOnlySpan<char> piece)
    {
        piece = piece.Trim();
        if (piece.IsEmpty)
        {
            return;
        }

        kept.Append(kept.Length > 0 ? " " : "").Append(piece);
    }

    private static int? LengthAt(string text, int at)
    {
        if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '@' or '.' or '_'))
        {
            return null;
        }

        var name = Array.Find(Names, name => text.AsSpan(at).StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return name is not null && IsOver(text, at + name.Length) ? name.Length : null;
    }

    /// <summary>A dot ends the name only where it ends the sentence, too.</summary>
    private static bool IsOver(string text, int at) =>
        at >= text.Length
        || (
            text[at] == '.'
                ? at + 1 >= text.Length || char.IsWhiteSpace(text[at + 1])
                : !char.IsLetterOrDigit(text[at]) && text[at] is not ('_' or '-' or '@')
        );
}
