using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// What happens to a case happens for those who wait with it: their reps get what specialists say, and its outcome, each under their own
/// number.
/// </summary>
internal static class MergedCases
{
    /// <summary>After everything else was decided: passes on what this decision changed in the case that goes on.</summary>
    public static void Pass(DecisionBuilder draft)
    {
        if (draft.Loaded is not { Case: { } before, Merged.Count: > 0 } || draft.KeptCase(before.Id) is not { } after)
        {
            return;
        }

        foreach (var merged in draft.Loaded.Merged.Select(one => one.Case).Where(one => draft.KeptCase(one.Id) is null))
        {
            PassOn(draft, before, after, merged);
        }
    }

    private static void PassOn(DecisionBuilder draft, Case before, Case after, Case merged)
    {
        if (after.State != before.State && !after.IsWorkedOn)
        {
            End(draft, after, merged);
            return;
        }

        if (Words(draft, before, after, merged) is { } told)
        {
            draft.Keep(told with { RepToldAt = draft.Now });
        }
    }

    /// <summary>
    /// Its outcome is the outcome of those who waited with it; a case that was closed for want of an answer leaves them alone.
    /// </summary>
    private static void End(DecisionBuilder draft, Case after, Case merged)
    {
        if (after is { State: CaseState.Resolved, Resolution: { } outcome })
        {
            Resolve.With(draft, merged, outcome);
        }
        else if (after is { State: CaseState.Declined, ClosedAsStale: false, DeclinedWhy: { } why })
        {
            Decline.Apply(draft, merged, why);
        }
        else if (after.State is CaseState.Declined)
        {
            MergeCases.TakeApart(draft, merged, draft.KeptCase(after.Id)!);
        }
    }

    /// <summary>Words to the rep, edits of them, and what was taken back; null when there were none.</summary>
    private static Case? Words(DecisionBuilder draft, Case before, Case after, Case merged)
    {
        var told = merged;
        foreach (var turn in after.Conversation.Where(turn => turn is { ToRep: true, MessageKey: not null }))
        {
            var was = before.Conversation.FirstOrDefault(other => other.MessageKey == turn.MessageKey);
            if (was is not null && was.Text == turn.Text && was.Deleted == turn.Deleted)
            {
                continue;
            }

            var copy = turn with { MessageKey = $"{turn.MessageKey}:{merged.Id}" };
            var old = told.Conversation.FirstOrDefault(other => other.MessageKey == copy.MessageKey);
            told = old is null
                ? told.Saying(copy)
                : told.Changing(old, old with { Text = copy.Text, Before = copy.Before, Deleted = copy.Deleted });
            if (turn.Deleted)
            {
                draft.RemoveFromRep(merged, copy.MessageKey);
            }
            else
            {
                draft.TellRep(merged, RelayCards.ForRep(draft, merged, turn.Who, turn.Text, turn.Files), copy.MessageKey);
            }
        }

        return ReferenceEquals(told, merged) ? null : told;
    }
}
