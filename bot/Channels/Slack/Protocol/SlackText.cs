using System.Text;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// Slack's text in both directions: reading turns mrkdwn control sequences and escapes into plain text, writing makes plain text harmless.
/// </summary>
internal static class SlackText
{
    /// <summary>As a person reads it. Mentions of the bot itself vanish.</summary>
    /// <param name="text">Text of an event or command: <c>&amp; &lt; &gt;</c> escaped, <c>&lt;…&gt;</c> sequences live.</param>
    /// <param name="own">Our user id, or null when unknown.</param>
    /// <param name="nameOf">Display name of a user id, or null when unknown.</param>
    public static string Read(string? text, string? own, Func<string, string?> nameOf)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        if (!text.AsSpan().ContainsAny('<', '&'))
        {
            return text.Trim();
        }

        var result = new StringBuilder(text.Length);
        var i = 0;
        // Looked for once only: behind the last ">" no "<" has an end.
        var last = text.LastIndexOf('>');
        while (i < text.Length)
        {
            var end = text[i] == '<' && i < last ? text.IndexOf('>', i + 1) : -1;
            if (end < 0)
            {
                result.Append(text[i++]);
                continue;
            }
            var inner = text[(i + 1)..end];
            i = end + 1;
            if (own is not null && IsMentionOf(inner, own))
            {
                i += LengthAfterOwnMention(text, i, result);
            }
            else
            {
                result.Append(Readable(inner, nameOf));
            }
        }
        return Unescape(result.ToString()).Trim();
    }

    /// <summary>Whether the text calls this user.</summary>
    public static bool Mentions(string? text, string? own) =>
        own is not null
        && text is not null
        && (text.Contains($"<@{own}>", StringComparison.Ordinal) || text.Contains($"<@{own}|", StringComparison.Ordinal));

    public static string Unescape(string text) =>
        text.Contains('&')
            ? text.Replace("&lt;", "<", StringComparison.Ordinal)
                .Replace("&gt;", ">", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal)
            : text;

    /// <summary>
    /// Plain text escaped for a text object, at most <paramref name="max"/> characters after escaping; an ellipsis marks a cut, and no
    /// entity and no character as people see it is split.
    /// </summary>
    public static string Escape(string text, int max)
    {
        if (text.Length <= max && !text.AsSpan().ContainsAny('&', '<', '>'))
        {
            return text;
        }
        var result = new StringBuilder(Math.Min(text.Length + 16, max));
        var safe = 0;
        var i = 0;
        while (i < text.Length)
        {
            var whole =
                char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
                    ? text.Substring(i, 2)
                    : Entity(text[i]);
            if (result.Length + whole.Length > max)
            {
                return Escape(text[..ShortText.BorderAt(text, safe)].TrimEnd(), max) + "…";
            }
            result.Append(whole);
            i += char.IsSurrogate(whole[0]) ? whole.Length : 1;
            if (result.Length <= max - 1)
            {
                safe = i;
            }
        }
        return result.ToString();
    }

    /// <summary>
    /// As <see cref="Escape"/>, for mrkdwn: formatting characters that would start bold, italic, strike or code lose their effect (an
    /// invisible word joiner before them).
    /// </summary>
    public static string EscapeMrkdwn(string text, int max) => Escape(WithoutFormatting(text), max);

    /// <summary>Slack formats only where a mark stands before a word and not within one.</summary>
    private static string WithoutFormatting(string text)
    {
        if (!text.AsSpan().ContainsAny("*_~`"))
        {
            return text;
        }
        var result = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var opens =
                text[i] is '*' or '_' or '~' or '`'
                && i + 1 < text.Length
                && !char.IsWhiteSpace(text[i + 1])
                && (i == 0 || !char.IsLetterOrDigit(text[i - 1]));
            if (opens)
            {
                result.Append('\u2060');
            }
            result.Append(text[i]);
        }
        return result.ToString();
    }

    private static string Entity(char character) =>
        character switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            _ => character.ToString(),
        };

    private static bool IsMentionOf(string inner, string own) =>
        inner.StartsWith('@')
        && inner.AsSpan(1).StartsWith(own, StringComparison.Ordinal)
        && (inner.Length == own.Length + 1 || inner[own.Length + 1] == '|');

    /// <summary>"@bot: text" and "hey @bot text" read as if the mention had never been there.</summary>
    private static int LengthAfterOwnMention(string text, int next, StringBuilder before)
    {
        if (next >= text.Length)
        {
            return 0;
        }
        if (before.Length == 0)
        {
            return text[next] is ':' or ',' ? 1 : 0;
        }
        return before[^1] == ' ' && text[next] == ' ' ? 1 : 0;
    }

    private static string Readable(string inner, Func<string, string?> nameOf)
    {
        var bar = inner.IndexOf('|', StringComparison.Ordinal);
        var target = bar < 0 ? inner : inner[..bar];
        var label = bar < 0 || bar == inner.Length - 1 ? null : inner[(bar + 1)..];
        switch (target)
        {
            case ['@', ..]:
                return "@" + (label ?? nameOf(target[1..]) ?? target[1..]);
            case ['#', ..]:
                return "#" + (label ?? target[1..]);
            case ['!', ..]:
                return label ?? "@" + target[1..].Split('^')[0].Replace("subteam", "group", StringComparison.Ordinal);
            default:
                if (label is null)
                {
                    return target.StartsWith("mailto:", StringComparison.Ordinal) ? target[7..] : target;
                }
                // A link whose label only repeats its address is that address.
                return
                    target.EndsWith(label, StringComparison.Ordinal) || target.TrimEnd('/').EndsWith("/" + label, StringComparison.Ordinal)
                    ? target.StartsWith("mailto:", StringComparison.Ordinal) || target.StartsWith("tel:", StringComparison.Ordinal)
                        ? label
                        : target
                    : $"{label} ({target})";
        }
    }
}
