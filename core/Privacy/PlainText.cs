using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Privacy;

/// <summary>
/// A text as secrets are looked for in it: without marks that take no room, every kind of space, dash and digit as the plain one,
/// full-width and mathematical letters as letters, entities of HTML as what they mean, and letters of other
/// scripts that stand among Latin ones for their looks as those.
/// </summary>
/// <param name="Text">The plain text.</param>
/// <param name="From">Where each of its characters begins in the text as it was written.</param>
/// <param name="To">Where it ends there.</param>
internal sealed record PlainText(string Text, IReadOnlyList<int> From, IReadOnlyList<int> To)
{
    private const string Looks = "аеорсухѕіјһԁԛԝкмтвнАВЕКМНОРСТУХЅІЈαορνικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    private const string Latin = "aeopcyxsijhdqwkmtbhABEKMHOPCTYXSIJaopviktuABEZHIKMNOPTYX";

    public static PlainText Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        List<int> from = new(text.Length),
            to = new(text.Length);
        for (var i = 0; i < text.Length; )
        {
            var c = text[i];
            if (c == '&' && Entities.Read(text, i) is var (meant, taken) && taken > 0)
            {
                Add(meant, i, i + taken);
                i += taken;
                continue;
            }

            if (c < 0x80)
            {
                Add(c, i, i + 1);
                i++;
                continue;
            }

            var length = Rune.TryGetRuneAt(text, i, out var rune) ? rune.Utf16SequenceLength : 1;
            foreach (var one in length == 1 && char.IsSurrogate(c) ? c.ToString() : Plain(rune))
            {
                Add(one, i, i + length);
            }

            i += length;
        }

        Unmix(plain);
        return new(plain.ToString(), from, to);

        void Add(char c, int start, int end)
        {
            plain.Append(c);
            from.Add(start);
            to.Add(end);
        }
    }

    private static string Plain(Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Format:
            case UnicodeCategory.NonSpacingMark when rune.Value is 0x034F or (>= 0xFE00 and <= 0xFE0F):
                return "";
            case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                return " ";
            case UnicodeCategory.DashPunctuation:
                return "-";
            case UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation:
                return rune.Value is >= 0x2018 and <= 0x201B or 0x2039 or 0x203A ? "'" : "\"";
            case UnicodeCategory.DecimalDigitNumber:
                return ((int)Rune.GetNumericValue(rune)).ToString(CultureInfo.InvariantCulture);
            default:
                return
                    rune.Value
                        is (>= 0xFF01 and <= 0xFF5E)
                            or (>= 0x2070 and <= 0x209C)
                            or (>= 0x2460 and <= 0x24EA)
                            or (>= 0x1D400 and <= 0x1D7FF)
                    ? rune.ToString().Normalize(NormalizationForm.FormKC)
                    : rune.ToString();
        }
    }

    /// <summary>No honest word mixes scripts: in one that does, what looks like a Latin letter is meant as it.</summary>
    private static void Unmix(StringBuilder plain)
    {
        var text = plain.ToString();
        for (var i = 0; i < text.Length; )
        {
            var start = i;
            var (hasLatin, hasOther) = (false, false);
            while (i < text.Length && char.IsLetter(text[i]))
            {
                hasLatin |= char.IsAsciiLetter(text[i]);
                hasOther |= text[i] is >= '\u0370' and <= '\u052F';
                i++;
            }

            for (var at = start; hasLatin && hasOther && at < i; at++)
            {
                if (text[at] > '\u007F' && Looks.IndexOf(text[at], StringComparison.Ordinal) is >= 0 and var known)
                {
                    plain[at] = Latin[known];
                }
            }

            i = Math.Max(i, start + 1);
        }
    }
}
