using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EscalationBot.Core.Knowledge.Text;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>
/// A text as criteria see it: its words in order, without case and accents, in sentences. Built once per question, then asked by every
/// pattern.
/// </summary>
internal sealed class FoldedText
{
    /// <summary>No more ways to put a pattern's words together are tried: what repeats itself endlessly says nothing more.</summary>
    private const int MostSteps = 4096;

    private static readonly List<WordSpan> Nowhere = [];
    private readonly List<string> _words;
    private readonly TextMarks _marks = new();
    private readonly List<WordSpan>?[] _found;
    private Assertion? _assertion;

    /// <summary>Folds a text and looks where the phrases of criteria stand.</summary>
    /// <param name="text">The text.</param>
    /// <param name="terms">What will be asked for.</param>
    /// <param name="slips">Puts right what was mistyped; null = it stays.</param>
    public FoldedText(string text, WordTerms terms, TypingSlips? slips = null)
    {
        _words = Fold(text, _marks);
        for (var i = 0; slips is not null && i < _words.Count; i++)
        {
            _words[i] = slips.Corrected(_words[i]);
        }

        _found = terms.Find(_words);
    }

    /// <summary>Whether the pattern's words stand in the text.</summary>
    /// <param name="pattern">A phrase in order and unbroken, or several of them in one sentence.</param>
    /// <param name="claimed">Only where they are claimed: not denied, asked about in general, or over (<see cref="Assertion"/>).</param>
    public bool Contains(WordPattern pattern, bool claimed = false) => Find(pattern, claimed) is not null;

    /// <summary>The words of the text that fit the pattern, or null.</summary>
    public string? Said(WordPattern pattern, bool claimed) =>
        Find(pattern, claimed) is { } spans
            ? string.Join($" {WordPieces.Joiner} ", spans.Select(span => string.Join(' ', _words.Skip(span.At).Take(span.Length))))
            : null;

    private WordSpan[]? Find(WordPattern pattern, bool claimed)
    {
        foreach (var list in pattern.Together)
        {
            if (Occurrences(list).Count == 0)
            {
                return null;
            }
        }

        var steps = 0;
        var chosen = new WordSpan[pattern.Together.Count];
        foreach (var span in Occurrences(pattern.Together[0]))
        {
            chosen[0] = span;
            if (Complete(pattern, claimed, chosen, 1, ref steps))
            {
                return chosen;
            }
        }

        return null;
    }

    /// <summary>Chooses words for the rest of a pattern in the sentence of the first.</summary>
    private bool Complete(WordPattern pattern, bool claimed, WordSpan[] chosen, int part, ref int steps)
    {
        if (part == chosen.Length)
        {
            return !claimed || (_assertion ??= new Assertion(_words, _marks)).IsClaimed(chosen);
        }

        var (start, end) = _marks.Around(chosen[0].At, _words.Count);
        var spans = Occurrences(pattern.Together[part]);
        for (var i = FirstFrom(spans, start); i < spans.Count && spans[i].At < end && steps < MostSteps; i++)
        {
            steps++;
            if (Overlaps(chosen.AsSpan(0, part), spans[i]))
            {
                continue;
            }

            chosen[part] = spans[i];
            if (Complete(pattern, claimed, chosen, part + 1, ref steps))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first of the spans, which stand in order, that begins there or later.</summary>
    private static int FirstFrom(List<WordSpan> spans, int at)
    {
        var (low, high) = (0, spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = spans[middle].At < at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static bool Overlaps(ReadOnlySpan<WordSpan> chosen, WordSpan span)
    {
        foreach (var other in chosen)
        {
            if (other.At < span.At + span.Length && span.At < other.At + other.Length)
            {
                return true;
            }
        }

        return false;
    }

    private List<WordSpan> Occurrences(PhraseList list) => _found[list.Number] ?? Nowhere;

    /// <summary>
    /// The words of a text: runs of letters and digits, lower case, accents removed. Scripts written without spaces give one word per
    /// character, so that a phrase finds its place.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="marks">Takes where sentences and their parts end; then signs of currencies are words, too.</param>
    public static List<string> Fold(string text, TextMarks? marks = null)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        var afterDot = false;
        foreach (var rune in (Ascii.IsValid(text) ? text : Decompose(text)).EnumerateRunes())
        {
            Add(rune, word, found);
            if (marks is null || Rune.IsLetterOrDigit(rune))
            {
                afterDot = false;
                continue;
            }

            if (CurrencyOf(rune.Value) is { } currency)
            {
                found.Add(currency);
            }

            // A dot inside of a number, an address or an abbreviation ends nothing.
            if (afterDot && Rune.IsWhiteSpace(rune) || rune.Value is '!' or '?' or ';' or '\n')
            {
                marks.EndSentence(found.Count, isQuestion: rune.Value == '?');
            }

            afterDot = rune.Value == '.' || afterDot && !Rune.IsWhiteSpace(rune);
            if (rune.Value is ',' or ':' or '(' or ')' or '"' or '\u2013' or '\u2014' or '\u201C' or '\u201D')
            {
                marks.EndClause(found.Count);
            }
        }

        EndWord(word, found);
        return found;
    }

    private static string? CurrencyOf(int sign) =>
        sign switch
        {
            '\u20AC' => "eur",
            '$' => "usd",
            '\u00A3' => "gbp",
            _ => null,
        };

    private static void Add(Rune rune, StringBuilder word, List<string> found)
    {
        if (rune.IsAscii)
        {
            if (char.IsAsciiLetterOrDigit((char)rune.Value))
            {
                word.Append(char.ToLowerInvariant((char)rune.Value));
            }
            else
            {
                EndWord(word, found);
            }

            return;
        }

        switch (Rune.GetUnicodeCategory(rune))
        {
            // Accents, and signs that nobody sees (soft hyphen, joiners): a word stays one word.
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                return;
            case UnicodeCategory.OtherLetter when HasNoSpaces(rune.Value):
                EndWord(word, found);
                found.Add(rune.ToString());
                return;
            case UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber
            or UnicodeCategory.SpacingCombiningMark:
                AppendFolded(rune, word);
                return;
            default:
                EndWord(word, found);
                return;
        }
    }

    /// <summary>Letters that Unicode does not take apart (ß, æ, ø) are folded as the search does it.</summary>
    private static void AppendFolded(Rune rune, StringBuilder word)
    {
        if (!rune.IsBmp)
        {
            word.Append(Rune.ToLowerInvariant(rune).ToString());
            return;
        }

        Span<char> letters = stackalloc char[2];
        word.Append(letters[..Folding.Fold((char)rune.Value, letters)]);
    }

    private static void EndWord(StringBuilder word, List<string> found)
    {
        if (word.Length > 0)
        {
            found.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>Takes letters and accents apart. Halves of surrogate pairs, which no normalisation accepts, are replaced first.</summary>
    private static string Decompose(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        return whole.ToString().Normalize(NormalizationForm.FormKD);
    }

    /// <summary>Thai, Lao, Myanmar, Khmer, kana and Han are written without spaces between words.</summary>
    private static bool HasNoSpaces(int code) =>
        code
            is (>= 0x0E00 and <= 0x0EFF)
                or (>= 0x1000 and <= 0x109F)
                or (>= 0x1780 and <= 0x17FF)
                or (>= 0x3040 and <= 0x30FF)
                or (>= 0x3400 and <= 0x9FFF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x20000 and <= 0x3FFFF);
}

/// <summary>Words of a text that stand one after the other.</summary>
/// <param name="At">The first one.</param>
/// <param name="Length">How many.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WordSpan(int At, int Length);
