using System.Globalization;
using System.Text;
using CsvHelper;

namespace EscalationBot.Core.Insights.Export;

/// <summary>
/// How CSV is written, everywhere: UTF-8, fields quoted as RFC 4180 says, and lines ended by LF, which spreadsheets read as well and line
/// tools need. A text that a spreadsheet would run as a formula gets an apostrophe in front: cells hold words of strangers.
/// </summary>
public static class CsvText
{
    private const string Moment = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private static readonly CsvWriterOptions Options = new()
    {
        NewLine = "\n",
        Injection = CsvInjection.Escape,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    /// <summary>A writer of lines (<see cref="Line"/>). It must be disposed; <paramref name="to"/> stays open.</summary>
    public static CsvWriter To(TextWriter to) => CsvWriter.Create(to, Options, leaveOpen: true);

    /// <summary>One line.</summary>
    /// <param name="csv">From <see cref="To"/>.</param>
    /// <param name="cells">string, number, <see cref="DateTimeOffset"/> (ISO 8601, UTC), <see cref="DateOnly"/> or null.</param>
    public static void Line(this CsvWriter csv, params ReadOnlySpan<object?> cells)
    {
        foreach (var cell in cells)
        {
            switch (cell)
            {
                case DateTimeOffset time:
                    csv.WriteField(time.ToUniversalTime().DateTime, Moment);
                    break;
                case double number:
                    csv.WriteField(number, "0.###");
                    break;
                case string text when IsFormulaInDisguise(text):
                    csv.WriteField("'" + text);
                    break;
                default:
                    csv.WriteField(cell);
                    break;
            }
        }
        csv.EndRecord();
    }

    /// <summary>
    /// Spreadsheets read full-width signs as signs, and some take out marks without width and spaces first. What begins with the sign
    /// itself the writer quotes.
    /// </summary>
    private static bool IsFormulaInDisguise(string text)
    {
        var at = 0;
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || char.GetUnicodeCategory(text[at]) is UnicodeCategory.Format))
        {
            at++;
        }

        return at < text.Length
            && (at > 0 || text[at] > '\u007F')
            && !(text[0] is '\t' or '\r')
            && text[at].ToString().Normalize(NormalizationForm.FormKC) is "=" or "+" or "-" or "@";
    }
}
