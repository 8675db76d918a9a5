using EscalationBot.Core.Desk;
using EscalationBot.Core.Insights.Recurring;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what recurs, for the console.</summary>
internal sealed class RecurringReader(RecurringIssues recurring, WorkplaceHolder workplaces)
{
    private const int Most = 20;

    /// <summary>The most important ones.</summary>
    public async Task<IReadOnlyList<RecurringLine>> ReadAsync(CancellationToken ct)
    {
        var workplace = workplaces.Current;
        var issues = await recurring.LatestAsync(workplace.Organisation, workplace.Triage.Data.Knowledge, ct);
        return [.. issues.Take(Most).Select(Line)];
    }

    private static RecurringLine Line(RecurringIssue issue) => new(
        issue.Name,
        issue.Occurrences.Count,
        issue.Occurrences.Select(one => one.Account).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count(),
        issue.Occurrences.Where(one => one.Account is null).DistinctBy(one => one.Source).Count(),
        [.. issue.Occurrences.Reverse().Select(one => one.CaseId).OfType<string>().Distinct(StringComparer.Ordinal)],
        issue.Occurrences[^1].At,
        issue.RisingSince);
}
