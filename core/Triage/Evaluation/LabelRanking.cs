using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Core.Triage.Evaluation;

/// <summary>One line of a run.</summary>
public sealed record Judged(IReadOnlyList<(string Article, double Score)> Ranking, string Decision, double Confidence)
{
    /// <summary>What the engine decided, without labels.</summary>
    public static Judged Of(Judgement judgement, Ranking ranking) =>
        new([.. ranking.Hits.Select(hit => (hit.Article.Id, hit.Score))], NameOf(judgement.Verdict), judgement.Facts.Confidence);

    private static string NameOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Answer => "answer",
            Verdict.Offer => "offer",
            _ => "escalate",
        };
}

/// <summary>
/// The ranking when past questions with their articles are known: a model of their words, with a little of what they taught the search,
/// which also finds articles that no past question was about.
/// </summary>
internal sealed class LabelRanking(LabelModel model, SearchIndex knowledge)
{
    private const double OfferFrom = 0.25,
        SearchShare = 0.1;

    /// <summary>Null when there is nothing to learn from. Labels that are no article's id are not learned.</summary>
    public static LabelRanking? Train(List<LabelledQuestion> labelled, SearchIndex knowledge)
    {
        var articles = labelled
            .Select(past => past.Label)
            .Distinct(StringComparer.Ordinal)
            .Where(label => knowledge.Find(label) is not null)
            .ToHashSet(StringComparer.Ordinal);
        var model = LabelModel.Train([.. labelled.Where(past => articles.Contains(past.Label)).Select(past => (past.Text, past.Label))]);
        return model is null ? null : new LabelRanking(model, knowledge);
    }

    /// <param name="question">The question.</param>
    /// <param name="ranking">As the search ranks it.</param>
    /// <param name="answerFrom">From which confidence on it is an answer: the model's own, which the articles do not bend.</param>
    public Judged Judge(EvaluationQuestion question, Ranking ranking, double answerFrom)
    {
        var total = ranking.Hits.Sum(hit => Math.Pow(hit.Score, 4));
        var searched = ranking.Hits.ToDictionary(
            hit => hit.Article.Id,
            hit => Math.Pow(hit.Score, 4) / Math.Max(total, 1e-9),
            StringComparer.Ordinal
        );
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (id, share) in searched)
        {
            scores[id] = share * SearchShare;
        }
        foreach (var guess in model.Guess(question.Text))
        {
            if (question.Scope is null || knowledge.Find(guess.Label)!.Tags.Contains(question.Scope, StringComparer.OrdinalIgnoreCase))
            {
                scores[guess.Label] = scores.GetValueOrDefault(guess.Label) + (guess.Probability * (1 - SearchShare));
            }
        }
        var ranked = scores.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value)).ToList();
        var confidence = ranked.Count == 0 ? 0 : Math.Min(1, ranked[0].Value);
        var decision =
            confidence >= answerFrom ? "answer"
            : confidence >= OfferFrom ? "offer"
            : "escalate";
        return new Judged(ranked, decision, confidence);
    }
}
