using EscalationBot.Core.Knowledge.Text;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// An organisation's own synonyms and abbreviations, ready to be looked up in a question. They count at search time only: the index knows
/// nothing of them, so a change of the file needs no new index. A question's word and what it means are one word to the ranking: an article
/// that has either has it.
/// </summary>
public sealed class Synonyms
{
    /// <summary>More words in one phrase are not looked for.</summary>
    public const int LongestPhrase = 5;

    private readonly Dictionary<string, List<Entry>> _byFirst = new(StringComparer.Ordinal);

    private Synonyms() { }

    /// <summary>None at all.</summary>
    public static Synonyms None { get; } = new();

    internal bool IsEmpty => _byFirst.Count == 0;

    /// <summary>Those of an organisation.</summary>
    public static Synonyms Of(IReadOnlyList<SynonymGroup> groups)
    {
        if (groups.Count == 0)
        {
            return None;
        }
        var synonyms = new Synonyms();
        foreach (var group in groups)
        {
            foreach (var word in group.Words)
            {
                var means = group.Means.Count > 0 ? group.Means : group.Words.Where(other => other != word);
                synonyms.Add(Read(word), [.. means.Select(Read).Where(phrase => phrase.Length is > 0 and <= LongestPhrase)]);
            }
        }
        return synonyms;
    }

    /// <summary>The phrases of a question that have synonyms, each with what else it can be called. Words are folded and stemmed.</summary>
    internal IEnumerable<Entry> In(string question)
    {
        var words = Read(question);
        for (var at = 0; at < words.Length; at++)
        {
            if (!_byFirst.TryGetValue(words[at], out var entries))
            {
                continue;
            }
            var rest = words.AsSpan(at).ToArray();
            // The longest phrase from here: "two factor authentication" is not also "two".
            if (entries.Where(entry => rest.AsSpan().StartsWith(entry.Asked)).MaxBy(entry => entry.Asked.Length) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>
    /// The words of a text as the index numbers them: an identifier in its parts, or whole when a part is too short to be one ("2fa").
    /// </summary>
    internal static string[] Read(string text)
    {
        var words = new List<string>();
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        var (run, first, letters) = (-1, 0, 0);
        while (reader.Read(out var word))
        {
            if (reader.Start != run)
            {
                (run, first, letters) = (reader.Start, words.Count, 0);
            }
            if (!reader.IsWhole)
            {
                letters += word.Length;
            }
            else if (letters == word.Length)
            {
                continue;
            }
            else
            {
                words.RemoveRange(first, words.Count - first);
            }
            words.Add(Vocabulary.StemOf(word));
        }
        return [.. words];
    }

    private void Add(string[] asked, List<string[]> others)
    {
        if (asked.Length is 0 or > LongestPhrase || others.Count == 0)
        {
            return;
        }
        if (!_byFirst.TryGetValue(asked[0], out var entries))
        {
            _byFirst[asked[0]] = entries = [];
        }
        var known = entries.Find(entry => entry.Asked.AsSpan().SequenceEqual(asked));
        if (known is null)
        {
            entries.Add(new Entry(asked, others));
        }
        else
        {
            known.Others.AddRange(others);
        }
    }

    /// <summary>A phrase and what else it can be called.</summary>
    internal sealed record Entry(string[] Asked, List<string[]> Others);
}
