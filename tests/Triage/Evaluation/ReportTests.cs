using System.Text.RegularExpressions;
using EscalationBot.Bot.Commands.Eval;
using EscalationBot.Core.Triage.Evaluation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage.Evaluation;

public sealed partial class ReportTests : IDisposable
{
    private const string Kb =
        "{\"id\":\"A\",\"title\":\"Reset a <password>\",\"body\":\"Open the profile and choose reset "
        + "password.\"}\n{\"id\":\"B\",\"title\":\"Download an invoice\",\"body\":\"Open billing and "
        + "choose download.\"}\n{\"id\":\"C\",\"title\":\"Invite a colleague\",\"body\":\"Open people and "
        + "choose invite.\"}";
    private const string Labelled =
        "{\"id\":\"q1\",\"text\":\"reset a "
        + "password\",\"relevant\":[\"A\"],\"in_scope\":true}\n{\"id\":\"q2\",\"text\":\"<script>alert(1)</script> "
        + "download an invoice\",\"relevant\":[\"C\"],\"in_scope\":true}\n{\"id\":\"q3\",\"text\":\"zebra\",\"relevant\":[],\"in_scope\":false}";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_holds_the_figures_the_charts_and_the_worst_questions_with_their_receipts()
    {
        var page = Run(Labelled);
        foreach (
            var part in new[]
            {
                "<dt>nDCG@10<dd>0.500",
                "<dt>refused<dd>1.000",
                "Wrong answers by coverage",
                "Right by confidence",
                "<polyline class=\"one\"",
                "What would change this",
                "not found",
                "Exact one-sided 95% bounds",
            }
        )
        {
            page.ShouldContain(part);
        }
    }

    [Fact]
    public void The_page_needs_nothing_from_elsewhere_and_runs_nothing()
    {
        var page = Run(Labelled);
        Outside().IsMatch(page).ShouldBeFalse(Outside().Match(page).Value);
        page.ShouldContain("&lt;script&gt;alert(1)");
        page.ShouldContain("prefers-color-scheme: dark");
        page.ShouldContain("width=device-width");
    }

    [Fact]
    public void Another_run_is_compared_by_figures_and_by_question()
    {
        var other = _folder.Write(
            "other.json",
            "{\"q1\":{\"ranking\":[[\"B\",2.0]],\"decision\":\"answer\",\"confidence\":0.95},\"q3\":{\"ranking\":[],\"decision\":\"escalate\",\"confidence\":0}}"
        );
        var page = Run(Labelled, other);
        page.ShouldContain("compared with other.json");
        page.ShouldContain("Changed since the other run: 1 of 2");
        page.ShouldContain("answer 0.950<br><span class=\"mono wrong\">B ✗");
        page.ShouldContain("<polyline class=\"two\"");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{\"q1\":{\"ranking\":7}}")]
    [InlineData("{\"q1\":{}}")]
    public void What_is_no_run_is_refused_with_its_name(string content) =>
        Should
            .Throw<InvalidDataException>(() => Run(Labelled, _folder.Write("other.json", content)))
            .Message.ShouldContain("other.json is no run of eval");

    [Fact]
    public void Questions_without_labels_are_counted_by_decision() =>
        Run("{\"id\":\"q1\",\"text\":\"reset a password\"}").ShouldContain("nothing can be scored");

    [Fact]
    public void No_questions_at_all_still_give_a_page() => Run("").ShouldContain("0 questions over 3 articles");

    private string Run(string questions, string? compare = null)
    {
        EngineEvaluation.Run(
            new EvaluationRequest(_folder.Write("kb.jsonl", Kb), _folder.Write("q.jsonl", questions), _folder.File("run.json"), null, null)
            {
                Report = data => ReportPage.WriteTo(_folder.File("deep/report"), data),
                Compare = compare,
            },
            TimeProvider.System,
            CancellationToken.None
        );
        return File.ReadAllText(_folder.File("deep/report/index.html"));
    }

    [GeneratedRegex("<script|https?:|//[a-z]|src=|<link|@import|url\\(|\\son[a-z]+=\"", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Outside();
}
