using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>Articles for a query, best first.</summary>
public sealed record Ranking
{
    internal Ranking(IReadOnlyList<RankedArticle> hits, QueryShape shape)
    {
        Hits = hits;
        Shape = shape;
    }

    /// <summary>Best first; empty when no article shares a word with the query.</summary>
    public IReadOnlyList<RankedArticle> Hits { get; }

    internal QueryShape Shape { get; }
}

/// <summary>One article of a ranking.</summary>
public sealed class RankedArticle
{
    private readonly Candidate _candidate;

    internal RankedArticle(Candidate candidate, Evidence evidence)
    {
        _candidate = candidate;
        Evidence = evidence;
    }

    /// <summary>The article as it was searched.</summary>
    public Article Article => _candidate.Article;

    /// <summary>Orders articles of one ranking; says nothing across rankings.</summary>
    public double Score => Evidence.Score;

    internal Evidence Evidence { get; }

    /// <summary>The same hit at another score.</summary>
    internal RankedArticle WithScore(float score) => new(_candidate, Evidence with { Score = score });

    /// <summary>The passage that fits best; its text is empty for an article without a body.</summary>
    public Passage BestPassage()
    {
        var passages = _candidate.Segment.PassagesOf(_candidate.Document);
        return passages.Count == 0 ? new Passage("", "") : passages[Math.Clamp(Evidence.BestPassage, 0, passages.Count - 1)];
    }
}

/// <summary>What a query looks like to the index.</summary>
/// <param name="Length">All its words.</param>
/// <param name="Known">Different words that some article has.</param>
/// <param name="TotalIdf">Weight of all words.</param>
/// <param name="UnknownIdf">Weight of those that no article has.</param>
/// <param name="Idfs">Weights of the known words, by place in the masks of <see cref="Evidence"/>.</param>
/// <param name="Background">How close the articles are in meaning; null when no sentence encoder took part.</param>
internal sealed record QueryShape(int Length, int Known, float TotalIdf, float UnknownIdf, float[] Idfs, Background? Background)
{
    public static QueryShape Of(QueryTerms terms, Background? background) =>
        new(terms.Length, terms.Count, terms.TotalIdf, terms.UnknownIdf, terms.Idfs.ToArray(), background);
}
