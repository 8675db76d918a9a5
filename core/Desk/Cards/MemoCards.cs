using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>What an incident cost, who sees to it that it does not come back, and whether it did.</summary>
internal sealed class MemoCards(Workplace workplace, Words words, DateTimeOffset now)
{
    private const int MostAccounts = 8,
        MostSamples = 3,
        MostWords = 160;
    private readonly When _when = new(words, workplace.Organisation.Calendar.Zone, now);

    /// <summary>The memo.</summary>
    /// <param name="incident">One that was fixed.</param>
    /// <param name="cases">Its cases of which this reader may know.</param>
    /// <param name="grants">What was granted since it began.</param>
    /// <param name="mayRead">The reader may have a case's words.</param>
    public Card Of(Incident incident, IReadOnlyList<Case> cases, IReadOnlyList<RecordedGrant> grants, Func<Case, bool> mayRead)
    {
        var memo = incident.Memo ?? new(null);
        var title = words.Say("memo_title", incident.Title);
        var state = StateLine(incident, memo);
        List<Account> accounts =
        [
            .. cases
                .Select(one => workplace.Organisation.FindAccount(one.Account))
                .OfType<Account>()
                .DistinctBy(account => account.Id)
                .OrderBy(account => account.Name, StringComparer.OrdinalIgnoreCase),
        ];
        List<LabelledFact> facts =
        [
            new(words["memo_owner"], memo.Owner?.Name is { Length: > 0 } owner ? owner : words["memo_owner_none"]),
            new(words["memo_cases"], words.Count("memo_cases_of", cases.Count, Math.Max(incident.Reports, cases.Count))),
            new(words["memo_accounts"], Listed(accounts.Select(account => account.Name))),
            new(words["memo_hours"], HoursOf(cases)),
            new(words["memo_credits"], CreditsOf(cases, grants)),
            new(words["memo_renewals"], Listed(Renewing(accounts))),
        ];
        if (incident.Fix.Length > 0)
        {
            facts.Add(new(words["field_fix"], ShortText.Of(incident.Fix, 300)));
        }

        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(state, Strong: true), new CardPart.FactList(facts)];
        parts.AddRange(
            cases
                .Where(mayRead)
                .DistinctBy(one => one.Account ?? one.Id)
                .Take(MostSamples)
                .Select(one => new CardPart.Quote(ShortText.Of(one.Question, MostWords), one.Id))
        );
        parts.Add(new CardPart.Note(_when.AsOf));
        return new(
            $"{title}. {state}",
            parts,
            memo.ReopenedAt is null
                ? []
                :
                [
                    new(
                        Actions.ReopenIncident,
                        words["button_" + Actions.ReopenIncident],
                        new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Incident] = incident.Id }
                    ),
                ]
        );
    }

    /// <summary>Whether like reports stay away.</summary>
    public string StateLine(Incident incident, PatternMemo memo)
    {
        var until = _when.Day((incident.FixedAt ?? incident.ChangedAt) + PatternMemo.Watched);
        return memo switch
        {
            { ReopenedAt: { } at } => words.Say("memo_reopened", memo.After, _when.Day(at), memo.Before),
            { IsOver: true } => words.Say("memo_over", memo.After, until, memo.Before),
            { Before: { } before } => words.Say("memo_watched", memo.After, until, before),
            _ => words.Say("memo_begins", until),
        };
    }

    private string HoursOf(IReadOnlyList<Case> cases)
    {
        var minutes = cases.Sum(one => KnowledgeGaps.MinutesOf(one, workplace.Organisation, now));
        return words.Say("memo_time", minutes / 60, minutes % 60);
    }

    /// <summary>Amounts of one currency together: none is converted.</summary>
    private string CreditsOf(IReadOnlyList<Case> cases, IReadOnlyList<RecordedGrant> grants)
    {
        var ids = cases.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        return Listed(
            grants
                .Where(grant => grant.CaseId is { } id && ids.Contains(id))
                .GroupBy(grant => grant.Currency, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Sum(grant => grant.Amount).ToString("N2", words.Culture)} {group.Key} ({group.Count()})")
        );
    }

    private IEnumerable<string> Renewing(IEnumerable<Account> accounts) =>
        accounts
            .Where(account => account.RenewsSoon(workplace.Organisation.Calendar.DateOf(now)))
            .OrderBy(account => account.Renewal)
            .Select(account => $"{account.Name} ({account.Renewal!.Value.ToString("d MMM yyyy", words.Culture)})");

    private string Listed(IEnumerable<string> names)
    {
        List<string> all = [.. names];
        var rest = all.Count > MostAccounts ? [words.Say("report_more", all.Count - MostAccounts)] : (string[])[];
        return all.Count == 0 ? words["memo_none"] : string.Join(", ", all.Take(MostAccounts).Concat(rest));
    }
}
