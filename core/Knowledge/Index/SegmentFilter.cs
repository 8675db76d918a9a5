using System.Collections.Concurrent;
using EscalationBot.Core.Knowledge.Articles;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Which articles of a segment a query may find, known before anything is scored: so the best ones found are the best of those it may find,
/// and as many as were asked for. What many queries ask alike (an audience, a tag, a language) is worked out once and kept as one bit an
/// article. Safe for many threads.
/// </summary>
internal sealed class SegmentFilter
{
    private const int MostKept = 64;

    private readonly Article[] _articles;
    private readonly int[] _dated;
    private readonly ConcurrentDictionary<(char Kind, string Value), ulong[]> _kept = new();

    public SegmentFilter(Article[] articles)
    {
        _articles = articles;
        _dated =
        [
            .. Enumerable
                .Range(0, articles.Length)
                .Where(document => articles[document].InForceFrom is not null || articles[document].InForceTo is not null),
        ];
    }

    /// <summary>Sets the bits of the articles that must not be found, in <paramref name="denied"/>; false when there are none.</summary>
    public bool Deny(SearchQuery query, LiveSegment live, ulong[] denied)
    {
        var words = (_articles.Length + 63) / 64;
        var any = live.Removed is not null;
        if (live.Removed is null)
        {
            Array.Clear(denied, 0, words);
        }
        else
        {
            live.Removed.CopyTo(denied, 0);
        }
        if (query.Reader == Audience.Client)
        {
            Keep(Bits(('a', ""), static (article, _) => article.Audience == Audience.Client));
        }
        if (query.Tag is { } tag)
        {
            Keep(Bits(('t', tag), static (article, wanted) => article.Tags.Contains(wanted, StringComparer.OrdinalIgnoreCase)));
        }
        if (query.Language is { } language)
        {
            Keep(Bits(('l', language), static (article, wanted) => SearchQuery.IsIn(article, wanted)));
        }
        if (query.Tags.Count > 0)
        {
            Keep(
                Bits(
                    ('q', string.Join('\n', query.Tags)),
                    static (article, wanted) => article.Tags.Intersect(wanted.Split('\n'), StringComparer.OrdinalIgnoreCase).Any()
                )
            );
        }
        foreach (var document in _dated)
        {
            if (!query.IsInForce(_articles[document]))
            {
                Set(document);
            }
        }
        foreach (var id in query.Not)
        {
            if (live.Segment.Find(id) is { } document)
            {
                Set(document);
            }
        }
        return any;

        void Keep(ulong[] allowed)
        {
            any = true;
            for (var i = 0; i < words; i++)
            {
                denied[i] |= ~allowed[i];
            }
        }

        void Set(int document)
        {
            any = true;
            denied[document >> 6] |= 1UL << (document & 63);
        }
    }

    private ulong[] Bits((char Kind, string Value) key, Func<Article, string, bool> holds)
    {
        if (_kept.TryGetValue(key, out var bits))
        {
            return bits;
        }
        bits = new ulong[(_articles.Length + 63) / 64];
        for (var document = 0; document < _articles.Length; document++)
        {
            if (holds(_articles[document], key.Value))
            {
                bits[document >> 6] |= 1UL << (document & 63);
            }
        }
        // A hostile stream of tags must not fill the memory; beyond this they are worked out each time.
        if (_kept.Count < MostKept)
        {
            _kept.TryAdd(key, bits);
        }
        return bits;
    }
}
