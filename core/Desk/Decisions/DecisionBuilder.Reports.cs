using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>What goes to other programs.</summary>
public sealed partial class DecisionBuilder
{
    /// <summary>Sends a report to a webhook.</summary>
    /// <param name="name">What the console calls it.</param>
    internal void Report(string slot, Place to, string name, BugReport report, string caseId) =>
        _outbound.Add(
            new Outbound.Show(slot, new Destination.At(to), Card.Of(name))
            {
                Key = NextKey(),
                Lane = slot,
                CausedBy = Loaded.InboxId,
                CaseId = caseId,
                Report = report,
            }
        );

    /// <summary>Asks the company's own endpoint about an account.</summary>
    /// <param name="name">What the console calls it.</param>
    internal void Query(string slot, Place to, string name, AccountQuery query, string caseId) =>
        _outbound.Add(
            new Outbound.Show(slot, new Destination.At(to), Card.Of(name))
            {
                Key = NextKey(),
                Lane = slot,
                CausedBy = Loaded.InboxId,
                CaseId = caseId,
                Query = query,
            }
        );
}
