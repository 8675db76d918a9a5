using System.Text.Json;
using System.Text.RegularExpressions;
using EscalationBot.Core.Triage.Evaluation;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed partial class EngineEvaluationTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("eval");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_holds_ranking_decision_and_confidence_of_every_question()
    {
        var report = Run(
            "{\"id\":\"A\",\"title\":\"Reset a password\",\"body\":\"Open the "
                + "profile.\"}\n{\"id\":\"B\",\"body\":\"\",\"title\":\"Download an invoice\"}",
            "{\"id\":\"q1\",\"text\":\"reset a password\"}\n{\"id\":\"q2\",\"text\":\"zebra\"}",
            out var run
        );
        (report.Articles, report.Questions).ShouldBe((2, 2));
        report.Problems.ShouldBeEmpty();
        run.GetProperty("q1").GetProperty("ranking")[0][0].GetString().ShouldBe("A");
        run.GetProperty("q1").GetProperty("decision").GetString().ShouldBeOneOf("answer", "offer");
        run.GetProperty("q1").GetProperty("confidence").GetDouble().ShouldBeInRange(0, 1);
        run.GetProperty("q2").GetProperty("ranking").GetArrayLength().ShouldBe(0);
        run.GetProperty("q2").GetProperty("decision").GetString().ShouldBe("escalate");
        run.GetProperty("q2").GetProperty("confidence").GetDouble().ShouldBe(0);
        LastLine().IsMatch(report.LastLine).ShouldBeTrue(report.LastLine);
    }

    [Fact]
    public void Scope_keeps_to_articles_with_the_questions_tag()
    {
        Run(
            "{\"id\":\"x/a\",\"body\":\"return an order\",\"tags\":[\"X\"]}\n{\"id\":\"y/a\",\"body\":\"return an order\",\"tags\":[\"Y\"]}",
            "{\"id\":\"q\",\"text\":\"return order\",\"company\":\"Y\"}",
            out var run,
            scope: "company"
        );
        run.GetProperty("q").GetProperty("ranking").EnumerateArray().ShouldHaveSingleItem()[0].GetString().ShouldBe("y/a");
    }

    [Fact]
    public void Labelled_questions_teach_articles_even_without_words_of_their_own()
    {
        Run(
            "{\"id\":\"1\",\"body\":\"\"}\n{\"id\":\"2\",\"body\":\"\"}",
            "{\"id\":\"q\",\"text\":\"printer jams\"}",
            out var run,
            train: "{\"id\":\"t\",\"text\":\"the printer jams again\",\"label\":\"2\"}\n{\"text\":\"mail is slow\",\"label\":\"1\"}"
        );
        run.GetProperty("q").GetProperty("ranking")[0][0].GetString().ShouldBe("2");
    }

    [Fact]
    public void Broken_lines_are_told_and_the_rest_is_measured()
    {
        var report = Run(
            "{\"id\":\"A\",\"body\":\"one\"}\nnonsense\n{\"id\":\"A\",\"body\":\"twice\"}",
            "{\"id\":\"q\",\"text\":\"one\"}\n{\"text\":\"no id\"}\n[",
            out _
        );
        report
            .Problems.Select(problem => (Path.GetFileName(problem.File), problem.Line))
            .ShouldBe([("q.jsonl", 2), ("q.jsonl", 3), ("kb.jsonl", 2), ("kb.jsonl", 3)]);
        report.Questions.ShouldBe(1);
    }

    [Fact]
    public void A_missing_file_is_an_io_error() =>
        Should.Throw<IOException>(() =>
            EngineEvaluation.Run(
                new EvaluationRequest("nowhere.jsonl", "nowhere.jsonl", In("out.json"), null, null),
                TimeProvider.System,
                CancellationToken.None
            )
        );

    private EvaluationReport Run(string kb, string questions, out JsonElement run, string? scope = null, string? train = null)
    {
        File.WriteAllText(In("kb.jsonl"), kb);
        File.WriteAllText(In("q.jsonl"), questions);
        if (train is not null)
        {
            File.WriteAllText(In("train.jsonl"), train);
        }
        var report = EngineEvaluation.Run(
            new EvaluationRequest(In("kb.jsonl"), In("q.jsonl"), In("run.json"), scope, train is null ? null : In("train.jsonl")),
            TimeProvider.System,
            CancellationToken.None
        );
        using var json = JsonDocument.Parse(File.ReadAllText(In("run.json")));
        run = json.RootElement.Clone();
        return report;
    }

    private string In(string file) => Path.Combine(_folder.FullName, file);

    [GeneratedRegex(@"^build \d+ ms · memory \d+ MiB · \d+ queries/s · p50 [\d.]+ ms · p99 [\d.]+ ms$", RegexOptions.None, 1000)]
    private static partial Regex LastLine();
}
