using System.Globalization;
using System.Text;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>
/// A text as criteria see it: its words in order, without case and accents. Built once per question, then asked by every pattern.
/// </summary>
internal sealed class FoldedText
{
    private readonly List<string> _words;
    private readonly Dictionary<string, int> _first;
    private readonly int[] _next;
    private string[]? _sorted;

    /// <summary>Folds a text.</summary>
    public FoldedText(string text)
    {
        _words = Fold(text);
        _first = new(_words.Count, StringComparer.Ordinal);
        _next = new int[_words.Count];
        for (var i = _words.Count - 1; i >= 0; i--)
        {
            _next[i] = _first.GetValueOrDefault(_words[i], -1);
            _first[_words[i]] = i;
        }
    }

    /// <summary>Whether the pattern's words stand somewhere in the text, in order and unbroken.</summary>
    public bool Contains(WordPattern pattern)
    {
        var head = pattern.Parts[0];
        if (!head.IsPrefix)
        {
            for (var at = _first.GetValueOrDefault(head.Word, -1); at >= 0; at = _next[at])
            {
                if (pattern.FollowsAt(_words, at))
                {
                    return true;
                }
            }

            return false;
        }

        return pattern.Parts.Count == 1
            ? AnyStartsWith(head.Word)
            : Enumerable.Range(0, _words.Count).Any(at => head.Matches(_words[at]) && pattern.FollowsAt(_words, at));
    }

    private bool AnyStartsWith(string start)
    {
        _sorted ??= [.. _first.Keys.Order(StringComparer.Ordinal)];
        var at = Array.BinarySearch(_sorted, start, StringComparer.Ordinal);
        at = at < 0 ? ~at : at;
        return at < _sorted.Length && _sorted[at].StartsWith(start, StringComparison.Ordinal);
    }

    /// <summary>
    /// The words of a text: runs of letters and digits, lower case, accents removed. Scripts written without spaces give one word per
    /// character, so that a phrase finds its place.
    /// </summary>
    public static List<string> Fold(string text)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in (Ascii.IsValid(text) ? text : Decompose(text)).EnumerateRunes())
        {
            Add(rune, word, found);
        }

        EndWord(word, found);
        return found;
    }

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
