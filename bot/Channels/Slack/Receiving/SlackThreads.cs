using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>Reads what people said in a thread, for a bot that is called into the middle of it.</summary>
internal sealed class SlackThreads(SlackApi api, SlackProfiles profiles, SlackSenses senses)
{
    private const int MostPages = 5;
    private const int MostNames = 20;

    /// <summary>Oldest first; null when Slack does not tell now.</summary>
    public async Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct)
    {
        if (thread.Thread is not { } root)
        {
            return [];
        }
        List<JsonElement> messages = [];
        var cursor = "";
        for (var page = 0; page < MostPages && (page == 0 || cursor.Length > 0); page++)
        {
            List<KeyValuePair<string, string>> arguments = [new("channel", thread.Conversation), new("ts", root), new("limit", "200")];
            if (cursor.Length > 0)
            {
                arguments.Add(new("cursor", cursor));
            }
            var told = await api.ReadAsync("conversations.replies", arguments, ct);
            // A message that nobody replied to is no thread yet.
            if (told.Error == "thread_not_found")
            {
                return [];
            }
            if (!told.Ok)
            {
                return null;
            }
            // Each page begins with the thread's first message.
            messages.AddRange(
                told.Body.List("messages").Where(message => message.Text("ts") is { } ts && (page == 0 || ts != root) && !IsOwn(message))
            );
            cursor = told.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        }

        var strangers = MostNames;
        var frame = new SlackReader.Frame("", "", senses.Identity.Self?.UserId, senses.Recent.NameOf);
        List<Quoted> quoted = [];
        foreach (
            var message in messages.Where(message =>
                message.Text("subtype") is null or "file_share" or "thread_broadcast" or "me_message" or "bot_message"
            )
        )
        {
            var ts = message.Text("ts")!;
            var who = message.Text("user") is not { } user
                ? message.Text("username") ?? "?"
                : senses.Recent.NameOf(user) ?? (strangers-- > 0 ? await NameOfAsync(user, ct) : user);
            quoted.Add(
                new Quoted(who, SlackReader.TimeOf(ts), SlackWords.Of(message, frame))
                {
                    MessageId = ts,
                    Files = SlackMessageReader.FilesOf(message),
                }
            );
        }

        return [.. quoted.OrderBy(one => one.At)];
    }

    /// <summary>With their organisation when they are from outside.</summary>
    private async Task<string> NameOfAsync(string user, CancellationToken ct)
    {
        try
        {
            await profiles.FindAsync(new PersonKey(ChannelNames.Slack, user), ct);
        }
        catch (PlatformUnavailableException)
        {
            // A name is no reason to let anybody wait.
        }
        return senses.Recent.NameOf(user) ?? user;
    }

    private bool IsOwn(JsonElement message) =>
        senses.Identity.Self is { } self && (message.Text("user") == self.UserId || message.Text("bot_id") == self.BotId);
}
