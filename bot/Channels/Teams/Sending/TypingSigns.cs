using System.Collections.Concurrent;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// Shows "typing" where an answer takes longer than a moment. A courtesy: it is never tried twice, and left out when many wait, since then
/// every call counts.
/// </summary>
internal sealed class TypingSigns(TeamsApi connector, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1.2);
    private const int MostWatched = 32;

    private readonly ConcurrentDictionary<string, byte> _waiting = new(StringComparer.Ordinal);

    /// <summary>Somebody there waits for an answer from now on.</summary>
    public void Watch(Place place, string serviceUrl)
    {
        if (_waiting.Count < MostWatched && _waiting.TryAdd(place.Lane, 0))
        {
            _ = SignAsync(place, serviceUrl, lifetime.ApplicationStopping);
        }
    }

    /// <summary>The answer went out.</summary>
    public void Answered(Place place) => _waiting.TryRemove(place.Lane, out _);

    private async Task SignAsync(Place place, string serviceUrl, CancellationToken stopping)
    {
        await Task.Delay(Moment, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested && _waiting.TryRemove(place.Lane, out _))
        {
            await connector.TryTypingAsync(serviceUrl, place, stopping);
        }
    }
}
