using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>Reads <c>message</c> events and mentions: said, edited, deleted.</summary>
internal static class SlackMessageReader
{
    private const string Slackbot = "USLACKBOT";

    public static Inbound? Read(JsonElement what, SlackReader.Frame frame) =>
        what.Text("subtype") switch
        {
            null or "file_share" or "thread_broadcast" or "me_message" => Said(what, frame, isMention: false),
            "message_changed" => Changed(what, frame),
            "message_deleted" => Deleted(what, frame),
            _ => null,
        };

    /// <summary>Comes beside the <c>message</c> event of the same words, or alone where we do not hear messages.</summary>
    public static Inbound? ReadMention(JsonElement what, SlackReader.Frame frame) => Said(what, frame, isMention: true);

    private static Inbound.Said? Said(JsonElement what, SlackReader.Frame frame, bool isMention)
    {
        if (
            what.Text("channel") is not { } channel
            || what.Text("ts") is not { } ts
            || what.Text("user") is not { } user
            || IsBot(what, user, frame)
        )
        {
            return null;
        }
        var direct = what.Is("channel_type", "im") || SlackReader.IsDirect(channel);
        var thread = what.Text("thread_ts");
        var text = what.Text("text");
        var addressed = direct || isMention || SlackText.Mentions(text, frame.Own);
        // Other talk is heard only where it may belong to a case: in threads.
        if (!addressed && (thread is null || thread == ts))
        {
            return null;
        }

        // A mention added by an edit is new words of an old message.
        var edited = isMention && what.Object("edited") is { } edit ? ":" + edit.Text("ts") : "";
        return new Inbound.Said(ts, WithShared(frame.Text(text), what, frame))
        {
            DeliveryKey = frame.DeliveryKey,
            MessageKey = $"{frame.KeyPrefix}{channel}:{ts}:said{edited}",
            From = new PersonKey(ChannelNames.Slack, user),
            Place = PlaceOf(channel, thread, ts, direct),
            Direct = direct,
            At = SlackReader.TimeOf(ts),
            Addressed = addressed,
            ReplyTo = thread == ts ? null : thread,
            Files = FilesOf(what),
            AfterEdit = edited.Length > 0,
        };
    }

    private static Inbound? Changed(JsonElement what, SlackReader.Frame frame)
    {
        if (what.Text("channel") is not { } channel || what.Object("message") is not { } message || message.Text("ts") is not { } ts)
        {
            return null;
        }
        var before = what.Object("previous_message");
        // A thread's first message that is deleted while replies stand lives on as a tombstone.
        if (message.Is("subtype", "tombstone"))
        {
            return before is { } old && old.Text("user") is { } author && !IsBot(old, author, frame)
                ? Gone(channel, ts, author, old, what, frame)
                : null;
        }
        if (message.Text("user") is not { } user || IsBot(message, user, frame))
        {
            return null;
        }
        // Reply counts and unfurled links change a message, too; its words do not.
        if (message.Object("edited") is null || (before is { } previous && previous.Text("text") == message.Text("text")))
        {
            return null;
        }

        var direct = what.Is("channel_type", "im") || SlackReader.IsDirect(channel);
        var thread = message.Text("thread_ts");
        var inThread = thread is not null && thread != ts;
        var concerned =
            direct
            || inThread
            || thread == ts
            || SlackText.Mentions(message.Text("text"), frame.Own)
            || SlackText.Mentions(before?.Text("text"), frame.Own);
        if (!concerned)
        {
            return null;
        }
        var at = message.Object("edited")?.Text("ts") ?? what.Text("event_ts") ?? ts;
        return new Inbound.Edited(ts, WithShared(frame.Text(message.Text("text")), message, frame))
        {
            DeliveryKey = frame.DeliveryKey,
            MessageKey = $"{frame.KeyPrefix}{channel}:{ts}:{at}:edited",
            From = new PersonKey(ChannelNames.Slack, user),
            Place = PlaceOf(channel, thread, ts, direct),
            Direct = direct,
            At = SlackReader.TimeOf(at),
            Files = FilesOf(message),
        };
    }

    private static Inbound.Deleted? Deleted(JsonElement what, SlackReader.Frame frame)
    {
        if (what.Text("channel") is not { } channel || what.Text("deleted_ts") is not { } ts)
        {
            return null;
        }
        if (what.Object("previous_message") is not { } old || old.Text("user") is not { } user || IsBot(old, user, frame))
        {
            return null;
        }
        var thread = old.Text("thread_ts");
        var concerned = SlackReader.IsDirect(channel) || thread is not null || SlackText.Mentions(old.Text("text"), frame.Own);
        return concerned ? Gone(channel, ts, user, old, what, frame) : null;
    }

    private static Inbound.Deleted Gone(string channel, string ts, string user, JsonElement old, JsonElement what, SlackReader.Frame frame)
    {
        var direct = what.Is("channel_type", "im") || SlackReader.IsDirect(channel);
        return new Inbound.Deleted(ts)
        {
            DeliveryKey = frame.DeliveryKey,
            MessageKey = $"{frame.KeyPrefix}{channel}:{ts}:deleted",
            From = new PersonKey(ChannelNames.Slack, user),
            Place = PlaceOf(channel, old.Text("thread_ts"), ts, direct),
            Direct = direct,
            At = SlackReader.TimeOf(what.Text("event_ts") ?? ts),
        };
    }

    /// <summary>
    /// A channel message outside any thread starts its own; a 1:1 chat is one conversation unless a thread was opened in it.
    /// </summary>
    internal static Place PlaceOf(string channel, string? thread, string ts, bool direct) =>
        new(ChannelNames.Slack, channel, direct ? (thread == ts ? null : thread) : thread ?? ts);

    private static bool IsBot(JsonElement message, string user, SlackReader.Frame frame) =>
        message.Text("bot_id") is not null
        || message.Object("bot_profile") is not null
        || user == frame.Own
        || user == Slackbot
        || message.Is("subtype", "bot_message");

    /// <summary>Forwarded messages travel as attachments; their words belong to what was said.</summary>
    internal static string WithShared(string text, JsonElement message, SlackReader.Frame frame)
    {
        StringBuilder? all = null;
        foreach (var attachment in message.List("attachments"))
        {
            if (!attachment.IsTrue("is_share") && !attachment.IsTrue("is_msg_unfurl"))
            {
                continue;
            }
            var words = frame.Text(attachment.Text("text") ?? attachment.Text("fallback"));
            if (words.Length == 0)
            {
                continue;
            }
            all ??= new StringBuilder(text);
            if (all.Length > 0)
            {
                all.Append("\n\n");
            }
            if (attachment.Text("author_name") is { Length: > 0 } author)
            {
                all.Append(SlackText.Unescape(author)).Append(": ");
            }
            all.Append(words);
        }
        return all?.ToString() ?? text;
    }

    internal static List<FileLink> FilesOf(JsonElement message)
    {
        var files = new List<FileLink>();
        foreach (var file in message.List("files"))
        {
            if (file.Text("mode") is "tombstone" or "hidden_by_limit")
            {
                continue;
            }
            if ((file.Text("permalink") ?? file.Text("url_private")) is not { Length: > 0 } url)
            {
                continue;
            }
            files.Add(new FileLink(SlackText.Unescape(file.Text("name") ?? file.Text("title") ?? "file"), url));
        }
        return files;
    }
}
