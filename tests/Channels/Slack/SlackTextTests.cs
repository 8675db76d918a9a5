using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(null, "")]
    [InlineData("<@UBOT> hi", "hi")]
    [InlineData("<@UBOT>: hi", "hi")]
    [InlineData("<@UBOT|triage>, hi", "hi")]
    [InlineData("hi <@UBOT> there", "hi there")]
    [InlineData("<@UBOTX> hi", "@UBOTX hi")]
    [InlineData("<@U1> and <@U2|zoe>", "@Ana and @zoe")]
    [InlineData("<#C1|general> <#C2|> <#C3>", "#general #C2 #C3")]
    [InlineData("<!channel> <!here> <!subteam^S1|@billing> <!subteam^S1>", "@channel @here @billing @group")]
    [InlineData("<!date^1392734382^{date}|18 Feb 2014>", "18 Feb 2014")]
    [InlineData("<https://a.example/b?c=d&amp;e>", "https://a.example/b?c=d&e")]
    [InlineData("<http://a.example|a.example>", "http://a.example")]
    [InlineData("<https://a.example|the docs>", "the docs (https://a.example)")]
    [InlineData("<mailto:a@b.example|a@b.example>", "a@b.example")]
    [InlineData("&lt;b&gt; &amp;amp; &amp;lt;", "<b> &amp; &lt;")]
    [InlineData("1 &lt; 2 <", "1 < 2 <")]
    public void Slack_text_reads_as_a_person_reads_it(string? slack, string plain) =>
        SlackText.Read(slack, "UBOT", id => id == "U1" ? "Ana" : null).ShouldBe(plain);

    [Theory]
    [InlineData("a & b", 100, "a &amp; b")]
    [InlineData("<!channel>", 100, "&lt;!channel&gt;")]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("ab&&&", 6, "ab…")]
    [InlineData("a😀😀", 4, "a😀…")]
    [InlineData("😀😀😀", 4, "😀…")]
    [InlineData("🇩🇪🇫🇷", 7, "🇩🇪…")]
    [InlineData("a & 👩‍👩‍👧", 14, "a &amp;…")]
    public void Escaping_stays_within_its_limit_and_splits_nothing(string plain, int max, string expected)
    {
        var escaped = SlackText.Escape(plain, max);
        escaped.ShouldBe(expected);
        escaped.Length.ShouldBeLessThanOrEqualTo(max);
    }

    [Fact]
    public void Formatting_characters_lose_their_effect_and_stay_visible()
    {
        var escaped = SlackText.EscapeMrkdwn("*bold* _it_ ~s~ `code` snake_case 2 * 3", 100);
        escaped.Replace("\u2060", "", StringComparison.Ordinal).ShouldBe("*bold* _it_ ~s~ `code` snake_case 2 * 3");
        escaped.ShouldStartWith("\u2060*bold");
        escaped.ShouldContain("snake_case 2 * 3");
    }

    [Fact]
    public void Shortening_never_leaves_half_an_emoji()
    {
        for (var max = 1; max < 12; max++)
        {
            char.IsHighSurrogate(ShortText.Of("😀😀😀😀😀😀", max).TrimEnd('…').LastOrDefault()).ShouldBeFalse();
        }
    }
}
