using System.Collections.Frozen;
using System.Text.RegularExpressions;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage.Checks;

/// <summary>
/// Whether a worded sentence says no more than the passages that it cites. It looks at words, not at meaning, and when in doubt it says no:
/// the quotes stand below anyway. Numbers with their units and currencies, names, addresses, words that promise or exclude, and negation
/// must be the passage's own; of all other words most must be.
/// </summary>
public static partial class Grounding
{
    private const int LongestSentence = 400;
    private const double LeastCovered = 0.7,
        AsClose = 0.6;

    private static readonly FrozenSet<string> Strong = StemsOf(
        "always only must all every each guarantee guaranteed immediately instantly free unlimited "
            + "permanent permanently automatically anyone everyone required optional irreversible safe best "
            + "immer nur muss müssen alle jede jeder jedes sofort kostenlos unbegrenzt automatisch garantiert "
            + "dauerhaft toujours seulement gratuit siempre solo gratis"
    );
    private static readonly FrozenSet<string> Units = StemsOf(
        "second seconds minute minutes min hour hours day days week weeks month months year years "
            + "percent row rows time times user users seat seats byte bytes kb mb gb tb eur usd gbp chf euro "
            + "euros dollar dollars request requests call calls sekunde sekunden minuten stunde stunden tag "
            + "tage tagen woche wochen monat monate monaten jahr jahre jahren prozent zeilen mal"
    );

    private static readonly FrozenDictionary<string, string> NumberWords = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["two"] = "2",
        ["three"] = "3",
        ["four"] = "4",
        ["five"] = "5",
        ["six"] = "6",
        ["seven"] = "7",
        ["eight"] = "8",
        ["nine"] = "9",
        ["ten"] = "10",
        ["eleven"] = "11",
        ["twelve"] = "12",
        ["fifteen"] = "15",
        ["twenty"] = "20",
        ["thirty"] = "30",
        ["forty"] = "40",
        ["fifty"] = "50",
        ["sixty"] = "60",
        ["ninety"] = "90",
        ["hundred"] = "100",
        ["thousand"] = "1000",
        ["million"] = "1000000",
        ["twice"] = "2",
        ["double"] = "2",
        ["half"] = "50",
        ["zwei"] = "2",
        ["drei"] = "3",
        ["vier"] = "4",
        ["funf"] = "5",
        ["sechs"] = "6",
        ["sieben"] = "7",
        ["acht"] = "8",
        ["neun"] = "9",
        ["zehn"] = "10",
        ["zwolf"] = "12",
        ["zwanzig"] = "20",
        ["dreissig"] = "30",
        ["hundert"] = "100",
        ["tausend"] = "1000",
        ["doppelt"] = "2",
        ["halb"] = "50",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True when a sentence cites at least one passage and each thing it says stands in those.</summary>
    /// <param name="sentence">With its citations, "… [1][3]" or "… [1, 3]".</param>
    /// <param name="title">The article's title, which every passage may be read with.</param>
    /// <param name="passages">The first is number 1.</param>
    public static bool Supports(string sentence, string title, IReadOnlyList<string> passages)
    {
        if (sentence.Length > LongestSentence || Cited(sentence, passages.Count) is not { } cited)
        {
            return false;
        }
        var said = WithWholeNumbers(Citation().Replace(sentence, " "));
        var source = WithWholeNumbers(string.Join('\n', cited.Select(number => passages[number - 1]).Prepend(title)));
        var (words, known) = (Read(said), Read(source));
        return HasContent(words, known)
            && HasNumbers(words, known, said, source)
            && HasNames(said, source, known)
            && HasStrongWords(words, known)
            && IsNegatedAlike(said, source, words);
    }

    /// <summary>Numbers of the cited passages, ascending; null when there is none, or one that does not exist.</summary>
    public static IReadOnlyList<int>? Cited(string sentence, int passages)
    {
        var numbers = Citation()
            .Matches(sentence)
            .SelectMany(match => Digits().Matches(match.Value))
            .Select(match => int.Parse(match.ValueSpan, System.Globalization.CultureInfo.InvariantCulture))
            .Distinct()
            .Order()
            .ToList();
        return numbers.Count > 0 && numbers.TrueForAll(number => number >= 1 && number <= passages) ? numbers : null;
    }

    /// <summary>"500,000" and "500.000" are "500000".</summary>
    private static string WithWholeNumbers(string text) =>
        Thousands().Replace(text, match => string.Concat(match.Value.Where(char.IsDigit)));

    private static bool HasContent(Reading words, Reading known)
    {
        var content = words.Content;
        return content.Count > 0 && content.Count(known.Stems.Contains) >= LeastCovered * content.Count;
    }

    private static bool HasNumbers(Reading words, Reading known, string said, string source)
    {
        if (words.All.Any(word => word.Any(char.IsDigit) && !known.All.Contains(word)))
        {
            return false;
        }
        if (
            words.All.Any(word => NumberWords.TryGetValue(word, out var digits) && !known.All.Contains(word) && !known.All.Contains(digits))
        )
        {
            return false;
        }
        for (var i = 0; i + 1 < words.Order.Count; i++)
        {
            var (number, unit) = (words.Order[i], words.Order[i + 1]);
            if (char.IsDigit(number[0]) && Units.Contains(unit) && !HasPair(known.Order, number, unit))
            {
                return false;
            }
        }
        var amounts = Amounts(source);
        return Amounts(said).All(amounts.Contains);
    }

    private static bool HasPair(List<string> order, string number, string unit)
    {
        for (var i = 0; i + 1 < order.Count; i++)
        {
            if (order[i] == number && order[i + 1] == unit)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Addresses letter by letter; words that look like names or identifiers by their parts.</summary>
    private static bool HasNames(string said, string source, Reading known)
    {
        if (
            Address()
                .Matches(said)
                .Any(match => !source.Contains(match.Value.TrimEnd('.', ',', ')', ';', ':'), StringComparison.OrdinalIgnoreCase))
        )
        {
            return false;
        }
        foreach (Match name in Name().Matches(said))
        {
            var isFirst = said.AsSpan(0, name.Index).IndexOfAnyExceptInRange('\0', '@') < 0;
            // A capital at the start of a sentence says nothing; capitals, digits or marks inside a word do.
            if (isFirst && !name.ValueSpan[1..].ContainsAnyInRange('A', 'Z') && !name.Value.Contains('_', StringComparison.Ordinal))
            {
                continue;
            }
            if (Read(name.Value).Stemmed.Any(stem => !known.Stems.Contains(stem)))
            {
                return false;
            }
        }
        return true;
    }

    private static bool HasStrongWords(Reading words, Reading known) =>
        words.Stemmed.All(stem => !Strong.Contains(stem) || known.Stems.Contains(stem));

    /// <summary>What the nearest sentences of the source affirm may not be denied, and the other way round.</summary>
    private static bool IsNegatedAlike(string said, string source, Reading words)
    {
        var sentences = SentenceEnd()
            .Split(source)
            .Where(sentence => sentence.Length > 0)
            .Select(sentence => (Negated: Negation().IsMatch(sentence), Shared: words.Content.Count(Read(sentence).Stems.Contains)))
            .ToList();
        var most = sentences.Max(sentence => sentence.Shared);
        var negated = Negation().IsMatch(said);
        return sentences.Exists(sentence =>
            sentence.Shared >= most * AsClose
            && sentence.Negated == negated
            && (sentence.Shared == most || !sentences.Exists(nearer => nearer.Shared > sentence.Shared && nearer.Negated != negated))
        );
    }

    private static HashSet<string> Amounts(string text) =>
        [.. Amount().Matches(text).Select(match => string.Concat(match.Value.Where(c => !char.IsWhiteSpace(c))).TrimEnd('.', ','))];

    private static Reading Read(string text)
    {
        var reading = new Reading([], [], [], [], []);
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        Span<char> stem = stackalloc char[WordReader.Longest + 4];
        while (reader.Read(out var word))
        {
            reading.All.Add(word.ToString());
            word.CopyTo(stem);
            var root = stem[..Stemmer.Stem(stem, word.Length)].ToString();
            reading.Stems.Add(root);
            if (reader.IsWhole)
            {
                continue;
            }
            reading.Stemmed.Add(root);
            reading.Order.Add(char.IsDigit(word[0]) ? word.ToString() : root);
            if (!CommonWords.Contains(word) && !char.IsDigit(word[0]))
            {
                reading.Content.Add(root);
            }
        }
        return reading;
    }

    private static FrozenSet<string> StemsOf(string words) =>
        words.Split(' ').SelectMany(word => Read(word).Stemmed).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A text's words: folded; stems; stems without whole identifiers; in order; stems of those that carry a topic.</summary>
    private sealed record Reading(
        HashSet<string> All,
        HashSet<string> Stems,
        HashSet<string> Stemmed,
        List<string> Order,
        HashSet<string> Content
    );

    [GeneratedRegex(@"\s*\[\s*\d{1,2}(?:\s*[,;]\s*\d{1,2})*\s*\]", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Citation();

    [GeneratedRegex(@"(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?![\d.,]*\d)", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?[%$€£¥]", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Amount();

    [GeneratedRegex(
        @"[^\s<>""'(]+@[^\s<>""')]+|\b(?:https?://|www\.)[^\s<>""')]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Address();

    [GeneratedRegex(@"\b[\p{L}_]*(?:\p{Lu}|_)[\p{L}\p{N}_.-]*[\p{L}\p{N}_]|\b\p{Lu}\b", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<=[.!?;])\s+|\n+", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(
        @"\b(?:not|never|no|nor|neither|none|nobody|nothing|cannot|without|unless|except|unable|"
            + @"impossible|\w+n['’]t|cant|dont|doesnt|wont|isnt|nicht|kein\w*|nie|niemals|niemand|nichts|ohne|"
            + @"außer|pas|jamais|sans|nunca|sin)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Negation();
}
