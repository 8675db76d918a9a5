using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Messages;

/// <summary>
/// Display names, which people choose themselves on platforms: one line of what can be seen, so that none looks like another line of a card
/// or turns the writing of what stands behind it.
/// </summary>
public static class PersonNames
{
    private const int Longest = 200;

    /// <summary>
    /// The name without line breaks, controls, invisible characters and controls of the writing direction; empty when nothing is left.
    /// Joiners stay where scripts need them.
    /// </summary>
    public static string Clean(string name)
    {
        // Far more than any name: the rest is not even looked at.
        var runes = ShortText.Cut(name, 4 * Longest).EnumerateRunes().ToArray();
        var clean = new StringBuilder(Math.Min(name.Length, 4 * Longest));
        for (var i = 0; i < runes.Length; i++)
        {
            if (Rune.IsWhiteSpace(runes[i]))
            {
                clean.Append(clean.Length > 0 && clean[^1] != ' ' ? " " : "");
            }
            else if (!IsUnseen(runes[i]) || (IsJoiner(runes[i]) && Joins(runes, i - 1) && Joins(runes, i + 1)))
            {
                clean.Append(runes[i].ToString());
            }
        }

        return ShortText.Of(clean.ToString().Trim(), Longest);
    }

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>A letter of a script that joins, or a picture: everything from Hebrew on that can be seen.</summary>
    private static bool Joins(Rune[] runes, int at) =>
        at >= 0 && at < runes.Length && runes[at].Value >= 0x0590 && !Rune.IsWhiteSpace(runes[at]) && !IsUnseen(runes[at]);

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned
        // Fillers, which are letters; what a platform could not read.
        || rune.Value is 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or 0xFFFD;
}
