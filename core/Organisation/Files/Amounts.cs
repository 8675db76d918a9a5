using System.Globalization;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads amounts of money as files write them: digits, and a point before at most two decimals.</summary>
internal static class Amounts
{
    /// <summary>Says how to write one.</summary>
    public const string Shape = "digits without separators, such as 38400 or 38400.50";

    /// <summary>
    /// The amount; null for anything else. 38.400 is nothing: it is 38400 to one reader and 38.4 to the next, and nobody writes thousandths
    /// of money.
    /// </summary>
    public static decimal? Read(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0 && text.Length - point - 1 is < 1 or > 2)
        {
            return null;
        }
        return
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount < 1_000_000_000_000
            ? amount
            : null;
    }
}
