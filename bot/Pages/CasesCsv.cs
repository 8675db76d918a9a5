using System.Globalization;
using EscalationBot.Core.Insights.Export;

namespace EscalationBot.Bot.Pages;

/// <summary>The console's open cases as CSV, for a spreadsheet.</summary>
internal static class CasesCsv
{
    /// <summary>The cases that the console shows when somebody types these words: all of them stand in its row.</summary>
    public static IEnumerable<CaseLine> Narrowed(IEnumerable<CaseLine> cases, string typed)
    {
        var words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return cases.Where(one =>
        {
            var row = string.Join(' ', one.Id, one.Priority, one.Due, one.Owner, one.Queue, one.Account, one.State, one.Question);
            return Array.TrueForAll(words, word => row.Contains(word, StringComparison.CurrentCultureIgnoreCase));
        });
    }

    /// <summary>A header and a line for each case.</summary>
    public static string Of(IEnumerable<CaseLine> cases)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvText.To(text))
        {
            csv.Line("case", "priority", "due", "owner", "queue", "account", "state", "question");
            foreach (var one in cases)
            {
                csv.Line(
                    one.Id,
                    one.Priority,
                    one.DueAt is { } due ? PageContext.Iso(due) : "",
                    one.Owner ?? "",
                    one.Queue,
                    one.Account,
                    one.State,
                    one.Question
                );
            }
        }
        return text.ToString();
    }
}
