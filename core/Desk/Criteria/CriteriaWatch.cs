using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Criteria;

/// <summary>
/// Looks each hour at what published criteria do: when more cases than the bound come to the wrong queue, and more than before, the former
/// criteria are put back. It ends with the days of the bound, and when the file says something else.
/// </summary>
public static class CriteriaWatch
{
    /// <summary>From one look to the next.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromHours(1);

    /// <summary>Do these numbers take a publication back?</summary>
    public static bool IsBeyond(RollBackBound bound, Misroutes since, Misroutes before) =>
        since.Made >= bound.Cases && since.Percent > bound.Percent && since.Percent > before.Percent;

    internal static void Look(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var change = draft.Loaded.Criteria;
        if (change?.State is CriteriaChangeState.Overtaken)
        {
            CriteriaChanges.Tell(draft, change, "overtaken", CriteriaChanges.Names(change.Editors));
            return;
        }

        var policy = draft.Loaded.Organisation.Criteria;
        if (
            change is not { State: CriteriaChangeState.Published, WrittenAt: { } at }
            || !draft.Loaded.IsNewestCriteria
            || policy.Hash != change.Hash
            || draft.Now > at.AddDays(policy.RollBack.Days)
        )
        {
            return;
        }

        var (since, before) = draft.Loaded.Misroutes;
        if (!IsBeyond(policy.RollBack, since, before))
        {
            draft.Timer(passed.Subject, TimerNames.CriteriaWatch, draft.Now + Every);
            return;
        }

        var why = draft.Words.Say("criteria_misrouted", Share(since), Share(before));
        CriteriaChanges.Note(
            draft,
            "criteria_rolled_back",
            change with
            {
                State = CriteriaChangeState.RollingBack,
                RolledBackAt = draft.Now,
                Why = why,
            }
        );
        CriteriaChanges.Tell(draft, change, "rolled_back_by_bot", CriteriaChanges.Names(change.Editors), why);

        string Share(Misroutes one) => draft.Words.Say("criteria_share", one.Moved, one.Made, (int)Math.Round(one.Percent));
    }
}
