using EscalationBot.Core.Knowledge.Text;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class WordReaderTests
{
    [Theory]
    [InlineData("Größe GRÖSSE grosse", "grosse grosse grosse")]
    [InlineData("don't reset the user's key", "dont reset the users key")]
    [InlineData("", "")]
    [InlineData("   … !!! 🙂🙂", "")]
    [InlineData("café Ångström", "cafe angstrom")]
    public void Words_are_folded(string text, string expected) => Words(text).ShouldBe(expected);

    [Theory]
    [InlineData("QX-7781", "qx 7781 qx7781")]
    [InlineData("QX7781", "qx 7781 qx7781")]
    [InlineData("getUserById", "get user by id getuserbyid")]
    [InlineData("sign-on", "sign on signon")]
    [InlineData("iPhone", "phone iphone")]
    public void Identifiers_are_read_in_parts_and_whole(string text, string expected) => Words(text).ShouldBe(expected);

    [Fact]
    public void Words_that_run_into_each_other_at_a_full_stop_are_two() => Words("payment.Learn more").ShouldBe("payment learn more");

    [Fact]
    public void Scripts_without_spaces_are_read_in_pairs() => Words("請求書 は").ShouldBe("請求 求書 は");

    [Fact]
    public void A_run_of_ten_thousand_letters_is_cut_and_not_lost()
    {
        var words = Words(new string('x', 10_000) + " end");
        words.ShouldStartWith("xxx");
        words.ShouldEndWith(" end");
        words.Length.ShouldBeLessThan(100);
    }

    private static string Words(string text)
    {
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        var words = new List<string>();
        while (reader.Read(out var word))
        {
            words.Add(word.ToString());
        }
        return string.Join(' ', words);
    }
}
