using EscalationBot.Core.Knowledge.Index;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class ShortWordsTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("password", true)]
    [InlineData("qx7781", true)]
    [InlineData("passwords", false)]
    [InlineData("отчет", false)]
    public void Only_short_words_of_plain_letters_are_their_own_key(string word, bool hasKey) =>
        (ShortWords.KeyOf(word) != 0).ShouldBe(hasKey);

    [Fact]
    public void Words_keep_their_numbers_while_it_grows()
    {
        var words = new ShortWords();
        var all = Enumerable.Range(0, 20_000).Select(number => ShortWords.KeyOf($"w{number:x}")).ToList();

        for (var i = 0; i < all.Count; i++)
        {
            words.Find(all[i]).ShouldBe(0);
            words.Add(all[i], i + 1);
        }

        all.Select(words.Find).ShouldBe(Enumerable.Range(1, all.Count));
    }

    [Fact]
    public void Words_that_begin_or_end_alike_are_not_one()
    {
        string[] words = ["ab", "abab", "ababab", "abababab", "ba", "b", "bab"];

        words.Select(word => ShortWords.KeyOf(word)).ShouldBeUnique();
    }
}
