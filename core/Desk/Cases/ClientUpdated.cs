using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The rep has told the client how things stand: it is logged, and the next reminder comes a working day later.</summary>
internal static class ClientUpdated
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.ClientUpdated, DeskAction.ClientTold) { Do = (draft, theCase, _) => Apply(draft, theCase) };

    private static void Apply(DecisionBuilder draft, Case theCase)
    {
        if (!theCase.IsAwaited && PermissionCheck.IsOver(draft, theCase))
        {
            return;
        }

        var kept = draft.Keep(theCase with { ClientUpdatedAt = draft.Now });
        draft.Note("client_updated", kept);
        draft.ShowEverywhere(kept);
        draft.Whisper("client_updated", kept.Id);
    }
}
