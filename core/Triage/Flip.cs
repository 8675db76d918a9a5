using System.Globalization;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage;

/// <summary>
/// The verdict that was second, and the smallest change that would have brought it. What the sentence says is what the same ruling gives
/// after that change.
/// </summary>
internal sealed class Flip(Ruling ruling, CriteriaSet set, DateTimeOffset now)
{
    public (string RunnerUp, string Sentence) Of(Verdict verdict, Sighted sighted, CriteriaOutcome criteria)
    {
        if (verdict is Verdict.Ask ask)
        {
            var unasked = Name(ruling.Of(sighted with { Question = sighted.Question with { AlreadyAsked = [ask.Fact] } }, criteria));
            return (unasked, $"Once {ask.Fact} is known, the verdict is taken again; without asking it would be: {unasked}.");
        }

        if (criteria.Escalate != Escalation.None)
        {
            return WithoutCriteria(verdict, sighted, criteria);
        }
        if (sighted.Conflict)
        {
            var agreed = Name(ruling.Of(sighted with { Conflict = false }, criteria));
            return (agreed, $"Two articles contradict each other; if they agreed, it would be: {agreed}.");
        }

        var (runnerUp, sentence) = ByConfidence(verdict, sighted);
        return (runnerUp, sentence + Near(sighted.Facts));
    }

    /// <summary>All criteria that escalate as strongly would have to end.</summary>
    private (string RunnerUp, string Sentence) WithoutCriteria(Verdict verdict, Sighted sighted, CriteriaOutcome criteria)
    {
        var strongest = criteria.Fired.Where(criterion => criterion.Then.Escalate == criteria.Escalate).ToList();
        var rest = new CriteriaOutcome([.. criteria.Fired.Except(strongest)]);
        var without = strongest is [var only]
            ? $"Without the criterion {Named(only, sighted.Facts)}"
            : $"Without the criteria {string.Join(" and ", strongest.Select(criterion => Named(criterion, sighted.Facts)))}";
        var otherwise = ruling.Of(sighted, rest);
        if (Name(otherwise) != Name(verdict))
        {
            return (Name(otherwise), $"{without} it would be: {Name(otherwise)}.");
        }
        if (sighted.Conflict && verdict is Verdict.Escalate)
        {
            var agreed = Name(ruling.Of(sighted with { Conflict = false }, rest));
            return (agreed, $"{without}, and if the two articles agreed, it would be: {agreed}.");
        }

        // People only, and no article either.
        var (runnerUp, sentence) = ByConfidence(otherwise, sighted);
        return (runnerUp, $"{without} no article would cover it either. {sentence}");
    }

    /// <summary>What of a criterion held and would have to end; of its words only those that were said.</summary>
    private string Named(Criterion criterion, QuestionFacts facts)
    {
        var ending = set.ToStop(criterion, facts, now)
            .Select(condition => condition is Condition.Not not ? CriteriaSet.Said(not.Part, facts) : new Condition.Not(condition));
        var held = string.Join(" and ", ending.Select(condition => CriteriaWords.Describe(condition, CultureInfo.InvariantCulture)));
        return held.Length == 0 ? criterion.Id : $"{criterion.Id} ({held})";
    }

    private (string RunnerUp, string Sentence) ByConfidence(Verdict verdict, Sighted sighted)
    {
        var facts = sighted.Facts;
        var thresholds = ruling.Thresholds;
        var (confidence, answer, offer) = (Percent(facts.Confidence), Percent(thresholds.AnswerFrom), Percent(thresholds.OfferFrom));
        var reviewed = facts.ArticleStale ? Name(ruling.ByConfidence(sighted with { Facts = facts with { ArticleStale = false } })) : "";
        return verdict switch
        {
            Verdict.Answer => ("offer", $"Below {answer} confidence it would be offered as a candidate; it has {confidence}."),
            Verdict.Offer when facts.ArticleStale && reviewed == "answer" => (
                reviewed,
                "Its review date has passed; reviewed, it would be the answer."
            ),
            Verdict.Offer when !facts.ArticleStale && thresholds.AnswerFrom - facts.Confidence <= facts.Confidence - thresholds.OfferFrom =>
                ("answer", $"From {answer} confidence on it would be the answer; it has {confidence}."),
            Verdict.Offer => ("not covered", $"Below {offer} confidence it would not be offered; it has {confidence}."),
            _ when facts.ArticleStale => (
                reviewed,
                $"Its review date has passed; on money, contracts and law only a reviewed article is shown. "
                    + $"Reviewed, it would be: {reviewed}."
            ),
            _ when facts.Confidence == 0 => ("offer", "No article shares a word with the question; one that does would be offered."),
            _ => ("offer", $"From {offer} confidence on the best article would be offered; it has {confidence}."),
        };
    }

    /// <summary>A criterion of which all but one condition holds already.</summary>
    private string Near(QuestionFacts facts)
    {
        if (set.Near(facts, now) is not { } gap)
        {
            return "";
        }
        var missing = CriteriaWords.Describe(gap.Missing[0], CultureInfo.InvariantCulture);
        return $" If also {missing}, {gap.Criterion.Id} would "
            + $"{(gap.Criterion.Then.Escalate == Escalation.Now ? "make it a case at once" : "leave it to people")}"
            + $".";
    }

    private static string Name(Verdict verdict) => TriageEngine.NameOf(verdict);

    /// <summary>Rounded down: 89.9 % is not 90 %.</summary>
    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((share * 100) + 1e-9):0}%");
}
