using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Channels.Teams.Protocol;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>A message's text as a person reads it, and the message that it quotes.</summary>
internal static partial class TeamsText
{
    private const string QuoteMark = "schema.skype.com/Reply",
        QuoteEnd = "</blockquote>",
        IdMark = "itemid=\"";

    /// <summary>Both patterns are linear; the limit is for a machine that stands still.</summary>
    private const int PatternMilliseconds = 5000;

    /// <summary>Each is looked for in the whole text.</summary>
    private const int MostMentions = 50;

    /// <summary>
    /// Without the bot's own mention, with other people's names in the place of theirs; what a client adds when it quotes is left out.
    /// </summary>
    public static string Read(Activity activity)
    {
        var text =
            Quote(activity) is { } quote ? FromHtml(quote.Others)
            : activity.TextFormat is "xml" or "html" ? FromHtml(WithoutBot(activity.Text ?? "", activity))
            : activity.Text ?? "";
        text = WithoutBot(text, activity);
        foreach (var mention in Mentions(activity))
        {
            text = text.Replace(
                mention.Text!,
                mention.Mentioned?.Name ?? TagPattern().Replace(mention.Text!, ""),
                StringComparison.Ordinal
            );
        }
        return Tidy(text);
    }

    /// <summary>Somebody called the bot by name.</summary>
    public static bool MentionsBot(Activity activity) => Mentions(activity).Any(mention => IsBot(mention, activity));

    /// <summary>The message that this one replies to or quotes, or null.</summary>
    public static string? ReplyTo(Activity activity) => Quote(activity)?.Id ?? (activity.ReplyToId is { Length: > 0 } id ? id : null);

    /// <summary>Plain text of the HTML that Teams uses for messages.</summary>
    public static string FromHtml(string html) =>
        Tidy(WebUtility.HtmlDecode(TagPattern().Replace(LineBreakPattern().Replace(html, "\n"), "")));

    private static string WithoutBot(string text, Activity activity)
    {
        foreach (var mention in Mentions(activity).Where(mention => IsBot(mention, activity)))
        {
            text = text.Replace(mention.Text!, "", StringComparison.Ordinal);
        }
        return text;
    }

    private static IEnumerable<Entity> Mentions(Activity activity) =>
        activity.Entities?.Where(entity => entity is { Type: "mention", Text.Length: > 0 }).Take(MostMentions) ?? [];

    private static bool IsBot(Entity mention, Activity activity) =>
        mention.Mentioned?.Id is { Length: > 0 } id && id == activity.Recipient?.Id;

    /// <summary>
    /// Teams sends a reply's quote in the message's HTML twin, as a blockquote with the quoted message's id; the plain text runs quote and
    /// words together.
    /// </summary>
    private static (string? Id, string Others)? Quote(Activity activity)
    {
        var twin = activity.Attachments?.FirstOrDefault(attachment =>
            attachment is { ContentType: "text/html", Content.ValueKind: JsonValueKind.String }
        );
        if (twin?.Content.GetString() is not { } html || !html.Contains(QuoteMark, StringComparison.Ordinal))
        {
            return null;
        }
        var start = html.LastIndexOf("<blockquote", html.IndexOf(QuoteMark, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : html.IndexOf(QuoteEnd, start, StringComparison.OrdinalIgnoreCase);
        if (end < 0)
        {
            return null;
        }
        var idAt = html.IndexOf(IdMark, start, end - start, StringComparison.OrdinalIgnoreCase);
        var id =
            idAt < 0
                ? ""
                : string.Concat(
                    html.AsSpan(idAt + IdMark.Length, Math.Min(40, end - idAt - IdMark.Length)).ToString().TakeWhile(char.IsAsciiDigit)
                );
        return (id.Length > 0 ? id : null, html[..start] + html[(end + QuoteEnd.Length)..]);
    }

    private static string Tidy(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\u00a0', ' ').Trim();

    [GeneratedRegex("<br\\s*/?>|</(p|div|li|h[1-6]|tr)>", RegexOptions.IgnoreCase, PatternMilliseconds)]
    private static partial Regex LineBreakPattern();

    [GeneratedRegex("<[^<>]*>", RegexOptions.None, PatternMilliseconds)]
    private static partial Regex TagPattern();
}
