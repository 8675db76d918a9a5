using System.Globalization;
using System.Text;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>A request to a department as a report that a tracker takes.</summary>
internal static class BugReports
{
    private const int LongestPart = 4000,
        MostFacts = 40;

    /// <summary>The report. Of a restricted case it holds no more than the department's card.</summary>
    /// <param name="words">The organisation's.</param>
    /// <param name="mayHold">See <see cref="DepartmentCards.MayHold"/>.</param>
    public static BugReport Of(Workplace workplace, Words words, Case theCase, DepartmentRequest request, bool mayHold)
    {
        var organisation = workplace.Organisation;
        var asked = mayHold ? request.Text : words.Say("request_restricted", theCase.Id);
        var plain = new BugReport(theCase.Id, request.Id, request.Department, asked, "")
        {
            AskedAt = request.At,
            DueAt = request.DueAt,
            Link = workplace.PageOfCase(theCase.Id),
        };
        var report = theCase.Restricted
            ? plain
            : plain with
            {
                Priority = theCase.Priority,
                AskedBy = request.By.Name,
                Steps = Fact("steps"),
                Expected = Fact("expected"),
                Actual = Fact("actual") ?? ShortText.Of(theCase.Question, LongestPart),
                Logs = Fact("logs") ?? Fact("error_code"),
                Environment = Fact("environment") ?? Fact("product"),
                Accounts = organisation.FindAccount(theCase.Account) is { } account ? [account.Name] : [],
                Facts =
                [
                    .. theCase.Facts.Take(MostFacts).Select(fact => new LabelledFact(fact.Label, ShortText.Of(fact.Value, LongestPart))),
                ],
            };
        return report with { Text = Markdown(report, organisation.FindDepartment(request.Department)?.Title ?? request.Department, words) };

        string? Fact(string id) =>
            organisation.Intake.Find(id) is { } fact && theCase.Facts.FirstOrDefault(known => known.Label == fact.Label) is { } known
                ? ShortText.Of(known.Value, LongestPart)
                : null;
    }

    private static string Markdown(BugReport report, string department, Words words)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {report.Case} · {Code(department)}\n\n");
        Line("report_priority", report.Priority?.ToUpperInvariant());
        Line("report_asked_by", report.AskedBy);
        Line("report_due", report.DueAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        Line("report_accounts", report.Accounts.Count > 0 ? string.Join(", ", report.Accounts) : null);
        Line("report_environment", report.Environment);
        if (report.Link is { } link)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {words["report_link"]}: <{link}>\n");
        }

        Part("report_asked", report.Asked);
        Part("report_steps", report.Steps);
        Part("report_expected", report.Expected);
        Part("report_actual", report.Actual);
        Part("report_logs", report.Logs);
        foreach (var fact in report.Facts)
        {
            text.Append(text[^1] == '\n' && text[^2] == '`' ? "\n" : "")
                .Append(CultureInfo.InvariantCulture, $"- {Code(fact.Label)}: {Code(fact.Value)}\n");
        }

        return text.ToString().TrimEnd();

        void Line(string label, string? value) =>
            text.Append(value is null ? "" : string.Create(CultureInfo.InvariantCulture, $"- {words[label]}: {Code(value)}\n"));

        void Part(string label, string? value)
        {
            if (value is not null)
            {
                var fence = Fence(value);
                text.Append(CultureInfo.InvariantCulture, $"\n## {words[label]}\n{fence}text\n{value.ReplaceLineEndings("\n")}\n{fence}\n");
            }
        }
    }

    /// <summary>In a line: nothing in it is Markdown.</summary>
    private static string Code(string value) => $"`{value.ReplaceLineEndings(" ").Replace('`', '\'')}`";

    /// <summary>Longer than any that the words hold: they cannot end their own block.</summary>
    private static string Fence(string value)
    {
        var (longest, run) = (2, 0);
        foreach (var letter in value)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return new string('`', longest + 1);
    }
}
