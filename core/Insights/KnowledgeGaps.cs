using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Insights;

/// <summary>What several people asked and no article answers, with what that cost.</summary>
/// <param name="Name">Own words of its questions, which name no client and nobody.</param>
/// <param name="Questions">How many of the last five weeks.</param>
/// <param name="Accounts">How many clients, as far as they are known.</param>
/// <param name="Minutes">Working minutes that they took (<see cref="KnowledgeGaps"/>).</param>
/// <param name="Cost">The same, each counted as often as the place of the client's tier in <c>tiers</c>.</param>
/// <param name="Owner">E-mail of who is to write: whoever solved most of it, else a manager of its queue; null without either.</param>
/// <param name="Cases">Its cases that the reader's queues hold, newest first.</param>
/// <param name="Lesson">Of those the newest that was solved: an article can be drafted from it. Null: there is none yet.</param>
public sealed record KnowledgeGap(
    string Name,
    int Questions,
    int Accounts,
    int Minutes,
    int Cost,
    string? Owner,
    IReadOnlyList<string> Cases,
    string? Lesson
);

/// <summary>
/// Gaps of the knowledge base, the dearest first. The questions of the last five weeks are grouped by meaning as for recurring issues
/// (<see cref="RecurringIssues"/>); what counts of a group is what no article answers now: three or more questions of two or more sources.
/// Left out as noise: what a criterion sends to people whatever the articles say, what was declined, and reports of an incident. A question
/// costs its case's working time from the claim to the resolution, at most a working day of eight hours; without a case five minutes.
/// </summary>
public sealed class KnowledgeGaps(RecurringIssues recurring, CaseStore cases, TimeProvider time)
{
    private const int AloneMinutes = 5,
        MostMinutes = 8 * 60;

    /// <summary>So many questions of a group are judged again; more of one group say nothing new.</summary>
    private const int MostJudged = 100;

    /// <summary>The gaps that concern a reader: with a case in one of their queues, or without any case.</summary>
    /// <param name="organisation">Whose calendar, clients and people count.</param>
    /// <param name="triage">Says what the articles answer now.</param>
    /// <param name="queues">Ids of the reader's queues.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<KnowledgeGap>> ReadAsync(
        OrganisationSnapshot organisation,
        TriageEngine triage,
        IReadOnlyCollection<string> queues,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var gaps = new List<KnowledgeGap>();
        foreach (var issue in await recurring.LatestAsync(organisation, triage.Data.Knowledge, ct))
        {
            var asked = issue.Occurrences.Where(one => one.IsUnanswered).TakeLast(MostJudged).ToList();
            if (!IsEnough(asked))
            {
                continue;
            }

            var made = (await cases.FindCasesAsync(asked.Select(one => one.CaseId).OfType<string>(), ct)).ToDictionary(
                one => one.Id,
                StringComparer.Ordinal
            );
            asked = [.. asked.Where(one => IsOpen(one, made) && !IsAnsweredNow(one))];
            if (!IsEnough(asked))
            {
                continue;
            }

            var theirs = asked
                .Select(one => one.CaseId is { } id ? made[id] : null)
                .OfType<Case>()
                .DistinctBy(one => one.Id)
                .OrderByDescending(one => one.CreatedAt)
                .ToList();
            var own = theirs.Where(one => queues.Contains(one.Queue)).ToList();
            if (theirs.Count == 0 || own.Count > 0)
            {
                gaps.Add(Of(issue.Name, asked, theirs, own, made));
            }
        }

        return
        [
            .. gaps.OrderByDescending(gap => gap.Cost)
                .ThenByDescending(gap => gap.Questions)
                .ThenBy(gap => gap.Name, StringComparer.Ordinal),
        ];

        bool IsAnsweredNow(Occurrence one) =>
            triage.Judge(Question.Of(one.Text) with { Meaning = [] }, Circumstances.None, now).Verdict is Verdict.Answer;

        KnowledgeGap Of(string name, List<Occurrence> asked, List<Case> all, List<Case> own, Dictionary<string, Case> made)
        {
            var minutes = asked.ConvertAll(one =>
                (Minutes: MinutesOf(one.CaseId is { } id ? made[id] : null, organisation, now), one.Account)
            );
            return new(
                name,
                asked.Count,
                asked.Select(one => one.Account).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count(),
                minutes.Sum(one => one.Minutes),
                minutes.Sum(one => one.Minutes * WeightOf(organisation, one.Account)),
                OwnerOf(organisation, all),
                [.. own.Select(one => one.Id)],
                own.FirstOrDefault(one => one is { State: CaseState.Resolved or CaseState.Closed, Resolution.Fix.Length: > 0 })?.Id
            );
        }
    }

    private static bool IsEnough(List<Occurrence> asked) =>
        asked.Count >= Rise.LeastQuestions && asked.DistinctBy(one => one.Source).Count() >= Rise.LeastSources;

    /// <summary>Of a case that is not there any more nobody can tell whether it was restricted.</summary>
    private static bool IsOpen(Occurrence one, Dictionary<string, Case> made) =>
        one.CaseId is not { } id || made.GetValueOrDefault(id) is { Restricted: false, Incident: null, State: not CaseState.Declined };

    /// <summary>Working minutes that a case took: see <see cref="KnowledgeGaps"/>.</summary>
    internal static int MinutesOf(Case? theCase, OrganisationSnapshot organisation, DateTimeOffset now)
    {
        if (theCase is null)
        {
            return AloneMinutes;
        }

        var from = theCase.FirstClaimedAt ?? now;
        var until = theCase.Resolution?.At ?? now;
        var worked = until > from ? organisation.Calendar.Elapsed(from, until).TotalMinutes : 0;
        return Math.Clamp((int)worked, AloneMinutes, MostMinutes);
    }

    /// <summary>1 for the first of the organisation's tiers, 2 for the second, …; 1 for an unknown one.</summary>
    private static int WeightOf(OrganisationSnapshot organisation, string? account) =>
        organisation.FindAccount(account) is { Tier: var tier } ? Math.Max(0, organisation.Tiers.ToList().IndexOf(tier)) + 1 : 1;

    private static string? OwnerOf(OrganisationSnapshot organisation, List<Case> all)
    {
        var solver = MostFrequent(all.Select(one => one.Resolution?.By.Email));
        if (organisation.FindPerson(solver) is { } person)
        {
            return person.Email;
        }

        var queue = MostFrequent(all.Select(one => one.Queue)) ?? organisation.DefaultQueue.Id;
        return organisation.With(Roles.Manager, queue).FirstOrDefault()?.Email;
    }

    private static string? MostFrequent(IEnumerable<string?> values) =>
        values
            .OfType<string>()
            .GroupBy(value => value, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Key;
}
