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
                case string text:
                    csv.WriteField(Harmless(text));
                    break;
                default:
                    csv.WriteField(cell);
                    break;
            }
        }
        csv.EndRecord();
    }

    /// <summary>
    /// The text with an apostrophe wherever a spreadsheet might begin a formula: at its beginning, and behind what other spreadsheets take
    /// for the end of a cell or a line (a semicolon where the comma writes decimals, a tab, a line break). They read full-width signs as
    /// signs, and some take out marks without width, spaces and quotes first. What begins with the sign itself the writer quotes.
    /// </summary>
    private static string Harmless(string text)
    {
        StringBuilder? written = null;
        var (copied, cell, mayBegin) = (0, 0, true);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c is ';' or '\t' or '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029' or '\uFF1B')
            {
                (cell, mayBegin) = (at + 1, true);
            }
            else if (mayBegin && !(char.IsWhiteSpace(c) || c == '"' || char.GetUnicodeCategory(c) is UnicodeCategory.Format))
            {
                mayBegin = false;
                if (IsSign(c) && (at > 0 || c > '\u007F'))
                {
                    written ??= new StringBuilder(text.Length + 8);
                    written.Append(text, copied, cell - copied).Append('\'');
                    copied = cell;
                }
            }
        }

        return written is null ? text : written.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsSign(char c) =>
        !char.IsSurrogate(c) && c.ToString().Normalize(NormalizationForm.FormKC) is "=" or "+" or "-" or "@";
}
