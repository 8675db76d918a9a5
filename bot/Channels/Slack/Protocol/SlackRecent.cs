using EscalationBot.Core;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>Small things heard lately that make answers nicer. In memory and bounded: forgetting them does no harm.</summary>
internal sealed class SlackRecent
{
    private const int Most = 20_000;
    private readonly BoundedMemory<string, string> _names = new(Most, StringComparer.Ordinal);
    private readonly BoundedMemory<string, string> _directs = new(Most, StringComparer.Ordinal);
    private readonly BoundedMemory<string, bool> _rootStands = new(Most, StringComparer.Ordinal);
    private readonly BoundedMemory<string, string> _choices = new(Most, StringComparer.Ordinal);

    public string? NameOf(string userId) => _names.Find(userId);

    public void RememberName(string userId, string name) => _names.Keep(userId, PersonNames.Clean(name));

    /// <summary>The 1:1 conversation with a user.</summary>
    public string? DirectOf(string userId) => _directs.Find(userId);

    public void RememberDirect(string userId, string conversation) => _directs.Keep(userId, conversation);

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
            _rootStands.Keep(key, true);
        }
        else
        {
            _rootStands.Forget(key);
        }
    }

    public bool StoodAtRoot(string userId, string lane) => _rootStands.Has(userId + " " + lane);

    /// <summary>A choice made in a card's select, until the button is pressed.</summary>
    public void RememberChoice(string userId, string messageId, string select, string value) =>
        _choices.Keep($"{userId} {messageId} {select}", value);

    public string? ChoiceOf(string userId, string messageId, string select) => _choices.Find($"{userId} {messageId} {select}");
}
