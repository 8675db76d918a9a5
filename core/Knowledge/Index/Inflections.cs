using System.Collections.Concurrent;
using EscalationBot.Core.Knowledge.Text;
using Lucene.Net.Tartarus.Snowball;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Forms of one word in the languages that the articles are written in ("Rechnungen", "Rechnung"; "factures", "facture"), by Snowball's
/// stemmers. English is stemmed when it is read; the forms of other languages are looked up when a question is asked, because which
/// language an index speaks changes with its articles. One for each vocabulary; grows with it, by its writer; read by any number.
/// </summary>
internal sealed class Inflections(Vocabulary vocabulary)
{
    /// <summary>Shorter words have no ending to lose.</summary>
    public const int ShortestWord = 4;

    private readonly Dictionary<string, SnowballProgram> _stemmers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _read = new(StringComparer.Ordinal);

    /// <summary>Reads the words that came since the last call, in these languages. For the writer.</summary>
    public void Learn(IReadOnlyList<string> languages)
    {
        foreach (var language in languages)
        {
            var done = _read.GetValueOrDefault(language);
            foreach (var place in vocabulary.Surfaces.Places().Skip(done))
            {
                done++;
                var word = vocabulary.Surfaces.Word(place);
                if (KeyOf(word, language) is { } key)
                {
                    var id = vocabulary.Surfaces.Value(place);
                    _forms.AddOrUpdate(key, _ => [id], (_, known) => known.Contains(id) ? known : [.. known, id]);
                }
            }
            _read[language] = done;
        }
    }

    /// <summary>The ids of the forms of a folded word in these languages, its own among them; empty for a word without any.</summary>
    public IReadOnlyList<int> Of(ReadOnlySpan<char> word, IReadOnlyList<string> languages)
    {
        List<int> found = [];
        foreach (var language in languages)
        {
            if (KeyOf(word, language) is { } key && _forms.TryGetValue(key, out var ids))
            {
                found.AddRange(ids.Except(found));
            }
        }
        return found;
    }

    /// <summary>Language and stem of a word; null where it has none.</summary>
    private string? KeyOf(ReadOnlySpan<char> word, string language)
    {
        if (word.Length < ShortestWord || CommonWords.Contains(word) || word.ContainsAnyExceptInRange('a', 'z'))
        {
            return null;
        }
        lock (_stemmers)
        {
            if (!_stemmers.TryGetValue(language, out var stemmer))
            {
                _stemmers[language] = stemmer = StemmerOf(language);
            }
            stemmer.SetCurrent(word.ToString());
            stemmer.Stem();
            return $"{language} {stemmer.Current}";
        }
    }

    private static SnowballProgram StemmerOf(string language) =>
        language switch
        {
            // Reads "ae", "oe" and "ue" as what they stand for.
            "de" => new German2Stemmer(),
            "nl" => new DutchStemmer(),
            "sv" => new SwedishStemmer(),
            "da" => new DanishStemmer(),
            "fr" => new FrenchStemmer(),
            "es" => new SpanishStemmer(),
            "it" => new ItalianStemmer(),
            "pt" => new PortugueseStemmer(),
            _ => throw new ArgumentOutOfRangeException(nameof(language), language, "It has no stemmer here."),
        };
}
