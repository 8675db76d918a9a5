using EscalationBot.Bot.Commands;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

/// <summary>The file of pinned answers, and what <c>check</c> says of it.</summary>
public sealed class PinnedFileTests : IDisposable
{
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Every_malformed_entry_is_told_with_its_line_and_how_to_fix_it()
    {
        _fixture.Write(
            "pinned.yaml",
            $$"""
            pinned:
              - { question: is it down, article: status }
              - { questions: is it down, article: status }
              - { question: "?!", article: status }
              - { pattern: "(a|b", article: status }
              - { pattern: "(?<=a)b", article: status }
              - { pattern: "x*", article: status }
              - { pattern: "(((a{900}){900}){900})", article: status }
              - { pattern: "{{new string('a', 501)}}", article: status }
              - { question: is it up, pattern: up, article: status }
              - { question: is it slow }
              - { question: is it late, article: status, from: 2026-12-02, to: 2026-12-01 }
              - { question: is it soon, article: status, from: tomorrow }
              - just words
            """
        );
        var problems = _fixture.Problems(null);
        problems.Select(problem => problem.Line).Distinct().Order().ShouldBe([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
        problems.ShouldAllBe(problem => problem.File == "pinned.yaml" && problem.Fix.Length > 0);
    }

    [Fact]
    public async Task Check_tells_of_articles_that_cannot_answer_and_of_pins_that_are_never_reached()
    {
        _fixture.Write("knowledge/status.md", "---\ntitle: Status\n---\nSee the status page.\n");
        _fixture.Write("knowledge/old.md", "---\ntitle: Old\nin_force_to: 2020-01-01\n---\nIt was so.\n");
        _fixture.Write("knowledge/stale.md", "---\ntitle: Stale\nreview_by: 2020-01-01\n---\nIt may be so.\n");
        _fixture.Write(
            "pinned.yaml",
            """
            pinned:
              - { question: is it down, article: status }
              - { pattern: "is it", article: status }
              - { question: "Is it... DOWN?", article: stale }
              - { question: is it late, article: status }
              - { pattern: "is it", article: status }
              - { question: what was, article: old }
              - { question: what may be, article: stale }
              - { question: what is, article: statsu }
              - { question: what ended, article: status, to: 2020-01-01 }
              - { question: what ended, article: status }
            """
        );
        using var output = new StringWriter();
        (await CommandLine.RunAsync(["check", "--organisation", _fixture.Folder], output, TextWriter.Null)).ShouldBe(0);
        string[] lines = [.. output.ToString().Split('\n').Where(line => line.StartsWith("pinned.yaml", StringComparison.Ordinal))];
        lines.Select(line => line.Split(": ")[0]).Distinct().ShouldBe([.. new[] { 4, 5, 6, 7, 8, 9, 10 }.Select(n => $"pinned.yaml:{n}")]);
        lines.ShouldContain(line => line.Contains("Line 2 is pinned to the same words", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("Did you mean 'status'?", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_one_of_the_files_that_are_watched() => OrganisationFolder.Files.ShouldContain("pinned.yaml");
}
