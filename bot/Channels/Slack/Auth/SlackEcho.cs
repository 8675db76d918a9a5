namespace EscalationBot.Bot.Channels.Slack.Auth;

/// <summary>
/// A canary that needs no place of its own: Slack sends the bot an event for each message that the bot itself posts in a channel. When
/// posts succeed and none of their events comes within a minute, sending works and hearing does not.
/// </summary>
internal sealed class SlackEcho
{
    private const string Problem = "hearing";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One event may be lost; so many in a row are not.</summary>
    private const int Enough = 3;
    private readonly Lock _lock = new();
    private DateTimeOffset? _waitingSince;
    private int _posts;

    /// <summary>A message was posted.</summary>
    public void Posted(DateTimeOffset now)
    {
        lock (_lock)
        {
            _waitingSince ??= now;
            _posts++;
        }
    }

    /// <summary>An event of an own message came.</summary>
    public void Heard(SlackHealth health)
    {
        lock (_lock)
        {
            (_waitingSince, _posts) = (null, 0);
        }
        health.Clear(Problem);
    }

    /// <summary>Raises the problem when it is time.</summary>
    public void Look(DateTimeOffset now, SlackHealth health)
    {
        lock (_lock)
        {
            if (_posts < Enough || _waitingSince is not { } since || now - since < Patience)
            {
                return;
            }
        }
        health.Raise(
            Problem,
            "Slack takes the bot's messages but sends it no events: what people write is not heard. On the app's page, Event Subscriptions, "
                + "check the request URL (or Socket Mode) and the bot events message.channels, message.groups, message.im and app_mention."
        );
    }
}
