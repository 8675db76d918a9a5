using EscalationBot.Bot.Channels.Slack.Protocol;

namespace EscalationBot.Bot.Channels.Slack.Auth;

/// <summary>
/// A canary that needs no place of its own: Slack sends the bot an event for each message that the bot itself posts, under the event of the
/// kind of conversation. When posts succeed and none of their events comes within a minute, sending works and hearing does not.
/// </summary>
internal sealed class SlackEcho
{
    /// <summary>Under which the store keeps the words of <see cref="Problem"/>, for the doctor.</summary>
    public const string Memory = "deaf";
    private const string Key = "hearing";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One event may be lost; so many in a row are not.</summary>
    private const int Enough = 3;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Posts)> _waiting = new(StringComparer.Ordinal);

    /// <summary>What is not heard, in words for people; null when all is well, or nothing is known.</summary>
    public string? Problem { get; private set; }

    /// <summary>A message was posted.</summary>
    public void Posted(string conversation, DateTimeOffset now)
    {
        lock (_lock)
        {
            var (since, posts) = _waiting.GetValueOrDefault(EventsOf(conversation), (now, 0));
            _waiting[EventsOf(conversation)] = (since, posts + 1);
        }
    }

    /// <summary>An event of an own message came.</summary>
    public void Heard(string conversation, DateTimeOffset now, SlackHealth health)
    {
        lock (_lock)
        {
            _waiting.Remove(EventsOf(conversation));
        }
        Look(now, health);
    }

    /// <summary>Raises the problem when it is time, and takes it back.</summary>
    public void Look(DateTimeOffset now, SlackHealth health)
    {
        lock (_lock)
        {
            var missing = _waiting
                .Where(one => one.Value.Posts >= Enough && now - one.Value.Since >= Patience)
                .Select(one => one.Key)
                .Order(StringComparer.Ordinal)
                .ToList();
            Problem =
                missing.Count == 0
                    ? null
                    : "Slack takes the bot's messages but sends it no events of them: what people write there is not heard. "
                        + "On the app's page, "
                        + $"Event Subscriptions, check the request URL (or Socket Mode) and the bot events {string.Join(", ", missing)}"
                        + (missing.Contains(Channels) ? " and app_mention." : ".");
        }
        if (Problem is { } words)
        {
            health.Raise(Key, words);
        }
        else
        {
            health.Clear(Key);
        }
    }

    private const string Channels = "message.channels, message.groups";

    /// <summary>
    /// Slack names 1:1 chats D…, old private channels and group chats G…, all others C… (https://docs.slack.dev/reference/events).
    /// </summary>
    private static string EventsOf(string conversation) =>
        conversation switch
        {
            ['D', ..] => "message.im",
            ['G', ..] => "message.mpim, message.groups",
            _ => Channels,
        };
}
