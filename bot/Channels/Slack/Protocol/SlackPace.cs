using System.Collections.Concurrent;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// When a call may be made: what Slack's Retry-After forbids per method (and channel), and, when polite, about one post a second per
/// channel with a burst of five (docs.slack.dev, rate limits: "1 per second … short bursts"). Posts for a full channel get a place in its
/// line, one second apart, and go out in that order. Measured by a clock that nobody sets.
/// </summary>
internal sealed class SlackPace(SlackOptions options, TimeProvider time)
{
    private const int Burst = 5;
    private const int MostChannels = 10_000;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1),
        Lost = TimeSpan.FromMinutes(1);
    private readonly Pauses _pauses = new(time);
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly long _began = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>Slack asked for a pause.</summary>
    public void Pause(string key, TimeSpan after) => _pauses.Begin(key, after);

    /// <summary>How long to wait before calling; zero = now.</summary>
    public TimeSpan PausedFor(string key) => _pauses.Left(key);

    /// <summary>Takes one post from a channel's allowance; otherwise how long to wait before asking again.</summary>
    /// <param name="channel">Its id.</param>
    /// <param name="post">Key of the message, which keeps its place in the line until it asks again.</param>
    public TimeSpan Take(string channel, string post)
    {
        if (!options.IsPolite)
        {
            return TimeSpan.Zero;
        }
        if (_lines.Count > MostChannels)
        {
            _lines.Clear();
        }
        return _lines.GetOrAdd(channel, _ => new Line()).Take(Now, post);
    }

    private sealed class Line
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, TimeSpan> _places = new(StringComparer.Ordinal);

        /// <summary>When the allowance is full again.</summary>
        private TimeSpan _fullAt;

        public TimeSpan Take(TimeSpan now, string post)
        {
            lock (_gate)
            {
                if (_places.TryGetValue(post, out var place))
                {
                    if (place > now)
                    {
                        return place - now;
                    }
                    _places.Remove(post);
                    return TimeSpan.Zero;
                }
                var full = _fullAt > now ? _fullAt : now;
                var free = full - (Burst - 1) * Step;
                _fullAt = full + Step;
                if (free <= now)
                {
                    return TimeSpan.Zero;
                }
                // Who never came back (it was superseded) has lost its place.
                foreach (var (gone, _) in _places.Where(one => now - one.Value > Lost).ToList())
                {
                    _places.Remove(gone);
                }
                _places[post] = free;
                return free - now;
            }
        }
    }
}
