using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Insights;

/// <summary>Reads of what a digest shows beside the figures of its span.</summary>
public sealed partial class FiguresReading
{
    private static readonly TimeSpan FourWeeks = TimeSpan.FromDays(28);

    /// <summary>Figures of a span with what they stand against: the same span a week before, and the four weeks before it.</summary>
    /// <param name="from">Start of the span.</param>
    /// <param name="to">Its end, which does not belong to it.</param>
    /// <param name="organisation">Whose calendar and names count.</param>
    /// <param name="queues">Queue ids of the reader; cases of others are left out.</param>
    /// <param name="knowledge">By whose encoder recurring issues are found.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Figures> OverAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        OrganisationSnapshot organisation,
        IReadOnlyCollection<string> queues,
        Knowledge.Search.SearchIndex knowledge,
        CancellationToken ct
    )
    {
        var before = await BetweenAsync(from - Week, to - Week, organisation, queues, ct);
        var weeks = await BetweenAsync(from - FourWeeks, from, organisation, queues, ct);
        var rising = (await recurring.LatestAsync(organisation, knowledge, ct)).Where(issue => issue.RisingSince is not null);
        return (await BetweenAsync(from, to, organisation, queues, ct)) with
        {
            WeekBefore = before,
            FourWeeksBefore = weeks.Indicators,
            Rising = await OwnAsync(rising, queues, ct),
        };
    }

    /// <summary>What waits now for somebody to decide.</summary>
    public async Task<WaitingWork> WaitingAsync(CancellationToken ct)
    {
        var approvals = await cases.WaitingApprovalsAsync(ct);
        var ledgers = new Dictionary<string, AccountLedger>(StringComparer.Ordinal);
        foreach (var account in approvals.Select(approval => approval.Account).Distinct(StringComparer.Ordinal))
        {
            ledgers[account] = await cases.LedgerAsync(account, ct);
        }

        return new()
        {
            Approvals = approvals,
            Ledgers = ledgers,
            Cases = (await cases.FindCasesAsync(approvals.Select(approval => approval.CaseId).OfType<string>(), ct)).ToDictionary(
                one => one.Id,
                StringComparer.Ordinal
            ),
            Drafts = await cases.WaitingDraftsAsync(ct),
            Criteria = await cases.OpenCriteriaAsync(ct),
            Doubts = await cases.OpenDoubtsAsync(ct),
            Suspected =
            [
                .. (await cases.IncidentsSinceAsync(DateTimeOffset.MaxValue, ct)).Where(one => one.State is IncidentState.Suspected),
            ],
        };
    }

    /// <summary>
    /// The last eight weeks that end with a moment, oldest first; those before the first in which anything happened are left out.
    /// </summary>
    public async Task<IReadOnlyList<TrendWeek>> WeeksAsync(
        DateTimeOffset to,
        OrganisationSnapshot organisation,
        IReadOnlyCollection<string> queues,
        CancellationToken ct
    )
    {
        var weeks = new List<TrendWeek>();
        for (var back = TrendWeek.Weeks; back > 0; back--)
        {
            var week = await BetweenAsync(to - (Week * back), to - (Week * (back - 1)), organisation, queues, ct);
            if (weeks.Count > 0 || week.Questions > 0 || week.Worked.Count > 0)
            {
                weeks.Add(TrendWeek.Of(week));
            }
        }

        return weeks;
    }
}
