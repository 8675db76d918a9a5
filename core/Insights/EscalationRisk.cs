using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Insights;

/// <summary>Why an open case may be escalated over everybody's head, one reason.</summary>
/// <param name="Key">Of the sentence that says it.</param>
/// <param name="Number">A count or a number of days in it; 0 = none.</param>
/// <param name="Day">A day in it, or null.</param>
/// <param name="OfAccount">It tells something of the client: for those who may read the case alone.</param>
public sealed record RiskReason(string Key, int Number = 0, DateOnly? Day = null, bool OfAccount = false);

/// <summary>
/// The order in which open cases need a look: late clocks, silence, age, tone, tries that failed, and what is at stake. The weight orders
/// and is never shown; the reasons are.
/// </summary>
/// <param name="Weight">Larger = sooner.</param>
/// <param name="Reasons">The heaviest first.</param>
public sealed record EscalationRisk(int Weight, IReadOnlyList<RiskReason> Reasons)
{
    /// <summary>From here on a case is worth a look before anything is late.</summary>
    public const int Worth = 6;

    /// <summary>The risk of one case.</summary>
    /// <param name="open">All open cases: an account with several of them counts.</param>
    public static EscalationRisk Of(Case theCase, IReadOnlyCollection<Case> open, OrganisationSnapshot organisation, DateTimeOffset now)
    {
        List<(int Weight, RiskReason? Reason)> found = [];
        // That it is late stands in its line.
        found.AddRange(
            new[] { theCase.Due.Resolve, theCase.Due.Claim, theCase.Due.Update }.Where(due => due < now).Select(_ => (3, (RiskReason?)null))
        );
        if (Priorities.Rank(theCase.Priority) is < 2 and var rank)
        {
            found.Add((rank == 0 ? 3 : 1, null)); // the line itself says so
        }

        if (theCase.IsWorkedOn)
        {
            var silent = Days(now - Clocks.UpdateFrom(theCase));
            Add(silent >= 1, Math.Min(2 + silent, 5), Clocks.WaitsForRep(theCase) ? new("risk_waits", silent) : new("risk_silent", silent));
            var age = Days(now - theCase.CreatedAt);
            Add(age >= 3, age >= 7 ? 3 : 1, new("risk_age", age));
        }

        Add(theCase.Tone is not null, 3, new("risk_tone"));
        Add(theCase.Reopened > 0, Math.Min(theCase.Reopened, 2) * 3, new("risk_reopened", theCase.Reopened));
        Add(theCase.TurnedDown.Count > 0, 1, new("risk_turned_down", theCase.TurnedDown.Count));
        Add(theCase.Promises.Any(promise => promise.State is PromiseState.Broken), 3, new("risk_promise"));
        if (organisation.FindAccount(theCase.Account) is { } account)
        {
            Add(account.RenewsSoon(organisation.Calendar.DateOf(now)), 3, new("risk_renewal", 0, account.Renewal, OfAccount: true));
            var others = open.Count(other => other.Id != theCase.Id && other.Account == theCase.Account);
            Add(others > 0, 2, new("risk_others", others, OfAccount: true));
        }

        return new(
            found.Sum(one => one.Weight),
            [.. found.OrderByDescending(one => one.Weight).Select(one => one.Reason).OfType<RiskReason>()]
        );

        void Add(bool holds, int weight, RiskReason reason)
        {
            if (holds)
            {
                found.Add((weight, reason));
            }
        }
    }

    private static int Days(TimeSpan span) => (int)Math.Min(span.TotalDays, 10_000);
}
