using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>
/// The search over articles, in memory. A snapshot: searching needs no lock, and <see cref="With"/> gives a new one that shares what did
/// not change. One writer at a time may call <see cref="With"/> on the newest snapshot.
/// </summary>
public sealed class SearchIndex
{
    /// <summary>Segments smaller than this are joined at each change, so that a small knowledge base is always one segment.</summary>
    private const int SmallSegment = 1_024;
    private const int Candidates = 24;

    private const int MostWithoutMeaning = 10;

    [ThreadStatic]
    private static QueryTerms? _threadTerms;

    [ThreadStatic]
    private static CandidateSearch? _threadSearch;

    private readonly Vocabulary _vocabulary;
    private readonly LiveSegment[] _segments;
    private readonly TermWeights _weights;

    private readonly ISentenceEncoder? _encoder;

    // While many articles have no vectors yet, those that have would come first whatever was asked.
    private readonly Lazy<bool> _isMeaningKnown;
    private readonly IndexWords _words;
    private readonly Lazy<SimilarTexts?> _alike;

    private SearchIndex(Vocabulary vocabulary, LiveSegment[] segments, TermWeights weights, ISentenceEncoder? encoder)
    {
        _encoder = encoder;
        _vocabulary = vocabulary;
        _segments = segments;
        _weights = weights;
        _isMeaningKnown = new Lazy<bool>(() => encoder is not null && WithoutMeaning.Count() <= Count / MostWithoutMeaning);
        var languages = SpokenLanguages.Of(weights.Articles, mark => weights.Documents(vocabulary.FindWritten(mark)));
        vocabulary.Inflections.Learn(languages);
        _words = new IndexWords(vocabulary, weights, languages, Compounds.Of(vocabulary, weights, languages));
        _alike = new Lazy<SimilarTexts?>(() => SimilarTexts.Of(this));
    }

    /// <summary>How many articles it holds.</summary>
    public int Count => _weights.Articles;

    /// <summary>All articles, in no order.</summary>
    public IEnumerable<Article> Articles =>
        _segments.SelectMany(live => live.Segment.Articles.Where((_, document) => !live.IsRemoved(document)));

    /// <summary>
    /// Articles that have words but no vectors yet, because the encoder did not know them
    /// (<see cref="PrepareAsync(IReadOnlyList{Article}, CancellationToken)"/>): to be put in again. None without an encoder.
    /// </summary>
    public IEnumerable<Article> WithoutMeaning =>
        _encoder is null
            ? []
            : _segments.SelectMany(live =>
                live.Segment.Articles.Where(
                    (article, document) =>
                        !live.IsRemoved(document) && !live.Segment.HasMeaning(document) && ArticleVectors.TextsOf(article).Count > 0
                )
            );

    /// <summary>
    /// A new index without an article. With an encoder, articles are also found by meaning; encoding takes some 10 to 100 ms per article,
    /// by its length.
    /// </summary>
    public static SearchIndex Empty(ISentenceEncoder? encoder = null) => new(new Vocabulary(), [], new TermWeights([], 0, 0, []), encoder);

    /// <summary>An index of these articles; of several with one id the last counts.</summary>
    public static SearchIndex Of(IEnumerable<Article> articles, ISentenceEncoder? encoder = null) => Empty(encoder).With(articles, []);

    /// <summary>An index of segments that a snapshot gave; none of their articles may be in two of them.</summary>
    internal static SearchIndex Of(Vocabulary vocabulary, LiveSegment[] segments, ISentenceEncoder? encoder)
    {
        var documents = new int[vocabulary.End];
        var (count, length) = (0, 0L);
        foreach (var live in segments)
        {
            live.Segment.CountTerms(documents);
            length += live.Segment.Postings.TotalLength;
            count += live.Count;
            for (var document = 0; live.Removed is not null && document < live.Segment.Articles.Length; document++)
            {
                if (!live.IsRemoved(document))
                {
                    continue;
                }
                live.Segment.ForEachTerm(document, term => documents[term]--);
                length -= live.Segment.Postings.Lengths[document];
            }
        }
        return new SearchIndex(vocabulary, segments, new TermWeights(documents, count, length, vocabulary.Common), encoder);
    }

    internal Vocabulary Vocabulary => _vocabulary;
    internal IReadOnlyList<LiveSegment> Segments => _segments;
    internal ISentenceEncoder? Encoder => _encoder;

    /// <summary>Its texts are short, and many say the same in other words (<see cref="SimilarTexts"/>).</summary>
    internal bool HasSimilarTexts => _alike.Value is not null;

    /// <summary>Articles are also found by meaning.</summary>
    public bool HasEncoder => _encoder is not null;
    internal bool IsMeaningKnown => _isMeaningKnown.Value;

    /// <summary>The article with this id, or null.</summary>
    public Article? Find(string id)
    {
        foreach (var live in _segments)
        {
            if (live.Segment.Find(id) is { } document && !live.IsRemoved(document))
            {
                return live.Segment.Articles[document];
            }
        }
        return null;
    }

    /// <summary>The index with some articles added or replaced, and some removed. Ids that it does not hold are removed silently.</summary>
    public SearchIndex With(IEnumerable<Article> changed, IEnumerable<string> removed)
    {
        var added = changed.GroupBy(article => article.Id, StringComparer.Ordinal).Select(group => group.Last()).ToList();
        var leaving = removed.Concat(added.Select(article => article.Id)).ToHashSet(StringComparer.Ordinal);
        var fresh = IndexSegment.Of(added, _vocabulary, _encoder);
        var documents = _weights.CopyDocuments(_vocabulary.End);
        var (count, length) = (_weights.Articles, _weights.Length);
        var segments = new List<LiveSegment>();
        foreach (var live in _segments)
        {
            var kept = live;
            foreach (var id in leaving)
            {
                if (live.Segment.Find(id) is not { } document || kept.IsRemoved(document))
                {
                    continue;
                }
                kept = kept.Without(document);
                live.Segment.ForEachTerm(document, term => documents[term]--);
                count--;
                length -= live.Segment.Postings.Lengths[document];
            }
            if (kept.Count > 0)
            {
                segments.Add(kept);
            }
        }
        foreach (var segment in fresh)
        {
            segments.Add(new LiveSegment(segment, null, segment.Articles.Length));
            segment.CountTerms(documents);
            count += segment.Articles.Length;
            length += segment.Postings.TotalLength;
        }
        return new SearchIndex(
            _vocabulary,
            Compact(segments, _vocabulary.End),
            new TermWeights(documents, count, length, _vocabulary.Common),
            _encoder
        );
    }

    /// <summary>
    /// Does now what the first search would do for all that follow: whoever puts an index in force calls it, so that no question waits.
    /// </summary>
    public void Warm()
    {
        _ = _isMeaningKnown.Value;
        _ = _alike.Value;
    }

    /// <summary>
    /// Lets the encoder fetch the vectors of articles that are about to be put in. Nothing to do for a local encoder, or without one.
    /// </summary>
    public ValueTask PrepareAsync(IReadOnlyList<Article> articles, CancellationToken ct) =>
        _encoder is null
            ? ValueTask.CompletedTask
            : _encoder.PrepareAsync([.. articles.SelectMany(ArticleVectors.TextsOf).Distinct(StringComparer.Ordinal)], ct);

    /// <summary>
    /// Lets an encoder behind a network fetch a question's vector, so that the search that follows can go by meaning. A local one makes it
    /// when the search asks.
    /// </summary>
    public ValueTask PrepareAsync(string question, CancellationToken ct) =>
        _encoder is null ? ValueTask.CompletedTask : _encoder.PrepareAsync([question], ct);

    /// <summary>The same for many texts.</summary>
    public ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct) =>
        _encoder is null || texts.Count == 0 ? ValueTask.CompletedTask : _encoder.PrepareAsync(texts, ct);

    /// <summary>
    /// The vector of a question, as the encoder knows it now; empty without an encoder, when articles have no vectors yet, or when it is
    /// not known without waiting.
    /// </summary>
    public IReadOnlyList<float> MeaningOf(string text) => _isMeaningKnown.Value ? _encoder!.EncodeNow(text) : [];

    /// <summary>The best articles for a query.</summary>
    public Ranking Search(SearchQuery query)
    {
        var meaning = query.Meaning ?? MeaningOf(query.Text);
        var vector = meaning.Count > 0 && _isMeaningKnown.Value ? meaning as float[] ?? [.. meaning] : null;
        return _alike.Value is { } alike
            ? alike.Order(Search(query with { Top = Math.Max(query.Top, SimilarTexts.Looked) }, vector), query.Top)
            : Search(query, vector);
    }

    /// <summary>The best articles for a query whose meaning is known, each judged by itself.</summary>
    internal Ranking Search(SearchQuery query, float[]? vector)
    {
        var (terms, search) = Scratch();
        terms.Fill(query.Text, query.Synonyms, _words);
        if (terms.Count == 0 && vector is null)
        {
            return new Ranking([], QueryShape.Of(terms, null));
        }
        var most = Math.Max(Candidates, query.Top);
        var candidates = search.Find(_segments, terms, _weights, query, most);
        var background = vector is null
            ? null
            : ClosestCandidates.Add(candidates, _segments, new QuestionEmbedding(_encoder!.Name, vector, query), most / 2);
        var hits = new RankedArticle[candidates.Count];
        for (var i = 0; i < candidates.Count; i++)
        {
            var evidence = EvidenceReader.Read(candidates[i], terms, _weights);
            if (vector is not null)
            {
                evidence.Closeness = candidates[i].Segment.ClosenessOf(candidates[i].Document, vector);
            }
            RankingScore.Fill(ref evidence, terms);
            hits[i] = new RankedArticle(candidates[i], evidence);
        }
        Array.Sort(hits, BestFirst);
        return new Ranking(hits.Length > query.Top ? hits[..query.Top] : hits, QueryShape.Of(terms, background));
    }

    private static (QueryTerms Terms, CandidateSearch Search) Scratch() =>
        (_threadTerms ??= new QueryTerms(), _threadSearch ??= new CandidateSearch());

    private static int BestFirst(RankedArticle one, RankedArticle other)
    {
        var byScore = other.Evidence.Score.CompareTo(one.Evidence.Score);
        return byScore != 0 ? byScore : string.CompareOrdinal(one.Article.Id, other.Article.Id);
    }

    /// <summary>Joins small segments, and those of which a quarter has left, so that there are few.</summary>
    private static LiveSegment[] Compact(List<LiveSegment> segments, int end)
    {
        var join = segments.Where(live => live.Count < SmallSegment || live.Count < live.Segment.Articles.Length * 3 / 4).ToList();
        var rest = segments.Except(join).OrderByDescending(live => live.Count).ToList();
        // Each kept segment is at least as large as all smaller ones together, which bounds their number by the logarithm.
        while (
            rest.Count > 0
            && join.Count > 0
            && join.Sum(live => live.Count) >= rest[^1].Count
            && join.Sum(live => live.Count) + rest[^1].Count <= IndexSegment.Most
        )
        {
            join.Add(rest[^1]);
            rest.RemoveAt(rest.Count - 1);
        }
        if (join.Count == 0 || (join.Count == 1 && join[0].Removed is null))
        {
            return [.. rest, .. join];
        }
        var joined = IndexSegment.Merge(join, end);
        return [.. rest, new LiveSegment(joined, null, joined.Articles.Length)];
    }
}
