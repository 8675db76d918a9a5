using System.Text.RegularExpressions;

namespace EscalationBot.Core.Privacy;

/// <summary>
/// Numbers of payment cards: the issuer's first digits and length, Luhn's check digit (ISO/IEC 7812-1), and no label that says that it is
/// something else.
/// </summary>
public static partial class PaymentCards
{
    /// <summary>So far before a number its label may stand.</summary>
    private const int LabelReach = 48;

    /// <summary>On no card a number is written in more groups.</summary>
    private const int MostGroups = 5;

    /// <summary>Luhn's check, 13 to 19 digits.</summary>
    public static bool HasCheckDigit(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').ToList();
        if (digits.Count is < 13 or > 19 || digits.TrueForAll(digit => digit == digits[0]))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < digits.Count; i++)
        {
            var digit = digits[^(i + 1)];
            if (i % 2 == 1)
            {
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            }

            sum += digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>
    /// A tenth of all numbers passes Luhn's check: a number is a card's with an issuer's first digits and length, or behind a word for a
    /// card; one written without gaps behind the label of an order or invoice is that. Beside it may stand other numbers, such as the month
    /// in which it ends.
    /// </summary>
    internal static (int Start, int Length)? Judge(string text, Match match)
    {
        var before = text[Math.Max(0, match.Index - LabelReach)..match.Index];
        var (isTold, isOther) = (CardLabel().IsMatch(before), OtherLabel().IsMatch(before));
        var groups = Group().Matches(match.Value).Select(group => (group.Index, group.Length)).ToList();
        // The longest run of groups first.
        foreach (
            var (count, first, last) in from count in Enumerable.Range(1, Math.Min(groups.Count, MostGroups)).Reverse()
            from start in Enumerable.Range(0, groups.Count - count + 1)
            select (count, start, start + count - 1)
        )
        {
            var (at, end) = (groups[first].Index, groups[last].Index + groups[last].Length);
            var number = match.Value[at..end];
            if (
                HasCheckDigit(number)
                && (isTold || IsIssued(string.Concat(number.Where(char.IsAsciiDigit))))
                && (
                    first == last
                        ? isTold || !isOther
                        : IsGroupedAsOnCards(number)
                            || (count == groups.Count && (isTold || (!isOther && IsGroupedOddly(text, match.Index, groups, number))))
                )
            )
            {
                return (match.Index + at, number.Length);
            }
        }

        return null;
    }

    /// <summary>
    /// Groups of a card with anything between them that people or programs put there. Lists of four-digit numbers look alike: the separator
    /// is the same throughout, the issuer one of the large ones, and no fifth number belongs to them.
    /// </summary>
    internal static (int Start, int Length)? JudgeScattered(string text, Match match)
    {
        var before = text[Math.Max(0, match.Index - LabelReach)..match.Index];
        var digits = string.Concat(match.Value.Where(char.IsAsciiDigit));
        return
            HasCheckDigit(digits)
            && (AreSame(match.Value) || (AreShort(match.Value) && !IsAscending(match.Value) && !OtherLabel().IsMatch(before)))
            && (CardLabel().IsMatch(before) || (IsOfLargeNetwork(digits) && !IsOfList(text, match)))
            ? (match.Index, match.Length)
            : null;
    }

    /// <summary>Sixteen or fifteen digits that stand one by one: "4 1 1 1 …".</summary>
    internal static (int Start, int Length)? JudgeSingleDigits(string text, Match match)
    {
        var before = text[Math.Max(0, match.Index - LabelReach)..match.Index];
        var digits = string.Concat(match.Value.Where(char.IsAsciiDigit));
        return
            HasCheckDigit(digits)
            && (CardLabel().IsMatch(before) || (digits.Length is 15 or 16 && IsOfLargeNetwork(digits) && !OtherLabel().IsMatch(before)))
            ? (match.Index, match.Length)
            : null;
    }

    /// <summary>
    /// The digits of a card with a gap or two where none belongs: two to four groups, all of a large network, and neither a
    /// telephone number
    /// nor two numbers of one kind.
    /// </summary>
    private static bool IsGroupedOddly(string text, int at, List<(int Index, int Length)> groups, string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return groups.Count is >= 2 and <= 4
            && digits.Length is 15 or 16
            && IsOfLargeNetwork(digits)
            && groups.TrueForAll(group => group.Length is 4 or 5 or 6 or 8 or 10 or 12)
            && !(at > 0 && text[at - 1] is '+' or '(')
            && !(groups.Count == 2 && groups[0].Length == groups[1].Length && digits[..3] == digits[8..11]);
    }

    /// <summary>One separator throughout, apart from what only decorates.</summary>
    private static bool AreSame(string text) =>
        Separators().Matches(text).Select(one => Bare().Replace(one.Value, "")).Distinct(StringComparer.Ordinal).Count() == 1;

    /// <summary>Different separators, each of one sign: as somebody types who does not look.</summary>
    private static bool AreShort(string text) =>
        Separators().Matches(text).All(one => one.Length == 1 && one.Value[0] is ' ' or '-' or '.' or '/' or '_');

    /// <summary>Ranges and lists go up: 4000-4999 5000-5999.</summary>
    private static bool IsAscending(string text)
    {
        var groups = Group().Matches(text).Select(group => group.Value).ToList();
        return groups.Zip(groups.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0);
    }

    private static bool IsOfLargeNetwork(string digits) =>
        IsIssued(digits) && digits[..2] is not ("50" or "56" or "57" or "58" or "63" or "67");

    /// <summary>Four-digit numbers go on before or behind it, and not as further cards.</summary>
    private static bool IsOfList(string text, Match match)
    {
        var behind = text[(match.Index + match.Length)..Math.Min(text.Length, match.Index + match.Length + ListReach)];
        var before = text[Math.Max(0, match.Index - ListReach)..match.Index];
        return (FoursBehind().Match(behind).Groups["four"].Captures.Count + FoursBefore().Match(before).Groups["four"].Captures.Count) % 4
            != 0;
    }

    /// <summary>First digits and lengths of the networks, as their issuers publish them.</summary>
    private static bool IsIssued(string digits)
    {
        var (two, three, four, length) = (
            int.Parse(digits[..2], null),
            int.Parse(digits[..3], null),
            int.Parse(digits[..4], null),
            digits.Length
        );
        return (digits[0] == '4' && length is 16 or 19) // Visa; the old 13 digits look like a barcode's
            || ((two is >= 51 and <= 55 || four is >= 2221 and <= 2720) && length == 16) // Mastercard
            || (two is 34 or 37 && length == 15) // American Express
            || ((four == 6011 || two == 65 || three is >= 644 and <= 649) && length is >= 16 and <= 19) // Discover
            || ((three is >= 300 and <= 305 || two is 36 or 38 or 39) && length is >= 14 and <= 19) // Diners Club
            || (four is >= 3528 and <= 3589 && length is >= 16 and <= 19) // JCB
            || (two == 62 && length is >= 16 and <= 19) // UnionPay
            || (two is 50 or 56 or 57 or 58 or 63 or 67 && length is >= 13 and <= 19) // Maestro
            || (four is >= 2200 and <= 2204 && length is >= 16 and <= 19); // Mir
    }

    /// <summary>4-4-4-4, 4-6-5, 4-6-4 or 4-4-4-4-3 with one separator throughout.</summary>
    private static bool IsGroupedAsOnCards(string text)
    {
        var separators = text.Where(c => !char.IsAsciiDigit(c)).Distinct().ToList();
        return separators.Count == 1
            && string.Join('-', text.Split(separators[0]).Select(part => part.Length))
                is "4-4-4-4"
                    or "4-6-5"
                    or "4-6-4"
                    or "4-4-4-4-3"
                    or "4-4-4-1";
    }

    [GeneratedRegex(@"\d+", RegexOptions.None, 5_000)]
    private static partial Regex Group();

    /// <summary>Digits one by one, and no further ones beside them.</summary>
    [GeneratedRegex(
        @"(?<![\w.,+])(?<!\d[ \t.,_/|-]{1,3})\d(?>(?:[ \t.,_/|-]{1,3}\d(?!\d)){12,18})(?![ \t.,_/|-]{1,3}\d(?!\d))(?!\w)",
        RegexOptions.None,
        5_000
    )]
    internal static partial Regex SingleDigits();

    private const int ListReach = 80;

    private const string Separator = @"[\s/_,|()\[\]{}<>*.:;~`'""+\\-]{1,6}";

    /// <summary>4-4-4-4, 4-6-5 or 4-6-4.</summary>
    [GeneratedRegex(
        @"(?<![\p{L}\d])(?<!\w[-/#])(?<!\d[.,])\d{4}"
            + Separator
            + @"(?:\d{4}"
            + Separator
            + @"\d{4}"
            + Separator
            + @"\d{4}|\d{6}"
            + Separator
            + @"\d{4,5})(?![\p{L}\d])",
        RegexOptions.None,
        5_000
    )]
    internal static partial Regex Scattered();

    [GeneratedRegex(@"\D+", RegexOptions.None, 5_000)]
    private static partial Regex Separators();

    /// <summary>What only decorates: spaces, brackets, quotes, and the marks of bold and code.</summary>
    [GeneratedRegex(@"[\s()\[\]{}<>*`'""]", RegexOptions.None, 5_000)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^(?:" + Separator + @"(?<four>\d{4})(?!\d))*", RegexOptions.None, 5_000)]
    private static partial Regex FoursBehind();

    [GeneratedRegex(@"(?:(?<!\d)(?<four>\d{4})" + Separator + ")*$", RegexOptions.None, 5_000)]
    private static partial Regex FoursBefore();

    [GeneratedRegex(
        @"\b(?:card|cards|visa|mastercard|amex|american express|credit|debit|karte|kartennummer|"
            + @"kreditkarte|carte|tarjeta|carta|pan|cc)\b[^\d\n]{0,30}$",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex CardLabel();

    [GeneratedRegex(
        @"\b(?:order|invoice|case|ticket|shipment|tracking|parcel|customer|client|account|article|item|"
            + @"serial|imei|iccid|reference|ref|id|auftrag|bestellung|rechnung|sendung|kundennummer|facture|"
            + @"commande|factura|pedido)\b[\p{L}\s.:#=-]{0,16}$",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex OtherLabel();
}
