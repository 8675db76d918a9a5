using System.Collections.Concurrent;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// When a call may be made: what Slack's Retry-After forbids per method (and channel), and, when polite, about one post a second per channel with a burst of five
/// (docs.slack.dev, rate limits: "1 per second … short bursts"). Asks of a full channel are told to come back one second apart, so that they do not come all at once.
/// </summary>
internal sealed class SlackPace(SlackOptions options, TimeProvider time)
{
    private const int Burst = 5;
    private const int MostChannels = 10_000;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> pausedUntil = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Slack asked for a pause.</summary>
    public void Pause(string key, TimeSpan after) => pausedUntil[key] = time.GetUtcNow() + after;

    /// <summary>How long to wait before calling; zero = now.</summary>
    public TimeSpan PausedFor(string key)
    {
        if (!pausedUntil.TryGetValue(key, out var until)) return TimeSpan.Zero;
        var wait = until - time.GetUtcNow();
        if (wait > TimeSpan.Zero) return wait;
        pausedUntil.TryRemove(new KeyValuePair<string, DateTimeOffset>(key, until));
        return TimeSpan.Zero;
    }

    /// <summary>Takes one post from a channel's allowance; otherwise how long to wait before asking again.</summary>
    public TimeSpan Take(string channel)
    {
        if (!options.IsPolite) return TimeSpan.Zero;
        if (buckets.Count > MostChannels) buckets.Clear();
        return buckets.GetOrAdd(channel, _ => new Bucket()).Take(time.GetUtcNow());
    }

    private sealed class Bucket
    {
        private readonly Lock gate = new();
        /// <summary>When the allowance is full again.</summary>
        private DateTimeOffset fullAt;
        /// <summary>The time given to the last one that was sent away.</summary>
        private DateTimeOffset lastAsked;

        public TimeSpan Take(DateTimeOffset now)
        {
            lock (gate)
            {
                var full = fullAt > now ? fullAt : now;
                var free = full - (Burst - 1) * Step;
                if (free <= now)
                {
                    fullAt = full + Step;
                    return TimeSpan.Zero;
                }
                lastAsked = lastAsked + Step > free ? lastAsked + Step : free;
                return lastAsked - now;
            }
        }
    }
}
