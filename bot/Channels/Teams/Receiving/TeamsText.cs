using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Messages.Html;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>A message's text as a person reads it, and the message that it quotes.</summary>
internal static partial class TeamsText
{
    private const string ReplyMark = "schema.skype.com/Reply",
        MentionMark = "schema.skype.com/Mention";

    /// <summary>All patterns are linear; the limit is for a machine that stands still.</summary>
    private const int PatternMilliseconds = 5000;

    /// <summary>Each is looked for in the whole text.</summary>
    private const int MostMentions = 50;

    /// <summary>
    /// Without the bot's own mention, with other people's names in the place of theirs; the quote that a client adds when one replies is
    /// left out. Of several quotes none is: the words between them answer one each.
    /// </summary>
    public static string Read(Activity activity)
    {
        var text = FromTwin(activity) is { Length: > 0 } twin ? twin : FromText(activity);
        foreach (var mention in Mentions(activity).Where(mention => mention.Text is { Length: > 0 }))
        {
            text = text.Replace(
                mention.Text!,
                PersonNames.Clean(mention.Mentioned?.Name ?? TagPattern().Replace(mention.Text!, "")),
                StringComparison.Ordinal
            );
        }
        return Tidy(text);
    }

    /// <summary>Somebody called the bot by name, or wrote for its eyes only.</summary>
    public static bool MentionsBot(Activity activity) =>
        activity.Recipient is { IsTargeted: true } || Mentions(activity).Any(mention => IsBot(mention, activity));

    /// <summary>The message that this one replies to or quotes, or null.</summary>
    public static string? ReplyTo(Activity activity) =>
        QuotedByEntity(activity)
        ?? (Twin(activity) is { } twin ? RepliesIn(twin).FirstOrDefault(id => id.Length > 0) : null)
        ?? (activity.ReplyToId is { Length: > 0 } id ? id : null);

    /// <summary>Plain text of the HTML that Teams uses for messages.</summary>
    public static string FromHtml(string html) => Tidy(HtmlText.Plain(html));

    /// <summary>
    /// The message's HTML twin says what the plain text runs together: cells, lists, links, program text, quotes
    /// (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages).
    /// </summary>
    private static string? FromTwin(Activity activity)
    {
        if (Twin(activity) is not { } html)
        {
            return null;
        }
        var mentions = Mentions(activity).ToList();
        var isOneReply = RepliesIn(html).Count == 1;
        var text = HtmlText.Plain(
            html,
            (name, attribute) =>
                (isOneReply && IsReply(name, attribute))
                || ((name == "at" || IsMarked(attribute, MentionMark)) && IsOwn(attribute("itemid") ?? attribute("id")))
        );
        return Unquoted(WithoutLeadingName(WithoutBot(text, activity), activity));

        bool IsOwn(string? index) =>
            int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at < mentions.Count
            && IsBot(mentions[at], activity);
    }

    /// <summary>A message that is nothing but what somebody passed on speaks through that.</summary>
    private static string Unquoted(string text)
    {
        var lines = text.Split('\n');
        return Array.TrueForAll(lines, line => line.StartsWith('>'))
            ? string.Join('\n', lines.Select(line => line[1..].TrimStart()))
            : text;
    }

    private static string FromText(Activity activity)
    {
        var text = WithoutBot(activity.Text ?? "", activity);
        if (activity.Entities?.Any(entity => entity?.Type == "quotedReply") == true)
        {
            text = QuotedPattern().Replace(text, "");
        }
        return activity.TextFormat is "xml" or "html" ? FromHtml(text) : text;
    }

    private static string WithoutBot(string text, Activity activity)
    {
        foreach (var mention in Mentions(activity).Where(mention => mention.Text is { Length: > 0 } && IsBot(mention, activity)))
        {
            text = text.Replace(mention.Text!, "", StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>A twin whose mention does not say whose it is begins with the bot's name all the same.</summary>
    private static string WithoutLeadingName(string text, Activity activity)
    {
        var called = Mentions(activity).FirstOrDefault(mention => IsBot(mention, activity));
        var name = called is null ? "" : called.Mentioned?.Name ?? TagPattern().Replace(called.Text ?? "", "");
        var start = text.TrimStart();
        return
            name.Length > 0
            && start.StartsWith(name, StringComparison.Ordinal)
            && (start.Length == name.Length || char.IsWhiteSpace(start[name.Length]) || start[name.Length] is ',' or ':')
            ? start[name.Length..].TrimStart(',', ':', ' ', '\u00a0')
            : text;
    }

    /// <summary>In a group chat a mention may come without its text.</summary>
    private static IEnumerable<Entity> Mentions(Activity activity) =>
        activity.Entities?.Where(entity => entity is { Type: "mention" }).Take(MostMentions) ?? [];

    private static bool IsBot(Entity mention, Activity activity) =>
        mention.Mentioned?.Id is { Length: > 0 } id && id == activity.Recipient?.Id;

    private static string? Twin(Activity activity) =>
        activity.Attachments?.FirstOrDefault(attachment =>
            attachment is { ContentType: "text/html", Content.ValueKind: JsonValueKind.String }
        )
            is { } twin
            ? twin.Content.GetString()
            : null;

    /// <summary>Ids of the messages that a client's reply quotes, in order; empty where it does not say.</summary>
    private static List<string> RepliesIn(string html) =>
        !html.Contains(ReplyMark, StringComparison.Ordinal)
            ? []
            :
            [
                .. HtmlText
                    .Elements(html)
                    .Where(element => IsReply(element.Name, element.Attribute))
                    .Select(element => string.Concat((element.Attribute("itemid") ?? "").Take(40).TakeWhile(char.IsAsciiDigit))),
            ];

    private static bool IsReply(string name, Func<string, string?> attribute) => name == "blockquote" && IsMarked(attribute, ReplyMark);

    private static bool IsMarked(Func<string, string?> attribute, string mark) =>
        attribute("itemtype")?.Contains(mark, StringComparison.Ordinal) == true;

    private static string? QuotedByEntity(Activity activity)
    {
        foreach (var entity in activity.Entities ?? [])
        {
            if (
                entity is { Type: "quotedReply", QuotedReply.ValueKind: JsonValueKind.Object }
                && entity.QuotedReply.TryGetProperty("messageId", out var id)
                && id.ValueKind == JsonValueKind.String
                && id.GetString() is { Length: > 0 and <= 200 } message
            )
            {
                return message;
            }
        }
        return null;
    }

    private static string Tidy(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\u00a0', ' ').Trim();

    [GeneratedRegex("<[^<>]*>", RegexOptions.None, PatternMilliseconds)]
    private static partial Regex TagPattern();

    [GeneratedRegex("</?quoted(\\s[^<>]*)?>", RegexOptions.IgnoreCase, PatternMilliseconds)]
    private static partial Regex QuotedPattern();
}
