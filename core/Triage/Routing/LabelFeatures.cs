using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage.Routing;

/// <summary>
/// What <see cref="LabelModel"/> sees of a text: its words, how it opens, and how its words are spelt; counted, each kind in a range of
/// numbers of its own.
/// </summary>
internal static class LabelFeatures
{
    /// <summary>Words, opening, spelling.</summary>
    public const int Kinds = 3;
    private const int Buckets = 1 << 18,
        Opening = 12,
        Piece = 4;

    /// <summary>Which kind a feature is of: 0 words, 1 opening, 2 spelling.</summary>
    public static int KindOf(int feature) => feature / Buckets;

    /// <summary>How often each feature stands in the text.</summary>
    public static Dictionary<int, float> Of(string text)
    {
        var features = new Dictionary<int, float>();
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        Span<char> stem = stackalloc char[WordReader.Longest + 4];
        Span<char> framed = stackalloc char[WordReader.Longest + 2];
        var previous = 0u;
        var read = 0;
        while (reader.Read(out var word))
        {
            word.CopyTo(stem);
            var hash = Hash(stem[..Stemmer.Stem(stem, word.Length)]);
            Count(0, hash);
            // How a message opens is often its subject line.
            if (read++ < Opening)
            {
                Count(1, hash);
                if (previous != 0)
                {
                    Count(1, (previous * 31) ^ hash);
                }
                previous = hash;
            }
            // Pieces of words tell compounds, endings and misspellings to belong together. The frame marks where a word begins and ends.
            framed[0] = framed[word.Length + 1] = ' ';
            word.CopyTo(framed[1..]);
            for (var at = 0; at == 0 || at + Piece <= word.Length + 2; at++)
            {
                Count(2, Hash(framed[at..Math.Min(at + Piece, word.Length + 2)]));
            }
        }
        return features;

        void Count(int kind, uint hash)
        {
            var feature = (kind * Buckets) + (int)(hash % Buckets);
            features[feature] = features.GetValueOrDefault(feature) + 1;
        }
    }

    /// <summary>FNV-1a: the same on every machine and in every run, unlike string hashes.</summary>
    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }
        return hash;
    }
}
