using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Auth;

/// <summary>What the receiving side knows and notices beside the rows it hands in.</summary>
internal sealed class SlackSenses(SlackIdentity identity, SlackRecent recent, SlackHealth health, TimeProvider time)
{
    private const string Rate = "rate";
    private const string Removed = "removed";
    private static readonly TimeSpan RateMemory = TimeSpan.FromMinutes(10);
    private long _rateLimitedUntil;
    private bool _isConnected;

    public SlackIdentity Identity => identity;

    public SlackRecent Recent => recent;

    public SlackHealth Health => health;

    /// <summary>Whether own messages come back as events.</summary>
    public SlackEcho Echo { get; } = new();

    /// <summary>A Socket Mode connection stands.</summary>
    public bool IsConnected
    {
        get => Volatile.Read(ref _isConnected);
        set => Volatile.Write(ref _isConnected, value);
    }

    public TimeProvider Time => time;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Slack drops events for the rest of a minute; it is told for a while.</summary>
    public void RateLimited()
    {
        Volatile.Write(ref _rateLimitedUntil, (time.GetUtcNow() + RateMemory).UtcTicks);
        health.Raise(Rate, "Slack holds events back: more than 30,000 in an hour.");
    }

    public void Notice(Inbound inbound)
    {
        switch (inbound)
        {
            case Inbound.Departed { Everywhere: true }:
                health.Raise(
                    Removed,
                    "The app was removed from the Slack workspace, or its token was revoked: install it again and "
                        + "give the bot the new token."
                );
                return;
            case Inbound.Said said:
                recent.RememberStand(said.From.Id, said.Place.Lane, atRoot: said.MessageId == said.Place.Thread);
                break;
            default:
                break;
        }
        if (inbound.Direct && inbound.Place.Conversation is ['D', ..])
        {
            recent.RememberDirect(inbound.From.Id, inbound.Place.Conversation);
        }
        if (Volatile.Read(ref _rateLimitedUntil) is not 0 and var until && until < time.GetUtcNow().UtcTicks)
        {
            Volatile.Write(ref _rateLimitedUntil, 0);
            health.Clear(Rate);
        }
    }

    /// <summary>Slack took our token: whatever was said of it before no longer holds.</summary>
    public void TokenWorks() => health.Clear(Removed);
}
