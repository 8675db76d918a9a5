using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>What else some words of a question can be called.</summary>
/// <param name="Ids">Its words in the index, in order.</param>
/// <param name="Slots">The question's words that it stands for.</param>
/// <param name="Rarest">The word of it that fewest articles have.</param>
/// <param name="Weight">What finding that word brings; 0 when another phrase brings it.</param>
internal sealed record OtherWords(int[] Ids, ulong Slots, int Rarest, float Weight);

/// <summary>The synonyms of one question, found in the index's numbers.</summary>
internal sealed class QuerySynonyms
{
    public const int Most = 32;

    // One word of a phrase alone is weaker evidence; all of them are looked for when the article is read.
    private const float OfPhrase = 0.5f;

    private readonly List<(string[] Asked, List<int[]> Ids)> _found = [];
    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);
    private readonly List<OtherWords> _others = [];
    private Vocabulary? _vocabulary;
    private TermWeights? _weights;

    public IReadOnlyList<OtherWords> Others => _others;

    /// <summary>Scratch for reading an article.</summary>
    public RecentWords Recent { get; } = new();

    /// <summary>Looks which synonyms the question touches and the index has.</summary>
    public void Find(string text, Synonyms synonyms, Vocabulary vocabulary, TermWeights weights)
    {
        _found.Clear();
        _explained.Clear();
        _others.Clear();
        if (synonyms.IsEmpty)
        {
            return;
        }
        (_vocabulary, _weights) = (vocabulary, weights);
        foreach (var entry in synonyms.In(text))
        {
            var known = entry
                .Others.Select(phrase => Array.ConvertAll(phrase, word => vocabulary.FindTerm(word)))
                .Where(ids => Array.TrueForAll(ids, weights.IsKnown))
                .ToList();
            if (known.Count == 0)
            {
                continue;
            }
            _found.Add((entry.Asked, known));
            _explained.UnionWith(entry.Asked);
        }
    }

    /// <summary>True for a word that no article has but its synonym is known: it is no unknown word then.</summary>
    public bool Explain(ReadOnlySpan<char> word) => _explained.Count > 0 && _explained.Contains(Vocabulary.StemOf(word));

    /// <summary>Ties what was found to the places of the question's words.</summary>
    public void Place(QueryTerms query)
    {
        foreach (var (asked, phrases) in _found)
        {
            var slots = SlotsOf(asked, phrases, query);
            foreach (var ids in phrases)
            {
                if (slots == 0 || _others.Count == Most || (ids.Length == 1 && query.Slot(ids[0]) >= 0))
                {
                    continue;
                }
                AddPhrase(ids, slots, query);
            }
        }
    }

    /// <summary>Words that stand for the question's words in <paramref name="slots"/>.</summary>
    /// <param name="ids">Known words, in order.</param>
    /// <param name="slots">What they stand for.</param>
    /// <param name="query">The question.</param>
    /// <param name="isFound">Another phrase of the same words is looked for already.</param>
    public void AddPhrase(int[] ids, ulong slots, QueryTerms query, bool isFound = false)
    {
        if (_others.Count < Most)
        {
            _others.Add(
                new OtherWords(ids, slots, ids.MaxBy(query.IdfOf), isFound ? 0 : query.Sum(slots) * (ids.Length > 1 ? OfPhrase : 1))
            );
        }
    }

    private ulong SlotsOf(string[] asked, List<int[]> phrases, QueryTerms query)
    {
        var slots = 0UL;
        var unknown = false;
        foreach (var word in asked)
        {
            var slot = _vocabulary!.FindTerm(word) is >= 0 and var id && _weights!.IsKnown(id) ? query.Slot(id) : -1;
            if (slot >= 0)
            {
                slots |= 1UL << slot;
            }
            else
            {
                unknown = true;
            }
        }
        if (unknown && query.KeepUnknown(phrases.Max(ids => ids.Max(_weights!.Idf))) is >= 0 and var kept)
        {
            slots |= 1UL << kept;
        }
        return slots;
    }
}

/// <summary>The last few words of a text.</summary>
internal sealed class RecentWords
{
    private const int Size = 16;

    private readonly int[] _ids = new int[Size];
    private int _count;

    public void Clear() => _count = 0;

    public void Add(int id) => _ids[_count++ & (Size - 1)] = id;

    /// <summary>
    /// True when the phrase ends with the last word; between its words one other may stand, as the whole of "two-factor" does behind its
    /// parts.
    /// </summary>
    public bool EndsWith(ReadOnlySpan<int> phrase)
    {
        var at = _count - 1;
        if (at < 0 || _ids[at & (Size - 1)] != phrase[^1])
        {
            return false;
        }
        for (var word = phrase.Length - 2; word >= 0; word--)
        {
            at--;
            if (at >= 0 && _ids[at & (Size - 1)] != phrase[word])
            {
                at--;
            }
            if (at < 0 || _count - at > Size || _ids[at & (Size - 1)] != phrase[word])
            {
                return false;
            }
        }
        return true;
    }
}
