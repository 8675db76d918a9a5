using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what recurs, for the console.</summary>
internal sealed class RecurringReader(RecurringIssues recurring, WorkplaceHolder workplaces, CaseStore cases)
{
    private const int Most = 20;

    /// <summary>The most important ones, with the numbers of those cases that the visitor's queues hold.</summary>
    public async Task<IReadOnlyList<RecurringLine>> ReadAsync(Visitor visitor, CancellationToken ct)
    {
        var workplace = workplaces.Current;
        var issues = await recurring.LatestAsync(workplace.Organisation, workplace.Triage.Data.Knowledge, ct);
        RecurringLine[] lines = [.. issues.Take(Most).Select(Line)];
        if (visitor is not Visitor.Person)
        {
            return lines;
        }

        var queues = ConsoleReader.QueuesOf(visitor, workplace.Organisation);
        for (var i = 0; i < lines.Length; i++)
        {
            var own = new List<string>();
            foreach (var id in lines[i].Cases)
            {
                if (await cases.FindCaseAsync(id, ct) is { } theCase && queues.Contains(theCase.Queue))
                {
                    own.Add(id);
                }
            }

            lines[i] = lines[i] with { Cases = own };
        }

        return lines;
    }

    private static RecurringLine Line(RecurringIssue issue) =>
        new(
            issue.Name,
            issue.Occurrences.Count,
            issue.Occurrences.Select(one => one.Account).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count(),
            issue.Occurrences.Where(one => one.Account is null).DistinctBy(one => one.Source).Count(),
            [.. issue.Occurrences.Reverse().Select(one => one.CaseId).OfType<string>().Distinct(StringComparer.Ordinal)],
            issue.Occurrences[^1].At,
            issue.RisingSince
        );
}
