using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Messages.Html;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>What a message carries beside its text: cards of other apps, passed-on messages, files.</summary>
internal static class TeamsAttachments
{
    private const int MostFiles = 20,
        MostWords = 8000,
        Deepest = 24;
    private const string CardMark = "application/vnd.microsoft.card.",
        OfficeCard = "application/vnd.microsoft.teams.card.o365connector",
        Forwarded = "forwardedMessageReference",
        Reference = "messageReference";

    /// <summary>Members of a card that hold words, in the order in which they are read; facts and sections hold more of them.</summary>
    private static readonly string[] Wordy =
    [
        "title",
        "subtitle",
        "activityTitle",
        "activitySubtitle",
        "activityText",
        "text",
        "value",
        "body",
        "items",
        "columns",
        "rows",
        "cells",
        "facts",
        "inlines",
        "sections",
        "card",
    ];

    /// <summary>The words of the cards and of the messages that were passed on; empty when there are none.</summary>
    public static string WordsOf(IEnumerable<Attachment?> attachments)
    {
        var words = attachments
            .OfType<Attachment>()
            .Take(MostFiles)
            .Select(attachment =>
                attachment.ContentType switch
                {
                    Forwarded => AttachedWords.Quoted(PassedOn(attachment.Content, "originalMessageContent", "originalMessageSender")),
                    OfficeCard => AttachedWords.Attached(CardWords(attachment.Content)),
                    { } kind when kind.StartsWith(CardMark, StringComparison.Ordinal) => AttachedWords.Attached(
                        CardWords(attachment.Content)
                    ),
                    _ => "",
                }
            )
            .Where(text => text.Length > 0);
        return ShortText.Of(string.Join("\n\n", words), MostWords);
    }

    /// <summary>The messages that somebody replied to, each as a quote; for a reader who does not see the conversation.</summary>
    public static string QuotesOf(IEnumerable<Attachment?> attachments) =>
        string.Join(
            '\n',
            attachments
                .Where(attachment => attachment?.ContentType == Reference)
                .Select(attachment => PassedOn(attachment!.Content, "messagePreview", "messageSender"))
                .Where(text => text.Length > 0)
                .Take(MostFiles)
                .Select(text => "> " + text.ReplaceLineEndings("\n> "))
        );

    /// <summary>Files and pictures. What only the connector opens has no address that a person could use.</summary>
    public static List<FileLink> FilesOf(Activity activity) =>
        [
            .. (activity.Attachments ?? [])
                .OfType<Attachment>()
                .Select(file => Read(file, activity.ServiceUrl))
                .OfType<FileLink>()
                .Take(MostFiles),
        ];

    private static FileLink? Read(Attachment file, string? serviceUrl)
    {
        if (
            file.ContentType is null or "text/html" or Reference or Forwarded or OfficeCard
            || file.ContentType.StartsWith(CardMark, StringComparison.Ordinal)
        )
        {
            return null;
        }
        var download = Text(file.Content, "downloadUrl") is { } given && IsWeb(given) ? given : null;
        var address = file.ContentUrl is { Length: > 0 } url && IsWeb(url) ? url : null;
        if ((download ?? address) is not { } source)
        {
            return null;
        }
        var isPicture = file.ContentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase);
        var forPeople = address is not null && !(isPicture && IsConnector(address)) ? address : "";
        return new FileLink(NameOf(file, isPicture, forPeople), forPeople)
        {
            Source = new FileSource(ChannelNames.Teams, source)
            {
                MediaType = isPicture && !file.ContentType.EndsWith('*') ? file.ContentType : null,
                Home = serviceUrl,
            },
        };
    }

    /// <summary>Pasted pictures have no name; the last part of their address ("original") is none.</summary>
    private static string NameOf(Attachment file, bool isPicture, string forPeople)
    {
        if (file.Name is { Length: > 0 } name)
        {
            return name;
        }
        var kind = Text(file.Content, "fileType") ?? (isPicture ? file.ContentType![6..] : "");
        var ending =
            kind.Length is > 0 and <= 5 && kind.All(char.IsAsciiLetterOrDigit) ? kind.ToLowerInvariant()
            : isPicture ? "png"
            : "";
        if (isPicture)
        {
            return $"image.{(ending == "jpeg" ? "jpg" : ending)}";
        }
        return forPeople.Length > 0 && Path.GetFileName(new Uri(forPeople).AbsolutePath) is { Length: > 0 } last
                ? Uri.UnescapeDataString(last)
            : ending.Length > 0 ? $"file.{ending}"
            : "file";
    }

    /// <summary>Pictures stand at the connector, below <c>/v3/attachments/ID/views/…</c>: it wants the bot's token.</summary>
    private static bool IsConnector(string address) =>
        new Uri(address).AbsolutePath.Contains("/v3/attachments/", StringComparison.OrdinalIgnoreCase);

    private static string PassedOn(JsonElement content, string words, string sender)
    {
        using var parsed = Parse(content);
        var reference = parsed?.RootElement ?? content;
        var said = Text(reference, words) is { } html ? HtmlText.Plain(html) : "";
        var who = Text(Member(Member(reference, sender), "user"), "displayName");
        return said.Length == 0 || who is null ? said : $"{who}: {said}";
    }

    private static string CardWords(JsonElement content)
    {
        using var parsed = Parse(content);
        var lines = new StringBuilder();
        Collect(parsed?.RootElement ?? content, lines, Deepest);
        return lines.ToString().Trim();
    }

    private static void Collect(JsonElement part, StringBuilder lines, int depth)
    {
        if (depth == 0 || lines.Length > MostWords)
        {
            return;
        }
        if (part.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in part.EnumerateArray())
            {
                Collect(one, lines, depth - 1);
            }
            return;
        }
        if (part.ValueKind != JsonValueKind.Object || (Text(part, "type") ?? "").StartsWith("Input.", StringComparison.Ordinal))
        {
            return;
        }
        // A fact is its name with its value.
        if ((Text(part, "title") ?? Text(part, "name")) is { } name && Text(part, "value") is { } fact)
        {
            Add(lines, $"{name.TrimEnd(':', ' ')}: {fact}");
            return;
        }
        foreach (var member in Wordy)
        {
            var value = Member(part, member);
            if (value.ValueKind == JsonValueKind.String)
            {
                Add(lines, value.GetString()!);
            }
            else
            {
                Collect(value, lines, depth - 1);
            }
        }
    }

    private static void Add(StringBuilder lines, string words)
    {
        var text = words.Contains('<', StringComparison.Ordinal) ? HtmlText.Plain(words) : words.Trim();
        if (text.Length > 0)
        {
            lines.Append(text).Append('\n');
        }
    }

    /// <summary>Graph tells a card, and what a reference refers to, as JSON in a string.</summary>
    private static JsonDocument? Parse(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.String)
        {
            return null;
        }
        try
        {
            return JsonDocument.Parse(content.GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } member && member.GetString() is { Length: > 0 } text ? text : null;

    private static bool IsWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
