using System.Collections.Frozen;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>Phrases of which one is looked for, with the number under which they are found (<see cref="WordTerms.Find"/>).</summary>
internal sealed record PhraseList(int Number, IReadOnlyList<Phrase> Phrases);

/// <summary>
/// All that the criteria of an organisation look for: phrases, and the lists that patterns name in angle brackets. Each is folded once, and
/// a text is searched for all of them in one pass, however many there are. Filled by one thread, then read by many.
/// </summary>
internal sealed class WordTerms
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _terms;
    private readonly Dictionary<string, PhraseList> _lists = new(StringComparer.Ordinal);
    private readonly Lazy<Heads> _heads;

    /// <summary>Of these lists.</summary>
    public WordTerms(IReadOnlyDictionary<string, IReadOnlyList<string>> terms)
    {
        _terms = terms;
        _heads = new Lazy<Heads>(() => new Heads(_lists.Values));
    }

    /// <summary>Without lists.</summary>
    public WordTerms()
        : this(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)) { }

    /// <summary>The phrases of a part of a pattern: those of the list that it names, or its own. The same object each time.</summary>
    public PhraseList ListOf(string piece)
    {
        if (!_lists.TryGetValue(piece, out var list))
        {
            _lists.Add(piece, list = new PhraseList(_lists.Count, Read(piece)));
        }

        return list;
    }

    /// <summary>Where in a text phrases stand, by the number of their list; null = of that list none does.</summary>
    /// <param name="words">The text's words, folded.</param>
    public List<WordSpan>?[] Find(List<string> words)
    {
        var found = new List<WordSpan>?[_lists.Count];
        for (var at = 0; at < words.Count; at++)
        {
            _heads.Value.AddFrom(words, at, found);
        }

        return found;
    }

    private Phrase[] Read(string piece) =>
        WordPieces.NameIn(piece) is not { } name ? [Phrase.From(piece)]
        : _terms.TryGetValue(name, out var words) ? [.. words.Select(Phrase.From)]
        // A name without its list is like no word of any text.
        : [new Phrase([new PatternPart(piece, false)])];

    /// <summary>Phrases by their first word, or by how it begins.</summary>
    private sealed class Heads
    {
        private readonly FrozenDictionary<string, (int List, Phrase Phrase)[]>.AlternateLookup<ReadOnlySpan<char>> _whole,
            _begun;
        private readonly int[] _lengths;

        public Heads(IEnumerable<PhraseList> lists)
        {
            var all = lists.SelectMany(list => list.Phrases.Select(phrase => (list.Number, phrase))).ToList();
            _whole = By(all.Where(entry => !entry.phrase.Parts[0].IsPrefix));
            _begun = By(all.Where(entry => entry.phrase.Parts[0].IsPrefix));
            _lengths = [.. _begun.Dictionary.Keys.Select(head => head.Length).Distinct().Order()];
        }

        public void AddFrom(List<string> words, int at, List<WordSpan>?[] found)
        {
            var word = words[at].AsSpan();
            if (_whole.TryGetValue(word, out var whole))
            {
                Add(whole, words, at, found);
            }

            foreach (var length in _lengths)
            {
                if (length > word.Length)
                {
                    break;
                }

                if (_begun.TryGetValue(word[..length], out var begun))
                {
                    Add(begun, words, at, found);
                }
            }
        }

        private static void Add((int List, Phrase Phrase)[] entries, List<string> words, int at, List<WordSpan>?[] found)
        {
            foreach (var (list, phrase) in entries)
            {
                if (phrase.FollowsAt(words, at))
                {
                    (found[list] ??= []).Add(new(at, phrase.Parts.Count));
                }
            }
        }

        private static FrozenDictionary<string, (int List, Phrase Phrase)[]>.AlternateLookup<ReadOnlySpan<char>> By(
            IEnumerable<(int List, Phrase Phrase)> entries
        ) =>
            entries
                .GroupBy(entry => entry.Phrase.Parts[0].Word, StringComparer.Ordinal)
                .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal)
                .GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
