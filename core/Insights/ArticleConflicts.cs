using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Insights;

/// <summary>Two articles that say different things about one matter: whoever asks about it is sent to people.</summary>
/// <param name="One">The one of the lower id.</param>
/// <param name="Other">The other one.</param>
public sealed record ArticleConflict(Article One, Article Other)
{
    /// <summary>
    /// Pairs that contradict each other when one of them is asked for by its title; of very many articles a part is looked at.
    /// </summary>
    /// <param name="engine">The engine over them.</param>
    /// <param name="now">The moment; its day decides what is in force.</param>
    /// <param name="ct">Cancels.</param>
    public static IReadOnlyList<ArticleConflict> Of(TriageEngine engine, DateTimeOffset now, CancellationToken ct)
    {
        var (data, found) = (engine.Data, new List<ArticleConflict>());
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, data.Zone).DateTime);
        foreach (var article in NearMisses.Chosen(new NearMissTerms(data.Knowledge, today) { Synonyms = data.Synonyms }))
        {
            ct.ThrowIfCancellationRequested();
            if (article.Title.Length == 0)
            {
                continue;
            }

            // By words: an encoder outside is not asked for every title.
            var judged = engine.Judge(Question.Of(article.Title) with { Meaning = [] }, Circumstances.None, now);
            if (judged is { Conflict: true, Ranking: [var first, var second, ..] })
            {
                Article?[] pair = [data.Knowledge.Find(first.ArticleId), data.Knowledge.Find(second.ArticleId)];
                if (pair.OfType<Article>().OrderBy(one => one.Id, StringComparer.Ordinal).ToList() is [var one, var other])
                {
                    found.Add(new ArticleConflict(one, other));
                }
            }
        }

        return [.. found.DistinctBy(pair => (pair.One.Id, pair.Other.Id)).OrderBy(pair => pair.One.Id, StringComparer.Ordinal)];
    }
}
