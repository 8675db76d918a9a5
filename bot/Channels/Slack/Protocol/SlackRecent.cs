using System.Collections.Concurrent;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>Small things heard lately that make answers nicer. In memory and bounded: forgetting them does no harm.</summary>
internal sealed class SlackRecent
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _directs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _rootStands = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _choices = new(StringComparer.Ordinal);

    public string? NameOf(string userId) => _names.GetValueOrDefault(userId);

    public void RememberName(string userId, string name) => Keep(_names, userId, name);

    /// <summary>The 1:1 conversation with a user.</summary>
    public string? DirectOf(string userId) => _directs.GetValueOrDefault(userId);

    public void RememberDirect(string userId, string conversation) => Keep(_directs, userId, conversation);

    /// <summary>
    /// Where a person last acted in a thread's lane: on its first message as it stands in the channel, or inside the thread. An ephemeral
    /// message is only seen where they look.
    /// </summary>
    public void RememberStand(string userId, string lane, bool atRoot)
    {
        var key = userId + " " + lane;
        // Inside the thread is what is assumed of the unknown.
        if (atRoot)
        {
            Keep(_rootStands, key, true);
        }
        else
        {
            _rootStands.TryRemove(key, out _);
        }
    }

    public bool StoodAtRoot(string userId, string lane) => _rootStands.ContainsKey(userId + " " + lane);

    /// <summary>A choice made in a card's select, until the button is pressed.</summary>
    public void RememberChoice(string userId, string messageId, string select, string value) =>
        Keep(_choices, $"{userId} {messageId} {select}", value);

    public string? ChoiceOf(string userId, string messageId, string select) => _choices.GetValueOrDefault($"{userId} {messageId} {select}");

    private static void Keep<T>(ConcurrentDictionary<string, T> memory, string key, T value)
    {
        if (memory.Count >= Most)
        {
            memory.Clear();
        }
        memory[key] = value;
    }
}
