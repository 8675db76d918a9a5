using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Insights;

/// <summary>
/// Asks confirmed questions again when articles changed, and for a draft before it is one. What is found is stored with the timer that
/// tells it, in one transaction. Called by one loop.
/// </summary>
public sealed class KnowledgeRuns(CaseStore cases, KnowledgeChecks checks, TimeProvider time)
{
    /// <summary>Whoever saves one file after the other hears of all of them once.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, IReadOnlyList<float>> _meanings = new(StringComparer.Ordinal);

    /// <summary>Asks again when articles changed since the last look.</summary>
    /// <param name="organisation">Whose day counts.</param>
    /// <param name="triage">The engine over all changes up to a moment ago.</param>
    /// <param name="ct">Cancels; the next look begins anew.</param>
    /// <returns>False: articles change at this moment, look again soon.</returns>
    public async Task<bool> RunAsync(OrganisationSnapshot organisation, TriageEngine triage, CancellationToken ct)
    {
        var (now, bend) = (time.GetUtcNow(), $"{organisation.Version} {triage.Data.Calibration}");
        if (await checks.NewestChangeAsync(ct) is not { } newest)
        {
            return true;
        }

        var before = await checks.FindAsync(KnowledgeCheck.Live, ct);
        if (before is not null && newest <= before.Mark && before.Bend == bend)
        {
            return true;
        }

        if (newest > now - Quiet)
        {
            return false;
        }

        // What was never looked at has nothing to be compared with.
        var changed = before is null ? [] : (await checks.ChangedSinceAsync(before.Mark, ct)).Keys.ToHashSet(StringComparer.Ordinal);
        var questions = await QuestionsAsync(triage, now, ct);
        var results = await AskAsync(triage.Data, questions, now, ct);
        var known = (before?.Results ?? []).ToDictionary(one => one.Question, StringComparer.Ordinal);
        var change = new KnowledgeChange(
            changed,
            triage.Data.Knowledge.Find,
            organisation.Calendar.DateOf(now),
            before is not null && before.Bend == bend
        );
        var worse = changed.Count == 0 ? [] : ConfirmedQuestions.Compare(known, results, questions, change);
        var live = new KnowledgeCheck
        {
            Id = KnowledgeCheck.Live,
            Version = (before?.Version ?? 0) + 1,
            At = now,
            Mark = newest,
            Bend = bend,
            Asked = results.Count,
            Results = [.. results.Select(one => Settled(one, known, change))],
        };
        var run = live with
        {
            Id = $"{KnowledgeCheck.RunPrefix}{live.Version}",
            Version = 1,
            Results = [],
            Worse = worse,
            Changed = changed.Count,
        };
        // Where another replica was faster it has told what there was to tell.
        await (
            worse.Count == 0
                ? checks.PutAsync([live], null, ct)
                : checks.PutAsync([live, run], new(run.Subject, TimerNames.KnowledgeWorse, now), ct)
        );
        return true;
    }

    /// <summary>Asks for a draft what would get worse with it, unless that is known for the articles of now.</summary>
    /// <param name="organisation">Whose day counts.</param>
    /// <param name="triage">The engine in force.</param>
    /// <param name="draft">One that waits.</param>
    /// <param name="with">The index with an article more.</param>
    /// <param name="ct">Cancels; the next look begins anew.</param>
    public async Task LookAtDraftAsync(
        OrganisationSnapshot organisation,
        TriageEngine triage,
        ArticleDraft draft,
        Func<Article, CancellationToken, Task<SearchIndex>> with,
        CancellationToken ct
    )
    {
        var id = KnowledgeCheck.DraftPrefix + draft.Id;
        var (now, before) = (time.GetUtcNow(), await checks.FindAsync(id, ct));
        var mark = await checks.NewestChangeAsync(ct) ?? DateTimeOffset.UnixEpoch;
        if (before is not null && before.Mark == mark)
        {
            return;
        }

        var (today, present) = (organisation.Calendar.DateOf(now), triage.Data.Knowledge.Find(draft.ArticleId));
        var article = draft.ToArticle(now, today) with
        {
            SolvedQuestions = present?.SolvedQuestions ?? [],
            WrongFor = present?.WrongFor ?? [],
        };
        var questions = await QuestionsAsync(triage, now, ct);
        var was = (await AskAsync(triage.Data, questions, now, ct)).ToDictionary(one => one.Question, StringComparer.Ordinal);
        var data = triage.Data with { Knowledge = await with(article, ct) };
        var would = await AskAsync(data, questions, now, ct);
        HashSet<string> changed = [article.Id];
        var check = new KnowledgeCheck
        {
            Id = id,
            Version = (before?.Version ?? 0) + 1,
            At = now,
            Mark = mark,
            Asked = would.Count,
            Worse = ConfirmedQuestions.Compare(was, would, questions, new(changed, data.Knowledge.Find, today, IsSureAlike: true)),
            Changed = 1,
        };
        await checks.PutAsync([check], new(draft.Subject, TimerNames.DraftChecked, now), ct);
    }

    /// <summary>What is no change of the knowledge is compared with what was before it, once it is over.</summary>
    private static ConfirmedResult Settled(ConfirmedResult now, Dictionary<string, ConfirmedResult> known, KnowledgeChange change) =>
        known.TryGetValue(now.Question, out var before) && before.Article == now.Article && change.IsOfDates(now.Article) ? before : now;

    private async Task<IReadOnlyList<AskedQuestion>> QuestionsAsync(TriageEngine triage, DateTimeOffset now, CancellationToken ct)
    {
        // Some of them say the same, and some are restricted.
        var solved = await cases.SolvedQuestionsAsync(now - ConfirmedQuestions.Window, ConfirmedQuestions.Most * 2, ct);
        return await Task.Run(() => ConfirmedQuestions.Chosen(solved, triage, now), ct);
    }

    private async Task<IReadOnlyList<ConfirmedResult>> AskAsync(
        TriageData data,
        IReadOnlyList<AskedQuestion> questions,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await PrepareAsync(data.Knowledge, questions, ct);
        var engine = ConfirmedQuestions.EngineOf(data);
        return await Task.Run(
            () =>
            {
                var results = new List<ConfirmedResult>(questions.Count);
                foreach (var asked in questions)
                {
                    ct.ThrowIfCancellationRequested();
                    results.Add(ConfirmedQuestions.Ask(engine, asked, _meanings.GetValueOrDefault(asked.Text, []), now));
                }

                return results;
            },
            ct
        );
    }

    /// <summary>Makes the meanings of their words known; what is asked no more is not kept.</summary>
    private async Task PrepareAsync(SearchIndex index, IReadOnlyList<AskedQuestion> questions, CancellationToken ct)
    {
        if (!index.HasEncoder)
        {
            _meanings.Clear();
            return;
        }

        var texts = questions.Select(asked => asked.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _meanings.Keys.Where(text => !texts.Contains(text)).ToList())
        {
            _meanings.Remove(gone);
        }

        var unknown = texts.Where(text => !_meanings.ContainsKey(text)).ToList();
        await index.PrepareAsync(unknown, ct);
        await Task.Run(
            () =>
            {
                foreach (var text in unknown)
                {
                    ct.ThrowIfCancellationRequested();
                    if (index.MeaningOf(text) is { Count: > 0 } meaning)
                    {
                        _meanings[text] = meaning;
                    }
                }
            },
            ct
        );
    }
}
