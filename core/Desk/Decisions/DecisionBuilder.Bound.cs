using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Messages that stand on a platform already.</summary>
public sealed partial class DecisionBuilder
{
    private readonly List<BoundMessage> _bound = [];

    /// <summary>A message of ours that nobody knew fills a slot from now on, unless that has one.</summary>
    internal void Bind(string slot, Place place, string messageId, string caseId) => _bound.Add(new(slot, place, messageId, caseId));
}
