using System.Globalization;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Triage.Criteria;

namespace EscalationBot.Core.Triage;

/// <summary>The verdict that was second, and the smallest change that would have brought it.</summary>
internal static class Flip
{
    public static (string RunnerUp, string Sentence) Of(Verdict verdict, Verdict? otherwise, Facts facts, Thresholds thresholds, CriteriaOutcome criteria, bool conflict)
    {
        if (otherwise is not null) return Otherwise(verdict, TriageEngine.NameOf(otherwise), criteria, conflict);
        var (confidence, answer, offer) = (Percent(facts.Confidence), Percent(thresholds.AnswerFrom), Percent(thresholds.OfferFrom));
        return verdict switch
        {
            Verdict.Answer => ("offer", $"Below {answer} confidence it would be offered as a candidate; it has {confidence}."),
            Verdict.Offer when facts.ArticleStale && facts.Confidence >= thresholds.AnswerFrom => ("answer", "Its review date has passed; reviewed, it would be the answer."),
            Verdict.Offer when thresholds.AnswerFrom - facts.Confidence <= facts.Confidence - thresholds.OfferFrom => ("answer", $"From {answer} confidence on it would be the answer; it has {confidence}."),
            Verdict.Offer => ("not covered", $"Below {offer} confidence it would not be offered; it has {confidence}."),
            _ when facts.ArticleStale => ("offer", "Its review date has passed; on money, contracts and law only a reviewed article is shown."),
            _ when facts.Confidence == 0 => ("offer", "No article shares a word with the question; one that does would be offered."),
            _ => ("offer", $"From {offer} confidence on the best article would be offered; it has {confidence}."),
        };
    }

    private static (string RunnerUp, string Sentence) Otherwise(Verdict verdict, string otherwise, CriteriaOutcome criteria, bool conflict)
    {
        if (verdict is Verdict.Ask ask) return (otherwise, $"Once {ask.Fact} is known, the verdict is taken again; without asking it would be: {otherwise}.");
        if (criteria.Deciding is { } deciding && criteria.Escalate != Escalation.None) return (otherwise, $"Without the criterion {deciding.Id} it would be: {otherwise}.");
        return conflict ? (otherwise, $"Two articles contradict each other; if they agreed, it would be: {otherwise}.") : (otherwise, $"It would otherwise be: {otherwise}.");
    }

    /// <summary>Rounded down: 89.9 % is not 90 %.</summary>
    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((share * 100) + 1e-9):0}%");
}
