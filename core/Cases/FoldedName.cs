using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Cases;

/// <summary>
/// A text in the one form in which names are compared, and where each of its characters stood: case folded, accents as one character with
/// their letter (NFC), every run of blanks and line breaks one blank, and nothing that cannot be seen.
/// </summary>
internal sealed class FoldedName
{
    private readonly List<int> _starts = [];
    private readonly List<int> _ends = [];

    private FoldedName(string text)
    {
        var folded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; )
        {
            var end = i + 1;
            if (char.IsWhiteSpace(text[i]))
            {
                while (end < text.Length && (char.IsWhiteSpace(text[end]) || LengthOfUnseen(text, end) > 0))
                {
                    end++;
                }

                Add(" ", i, end);
            }
            else if (LengthOfUnseen(text, i) is > 0 and var unseen)
            {
                end = i + unseen;
            }
            else
            {
                end += char.IsHighSurrogate(text[i]) && end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
                while (end < text.Length && Continues(text[end]))
                {
                    end++;
                }

                Add(Composed(text[i..end]), i, end);
            }

            i = end;
        }

        Text = folded.ToString();

        void Add(string part, int start, int end)
        {
            foreach (var c in part)
            {
                folded.Append(char.ToLowerInvariant(char.ToUpperInvariant(c)));
                _starts.Add(start);
                _ends.Add(end);
            }
        }
    }

    /// <summary>The folded form.</summary>
    public string Text { get; }

    /// <summary>Folds a text.</summary>
    public static FoldedName Of(string text) => new(text);

    /// <summary>Where a part of the folded form stands in the text itself: from, and the place behind it.</summary>
    public (int Start, int End) In(int index, int length) => (_starts[index], _ends[index + length - 1]);

    /// <summary>Accents, and the parts of a Korean syllable: they belong to the letter before them.</summary>
    private static bool Continues(char c) =>
        c >= '\u0300'
        && (
            c is >= '\u1160' and <= '\u11FF'
            || CharUnicodeInfo.GetUnicodeCategory(c)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark
        );

    private static int LengthOfUnseen(string text, int at) =>
        text[at] >= '\u00AD' && CharUnicodeInfo.GetUnicodeCategory(text, at) is UnicodeCategory.Format
            ? char.IsHighSurrogate(text[at])
                ? 2
                : 1
            : 0;

    private static string Composed(string part)
    {
        if (part.Length == 1 && part[0] < '\u00C0')
        {
            return part;
        }

        try
        {
            return part.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair is nobody's name.
            return part;
        }
    }
}
