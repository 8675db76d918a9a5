using System.Globalization;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Messages;

public sealed class ShortTextTests
{
    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly ten", 11, "exactly ten")]
    [InlineData("one two three", 9, "one two…")]
    [InlineData("onetwothree", 6, "onetw…")]
    [InlineData("", 3, "")]
    [InlineData("abc", 1, "…")]
    [InlineData("abc", 0, "")]
    public void A_text_ends_between_words_where_one_ends_nearby(string text, int longest, string expected) =>
        ShortText.Of(text, longest).ShouldBe(expected);

    [Theory]
    [InlineData("ab👍🏽cd")] // with a skin tone
    [InlineData("ab👩‍👩‍👧‍👦cd")] // a family, joined
    [InlineData("abe\u0301\u0323cd")] // with two accents
    [InlineData("ab🇩🇪🇫🇷cd")] // flags
    [InlineData("abक्षिcd")] // Devanagari
    [InlineData("\ud83dab\udc4d")] // halves
    public void No_character_is_cut_at_any_length(string text)
    {
        for (var longest = 0; longest <= text.Length; longest++)
        {
            foreach (var cut in new[] { ShortText.Cut(text, longest), ShortText.Of(text, longest).TrimEnd('…') })
            {
                cut.Length.ShouldBeLessThanOrEqualTo(longest);
                StringInfo.ParseCombiningCharacters(text).Append(text.Length).ShouldContain(cut.Length);
            }
        }
    }

    [Fact]
    public void A_character_longer_than_any_writing_is_cut_all_the_same()
    {
        var zalgo = "a" + new string('\u0301', 5000);
        ShortText.Cut(zalgo, 4000).Length.ShouldBeInRange(3990, 4000);
        ShortText.Of(new string('x', 100_000) + "👍", 100_001).ShouldEndWith("x…");
    }
}
