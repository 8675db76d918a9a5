using System.Collections.Concurrent;
using System.Globalization;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Erasure;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// Notices that the app was removed from a platform, and that it is there again: in between runs the time after which the platform's data
/// are deleted. Health and doctor tell the day.
/// </summary>
internal sealed class UninstallNotice(Uninstalls uninstalls, AuditLog audit, IOptions<RetentionOptions> retention, TimeProvider time)
{
    /// <summary>Another replica may have noticed more.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private static readonly string[] Platforms = [ChannelNames.Slack, ChannelNames.Teams];

    private readonly ConcurrentDictionary<string, (DateTimeOffset? Since, DateTimeOffset At)> _known = new(StringComparer.Ordinal);

    /// <summary>Looks at what came in. What happened before the removal and is only delivered late proves nothing.</summary>
    public async ValueTask NoticeAsync(Inbound inbound, CancellationToken ct)
    {
        var channel = inbound.Place.Channel;
        if (!Platforms.Contains(channel, StringComparer.Ordinal))
        {
            return;
        }

        if (inbound is Inbound.Departed { Everywhere: true })
        {
            if (await uninstalls.GoneAsync(channel, ct))
            {
                await TellAsync("uninstalled", channel, ct);
            }

            _known.TryRemove(channel, out _);
            return;
        }

        if (inbound is not Inbound.Departed && await SinceAsync(channel, ct) is { } since && inbound.At > since)
        {
            await BackAsync(channel, ct);
        }
    }

    /// <summary>The platform let us in: the app is installed.</summary>
    public async Task BackAsync(string channel, CancellationToken ct)
    {
        if (await uninstalls.BackAsync(channel, ct))
        {
            await TellAsync("installed_again", channel, ct);
        }

        _known.TryRemove(channel, out _);
    }

    /// <summary>Platforms whose time is over, and whose data are still there.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(CancellationToken ct)
    {
        var due = new List<string>();
        foreach (var channel in Platforms)
        {
            if (
                await uninstalls.SinceAsync(channel, ct) is { } since
                && since.AddDays(retention.Value.AfterUninstallDays) <= time.GetUtcNow()
                && await uninstalls.DeletedAsync(channel, ct) is null
            )
            {
                due.Add(channel);
            }
        }

        return due;
    }

    /// <summary>What was deleted is noted, and told to the audit.</summary>
    public async Task DeletedAsync(string channel, CancellationToken ct)
    {
        await uninstalls.NoteDeletedAsync(channel, ct);
        await TellAsync("uninstalled_data_deleted", channel, ct);
    }

    /// <summary>A sentence for each platform from which the app was removed.</summary>
    public async Task<IReadOnlyList<string>> WordsAsync(CancellationToken ct)
    {
        var words = new List<string>();
        foreach (var channel in Platforms)
        {
            if (await uninstalls.SinceAsync(channel, ct) is not { } since)
            {
                continue;
            }

            var name = channel == ChannelNames.Slack ? "Slack" : "Teams";
            words.Add(
                await uninstalls.DeletedAsync(channel, ct) is { } deleted
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"The app was removed from {name} on {since:yyyy-MM-dd}; what was kept of it was deleted on {deleted:yyyy-MM-dd}."
                    )
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"The app was removed from {name} on {since:yyyy-MM-dd}; what is kept of it is deleted on "
                            + $"{since.AddDays(retention.Value.AfterUninstallDays):yyyy-MM-dd} unless it is installed again "
                            + $"(Retention:AfterUninstallDays)."
                    )
            );
        }

        return words;
    }

    /// <summary>What /health/ready says of it.</summary>
    public async ValueTask<PartState> LookAsync(CancellationToken ct)
    {
        var words = await WordsAsync(ct);
        return words.Count == 0 ? PartState.Ok() : PartState.Degraded(string.Join(' ', words));
    }

    private async ValueTask<DateTimeOffset?> SinceAsync(string channel, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(channel, out var last) && now - last.At < LookAgain)
        {
            return last.Since;
        }

        var since = await uninstalls.SinceAsync(channel, ct);
        _known[channel] = (since, now);
        return since;
    }

    private Task TellAsync(string verb, string channel, CancellationToken ct) =>
        audit.RecordAsync(new AuditEntry(AuditKind.Admin, verb, AuditActor.Bot) { Surface = channel }, ct);
}
