using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what was granted by authority.yaml, for the console: every use, and what each person granted to each client.</summary>
internal sealed class GrantsReader(CaseStore cases, WorkplaceHolder workplaces, TimeProvider time)
{
    private const int Most = 300;
    private static readonly TimeSpan Back = TimeSpan.FromDays(90),
        Window = TimeSpan.FromDays(30);

    /// <summary>
    /// A manager sees the grants of cases and people of their own queues; the playground and the emergency key see all. The client and the
    /// reason are left out where the grant's case may not be read.
    /// </summary>
    public async Task<IReadOnlyList<GrantLine>> ReadAsync(PageContext context, Visitor visitor, CancellationToken ct)
    {
        var organisation = workplaces.Current.Organisation;
        var viewer = (visitor as Visitor.Person)?.Colleague;
        var now = time.GetUtcNow();
        var found = await cases.GrantsAsync(now - Back, Most, ct);
        var totals = found
            .Where(one => now - one.At <= Window)
            .GroupBy(KeyOf)
            .ToDictionary(group => group.Key, group => group.Sum(one => one.Amount));
        List<GrantLine> lines = [];
        foreach (var one in found)
        {
            var theCase = one.CaseId is null ? null : await cases.FindCaseAsync(one.CaseId, ct);
            if (viewer is not null && !IsTheirs(organisation, viewer, one, theCase))
            {
                continue;
            }

            var may = theCase is null || (viewer is null ? !theCase.Restricted : Visibility.May(organisation, viewer, theCase));
            lines.Add(
                new(
                    one.At,
                    one.By.Name,
                    one.Action,
                    Money(one.Amount, one.Currency),
                    may ? organisation.FindAccount(one.Account)?.Name ?? one.Account : context.Words["console_restricted"],
                    string.Join(", ", new[] { one.ApprovedBy?.Name, one.SecondBy?.Name }.OfType<string>()),
                    one.CaseId ?? "",
                    may ? one.Reason : "",
                    may && totals.TryGetValue(KeyOf(one), out var sum) ? Money(sum, one.Currency) : ""
                )
            );
        }

        return lines;

        static (string, string, string) KeyOf(RecordedGrant one) => (one.By.Email ?? one.By.Key.Id, one.Account, one.Currency);

        string Money(decimal amount, string currency) => amount.ToString("N2", context.Words.Culture) + " " + currency;
    }

    private static bool IsTheirs(OrganisationSnapshot organisation, Colleague viewer, RecordedGrant one, Case? theCase) =>
        theCase is not null
            ? viewer.Queues.Contains(theCase.Queue, StringComparer.Ordinal)
            : organisation.FindPerson(one.By.Email)?.Queues.Intersect(viewer.Queues, StringComparer.Ordinal).Any() != false;
}
