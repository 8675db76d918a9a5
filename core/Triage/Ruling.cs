using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage;

/// <summary>A question with all that was found about it: what the verdict is taken from.</summary>
internal sealed record Sighted(Question Question, QuestionFacts Facts, IReadOnlyList<Hit> Hits, bool Conflict)
{
    /// <summary>The first hit is the answer because it was pinned.</summary>
    public PinnedBy? Pinned { get; init; }
}

/// <summary>The verdict, from what was found and the criteria that hold.</summary>
internal sealed record Ruling(Thresholds Thresholds, Intake Intake)
{
    private const int Shown = 3;
    private const double LeastCertain = 0.5;

    /// <summary>
    /// Criteria first, then what is pinned, then what must be asked, then articles that contradict each other, then confidence.
    /// </summary>
    public Verdict Of(Sighted sighted, CriteriaOutcome criteria)
    {
        if (criteria.Escalate == Escalation.Now)
        {
            return MissingFacts(sighted, criteria).ToList() is { Count: > 0 } missing
                ? ToPeople(criteria) with
                {
                    Missing = missing,
                }
                : ToPeople(criteria);
        }
        if (criteria.Escalate == Escalation.Offer)
        {
            return new Verdict.NotCovered(OnlyPeople: true);
        }
        if (sighted.Pinned is not null)
        {
            return new Verdict.Answer(sighted.Hits[0], [.. sighted.Hits.Skip(1).Take(Shown - 1).Where(hit => hit.Confidence > 0)]);
        }
        if (MissingFact(sighted, criteria) is { } ask)
        {
            return ask;
        }
        return sighted.Conflict ? ToPeople(criteria) : ByConfidence(sighted);
    }

    /// <summary>The verdict when no criterion and no contradiction stands against an article.</summary>
    public Verdict ByConfidence(Sighted sighted)
    {
        var (facts, hits) = (sighted.Facts, sighted.Hits);
        if (facts.ArticleMissing || hits.Count == 0)
        {
            return new Verdict.NotCovered(OnlyPeople: false);
        }
        var candidates = hits.Take(Shown).Where(hit => hit.Confidence > 0).ToList();
        if (facts.ArticleStale || facts.ArticleDoubted)
        {
            return SensitiveTopics.In(facts, hits[0].Title) ? new Verdict.NotCovered(OnlyPeople: false) : new Verdict.Offer(candidates);
        }
        if (facts.Confidence < Thresholds.AnswerFrom || IsOneWord(sighted, candidates))
        {
            return new Verdict.Offer(candidates);
        }
        return new Verdict.Answer(hits[0], candidates.Skip(1).ToList());
    }

    /// <summary>
    /// One word names a topic, not a question, and the likeliest of several articles is still a guess; unless it is an article's title.
    /// Languages that write without spaces say whole sentences in one: only plain letters count. An error code that the first article
    /// alone names asks for what is written about it.
    /// </summary>
    private static bool IsOneWord(Sighted sighted, IReadOnlyList<Hit> candidates) =>
        candidates.Count > 1
        && sighted.Question.Text.Trim() is var text
        && !text.Any(char.IsWhiteSpace)
        && text.All(char.IsAscii)
        && !text.TrimEnd('?', '!', '.').Equals(candidates[0].Title, StringComparison.OrdinalIgnoreCase)
        && !(
            sighted.Facts.Found.Any(fact => fact.Name == FactNames.ErrorCode)
            && Names(candidates[0], text)
            && !candidates.Skip(1).Any(other => Names(other, text))
        );

    private static bool Names(Hit hit, string code) =>
        hit.Title.Contains(code.TrimEnd('?', '!', '.'), StringComparison.OrdinalIgnoreCase)
        || hit.Passage.Contains(code.TrimEnd('?', '!', '.'), StringComparison.OrdinalIgnoreCase);

    private static Verdict.Escalate ToPeople(CriteriaOutcome criteria) =>
        new(criteria.Queue, criteria.Priority, criteria.Department, criteria.Restricted);

    /// <summary>
    /// The first fact that a criterion wants, that nobody gave and that can be asked for. One question is asked at most, ever.
    /// </summary>
    private Verdict.Ask? MissingFact(Sighted sighted, CriteriaOutcome criteria) =>
        MissingFacts(sighted, criteria).Select(name => new Verdict.Ask(name, Intake.Find(name)!.Question)).FirstOrDefault();

    private IEnumerable<string> MissingFacts(Sighted sighted, CriteriaOutcome criteria) =>
        sighted.Question.AlreadyAsked.Count > 0
            ? []
            : criteria.Ask.Where(name =>
                !sighted.Facts.Found.Any(fact => fact.Name == name && fact.Certainty >= LeastCertain) && Intake.Find(name) is not null
            );
}
