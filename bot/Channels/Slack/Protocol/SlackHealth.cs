using System.Collections.Concurrent;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>What is wrong with the connection to Slack at the moment, in words for people.</summary>
internal sealed class SlackHealth
{
    private static readonly TimeSpan PassingFor = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, string> _standing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Words, DateTimeOffset Until, TimeProvider Time)> _passing = new(
        StringComparer.Ordinal
    );

    public ChannelState State
    {
        get
        {
            foreach (var (key, (_, until, time)) in _passing)
            {
                if (time.GetUtcNow() >= until)
                {
                    _passing.TryRemove(key, out _);
                }
            }
            var problems = _standing
                .Concat(_passing.Select(one => KeyValuePair.Create(one.Key, one.Value.Words)))
                .OrderBy(problem => problem.Key, StringComparer.Ordinal)
                .Select(problem => problem.Value)
                .ToList();
            return problems.Count == 0 ? new ChannelState("ok", "") : new ChannelState("degraded", string.Join(' ', problems));
        }
    }

    /// <summary>A problem stands until it is cleared under the same key. True: it is new.</summary>
    public bool Raise(string key, string words)
    {
        var isNew = !_standing.ContainsKey(key);
        _standing[key] = words;
        return isNew;
    }

    /// <summary>A problem that nothing clears: it is told for ten minutes after it was seen last.</summary>
    public void RaiseFor(string key, string words, TimeProvider time)
    {
        _passing[key] = (words, time.GetUtcNow() + PassingFor, time);
    }

    public void Clear(string key) => _standing.TryRemove(key, out _);
}
