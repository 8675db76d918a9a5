using System.Collections.Concurrent;

namespace EscalationBot.Bot.Channels.Slack;

/// <summary>What is wrong with the connection to Slack at the moment, in words for people.</summary>
internal sealed class SlackHealth
{
    private readonly ConcurrentDictionary<string, string> standing = new(StringComparer.Ordinal);

    public ChannelState State
    {
        get
        {
            var problems = standing.OrderBy(problem => problem.Key, StringComparer.Ordinal).Select(problem => problem.Value).ToList();
            return problems.Count == 0 ? new ChannelState("ok", "") : new ChannelState("degraded", string.Join(' ', problems));
        }
    }

    /// <summary>A problem stands until it is cleared under the same key. True: it is new.</summary>
    public bool Raise(string key, string words)
    {
        var isNew = !standing.ContainsKey(key);
        standing[key] = words;
        return isNew;
    }

    public void Clear(string key) => standing.TryRemove(key, out _);
}
