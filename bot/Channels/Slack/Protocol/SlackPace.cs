using System.Collections.Concurrent;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// When a call may be made: what Slack's Retry-After forbids per method (and channel), and, when polite, about one post a second per
/// channel with a burst of five (docs.slack.dev, rate limits: "1 per second … short bursts"). Asks of a full channel are told to come back
/// one second apart, so that they do not come all at once.
/// </summary>
internal sealed class SlackPace(SlackOptions options, TimeProvider time)
{
    private const int Burst = 5;
    private const int MostChannels = 10_000;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _pausedUntil = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Slack asked for a pause.</summary>
    public void Pause(string key, TimeSpan after) => _pausedUntil[key] = time.GetUtcNow() + after;

    /// <summary>How long to wait before calling; zero = now.</summary>
    public TimeSpan PausedFor(string key)
    {
        if (!_pausedUntil.TryGetValue(key, out var until))
        {
            return TimeSpan.Zero;
        }
        var wait = until - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }
        _pausedUntil.TryRemove(new KeyValuePair<string, DateTimeOffset>(key, until));
        return TimeSpan.Zero;
    }

    /// <summary>Takes one post from a channel's allowance; otherwise how long to wait before asking again.</summary>
    public TimeSpan Take(string channel)
    {
        if (!options.IsPolite)
        {
            return TimeSpan.Zero;
        }
        if (_buckets.Count > MostChannels)
        {
            _buckets.Clear();
        }
        return _buckets.GetOrAdd(channel, _ => new Bucket()).Take(time.GetUtcNow());
    }

    private sealed class Bucket
    {
        private readonly Lock _gate = new();

        /// <summary>When the allowance is full again.</summary>
        private DateTimeOffset _fullAt;

        /// <summary>The time given to the last one that was sent away.</summary>
        private DateTimeOffset _lastAsked;

        public TimeSpan Take(DateTimeOffset now)
        {
            lock (_gate)
            {
                var full = _fullAt > now ? _fullAt : now;
                var free = full - (Burst - 1) * Step;
                if (free <= now)
                {
                    _fullAt = full + Step;
                    return TimeSpan.Zero;
                }
                _lastAsked = _lastAsked + Step > free ? _lastAsked + Step : free;
                return _lastAsked - now;
            }
        }
    }
}
