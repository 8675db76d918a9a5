using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>Reads <c>message</c> events and mentions: said, edited, deleted.</summary>
internal static class SlackMessageReader
{
    private const string Slackbot = "USLACKBOT";
    private const int MostFiles = 20;

    public static Inbound? Read(JsonElement what, SlackReader.Frame frame) =>
        what.Text("subtype") switch
        {
            null or "file_share" or "thread_broadcast" or "me_message" or "bot_message" => Said(what, frame, isMention: false),
            "message_changed" => Changed(what, frame),
            "message_deleted" => Deleted(what, frame),
            _ => null,
        };

    /// <summary>Comes beside the <c>message</c> event of the same words, or alone where we do not hear messages.</summary>
    public static Inbound? ReadMention(JsonElement what, SlackReader.Frame frame) => Said(what, frame, isMention: true);

    private static Inbound.Said? Said(JsonElement what, SlackReader.Frame frame, bool isMention)
    {
        if (what.Text("channel") is not { } channel || what.Text("ts") is not { } ts || Speaker(what, frame) is not { } user)
        {
            return null;
        }
        var direct = what.Is("channel_type", "im") || SlackReader.IsDirect(channel);
        var thread = what.Text("thread_ts");
        var text = what.Text("text");
        var addressed = direct || isMention || SlackText.Mentions(text, frame.Own);
        // Other talk is heard only where it may belong to a case: in threads. A program's talk never does.
        var isProgram = what.Text("user") is null;
        if (!addressed && (isProgram || thread is null || thread == ts))
        {
            return null;
        }

        // A mention added by an edit is new words of an old message.
        var edited = isMention && what.Object("edited") is { } edit ? ":" + edit.Text("ts") : "";
        return new Inbound.Said(ts, SlackWords.Of(what, frame))
        {
            Origin = new Origin
            {
                DeliveryKey = frame.DeliveryKey,
                MessageKey = $"{frame.KeyPrefix}{channel}:{ts}:said{edited}",
                From = new PersonKey(ChannelNames.Slack, user),
                Place = PlaceOf(channel, thread, ts, direct),
                Direct = direct,
                At = SlackReader.TimeOf(ts),
                FromName = isProgram && what.Text("username") is { Length: > 0 } name ? SlackText.Unescape(name) : null,
                ThroughApp = IsThroughApp(what),
            },
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
            return before is { } old && old.Text("user") is not null && Speaker(old, frame) is { } author
                ? Gone(channel, ts, author, old, what, frame)
                : null;
        }
        if (message.Text("user") is null || Speaker(message, frame) is not { } user)
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
        return new Inbound.Edited(ts, SlackWords.Of(message, frame))
        {
            Origin = new Origin
            {
                DeliveryKey = frame.DeliveryKey,
                MessageKey = $"{frame.KeyPrefix}{channel}:{ts}:{at}:edited",
                From = new PersonKey(ChannelNames.Slack, user),
                Place = PlaceOf(channel, thread, ts, direct),
                Direct = direct,
                At = SlackReader.TimeOf(at),
                ThroughApp = IsThroughApp(message),
            },

            Files = FilesOf(message),
        };
    }

    private static Inbound.Deleted? Deleted(JsonElement what, SlackReader.Frame frame)
    {
        if (what.Text("channel") is not { } channel || what.Text("deleted_ts") is not { } ts)
        {
            return null;
        }
        if (what.Object("previous_message") is not { } old || old.Text("user") is null || Speaker(old, frame) is not { } user)
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
            Origin = new Origin
            {
                DeliveryKey = frame.DeliveryKey,
                MessageKey = $"{frame.KeyPrefix}{channel}:{ts}:deleted",
                From = new PersonKey(ChannelNames.Slack, user),
                Place = PlaceOf(channel, old.Text("thread_ts"), ts, direct),
                Direct = direct,
                At = SlackReader.TimeOf(what.Text("event_ts") ?? ts),
            },
        };
    }

    /// <summary>
    /// A channel message outside any thread starts its own; a 1:1 chat is one conversation unless a thread was opened in it.
    /// </summary>
    internal static Place PlaceOf(string channel, string? thread, string ts, bool direct) =>
        new(ChannelNames.Slack, channel, direct ? (thread == ts ? null : thread) : thread ?? ts);

    /// <summary>
    /// Who speaks: a user, or the bot whose message names no user. Null: ourselves, Slack itself, or nobody. A message with a user and a
    /// bot is a person's who posts through an app, or a bot user's: only the user's profile tells which.
    /// </summary>
    private static string? Speaker(JsonElement message, SlackReader.Frame frame)
    {
        var (user, bot) = (message.Text("user"), message.Text("bot_id"));
        return user == Slackbot || (frame.Own is not null && user == frame.Own) || (frame.OwnBot is { Length: > 0 } own && bot == own)
            ? null
            : user ?? bot;
    }

    private static bool IsThroughApp(JsonElement message) =>
        message.Text("bot_id") is not null || message.Object("bot_profile") is not null || message.Is("subtype", "bot_message");

    /// <summary>The message's files, and those of messages that it passes on.</summary>
    internal static List<FileLink> FilesOf(JsonElement message) =>
        [
            .. message
                .List("files")
                .Concat(message.List("attachments").SelectMany(attachment => attachment.List("files")))
                .Where(file => !IsGone(file))
                .Select(FileOf)
                .OfType<FileLink>()
                .DistinctBy(file => file.Source?.Address ?? file.Url)
                .Take(MostFiles),
        ];

    /// <summary>Deleted, or older than the workspace's plan shows.</summary>
    internal static bool IsGone(JsonElement file) => file.Text("mode") is "tombstone" or "hidden_by_limit";

    /// <summary>Bytes are fetched by the file's id: its address is asked for when they are needed, as Slack Connect wants it.</summary>
    private static FileLink? FileOf(JsonElement file)
    {
        var isElsewhere = file.IsTrue("is_external") || file.Is("mode", "external");
        var url = (isElsewhere ? file.Text("url_private") : null) ?? file.Text("permalink") ?? file.Text("url_private") ?? "";
        var id = isElsewhere ? null : file.Text("id");
        if (url.Length == 0 && id is null)
        {
            return null;
        }
        return new FileLink(SlackText.Unescape(file.Text("name") ?? file.Text("title") ?? "file"), url)
        {
            Source = id is { Length: > 0 and < 40 }
                ? new FileSource(ChannelNames.Slack, id)
                {
                    MediaType = file.Text("mimetype"),
                    Size =
                        file.TryGetProperty("size", out var size)
                        && size.ValueKind == JsonValueKind.Number
                        && size.TryGetInt64(out var bytes)
                            ? bytes
                            : null,
                }
                : null,
        };
    }
}
