using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>The compounds of one question. One per thread, used again for each query.</summary>
internal sealed class QueryCompounds
{
    /// <summary>"Adresse auf der Rechnung": so far apart two words may be said of one thing.</summary>
    private const int Apart = 3;
    private const int MostWords = 40;

    private readonly List<(string Word, int Id)> _words = [];
    private readonly List<(int Id, int[] Parts)> _split = [];

    public void Clear()
    {
        _words.Clear();
        _split.Clear();
    }

    /// <summary>
    /// Reads one word; its parts, which are then read in its place, when no article has the word itself. Empty for any other.
    /// </summary>
    public int[] Read(ReadOnlySpan<char> word, int id, bool known, Compounds compounds)
    {
        if (_words.Count == MostWords)
        {
            return [];
        }
        // Common words keep their place between others, but make no compound.
        _words.Add((CommonWords.Contains(word) ? "" : word.ToString(), id));
        if (word.Length < Compounds.ShortestPart * 2 || compounds.Split(word) is not { Length: > 0 } parts)
        {
            return [];
        }
        if (!known)
        {
            return parts;
        }
        _split.Add((id, parts));
        return [];
    }

    /// <summary>Adds what the compounds are called in parts, and what words that stand near each other are called in one.</summary>
    public void Place(QueryTerms query, QuerySynonyms synonyms, Compounds compounds)
    {
        foreach (var (id, parts) in _split)
        {
            if (query.Slot(id) is not (>= 0 and var slot))
            {
                continue;
            }
            // "Rechnung: Adresse" and "Adresse der Rechnung"; the first stage looks for the rarest of them once.
            synonyms.AddPhrase(parts, 1UL << slot, query);
            synonyms.AddPhrase([.. parts.Reverse()], 1UL << slot, query, isFound: true);
        }
        for (var last = 1; last < _words.Count; last++)
        {
            for (var first = Math.Max(0, last - Apart); first < last; first++)
            {
                Join(_words[first], _words[last], query, synonyms, compounds);
                Join(_words[last], _words[first], query, synonyms, compounds);
            }
        }
    }

    private static void Join(
        (string Word, int Id) first,
        (string Word, int Id) last,
        QueryTerms query,
        QuerySynonyms synonyms,
        Compounds compounds
    )
    {
        if (
            first.Id < 0
            || last.Id < 0
            || query.Slot(first.Id) is not (>= 0 and var one)
            || query.Slot(last.Id) is not (>= 0 and var other)
            || one == other
        )
        {
            return;
        }
        if (compounds.Join(first.Word, last.Word) is >= 0 and var whole && query.Slot(whole) < 0)
        {
            synonyms.AddPhrase([whole], (1UL << one) | (1UL << other), query);
        }
    }
}
