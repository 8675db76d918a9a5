using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Bot.Pages;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

/// <summary>
/// Markdown that no parser takes: refused with its line where articles come in, shown as plain text wherever one is shown.
/// </summary>
public sealed class MarkdownLimitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Each breaks Markdig, or keeps it busy for minutes.</summary>
    public static TheoryData<string, string> Hostile { get; } =
        new()
        {
            { "quotes", Times(">", 300) + " a" },
            { "spaced quotes", Times("> ", 300) + "a" },
            { "numbers", Times("1. ", 300) + "a" },
            { "lists", Times("- ", 300) + "a" },
            { "quoted lists", Times("> - ", 150) + "a" },
            { "stairs of lists", string.Concat(Enumerable.Range(0, 300).Select(i => new string(' ', 2 * i) + "- a\n")) },
            { "stairs of quotes", string.Concat(Enumerable.Range(1, 300).Select(i => Times(">", i) + " a\n")) },
            { "nested pictures", Times("![", 300) + "a" + Times("](b)", 300) },
            { "brackets", Times("[", 100_000) },
            { "half links", Times("[a](", 50_000) },
            { "stars", Times("*a", 60_000) },
            { "stars and dashes", Times("*a_", 60_000) },
            { "nested emphasis", Alternating(200, i => i % 2 == 0 ? "*a " : "_b ") + Alternating(200, i => i % 2 == 0 ? " b_" : " a*") },
            { "strong", Times("**a ", 300) + "x" + Times(" a**", 300) },
        };

    public static TheoryData<string, string> Ordinary { get; } =
        new()
        {
            { "rule", new string('-', 200) },
            { "spaced rule", Times("- ", 200) },
            { "stars as a rule", Times("* ", 200) },
            { "table", "| a | b |\n|---|---|\n" + Times("| [x](https://x.example) | **b** |\n", 400) },
            { "list of links", Times("- [x](https://x.example/a_b_c)\n", 3_000) },
            { "code", "```\n" + Times("[", 5_000) + "\n" + Times("> ", 100) + "\n```\n" },
            { "five levels", "- a\n  - b\n    - c\n      - d\n        - e\n" },
            { "quoted mail", ">>> three\n>> two\n> one\n" },
            { "snake case", Times("some_long_name and other_names ", 600) },
        };

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void What_people_write_is_taken(string what, string markdown) => MarkdownLimits.Find(markdown).ShouldBeNull(what);

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Every_renderer_shows_it_in_no_time_and_none_throws(string what, string markdown)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Prose.Render(markdown, 500).Head.ShouldNotBeEmpty(what);
        TeamsMarkdown.Render(markdown, 2000).ShouldNotBeEmpty(what);
        SlackMarkdown.Render(markdown, 2000).ShouldNotBeEmpty(what);
        Passages.Of(markdown).ShouldNotBeEmpty(what);
        // Minutes, without the limits; the machine may be slow.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), what);
    }

    [Fact]
    public void Plain_text_on_a_page_is_escaped_and_keeps_its_lines()
    {
        var (head, more) = Prose.Render("<script>alert(1)</script>\n" + Times(">", 300) + "\nlast", 5000);
        head.ShouldStartWith("<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>&gt;&gt;");
        head.ShouldEndWith("<br>last</p>");
        more.ShouldBeEmpty();
        var long_ = Prose.Render(Times("> ", 300) + Times("words ", 400), 700);
        (long_.Head.Length, long_.More.Length).ShouldSatisfyAllConditions(
            lengths => lengths.Item1.ShouldBeGreaterThan(700),
            lengths => lengths.Item2.ShouldBeGreaterThan(1000)
        );
    }

    [Fact]
    public void A_file_is_refused_with_the_line_of_the_fault()
    {
        var reading = ArticleFiles.Read("knowledge/deep.md", $"---\nid: deep\n---\n\n# Deep\n\nFirst.\n\n{Times(">", 300)} a\n", Now);
        reading.Article.ShouldBeNull();
        var problem = reading.Problems.ShouldHaveSingleItem();
        (problem.Level, problem.File, problem.Line).ShouldBe((ProblemLevel.Error, "knowledge/deep.md", 9));
        problem.What.ShouldBe("Lists and quotes are nested more than 30 deep.");
        ArticleFiles.Read("plain.md", $"First.\n{Times("[", 100)}\n", Now).Problems.ShouldHaveSingleItem().Line.ShouldBe(2);
    }

    [Fact]
    public void Imports_refuse_it_with_the_line_of_the_record_and_take_the_others()
    {
        var body = Times("> ", 300) + "a";
        var jsonl = JsonlImport.Read(
            "kb.jsonl",
            new StringReader($"{{\"id\":\"a\",\"body\":\"fine\"}}\n{{\"id\":\"b\",\"body\":\"{body}\"}}\n"),
            Now
        );
        jsonl.Articles.Select(article => article.Id).ShouldBe(["a"]);
        jsonl.Refused.ShouldHaveSingleItem().Line.ShouldBe(2);
        var csv = CsvImport.Read("kb.csv", $"id,body\na,fine\nb,{body}\n", Now);
        csv.Articles.Select(article => article.Id).ShouldBe(["a"]);
        csv.Refused.ShouldHaveSingleItem().Line.ShouldBe(3);
    }

    private static string Times(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Alternating(int times, Func<int, string> part) => string.Concat(Enumerable.Range(0, times).Select(part));
}
