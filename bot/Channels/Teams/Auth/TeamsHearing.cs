using System.Globalization;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Auth;

/// <summary>
/// What can be known of hearing on Teams. Teams sends a bot no event for the bot's own messages, so there is no echo to wait for: only an
/// activity that a person caused proves that the way in is open. Two things speak against it: messages that were taken for a working day
/// while nothing at all came back (cards that are looked at ask for their state, too), and activities with Microsoft's own signature that
/// we refuse.
/// </summary>
internal sealed class TeamsHearing(ChannelMemory memory, WorkplaceHolder workplaces, TimeProvider time)
{
    /// <summary>What cannot be proven, for doctor and health.</summary>
    public const string Unproven =
        "Teams sends a bot no echo of its own messages: that Teams delivers right now is proven only by a person who "
        + "writes help to the bot.";
    private const string Heard = "heard";
    private const int Enough = 3;
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1),
        QuietFor = TimeSpan.FromHours(8),
        RefusedFor = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private DateTimeOffset _heardAt,
        _notedAt;
    private DateTimeOffset? _sentSince,
        _refusedSince;
    private int _sent,
        _refused;

    /// <summary>An activity was taken in.</summary>
    public async Task HeardAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            (_heardAt, _sentSince, _sent, _refusedSince, _refused) = (now, null, 0, null, 0);
            if (now - _notedAt < Beat)
            {
                return;
            }
            _notedAt = now;
        }
        await memory.SetAsync(ChannelNames.Teams, Heard, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), ct);
    }

    /// <summary>A message was taken.</summary>
    public void Sent()
    {
        lock (_lock)
        {
            _sentSince ??= time.GetUtcNow();
            _sent++;
        }
    }

    /// <summary>An activity that Microsoft signed was refused: another tenant, an address that is not allowed.</summary>
    public void Refused()
    {
        lock (_lock)
        {
            _refusedSince ??= time.GetUtcNow();
            _refused++;
        }
    }

    /// <summary>Sending works and hearing, as far as can be known, does not; else null.</summary>
    public string? Problem
    {
        get
        {
            DateTimeOffset heard;
            DateTimeOffset? sentSince,
                refusedSince;
            int sent,
                refused;
            lock (_lock)
            {
                (heard, sentSince, refusedSince, sent, refused) = (_heardAt, _sentSince, _refusedSince, _sent, _refused);
            }
            var now = time.GetUtcNow();
            if (refused >= Enough && now - refusedSince >= RefusedFor)
            {
                return "Teams reaches the bot, but for an hour everything it brought was refused: compare Teams:TenantId, Teams:AppId and "
                    + "Teams:AllowedServiceHosts with the bot's registration.";
            }
            if (sent < Enough || sentSince is not { } since || !workplaces.IsLoaded)
            {
                return null;
            }
            var calendar = workplaces.Current.Organisation.Calendar;
            return calendar.Elapsed(since, now) < QuietFor
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Teams took {sent} messages in more than a working day and nothing came from Teams "
                        + $"{(heard == default ? "since the start" : $"since {heard:yyyy-MM-dd HH:mm} UTC")}: "
                        + $"perhaps it does not reach the bot. "
                        + $"Write help to the bot in Teams; when no answer comes, check the messaging endpoint of the bot's registration."
                );
        }
    }

    /// <summary>When an activity was taken in last, by any process; null when never.</summary>
    public static async Task<DateTimeOffset?> LastAsync(ChannelMemory memory, CancellationToken ct) =>
        long.TryParse(await memory.FindAsync(ChannelNames.Teams, Heard, ct), CultureInfo.InvariantCulture, out var noted)
            ? DateTimeOffset.FromUnixTimeMilliseconds(noted)
            : null;
}
