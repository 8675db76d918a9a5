using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>The words of one query, numbered and weighed. One per thread, filled again for each query.</summary>
internal sealed class QueryTerms
{
    /// <summary>Masks over query words are 64 bits wide; a longer question keeps its rarest words.</summary>
    public const int Most = 64;
    private const int MostRead = 600,
        TableSize = 256;

    private readonly int[] _ids = new int[Most];
    private readonly float[] _idfs = new float[Most];
    private readonly ulong[] _followers = new ulong[Most];
    private readonly int[] _keys = new int[TableSize];
    private readonly sbyte[] _slots = new sbyte[TableSize];
    private readonly List<int> _words = [];
    private readonly HashSet<int> _seen = [];
    private readonly QuerySynonyms _synonyms = new();
    private readonly QueryCompounds _compounds = new();
    private readonly List<(int Id, int[] Forms)> _forms = [];
    private TermWeights? _weights;

    /// <summary>How many different known words.</summary>
    public int Count { get; private set; }
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);
    public ReadOnlySpan<float> Idfs => _idfs.AsSpan(0, Count);

    /// <summary>Bits of the words that come next after the word of a slot.</summary>
    public ReadOnlySpan<ulong> Followers => _followers.AsSpan(0, Count);

    /// <summary>Weight of all words, the unknown ones too.</summary>
    public float TotalIdf { get; private set; }

    /// <summary>Weight of the words that no article has.</summary>
    public float UnknownIdf { get; private set; }

    /// <summary>Words of the question, counted each time.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// What else words of the question can be called: by an organisation's synonyms, in other forms of an article's language, and where it
    /// has compounds, in parts or in one.
    /// </summary>
    public IReadOnlyList<OtherWords> Others => _synonyms.Others;

    /// <summary>Scratch for reading an article that may hold those.</summary>
    public RecentWords Recent => _synonyms.Recent;

    public void Fill(string text, Synonyms synonyms, IndexWords index)
    {
        var (vocabulary, weights, _, compounds) = index;
        _weights = weights;
        _compounds.Clear();
        _forms.Clear();
        _synonyms.Find(text, synonyms, vocabulary, weights);
        _words.Clear();
        _seen.Clear();
        (Count, Length, UnknownIdf, TotalIdf) = (0, 0, 0, 0);
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        while (_words.Count < MostRead && reader.Read(out var word))
        {
            var id = vocabulary.Find(word);
            var known = weights.IsKnown(id);
            // The whole of a hyphenated word is a second chance, not a second word.
            if (reader.IsWhole && !known)
            {
                continue;
            }
            Length++;
            if (!known && _synonyms.Explain(word))
            {
                continue;
            }
            var forms = index.FormsOf(word, id);
            if (!known && forms.Length > 0)
            {
                (id, known, forms) = (forms[0], true, forms[1..]);
            }
            if (forms.Length > 0)
            {
                _forms.Add((id, forms));
            }
            if (compounds is not null && !reader.IsWhole && _compounds.Read(word, id, known, compounds) is { Length: > 0 } parts)
            {
                Length += parts.Length - 1;
                _words.AddRange(parts);
                continue;
            }
            if (!known && vocabulary.FindMistyped(word, weights) is >= 0 and var meant)
            {
                (id, known) = (meant, true);
            }
            if (known)
            {
                _words.Add(id);
            }
            else if (_seen.Add(string.GetHashCode(word, StringComparison.Ordinal) | int.MinValue))
            {
                UnknownIdf += WeightOfUnknown(word, weights);
            }
        }
        foreach (var id in _words)
        {
            if (_seen.Add(id))
            {
                Keep(id, weights.Idf(id));
            }
        }
        BuildTable();
        _synonyms.Place(this);
        foreach (var (id, forms) in _forms)
        {
            if (Slot(id) is >= 0 and var slot)
            {
                Array.ForEach(forms, form => _synonyms.AddPhrase([form], 1UL << slot, this));
            }
        }
        if (compounds is not null)
        {
            _compounds.Place(this, _synonyms, compounds);
        }
        TotalIdf = UnknownIdf;
        foreach (var idf in Idfs)
        {
            TotalIdf += idf;
        }
    }

    /// <summary>Place of a word in the query, or -1.</summary>
    public int Slot(int id)
    {
        var at = id & (TableSize - 1);
        while (_slots[at] >= 0)
        {
            if (_keys[at] == id)
            {
                return _slots[at];
            }
            at = (at + 1) & (TableSize - 1);
        }
        return -1;
    }

    /// <summary>Weight of a word of the index.</summary>
    public float IdfOf(int id) => _weights!.Idf(id);

    /// <summary>Weight of the words whose bits are set.</summary>
    public float Sum(ulong mask)
    {
        var sum = 0f;
        for (; mask != 0; mask &= mask - 1)
        {
            sum += _idfs[System.Numerics.BitOperations.TrailingZeroCount(mask)];
        }
        return sum;
    }

    /// <summary>A small number that no article has is a measure or a day, not a topic.</summary>
    private static float WeightOfUnknown(ReadOnlySpan<char> word, TermWeights weights) =>
        weights.UnknownIdf
        * (CommonWords.Contains(word) || (word.Length <= 3 && !word.ContainsAnyExceptInRange('0', '9')) ? CommonWords.Share : 1);

    /// <summary>A slot for a word that no article has and that is found by its synonyms; -1 when there is no room.</summary>
    public int KeepUnknown(float idf)
    {
        if (Count == Most)
        {
            return -1;
        }
        (_ids[Count], _idfs[Count], _followers[Count]) = (-1, idf, 0);
        return Count++;
    }

    private void Keep(int id, float idf)
    {
        if (Count < Most)
        {
            _ids[Count] = id;
            _idfs[Count++] = idf;
            return;
        }
        var least = 0;
        for (var slot = 1; slot < Most; slot++)
        {
            if (_idfs[slot] < _idfs[least])
            {
                least = slot;
            }
        }
        if (_idfs[least] >= idf)
        {
            return;
        }
        (_ids[least], _idfs[least]) = (id, idf);
    }

    private void BuildTable()
    {
        Array.Fill(_slots, (sbyte)-1);
        for (var slot = 0; slot < Count; slot++)
        {
            var at = _ids[slot] & (TableSize - 1);
            while (_slots[at] >= 0)
            {
                at = (at + 1) & (TableSize - 1);
            }
            _keys[at] = _ids[slot];
            _slots[at] = (sbyte)slot;
            _followers[slot] = 0;
        }
        for (var i = 1; i < _words.Count; i++)
        {
            var slot = Slot(_words[i - 1]);
            var next = Slot(_words[i]);
            if (slot >= 0 && next >= 0)
            {
                _followers[slot] |= 1UL << next;
            }
        }
    }
}
