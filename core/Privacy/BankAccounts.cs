using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace EscalationBot.Core.Privacy;

/// <summary>Numbers of bank accounts.</summary>
public static class BankAccounts
{
    /// <summary>How long an IBAN of a country is (ISO 13616, SWIFT's registry).</summary>
    private static readonly FrozenDictionary<string, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 "
        + "EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 "
        + "KW30 KZ20 LB28 "
        + "LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 "
        + "QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
    )
        .Split(' ')
        .ToFrozenDictionary(
            one => one[..2],
            one => int.Parse(one[2..], System.Globalization.CultureInfo.InvariantCulture),
            StringComparer.Ordinal
        );

    /// <summary>A country's length, and the checksum: its number, country and check digits last, is 1 modulo 97.</summary>
    public static bool IsIban(string text)
    {
        var letters = text.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant).ToArray();
        if (letters.Length < 15 || Lengths.GetValueOrDefault(new string(letters, 0, 2)) != letters.Length)
        {
            return false;
        }

        var rest = 0;
        foreach (var c in letters.Skip(4).Concat(letters.Take(4)))
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            rest = ((value > 9 ? rest * 100 : rest * 10) + value) % 97;
        }

        return rest == 1;
    }

    /// <summary>
    /// An IBAN with gaps anywhere, and words behind it: as many letters and digits as its country has, most of them digits, so that no
    /// sentence that begins with "is 12" is one.
    /// </summary>
    internal static (int Start, int Length)? JudgeSpaced(string text, Match match)
    {
        if (!Lengths.TryGetValue(match.Value[..2].ToUpperInvariant(), out var length))
        {
            return null;
        }

        var (at, counted, digits) = (0, 0, 0);
        for (; at < match.Length && counted < length; at++)
        {
            counted += char.IsAsciiLetterOrDigit(match.Value[at]) ? 1 : 0;
            digits += char.IsAsciiDigit(match.Value[at]) ? 1 : 0;
        }

        var end = match.Index + at;
        return counted == length && digits >= 12 && (end == text.Length || !char.IsLetterOrDigit(text[end])) && IsIban(match.Value[..at])
            ? (match.Index, at)
            : null;
    }
}
