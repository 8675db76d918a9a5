using System.Collections.Concurrent;
using System.Net;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>
/// Slows guessing down, for each address by itself: after a few wrong tries each further one costs twice the wait of the one before. A
/// right one costs nothing and forgives nothing. No number of wrong tries from other addresses keeps the right one out.
/// </summary>
internal sealed class SignInTries(TimeProvider time)
{
    private const int Free = 5,
        MostAddresses = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5),
        ForgottenAfter = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Tries> _all = new(StringComparer.Ordinal);

    /// <summary>
    /// Begins a try. Null: go on, and call <see cref="WasRight"/> when it was right. Else: how long this address must wait.
    /// </summary>
    public TimeSpan? Begin(IPAddress? address)
    {
        var now = time.GetUtcNow();
        Forget(now);
        var tries = _all.GetOrAdd(AddressKey.Of(address), _ => new Tries());
        lock (tries)
        {
            if (tries.Until > now)
            {
                return tries.Until - now;
            }

            // Counted before it is judged: a thousand at the same time are a thousand.
            tries.Wrong = now - tries.Last > ForgottenAfter ? 1 : tries.Wrong + 1;
            tries.Last = now;
            tries.Until = tries.Wrong <= Free ? default : now + Pause(tries.Wrong - Free);
            return null;
        }
    }

    /// <summary>The try that was begun was no guess.</summary>
    public void WasRight(IPAddress? address)
    {
        if (_all.TryGetValue(AddressKey.Of(address), out var tries))
        {
            lock (tries)
            {
                tries.Wrong--;
                tries.Until = default;
            }
        }
    }

    private static TimeSpan Pause(int over) => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, over - 1), Longest.TotalSeconds));

    /// <summary>Memory has an end: the oldest go first.</summary>
    private void Forget(DateTimeOffset now)
    {
        if (_all.Count < MostAddresses)
        {
            return;
        }

        foreach (var (key, _) in _all.OrderBy(pair => pair.Value.Last).Take(MostAddresses / 10))
        {
            _all.TryRemove(key, out _);
        }
    }

    private sealed class Tries
    {
        public int Wrong { get; set; }
        public DateTimeOffset Last { get; set; }
        public DateTimeOffset Until { get; set; }
    }
}
