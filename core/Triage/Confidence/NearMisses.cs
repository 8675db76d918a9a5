using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>A question about an article, asked while the article was taken out: whatever was found is wrong.</summary>
/// <param name="ArticleId">What it is about.</param>
/// <param name="Question">The question, made from the article's own words.</param>
/// <param name="FoundId">What was found in its place; empty = nothing.</param>
/// <param name="Confidence">The shipped model's confidence in that, 0..1.</param>
internal sealed record NearMiss(string ArticleId, string Question, string FoundId, double Confidence);

/// <summary>Among which articles near misses are looked for, and how.</summary>
/// <param name="Knowledge">The articles.</param>
/// <param name="Day">Only articles in force on this day take part.</param>
internal sealed record NearMissTerms(SearchIndex Knowledge, DateOnly Day)
{
    /// <summary>Who reads the answers.</summary>
    public Audience Reader { get; init; } = Audience.Internal;

    /// <summary>Only articles with this tag; null = all.</summary>
    public string? Scope { get; init; }

    /// <summary>The organisation's own words for things.</summary>
    public Synonyms Synonyms { get; init; } = Synonyms.None;

    /// <summary>Gives the vector of a question, empty when it is not known; null = found by words alone.</summary>
    public Func<string, IReadOnlyList<float>>? Meaning { get; init; }

    /// <summary>The confidence in the first article of a ranking.</summary>
    public Func<Ranking, double> Confidence { get; init; } = static ranking => ConfidenceModel.Of(ranking);

    /// <summary>Whether a question may find an article at all.</summary>
    public bool Has(Article article) =>
        (Reader == Audience.Internal || article.Audience == Audience.Client)
        && (Scope is null || article.Tags.Contains(Scope, StringComparer.OrdinalIgnoreCase))
        && (article.InForceFrom is not { } from || Day >= from)
        && (article.InForceTo is not { } to || Day <= to);
}

/// <summary>
/// How sure the engine is where it cannot be right: each article is taken out, and what it is about is asked. It is what happens when a
/// client asks about something that nobody wrote down beside something that is.
/// </summary>
internal static class NearMisses
{
    /// <summary>More questions say little more, and take longer.</summary>
    public const int MostArticles = 400,
        MostQuestions = 1_000;

    /// <summary>
    /// Asks about every article, or of many about a part that their ids choose: the same articles at every change, whatever their order.
    /// </summary>
    public static IReadOnlyList<NearMiss> Of(NearMissTerms terms, CancellationToken ct)
    {
        var misses = new List<NearMiss>();
        foreach (var article in Chosen(terms))
        {
            ct.ThrowIfCancellationRequested();
            if (misses.Count >= MostQuestions)
            {
                break;
            }
            foreach (var made in MadeQuestions.Of(article))
            {
                if (Ask(terms, article, made.Text) is { } miss)
                {
                    misses.Add(miss);
                }
            }
        }
        return misses;
    }

    /// <summary>The articles that are asked about.</summary>
    public static IReadOnlyList<Article> Chosen(NearMissTerms terms) =>
        [
            .. terms
                .Knowledge.Articles.Where(terms.Has)
                .Select(article => (Article: article, Print: PrintOf(article.Id)))
                .OrderBy(one => one.Print)
                .ThenBy(one => one.Article.Id, StringComparer.Ordinal)
                .Take(MostArticles)
                .Select(one => one.Article),
        ];

    private static NearMiss? Ask(NearMissTerms terms, Article article, string question)
    {
        var meaning = terms.Meaning?.Invoke(question) ?? [];
        if (terms.Meaning is not null && meaning.Count == 0)
        {
            return null;
        }
        var ranking = terms.Knowledge.Search(
            new SearchQuery(question, terms.Reader, terms.Day)
            {
                Tag = terms.Scope,
                Synonyms = terms.Synonyms,
                Meaning = meaning,
                Not = [article.Id],
            }
        );
        return new NearMiss(article.Id, question, ranking.Hits.Count > 0 ? ranking.Hits[0].Article.Id : "", terms.Confidence(ranking));
    }

    /// <summary>The same in every run, unlike string hashes (FNV-1a).</summary>
    private static uint PrintOf(string id) => id.Aggregate(2166136261u, (print, c) => unchecked((print ^ c) * 16777619u));
}
