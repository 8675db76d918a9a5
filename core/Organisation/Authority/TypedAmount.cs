using System.Globalization;
using System.Text.RegularExpressions;

namespace EscalationBot.Core.Organisation.Authority;

/// <summary>What is wrong with an amount that a person typed.</summary>
public enum AmountProblem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No number in a form that everybody reads the same way.</summary>
    Shape,

    /// <summary>"1.200": twelve hundred to one reader, one and a fifth to the next.</summary>
    Ambiguous,

    /// <summary>Zero.</summary>
    Zero,

    /// <summary>Below zero.</summary>
    Negative,

    /// <summary>More than anybody grants.</summary>
    TooMuch,

    /// <summary>In another currency than the matrix.</summary>
    OtherCurrency,
}

/// <summary>An amount of money as a person types it into a form. Money is read strictly: what may mean two things is asked again.</summary>
/// <param name="Value">The amount; 0 when there is a problem.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Currency">The other currency, as typed; empty otherwise.</param>
public sealed partial record TypedAmount(decimal Value, AmountProblem Problem, string Currency = "")
{
    /// <summary>From here on it is a slip of the finger.</summary>
    public const decimal Most = 1_000_000_000;

    /// <summary>"40", "40.00", "40,00", "1.200,50", "1,200.50", "1 200", "EUR 40", "40 €".</summary>
    /// <param name="text">As typed.</param>
    /// <param name="currency">ISO 4217 code of the matrix.</param>
    public static TypedAmount Read(string text, string currency)
    {
        var match = Whole().Match(text.Trim());
        if (!match.Success)
        {
            return new(0, AmountProblem.Shape);
        }

        foreach (var group in new[] { match.Groups["before"], match.Groups["after"] })
        {
            if (group.Success && CodeOf(group.Value) is var code && code != currency)
            {
                return new(0, AmountProblem.OtherCurrency, code);
            }
        }

        var number = match.Groups["number"].Value;
        if (OneGroup().IsMatch(number))
        {
            return new(0, AmountProblem.Ambiguous);
        }

        if (!Number().IsMatch(number))
        {
            return new(0, AmountProblem.Shape);
        }

        var fraction = Fraction().Match(number);
        var digits = string.Concat(number[..^fraction.Length].Where(char.IsAsciiDigit));
        if (digits.Length > 12)
        {
            return new(0, AmountProblem.TooMuch);
        }

        var value = decimal.Parse(
            fraction.Length == 0 ? digits : $"{digits}.{fraction.Value[1..]}",
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture
        );
        return match.Groups["minus"].Success ? new(0, AmountProblem.Negative)
            : value == 0 ? new(0, AmountProblem.Zero)
            : value > Most ? new(0, AmountProblem.TooMuch)
            : new(value, AmountProblem.None);
    }

    private static string CodeOf(string sign) =>
        sign.ToUpperInvariant() switch
        {
            "€" or "EURO" or "EUROS" => "EUR",
            "$" or "DOLLAR" or "DOLLARS" => "USD",
            "£" or "POUND" or "POUNDS" => "GBP",
            "¥" => "JPY",
            var code => code,
        };

    private const string Currencies = @"[A-Z]{3}|[€$£¥]|euros?|dollars?|pounds?";

    [GeneratedRegex(
        $@"^(?<minus>[-\u2212\u2013])?\s*(?:(?<before>{Currencies})\s*)?(?<minus>[-\u2212\u2013])?\s*"
            + @"(?<number>[0-9](?:[0-9.,'\u00A0\u202F ]*[0-9])?)\s*"
            + $@"(?<after>{Currencies})?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Whole();

    /// <summary>Groups of three under one sign, and decimals under another.</summary>
    [GeneratedRegex(
        @"^(?:(?:0|[1-9][0-9]*)(?:[.,][0-9]{1,2})?|[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?:,[0-9]{1,2})?|(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|(?:['\u00A0\u202F ][0-9]{3})+(?:[.,][0-9]{1,2})?))$",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{1,3}[.,][0-9]{3}$", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex OneGroup();

    [GeneratedRegex(@"[.,][0-9]{1,2}$", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Fraction();
}
