using System.Runtime.InteropServices;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// The words and neighbouring pairs of all texts that were read, and in how many texts each stood. What is rare here says what a text is
/// about.
/// </summary>
internal sealed class IssueVocabulary
{
    /// <summary>Further words of a long text tell no more about its issue.</summary>
    private const int MostWords = 200;

    /// <summary>A pair repeats what its words say; measured best at half of its rarity.</summary>
    private const float PairShare = 0.5f;

    /// <summary>
    /// A word of one text is hardly rarer than one of four: every text has some, and they would outweigh what texts have in common.
    /// </summary>
    private const int Damping = 3;

    /// <summary>Texts that the first weights count with: rarity means nothing among three.</summary>
    private const int LeastTexts = 64;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(float Share, bool IsOwn, bool IsPair)> _kinds = [];
    private readonly List<int> _texts = [];

    /// <summary>How many texts were read.</summary>
    public int Texts { get; private set; }

    /// <summary>True for a word by which texts find each other: no common word, no pair.</summary>
    public bool IsOwn(int term) => _kinds[term].IsOwn;

    /// <summary>How many texts hold a word, by its key (<see cref="KeyOf"/>).</summary>
    public int TextsWith(string key) => _ids.TryGetValue(key, out var term) ? _texts[term] : 0;

    /// <summary>Reads one more text: its terms with how often each stands in it.</summary>
    public Dictionary<int, int> Read(string text)
    {
        var counts = new Dictionary<int, int>();
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        string? previous = null;
        for (var words = 0; words < MostWords && reader.Read(out var word); words++)
        {
            var common = CommonWords.Contains(word);
            var key = KeyOf(word);
            Count(key, common ? CommonWords.Share : 1, !common, isPair: false);
            // An identifier's whole is no neighbour of its parts.
            if (reader.IsWhole)
            {
                continue;
            }
            if (previous is not null && !(common && CommonWords.Contains(previous)))
            {
                Count($"{previous} {key}", PairShare, isOwn: false, isPair: true);
            }
            previous = key;
        }
        foreach (var term in counts.Keys)
        {
            _texts[term]++;
        }
        Texts++;
        return counts;

        void Count(string key, float share, bool isOwn, bool isPair)
        {
            ref var term = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, key, out var known);
            if (!known)
            {
                term = _kinds.Count;
                _kinds.Add((share, isOwn, isPair));
                _texts.Add(0);
            }
            counts[term] = counts.GetValueOrDefault(term) + 1;
        }
    }

    /// <summary>The terms weighed by what has been read so far; length 1, or nothing for a text without a word.</summary>
    public (int Term, float Weight)[] Weigh(Dictionary<int, int> counts)
    {
        // A pair that stands in one text finds nothing.
        var weighed = counts
            .Where(pair => _texts[pair.Key] > 1 || !_kinds[pair.Key].IsPair)
            .Select(pair => (pair.Key, Weight: (1 + MathF.Log(pair.Value)) * Rarity(pair.Key) * _kinds[pair.Key].Share))
            .ToArray();
        var length = MathF.Sqrt(weighed.Sum(pair => pair.Weight * pair.Weight));
        for (var i = 0; i < weighed.Length; i++)
        {
            weighed[i].Weight /= length;
        }
        return weighed;
    }

    private float Rarity(int term) => MathF.Log(1 + (Math.Max(Texts, LeastTexts) / (float)(_texts[term] + Damping)));

    /// <summary>What forms of one word share. The word is folded already.</summary>
    public static string KeyOf(ReadOnlySpan<char> word)
    {
        Span<char> stem = stackalloc char[WordReader.Longest + 4];
        word.CopyTo(stem);
        return stem[..Stemmer.Stem(stem, word.Length)].ToString();
    }
}
