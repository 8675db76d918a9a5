using System.Collections.Concurrent;
using System.Globalization;
using EscalationBot.Bot.Channels.Teams.Auth;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>How the channel is doing.</summary>
internal sealed class TeamsHealth(TeamsOptions options, AccessTokens tokens, SigningKeys keys, TeamsHearing hearing, TimeProvider time)
{
    private static readonly TimeSpan Warning = TimeSpan.FromDays(30);

    /// <summary>Of a person whom no roster holds nothing more may be heard.</summary>
    private static readonly TimeSpan Standing = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, string> _readers = new(StringComparer.Ordinal);
    private volatile string? _problem;
    private long _lookupFailedAt;

    public ChannelState State
    {
        get
        {
            if (tokens.Problem is { } noToken)
            {
                return new ChannelState("degraded", noToken);
            }
            if (keys.Problem is { } noKeys)
            {
                return new ChannelState("degraded", noKeys);
            }
            if (_problem is { } why)
            {
                return new ChannelState("degraded", why);
            }
            if (hearing.Problem is { } deaf)
            {
                return new ChannelState("degraded", deaf);
            }
            if (Volatile.Read(ref _lookupFailedAt) is not 0 and var failed && time.GetUtcNow().UtcTicks - failed < Standing.Ticks)
            {
                return new ChannelState(
                    "degraded",
                    "Teams' roster did not tell who somebody is (the last look-up failed): they are treated as a "
                        + "stranger until it does. Check that the bot is installed where they write."
                );
            }
            if (!_readers.IsEmpty)
            {
                return new ChannelState("degraded", string.Join(' ', _readers.Values.Order(StringComparer.Ordinal)));
            }
            if (
                options.SecretEnds is { } ends
                && ends.ToDateTime(TimeOnly.MinValue) - time.GetUtcNow().UtcDateTime is var left
                && left < Warning
            )
            {
                return new ChannelState(
                    "degraded",
                    left > TimeSpan.Zero
                        ? $"Teams:ClientSecret ends on {ends.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}."
                        : $"Teams:ClientSecret ended on {ends.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}."
                );
            }
            return new ChannelState("ok", options.IsAnonymous ? "Without tokens, for this machine only." : "");
        }
    }

    /// <summary>A look-up into a roster ended: it told somebody, or not.</summary>
    public void NoteLookup(bool told) => Volatile.Write(ref _lookupFailedAt, told ? 0 : time.GetUtcNow().UtcTicks);

    /// <summary>Who reads in a place of a queue or department.</summary>
    public void NoteReaders(PlaceName place, PlaceAudience audience)
    {
        if (PlaceReaders.ProblemOf(place, audience) is { } words)
        {
            _readers[place.Text] = words;
        }
        else
        {
            _readers.TryRemove(place.Text, out _);
        }
    }

    /// <summary>What waits is a problem until something is sent again.</summary>
    public void Note(Delivery delivery)
    {
        if (delivery is Delivery.Sent { MessageId: not null })
        {
            hearing.Sent();
        }
        _problem =
            delivery is Delivery.Retry retry ? retry.Why
            : delivery is Delivery.Sent ? null
            : _problem;
    }
}
