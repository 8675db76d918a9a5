using System.Globalization;
using EscalationBot.Core.Store.Engine;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Tokens of the day (UTC), counted in the store: restarts and replicas share one budget. What a call may cost is taken before it and
/// settled after it; a crash in between leaves it taken.
/// </summary>
internal sealed class TokenBudget(Counters counters, IOptions<AiOptions> options, TimeProvider time)
{
    private volatile Known? _known;

    /// <summary>Tokens of a day.</summary>
    public long PerDay => options.Value.TokensPerDay;

    /// <summary>Used today as far as this process knows.</summary>
    public long Used => _known is { } today && today.Day == Today ? today.Used : 0;

    /// <summary>A call was refused today.</summary>
    public bool IsSpent => _known is { Refused: true } today && today.Day == Today;

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Takes what a call may cost at most; null when that is more than is left.</summary>
    public async Task<Reservation?> TakeAsync(long tokens, CancellationToken ct)
    {
        var day = Today;
        var used = await counters.AddAsync(NameOf(day), tokens, ct);
        if (used > PerDay)
        {
            used = await counters.AddAsync(NameOf(day), -tokens, CancellationToken.None);
            _known = new Known(day, used, Refused: true);
            return null;
        }
        _known = new Known(day, used, Refused: false);
        return new Reservation(day, tokens);
    }

    /// <summary>Puts what it cost in the place of what was taken.</summary>
    public async Task SettleAsync(Reservation taken, long used)
    {
        var total = await counters.AddAsync(NameOf(taken.Day), used - taken.Tokens, CancellationToken.None);
        _known = new Known(taken.Day, total, _known is { Refused: true } today && today.Day == taken.Day);
    }

    /// <summary>Reads what was used today, for health after a restart.</summary>
    public async Task<long> ReadAsync(CancellationToken ct)
    {
        var day = Today;
        var used = await counters.GetAsync(NameOf(day), ct);
        _known = new Known(day, used, _known is { Refused: true } today && today.Day == day);
        return used;
    }

    private static string NameOf(DateOnly day) => $"model-tokens {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    private sealed record Known(DateOnly Day, long Used, bool Refused);
}

/// <summary>Tokens taken for a call.</summary>
internal sealed record Reservation(DateOnly Day, long Tokens);
