using System.Diagnostics;
using System.Globalization;
using System.Resources;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage;

/// <summary>
/// The verdict that was second, and the smallest change that would have brought it. What the sentence says is what the same ruling gives
/// after that change. The sentences stand in Flip.resx.
/// </summary>
internal sealed class Flip(Ruling ruling, CriteriaSet set, DateTimeOffset now)
{
    private static readonly ResourceManager Texts = new(typeof(Flip).FullName!, typeof(Flip).Assembly);

    public (string RunnerUp, string Sentence) Of(Verdict verdict, Sighted sighted, CriteriaOutcome criteria)
    {
        if (verdict is Verdict.Ask ask)
        {
            var unasked = Name(ruling.Of(sighted with { Question = sighted.Question with { AlreadyAsked = [ask.Fact] } }, criteria));
            return (unasked, Text("Asked", ask.Fact, unasked));
        }

        if (criteria.Escalate != Escalation.None)
        {
            return WithoutCriteria(verdict, sighted, criteria);
        }
        if (sighted.Pinned is { } pinned)
        {
            return (pinned.Otherwise, Text("Pinned", pinned.Line.ToString(CultureInfo.InvariantCulture), pinned.Otherwise));
        }
        if (sighted.Conflict)
        {
            var agreed = Name(ruling.Of(sighted with { Conflict = false }, criteria));
            return (agreed, Text("Conflict", agreed));
        }

        var (runnerUp, sentence) = ByConfidence(verdict, sighted);
        return (runnerUp, sentence + Near(sighted.Facts));
    }

    /// <summary>All criteria that escalate as strongly would have to end.</summary>
    private (string RunnerUp, string Sentence) WithoutCriteria(Verdict verdict, Sighted sighted, CriteriaOutcome criteria)
    {
        var strongest = criteria.Fired.Where(criterion => criterion.Then.Escalate == criteria.Escalate).ToList();
        var rest = new CriteriaOutcome([.. criteria.Fired.Except(strongest)]);
        var named = string.Join(Text("And"), strongest.Select(criterion => Named(criterion, sighted.Facts)));
        var otherwise = ruling.Of(sighted, rest);
        if (Name(otherwise) != Name(verdict))
        {
            return (Name(otherwise), Text("Without", named, Name(otherwise)));
        }
        if (sighted.Conflict && verdict is Verdict.Escalate)
        {
            var agreed = Name(ruling.Of(sighted with { Conflict = false }, rest));
            return (agreed, Text("WithoutConflict", named, agreed));
        }

        // People only, and no article either.
        var (runnerUp, sentence) = ByConfidence(otherwise, sighted);
        return (runnerUp, Text("WithoutNoArticle", named, sentence));
    }

    /// <summary>What of a criterion held and would have to end; of its words only those that were said.</summary>
    private string Named(Criterion criterion, QuestionFacts facts)
    {
        var ending = set.ToStop(criterion, facts, now)
            .Select(condition => condition is Condition.Not not ? set.Said(not.Part, facts) : new Condition.Not(condition));
        var held = string.Join(Text("And"), ending.Select(condition => CriteriaWords.Describe(condition, CultureInfo.InvariantCulture)));
        return held.Length == 0 ? Rule(criterion) : Text("Held", Rule(criterion), held);
    }

    private (string RunnerUp, string Sentence) ByConfidence(Verdict verdict, Sighted sighted)
    {
        var facts = sighted.Facts;
        var thresholds = ruling.Thresholds;
        var (confidence, answer, offer) = (Percent(facts.Confidence), Percent(thresholds.AnswerFrom), Percent(thresholds.OfferFrom));
        var unsure = facts.ArticleStale || facts.ArticleDoubted;
        var trusted = facts with { ArticleStale = false, ArticleDoubted = false };
        var reviewed = unsure ? Name(ruling.ByConfidence(sighted with { Facts = trusted })) : "";
        return verdict switch
        {
            Verdict.Answer => ("offer", Text("BelowAnswer", answer, confidence)),
            Verdict.Offer when unsure && reviewed == "answer" => (reviewed, Text(facts.ArticleDoubted ? "Doubted" : "Review")),
            Verdict.Offer when facts.Confidence >= thresholds.AnswerFrom => ("answer", Text("OneWord")),
            Verdict.Offer when !unsure && thresholds.AnswerFrom - facts.Confidence <= facts.Confidence - thresholds.OfferFrom => (
                "answer",
                Text("FromAnswer", answer, confidence)
            ),
            Verdict.Offer => ("not covered", Text("BelowOffer", offer, confidence)),
            _ when unsure => (reviewed, Text(facts.ArticleDoubted ? "DoubtedMoney" : "ReviewMoney", reviewed)),
            _ when facts.Confidence == 0 => ("offer", Text("NoWord")),
            _ => ("offer", Text("FromOffer", offer, confidence)),
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
        return Text(gap.Criterion.Then.Escalate == Escalation.Now ? "NearCase" : "NearPeople", missing, Rule(gap.Criterion));
    }

    /// <summary>A rule by its sentence, as people know it; by its id when the file gives none.</summary>
    private static string Rule(Criterion criterion) => criterion.Why.Length > 0 ? Text("Quoted", criterion.Why.TrimEnd('.')) : criterion.Id;

    private static string Text(string key, params string[] values) =>
        string.Format(
            CultureInfo.InvariantCulture,
            Texts.GetString(key, CultureInfo.InvariantCulture) ?? throw new UnreachableException(key),
            [.. values]
        );

    private static string Name(Verdict verdict) => TriageEngine.NameOf(verdict);

    private static string Percent(double share) =>
        ConfidencePercent.Of(share, CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
