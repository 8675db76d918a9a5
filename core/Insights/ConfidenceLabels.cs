using EscalationBot.Core.Cases;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Core.Insights;

/// <summary>What people said about the first article of a ranking, with the model's own confidence at that time.</summary>
public static class ConfidenceLabels
{
    /// <summary>Null when nobody said anything about the first article: silence is no label.</summary>
    public static ConfidenceLabel? Of(AskedQuestion asked, CalibrationLog log)
    {
        if (asked.Judgement.Ranking is not [{ Confidence: > 0 } first, ..])
        {
            return null;
        }
        var shipped = log.At(asked.AskedAt).Undo(first.Confidence);
        if (asked.State is QuestionState.Solved && asked.ShownArticle is { } solved)
        {
            return new ConfidenceLabel(shipped, solved == first.ArticleId);
        }
        var asksPerson =
            asked.CaseId is not null && asked.ShownArticle == first.ArticleId && asked.Judgement.Verdict is not Verdict.Escalate;
        return asksPerson || asked.Rejected.Contains(first.ArticleId, StringComparer.Ordinal)
            ? new ConfidenceLabel(shipped, Right: false)
            : null;
    }
}
