using System.Globalization;
using System.Text.RegularExpressions;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// Amounts of money with their currency: "$1,200.50", "EUR 1.200,50", "1 200 euros", "£5k". A number without a currency is no amount.
/// </summary>
internal static partial class MoneyFinder
{
    private static readonly Dictionary<string, string> Currencies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["$"] = "USD",
        ["us$"] = "USD",
        ["usd"] = "USD",
        ["dollar"] = "USD",
        ["dollars"] = "USD",
        ["bucks"] = "USD",
        ["€"] = "EUR",
        ["eur"] = "EUR",
        ["euro"] = "EUR",
        ["euros"] = "EUR",
        ["£"] = "GBP",
        ["gbp"] = "GBP",
        ["pound"] = "GBP",
        ["pounds"] = "GBP",
        ["¥"] = "JPY",
        ["jpy"] = "JPY",
        ["yen"] = "JPY",
        ["₹"] = "INR",
        ["inr"] = "INR",
        ["rupees"] = "INR",
        ["chf"] = "CHF",
        ["franken"] = "CHF",
        ["sek"] = "SEK",
        ["nok"] = "NOK",
        ["dkk"] = "DKK",
        ["pln"] = "PLN",
        ["cad"] = "CAD",
        ["aud"] = "AUD",
    };

    /// <summary>All amounts, in order; the value is invariant with the currency behind it ("1200.50 EUR").</summary>
    public static IEnumerable<(decimal Amount, string Currency, string Words)> Find(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            yield break;
        }
        foreach (Match match in Pattern().Matches(text))
        {
            var sign = match.Groups["before"].Success ? match.Groups["before"].Value : match.Groups["after"].Value;
            if (!Currencies.TryGetValue(sign, out var currency) || Number(match.Groups["number"].Value) is not { } number)
            {
                continue;
            }
            yield return (number * Scale(match.Groups["scale"].Value), currency, match.Value.Trim());
        }
    }

    /// <summary>
    /// A number in either convention: the last separator is the decimal one unless exactly three digits follow it and it is the only kind.
    /// </summary>
    internal static decimal? Number(string text)
    {
        var digits = text.Replace(" ", "", StringComparison.Ordinal)
            .Replace("\u00A0", "", StringComparison.Ordinal)
            .Replace("\u202F", "", StringComparison.Ordinal)
            .Replace("'", "", StringComparison.Ordinal)
            .TrimEnd('.', ',');
        var (comma, dot) = (digits.LastIndexOf(','), digits.LastIndexOf('.'));
        var last = Math.Max(comma, dot);
        if (last >= 0)
        {
            var both = comma >= 0 && dot >= 0;
            var repeated = digits.IndexOf(digits[last], StringComparison.Ordinal) != last;
            var thousands = !both && (repeated || digits.Length - last - 1 == 3);
            var whole = digits[..last].Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
            digits = thousands ? whole + digits[(last + 1)..] : whole + "." + digits[(last + 1)..];
        }
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static decimal Scale(string scale) =>
        scale.ToLowerInvariant() switch
        {
            "k" => 1_000m,
            "m" or "million" => 1_000_000m,
            _ => 1m,
        };

    [GeneratedRegex(
        @"(?:(?<![\w$€£¥₹])(?<before>us\$|[$€£¥₹]|(?:usd|eur|gbp|jpy|inr|chf|sek|nok|dkk|pln|cad|"
            + @"aud)\b)\s?)(?<number>\d[\d.,'\u00A0\u202F]{0,18})(?:\s?(?<scale>k|m|million)\b)?|"
            + @"(?<![\w.,])(?<number>\d{1,3}(?:[\s\u00A0\u202F]\d{3}){1,4}(?:[.,]\d{1,2})?|"
            + @"\d[\d.,']{0,18})(?:\s?(?<scale>k|m|million))?\s?(?<after>[€£$¥₹]|(?:usd|eur|euros?|gbp|pounds?|"
            + @"dollars?|bucks|jpy|yen|inr|rupees|chf|franken|sek|nok|dkk|pln|cad|aud)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Pattern();
}
