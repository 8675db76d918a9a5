using System.Collections.Frozen;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// Tells the language of a question from its script, or from its commonest words. Without a clear lead it is the asker's own.
/// </summary>
internal static class LanguageFinder
{
    private static readonly (string Language, string Words)[] Lists =
    [
        (
            "en",
            "the is are to of and in for my how what why when can do does not it this that with on i you we "
                + "our have has was will be from there an a cannot where which error please"
        ),
        (
            "de",
            "der die das den dem ist sind und nicht ich wir wie was warum kann können ein eine einen mit auf "
                + "für von zu im bei es sie unsere unser haben hat wird wurde kein keine bitte"
        ),
        (
            "fr",
            "le la les des est sont et je nous vous comment pourquoi quoi peut ne pas une un du au aux avec "
                + "pour dans sur mon notre nos ce cette qui que être avons"
        ),
        (
            "es",
            "el la los las es son y yo nosotros como por qué porque puede no una un del al con para en mi "
                + "nuestro su este esta que ser tenemos hay está cómo"
        ),
        (
            "it",
            "il lo la gli le è sono e io noi come perché cosa può non una un del al con per in mio nostro "
                + "questo questa che essere abbiamo della"
        ),
        ("pt", "o a os as é são e eu nós como por que porque pode não uma um do ao com para em meu nosso este esta ser temos da na"),
        ("nl", "de het een is zijn en ik wij we hoe wat waarom kan niet met voor van op in mijn onze dit dat die wordt worden geen hebben"),
        ("pl", "jest są i nie ja my jak co dlaczego może z na do w dla mój nasz ten ta to się że być mamy"),
    ];

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Marks = BuildMarks();

    /// <summary>Primary language subtag, how sure (0 when the words say nothing) and the first word that says so.</summary>
    public static (string Language, double Certainty, string Words) Find(string text, string fallback)
    {
        Span<int> votes = stackalloc int[Lists.Length];
        votes.Clear();
        var reader = new WordReader(
            text.AsSpan(0, Math.Min(text.Length, 600)),
            stackalloc char[WordReader.Longest],
            stackalloc int[WordReader.MostParts]
        );
        Span<int> firsts = stackalloc int[Lists.Length];
        firsts.Fill(-1);
        var (words, script, scriptAt) = (0, "", 0);
        while (reader.Read(out var word))
        {
            words++;
            if (script.Length == 0)
            {
                (script, scriptAt) = (ScriptOf(word[0]), reader.Start);
            }
            if (!Marks.TryGetValue(word, out var languages))
            {
                continue;
            }
            for (var i = 0; i < votes.Length; i++)
            {
                if ((languages & (1 << i)) == 0)
                {
                    continue;
                }
                votes[i]++;
                if (firsts[i] < 0)
                {
                    firsts[i] = reader.Start;
                }
            }
        }
        if (script.Length > 0)
        {
            return (script, 0.9, WordAt(text, scriptAt));
        }
        var best = 0;
        for (var i = 1; i < votes.Length; i++)
        {
            if (votes[i] > votes[best])
            {
                best = i;
            }
        }
        var second = 0;
        for (var i = 0; i < votes.Length; i++)
        {
            if (i != best)
            {
                second = Math.Max(second, votes[i]);
            }
        }
        // Two common words more than any other language has; English terms inside other languages are usual, the opposite is not.
        return votes[best] >= 2 && votes[best] - second >= Math.Max(1, words / 20)
            ? (Lists[best].Language, 0.9, WordAt(text, firsts[best]))
            : (Primary(fallback), 0, "");
    }

    private static string WordAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < 40 && char.IsLetter(text[end]))
        {
            end++;
        }
        return text[start..end];
    }

    /// <summary>"en-GB" is "en".</summary>
    public static string Primary(string tag)
    {
        var hyphen = tag.IndexOf('-', StringComparison.Ordinal);
        return (hyphen < 0 ? tag : tag[..hyphen]).ToLowerInvariant();
    }

    private static string ScriptOf(char c) =>
        c switch
        {
            >= '\u3040' and <= '\u30FF' => "ja",
            >= '\u4E00' and <= '\u9FFF' => "zh",
            >= '\uAC00' and <= '\uD7A3' => "ko",
            >= '\u0400' and <= '\u04FF' => "ru",
            >= '\u0370' and <= '\u03FF' => "el",
            >= '\u0590' and <= '\u05FF' => "he",
            >= '\u0600' and <= '\u06FF' => "ar",
            >= '\u0900' and <= '\u097F' => "hi",
            >= '\u0E00' and <= '\u0E7F' => "th",
            _ => "",
        };

    private static FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> BuildMarks()
    {
        var marks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Lists.Length; i++)
        {
            foreach (var word in Lists[i].Words.Split(' '))
            {
                var folded = Folding.Fold(word);
                marks[folded] = marks.GetValueOrDefault(folded) | (1 << i);
            }
        }
        return marks.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
