using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Receiving;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Receiving;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Tests.Messages.Corpus;

/// <summary>A row as each platform delivers it, read by the channel's own reader.</summary>
internal static partial class CorpusChannels
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly SlackSelf Self = new("T1", "U0OWN", "B0OWN", "A0OWN", "triage");

    /// <summary>What the desk gets, by channel; only channels where the row can exist.</summary>
    public static IEnumerable<(string Channel, Inbound.Said? Said)> Read(CorpusRow row)
    {
        if (row.Text is not null || row.Slack is not null)
        {
            yield return (ChannelNames.Slack, OnSlack(row));
        }
        if (row.Text is not null || row.Teams is not null)
        {
            yield return (ChannelNames.Teams, OnTeams(row));
        }
        if (row.Text is { } text)
        {
            yield return (ChannelNames.Web, OnWeb(text, row.Files ?? []));
        }
    }

    /// <summary>Slack escapes three characters, makes links of addresses, and sends what was typed as rich text beside it.</summary>
    private static Inbound.Said? OnSlack(CorpusRow row)
    {
        var what = row.Slack is { } shape ? JsonObject.Create(shape)! : new JsonObject { ["text"] = SlackTextOf(row.Text!) };
        what["type"] = "message";
        what["channel"] = "D0ANA";
        what["channel_type"] = "im";
        what["user"] = "U0ANA";
        what["ts"] = "1795424400.000100";
        if (row is { Slack: null, Files: { } names })
        {
            what["subtype"] = "file_share";
            what["files"] = new JsonArray([
                .. names.Select(
                    (name, n) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = $"F{n}",
                                ["name"] = name,
                                ["mode"] = "hosted",
                                ["permalink"] = $"https://x.slack.com/files/F{n}",
                            }
                ),
            ]);
        }
        var payload = new JsonObject
        {
            ["type"] = "event_callback",
            ["event_id"] = "Ev1",
            ["team_id"] = "T1",
            ["event"] = what,
        };
        return SlackReader.Read(JsonElement.Parse(payload.ToJsonString()), Self, _ => null) as Inbound.Said;
    }

    private static string SlackTextOf(string text) =>
        Addresses()
            .Replace(
                text.Replace("&", "&amp;", StringComparison.Ordinal)
                    .Replace("<", "&lt;", StringComparison.Ordinal)
                    .Replace(">", "&gt;", StringComparison.Ordinal),
                match => match.Value.Contains('@', StringComparison.Ordinal) ? $"<mailto:{match.Value}|{match.Value}>" : $"<{match.Value}>"
            );

    /// <summary>Teams sends a message twice: as text without its lines' shape, and as HTML.</summary>
    private static Inbound.Said? OnTeams(CorpusRow row)
    {
        var html = row.Teams is { } shape ? shape.GetProperty("html").GetString()! : TeamsHtmlOf(row.Text!);
        JsonArray attachments = html.Length > 0 ? [new JsonObject { ["contentType"] = "text/html", ["content"] = html }] : [];
        if (row.Teams is { } more && more.TryGetProperty("attachments", out var others))
        {
            foreach (var one in others.EnumerateArray())
            {
                attachments.Add(JsonObject.Create(one));
            }
        }
        foreach (var name in row.Files ?? [])
        {
            attachments.Add(
                new JsonObject
                {
                    ["contentType"] = "application/vnd.microsoft.teams.file.download.info",
                    ["contentUrl"] = $"https://contoso.sharepoint.com/{Uri.EscapeDataString(name)}",
                    ["name"] = name,
                    ["content"] = new JsonObject { ["downloadUrl"] = "https://contoso.sharepoint.com/download.aspx?t=1" },
                }
            );
        }
        var activity = new JsonObject
        {
            ["type"] = "message",
            ["id"] = "1700000000101",
            ["timestamp"] = "2026-11-23T09:00:00Z",
            ["serviceUrl"] = "https://smba.trafficmanager.net/emea/",
            ["channelId"] = "msteams",
            ["text"] = row.Text ?? "",
            ["textFormat"] = "plain",
            ["from"] = new JsonObject { ["id"] = "29:ana", ["name"] = "Ana" },
            ["recipient"] = new JsonObject { ["id"] = "28:bot", ["name"] = "EscalationBot" },
            ["conversation"] = new JsonObject
            {
                ["id"] = "a:ana",
                ["conversationType"] = "personal",
                ["tenantId"] = "t",
            },
            ["attachments"] = attachments,
        };
        var read = JsonSerializer.Deserialize(activity.ToJsonString(), TeamsJson.Default.Activity)!;
        return TeamsReader.Read(read, Now).OfType<Inbound.Said>().SingleOrDefault();
    }

    /// <summary>A pasted text: a line is a paragraph, marked lines are a quotation, fenced ones program text.</summary>
    private static string TeamsHtmlOf(string text)
    {
        var html = new System.Text.StringBuilder();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var code = new List<string> { lines[i][3..] };
                while (!(code.Count == 1 && code[0].EndsWith("```", StringComparison.Ordinal)) && ++i < lines.Length && lines[i] != "```")
                {
                    code.Add(lines[i]);
                }
                var inner = string.Join(
                    "<br>",
                    code.Where(line => line.Length > 0).Select(line => Escaped(line.Replace("```", "", StringComparison.Ordinal)))
                );
                html.Append("<codeblock class=\"Plain\"><code>").Append(inner).Append("</code></codeblock>");
            }
            else if (lines[i].StartsWith('>'))
            {
                html.Append("<blockquote><p>").Append(Escaped(lines[i][1..].Trim())).Append("</p></blockquote>");
            }
            else
            {
                html.Append("<p>").Append(lines[i].Length == 0 ? "&nbsp;" : Escaped(lines[i])).Append("</p>");
            }
        }
        return text.Length == 0 ? "" : html.ToString();
    }

    private static string Escaped(string line)
    {
        var blanks = line.Length - line.TrimStart(' ').Length;
        var words = Addresses()
            .Replace(
                WebUtility.HtmlEncode(line[blanks..]),
                match =>
                    match.Value.Contains('@', StringComparison.Ordinal)
                        ? $"<a href=\"mailto:{match.Value}\">{match.Value}</a>"
                        : $"<a href=\"{match.Value}\">{match.Value}</a>"
            );
        return string.Concat(Enumerable.Repeat("&nbsp;", blanks)) + words;
    }

    private static Inbound.Said OnWeb(string text, IReadOnlyList<string> files)
    {
        List<FileLink> links = [.. files.Select(name => new FileLink(name, "") { Source = new FileSource(ChannelNames.Web, "0") })];
        var message = new WebMessage(7, "dm:ana@example.com", null, "ana@example.com", null, PersonCards.Of(text.Trim(), links), Now, Now);
        var who = new WebPerson("ana@example.com", "Ana", true, false, false);
        return WebChatReader.Said(new Acting(who, message.Conversation, null, message, Now), message);
    }

    [GeneratedRegex(@"https?://[^\s<>&]+|[A-Za-z0-9.]+@[A-Za-z0-9.]+[A-Za-z0-9]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Addresses();
}
