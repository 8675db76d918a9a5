using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Checks;

/// <summary>
/// Asks an engine its canary question: the whole way of a question but its end, so no case, no row and no message comes of it.
/// </summary>
public static class CanaryQuestion
{
    private const string Fix = "Fix the article, or name another question under canary: in organisation.yaml.";

    /// <summary>
    /// What is wrong, in words without the question's own, which a client may have said; null when the article is found first and shown.
    /// </summary>
    public static string? Fault(TriageEngine engine, Canary canary, DateTimeOffset now)
    {
        var about = $"The canary question of the article {canary.Expects}";
        if (engine.Data.Knowledge.Find(canary.Expects) is not { } article)
        {
            return $"{about} has no answer: there is no such article.";
        }
        if (!IsInForce(article, engine, now))
        {
            return $"{about} has no answer: the article is not in force.";
        }
        var judgement = engine.Judge(Question.Of(canary.Ask), Circumstances.None, now);
        if (judgement.Ranking.Count == 0)
        {
            return $"{about} finds nothing.";
        }
        if (judgement.Ranking[0].ArticleId != canary.Expects)
        {
            return $"{about} finds {judgement.Ranking[0].ArticleId} first.";
        }
        return judgement.Verdict is Verdict.Answer or Verdict.Offer
            ? null
            : $"{about} finds it, but it is not shown: the verdict is {TriageEngine.NameOf(judgement.Verdict)}.";
    }

    /// <summary>
    /// What an organisation that names none can be asked: the first question that people confirmed of each article in force, those of the
    /// most taught first, then titles.
    /// </summary>
    public static IEnumerable<Canary> Candidates(TriageEngine engine, DateTimeOffset now) =>
        engine
            .Data.Knowledge.Articles.Where(article => IsInForce(article, engine, now))
            .OrderByDescending(article => article.SolvedQuestions.Count)
            .ThenBy(article => article.Id, StringComparer.Ordinal)
            .Select(Of)
            .OfType<Canary>();

    /// <summary>
    /// The question of an article by itself: of those that taught it the oldest, which stands last, since each new one would make another
    /// canary. Null for an article that has neither a taught question nor a title.
    /// </summary>
    public static Canary? Of(Article article) =>
        article.SolvedQuestions.Count > 0 ? new Canary(article.SolvedQuestions[^1], article.Id)
        : article.Title.Length > 0 ? new Canary(article.Title, article.Id)
        : null;

    /// <summary>The fault as a line of the organisation's files; null when there is none.</summary>
    public static Problem? Problem(Canary canary, string? fault, ProblemLevel level) =>
        fault is null ? null : new Problem(level, OrganisationFolder.MainFile, canary.Line, fault, Fix);

    private static bool IsInForce(Article article, TriageEngine engine, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, engine.Data.Zone).DateTime);
        return new SearchQuery("", Audience.Internal, today).IsInForce(article);
    }
}
