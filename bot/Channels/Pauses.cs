using System.Collections.Concurrent;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// Where a platform asked for patience, and until when: a pause belongs to the place and not to the message that met it. Measured by a
/// clock that nobody sets.
/// </summary>
internal sealed class Pauses(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TimeSpan> _until = new(StringComparer.Ordinal);
    private readonly long _began = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>The platform asked for a pause; a longer one that runs already stays.</summary>
    public void Begin(string key, TimeSpan after)
    {
        var until = Now + after;
        _until.AddOrUpdate(key, until, (_, known) => known > until ? known : until);
    }

    /// <summary>How long to wait before calling; zero = now.</summary>
    public TimeSpan Left(string key)
    {
        if (!_until.TryGetValue(key, out var until))
        {
            return TimeSpan.Zero;
        }
        var left = until - Now;
        if (left > TimeSpan.Zero)
        {
            return left;
        }
        _until.TryRemove(new KeyValuePair<string, TimeSpan>(key, until));
        return TimeSpan.Zero;
    }
}
