using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// Everything that a message says. Its <c>text</c> is only a part: alerts and workflows speak in blocks and attachments, forwarded messages
/// are attachments, and a snippet, an e-mail or a voice message is a file.
/// </summary>
internal static class SlackWords
{
    private const int MostOfOne = 4000,
        MostInAll = 16_000,
        Deepest = 12;

    public static string Of(JsonElement message, SlackReader.Frame frame)
    {
        List<string> parts = [OwnOf(message, frame)];
        parts.AddRange(message.List("files").Select(file => OfFile(file, frame)));
        foreach (var attachment in message.List("attachments"))
        {
            parts.Add(OfAttachment(attachment, frame));
            var isMessage = IsMessage(attachment);
            parts.AddRange(
                attachment
                    .List("files")
                    .Select(file => OfFile(file, frame))
                    .Select(words => isMessage ? AttachedWords.Quoted(words) : words)
            );
        }
        return ShortText.Of(string.Join("\n\n", parts.Where(part => part.Length > 0)), MostInAll);
    }

    /// <summary>The text, and what stands in blocks and nowhere in the text.</summary>
    private static string OwnOf(JsonElement message, SlackReader.Frame frame)
    {
        var text = frame.Text(message.Text("text"));
        // What a person typed stands in a rich_text block as well as in the text.
        var blocks = message.List("blocks").Where(block => text.Length == 0 || !block.Is("type", "rich_text"));
        return WithMore(text, OfBlocks(blocks, frame));
    }

    /// <summary>Lines that the words do not hold yet are added to them.</summary>
    private static string WithMore(string words, string more)
    {
        if (words.Length == 0)
        {
            return more;
        }
        var known = Bare(words);
        var added = more.Split('\n').Where(line => Bare(line) is { Length: > 0 } bare && !known.Contains(bare, StringComparison.Ordinal));
        return string.Join('\n', added.Prepend(words));
    }

    private static string Bare(string words) => string.Concat(words.Where(char.IsLetterOrDigit));

    private static string OfAttachment(JsonElement attachment, SlackReader.Frame frame)
    {
        var isMessage = IsMessage(attachment);
        // What a link shows of its page was said by nobody; what an app shows of its own record is its card.
        if (
            !isMessage
            && !attachment.IsTrue("is_app_unfurl")
            && (attachment.Text("from_url") ?? attachment.Text("original_url")) is not null
        )
        {
            return "";
        }
        var lines = new List<string?>();
        if (!isMessage)
        {
            lines.Add(frame.Text(attachment.Text("pretext")));
            lines.Add(frame.Text(attachment.Text("title")));
        }
        var text = frame.Text(attachment.Text("text"));
        var blocks = OfBlocks(attachment.List("blocks").Concat(attachment.List("message_blocks").SelectMany(MessageBlocks)), frame);
        lines.Add(isMessage && text.Length > 0 ? text : WithMore(text, blocks));
        foreach (var field in attachment.List("fields"))
        {
            var (name, value) = (frame.Text(field.Text("title")), frame.Text(field.Text("value")));
            lines.Add(name.Length > 0 && value.Length > 0 ? $"{name}: {value}" : name + value);
        }
        var words = string.Join('\n', lines.Where(line => !string.IsNullOrEmpty(line)));
        if (
            words.Length == 0
            && attachment.Text("fallback") is { } fallback
            && !fallback.StartsWith("[no preview", StringComparison.Ordinal)
        )
        {
            words = frame.Text(fallback);
        }
        var author = isMessage && attachment.Text("author_name") is { Length: > 0 } who ? SlackText.Unescape(who) + ": " : "";
        var all = ShortText.Of(author + words, MostOfOne);
        return words.Length == 0 ? ""
            : isMessage ? AttachedWords.Quoted(all)
            : AttachedWords.Attached(all);
    }

    /// <summary>Somebody's message that was passed on.</summary>
    private static bool IsMessage(JsonElement attachment) => attachment.IsTrue("is_share") || attachment.IsTrue("is_msg_unfurl");

    private static IEnumerable<JsonElement> MessageBlocks(JsonElement holder) =>
        holder.Object("message") is { } message ? message.List("blocks") : [];

    /// <summary>Files that are words themselves.</summary>
    private static string OfFile(JsonElement file, SlackReader.Frame frame)
    {
        if (SlackMessageReader.IsGone(file))
        {
            return "";
        }
        if (file.Object("transcription")?.Object("preview")?.Text("content") is { Length: > 0 } spoken)
        {
            return ShortText.Of(SlackText.Unescape(spoken), MostOfOne);
        }
        var body = file.Text("plain_text") ?? file.Text("preview_plain_text") ?? file.Text("preview") ?? "";
        if (file.Is("mode", "email") || file.Is("filetype", "email"))
        {
            var from = file.List("from").Select(sender => sender.Text("original") ?? sender.Text("address")).FirstOrDefault();
            string?[] mail = [file.Text("subject") ?? file.Text("title"), from is null ? null : "From: " + from, body];
            return AttachedWords.Quoted(
                ShortText.Of(SlackText.Unescape(string.Join('\n', mail.Where(line => !string.IsNullOrWhiteSpace(line)))), MostOfOne)
            );
        }
        if (body.Length == 0)
        {
            return file.Object("initial_comment")?.Text("comment") is { } comment ? frame.Text(comment) : "";
        }
        var words = ShortText.Of(SlackText.Unescape(body).Trim(), MostOfOne);
        // A snippet is program text, a canvas or post is prose.
        return file.Is("mode", "snippet") ? $"```\n{words}\n```" : AttachedWords.Attached(words);
    }

    private static string OfBlocks(IEnumerable<JsonElement> blocks, SlackReader.Frame frame)
    {
        var lines = new StringBuilder();
        foreach (var block in blocks)
        {
            Block(block, lines, frame);
            if (lines.Length > MostOfOne)
            {
                break;
            }
        }
        return lines.ToString().Trim();
    }

    private static void Block(JsonElement block, StringBuilder lines, SlackReader.Frame frame)
    {
        switch (block.Text("type"))
        {
            case "header" or "section" or "context" or "alert" or "card":
                Line(lines, TextOf(block.Object("title"), frame));
                Line(lines, TextOf(block.Object("text"), frame));
                foreach (var part in block.List("fields").Concat(block.List("elements")))
                {
                    Line(lines, TextOf(part, frame));
                }
                break;
            case "markdown":
                Line(lines, block.Text("text") ?? "");
                break;
            case "image" or "video":
                Line(lines, TextOf(block.Object("title"), frame) is { Length: > 0 } title ? title : block.Text("alt_text") ?? "");
                break;
            case "rich_text":
                foreach (var element in block.List("elements"))
                {
                    Rich(element, lines, frame, Deepest);
                }
                break;
            case "table":
                foreach (var row in block.List("rows").Where(row => row.ValueKind == JsonValueKind.Array))
                {
                    Line(lines, string.Join(" | ", row.EnumerateArray().Select(cell => Cell(cell, frame))));
                }
                break;
            default:
                break;
        }
    }

    private static string Cell(JsonElement cell, SlackReader.Frame frame)
    {
        if (cell.Text("text") is { } raw)
        {
            return SlackText.Unescape(raw);
        }
        var lines = new StringBuilder();
        Block(cell, lines, frame);
        return lines.ToString().Trim().ReplaceLineEndings(" ");
    }

    /// <summary>A text object; mrkdwn has Slack's escapes, plain text as well.</summary>
    private static string TextOf(JsonElement? text, SlackReader.Frame frame) =>
        text is { } one && one.Text("type") is "mrkdwn" or "plain_text" ? frame.Text(one.Text("text")) : "";

    /// <summary>A section, list, quote or program text of a rich_text block.</summary>
    private static void Rich(JsonElement element, StringBuilder lines, SlackReader.Frame frame, int depth)
    {
        if (depth == 0)
        {
            return;
        }
        switch (element.Text("type"))
        {
            case "rich_text_list":
                var number = 1;
                foreach (var item in element.List("elements"))
                {
                    var one = new StringBuilder();
                    Rich(item, one, frame, depth - 1);
                    var mark = element.Is("style", "ordered") ? string.Create(null, $"{number++}. ") : "- ";
                    Line(lines, mark + one.ToString().Trim());
                }
                break;
            case "rich_text_quote":
                Line(lines, "> " + Runs(element, frame).ReplaceLineEndings("\n> "));
                break;
            case "rich_text_preformatted":
                Line(lines, $"```\n{Runs(element, frame)}\n```");
                break;
            default:
                Line(lines, Runs(element, frame));
                break;
        }
    }

    private static string Runs(JsonElement section, SlackReader.Frame frame)
    {
        var words = new StringBuilder();
        foreach (var run in section.List("elements"))
        {
            words.Append(
                run.Text("type") switch
                {
                    "text" => run.Text("text"),
                    "link" => run.Text("text") is { Length: > 0 } label && label != run.Text("url")
                        ? $"{label} ({run.Text("url")})"
                        : run.Text("url"),
                    "emoji" => $":{run.Text("name")}:",
                    "user" => run.Text("user_id") is { } user && user != frame.Own ? "@" + (frame.NameOf(user) ?? user) : "",
                    "broadcast" => "@" + run.Text("range"),
                    "date" => run.Text("fallback"),
                    _ => "",
                }
            );
        }
        return words.ToString().Trim();
    }

    private static void Line(StringBuilder lines, string words)
    {
        if (words.Length > 0)
        {
            lines.Append(words).Append('\n');
        }
    }
}
