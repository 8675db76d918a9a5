using EscalationBot.Core.Knowledge.Index;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class PassagesTests
{
    [Fact]
    public void A_passage_carries_the_headings_it_stands_under()
    {
        var passages = Passages.Of("Intro.\n\n# Export\nOne.\n\n## Limits\nTwo.\n\n# Import\nThree.");
        passages
            .Select(passage => (passage.Heading, passage.Text))
            .ShouldBe([("", "Intro."), ("Export", "One."), ("Export › Limits", "Two."), ("Import", "Three.")]);
    }

    [Fact]
    public void Tables_code_and_lists_stay_whole_however_long()
    {
        var table = "| a | b |\n|--|--|\n" + string.Join('\n', Enumerable.Range(1, 200).Select(i => $"| {i} | some words here |"));
        var code = "```\n" + string.Join("\n\n", Enumerable.Range(1, 200).Select(i => $"line {i}")) + "\n```";
        var list = string.Join('\n', Enumerable.Range(1, 200).Select(i => $"{i}. step number {i}"));
        var passages = Passages.Of($"Before.\n\n{table}\n\n{code}\n\n{list}\n\nAfter.");
        passages.ShouldContain(passage => passage.Text.Contains(table, StringComparison.Ordinal));
        passages.ShouldContain(passage => passage.Text.Contains(code, StringComparison.Ordinal));
        passages.ShouldContain(passage => passage.Text.Contains(list, StringComparison.Ordinal));
    }

    [Fact]
    public void Long_prose_is_cut_at_the_ends_of_sentences_and_loses_nothing()
    {
        var prose = string.Join(' ', Enumerable.Range(1, 300).Select(i => $"This is sentence number {i}."));
        var passages = Passages.Of(prose);
        passages.Count.ShouldBeGreaterThan(3);
        passages.ShouldAllBe(passage => passage.Text.EndsWith('.') && passage.Text.Length <= Passages.LongestProse);
        string.Join(' ', passages.Select(passage => passage.Text)).ShouldBe(prose);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n\n \t ")]
    public void An_empty_body_has_no_passage(string body) => Passages.Of(body).ShouldBeEmpty();

    [Fact]
    public void A_code_fence_that_never_closes_reaches_to_the_end() =>
        Passages.Of("```\n# not a heading\ntext").ShouldHaveSingleItem().Text.ShouldBe("```\n# not a heading\ntext");

    [Fact]
    public void Text_without_any_space_is_cut_too_and_no_character_is_torn_apart()
    {
        var passages = Passages.Of(string.Concat(Enumerable.Repeat("🙂", 3_000)));
        passages.ShouldAllBe(passage => passage.Text.Length <= Passages.LongestProse);
        string.Concat(passages.Select(passage => passage.Text)).ShouldBe(string.Concat(Enumerable.Repeat("🙂", 3_000)));
        passages.ShouldAllBe(passage => !char.IsLowSurrogate(passage.Text[0]));
    }
}
