using System.Globalization;

namespace EscalationBot.Core.Insights.Export;

/// <summary>Writes CSV (RFC 4180, UTF-8, lines ended by LF). A text that a spreadsheet would run as a formula gets an apostrophe in front: cells hold words of strangers.</summary>
internal static class CsvText
{
    /// <summary>One line.</summary>
    /// <param name="to">Where.</param>
    /// <param name="cells">string, number, <see cref="DateTimeOffset"/> (ISO 8601, UTC), <see cref="DateOnly"/> or null.</param>
    public static void Line(TextWriter to, params object?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) to.Write(',');
            to.Write(Cell(cells[i]));
        }
        to.Write('\n');
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => Quoted(text),
        DateTimeOffset time => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString() ?? ""),
    };

    private static string Quoted(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
