namespace EscalationBot.Bot.Pages;

/// <summary>The console's open cases as CSV (RFC 4180), for a spreadsheet.</summary>
internal static class CasesCsv
{
    /// <summary>A header and a line for each case.</summary>
    public static string Of(IEnumerable<CaseLine> cases) => string.Concat(
        cases.Select(one => Line(one.Id, one.Priority, one.DueAt is { } due ? PageContext.Iso(due) : "", one.Owner ?? "", one.Queue, one.Account, one.State, one.Question))
            .Prepend(Line("case", "priority", "due", "owner", "queue", "account", "state", "question")));

    private static string Line(params string[] fields) => string.Join(',', fields.Select(Field)) + "\r\n";

    /// <summary>Quoted; what a spreadsheet would run as a formula is marked as text.</summary>
    private static string Field(string text) => $"\"{(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
