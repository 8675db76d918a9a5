using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace EscalationBot.Bot.Pages;

/// <summary>The console's open cases as CSV (RFC 4180), for a spreadsheet.</summary>
internal static class CasesCsv
{
    /// <summary>A header and a line for each case. What a spreadsheet would run as a formula is marked as text.</summary>
    public static string Of(IReadOnlyList<CaseLine> cases)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape }))
        {
            Write(csv, ["case", "priority", "due", "owner", "queue", "account", "state", "question"]);
            foreach (var one in cases)
            {
                Write(csv, [one.Id, one.Priority, one.DueAt is { } due ? PageContext.Iso(due) : "", one.Owner ?? "", one.Queue, one.Account, one.State, one.Question]);
            }
        }

        return text.ToString();
    }

    private static void Write(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            csv.WriteField(field);
        }

        csv.NextRecord();
    }
}
