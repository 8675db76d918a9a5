using EscalationBot.Core.Triage.Checks;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class GroundingTests
{
    private const string Title = "Webhook deliveries that fail";

    private static readonly string[] Passages =
    [
        "A webhook is tried again after 1, 5 and 30 minutes. After that it is parked under Deliveries, where it can be sent again by hand.",
        "Exports\nAn export holds at most 500,000 rows. Exports of archived workspaces cannot be "
            + "restored. A support plan costs €49 a month. Ask ana@example.com or see "
            + "https://status.example.com/now.",
    ];

    [Theory]
    [InlineData("A webhook is tried again after 1, 5 and 30 minutes [1].")]
    [InlineData("Failed deliveries are parked under Deliveries, and you can send them again by hand [1].")]
    [InlineData("An export holds at most 500,000 rows [2].")]
    [InlineData("An export holds at most 500000 rows. [2]")]
    [InlineData("You cannot restore exports of archived workspaces [2].")]
    [InlineData("The webhook is tried again after 30 minutes, and an export holds 500,000 rows [1][2].")]
    [InlineData("The webhook is tried again after 30 minutes, and an export holds 500,000 rows [1, 2].")]
    [InlineData("The support plan costs €49 a month [2].")]
    [InlineData("Ask ana@example.com or see https://status.example.com/now [2].")]
    public void A_sentence_in_the_words_of_its_passage_stands(string sentence) =>
        Grounding.Supports(sentence, Title, Passages).ShouldBeTrue();

    [Theory]
    [InlineData("A webhook is tried again after 1, 5 and 30 minutes.", "no citation")]
    [InlineData("A webhook is tried again after 30 minutes [3].", "no such passage")]
    [InlineData("A webhook is tried again after 30 minutes [0].", "no such passage")]
    [InlineData("A webhook is tried again after 30 minutes [2].", "another passage")]
    [InlineData("A webhook is tried again after 60 minutes [1].", "another number")]
    [InlineData("A webhook is tried again after sixty minutes [1].", "another number in words")]
    [InlineData("A webhook is tried again after 30 hours [1].", "another unit")]
    [InlineData("A webhook is tried again after 30 seconds [1].", "another unit")]
    [InlineData("The support plan costs $49 a month [2].", "another currency")]
    [InlineData("The support plan costs 49% a month [2].", "a percentage of an amount")]
    [InlineData("The support plan costs €490 a month [2].", "another amount")]
    [InlineData("A webhook is not tried again after 30 minutes [1].", "denied")]
    [InlineData("You can restore exports of archived workspaces [2].", "affirmed")]
    [InlineData("Exports of archived workspaces can be restored [2].", "affirmed")]
    [InlineData("A webhook is always tried again after 30 minutes [1].", "stronger")]
    [InlineData("A webhook is tried again immediately after 30 minutes [1].", "stronger")]
    [InlineData("An export holds at most 500,000 rows for free [2].", "a promise")]
    [InlineData("In Salesforce a webhook is tried again after 30 minutes [1].", "a name")]
    [InlineData("The webhook order_created is tried again after 30 minutes [1].", "an identifier")]
    [InlineData("Error QX-7781 webhooks are tried again after 30 minutes [1].", "a code")]
    [InlineData("Ask eve@example.com or see https://status.example.com/now [2].", "an address")]
    [InlineData("Ask ana@example.com or see https://status.example.com.evil.test/now [2].", "a link")]
    [InlineData("Restart the gateway and clear its cache to fix the delivery [1].", "other content")]
    [InlineData("Yes [1].", "nothing said")]
    [InlineData("[1]", "nothing at all")]
    [InlineData("", "nothing at all")]
    public void A_sentence_that_says_something_else_does_not_stand(string sentence, string why) =>
        Grounding.Supports(sentence, Title, Passages).ShouldBeFalse(why);

    [Fact]
    public void A_very_long_sentence_does_not_stand() =>
        Grounding
            .Supports(string.Concat(Enumerable.Repeat("A webhook is tried again after 30 minutes ", 20)) + "[1].", Title, Passages)
            .ShouldBeFalse();

    [Fact]
    public void German_sentences_are_read_alike()
    {
        string[] passages = ["Der Link ist 30 Minuten gültig. Gelöschte Arbeitsbereiche können nicht wiederhergestellt werden."];
        Grounding.Supports("Der Link ist 30 Minuten gültig [1].", "Kennwort", passages).ShouldBeTrue();
        Grounding.Supports("Gelöschte Arbeitsbereiche können nicht wiederhergestellt werden [1].", "Kennwort", passages).ShouldBeTrue();
        Grounding.Supports("Gelöschte Arbeitsbereiche können wiederhergestellt werden [1].", "Kennwort", passages).ShouldBeFalse();
        Grounding.Supports("Der Link ist 30 Stunden gültig [1].", "Kennwort", passages).ShouldBeFalse();
        Grounding.Supports("Der Link ist immer gültig [1].", "Kennwort", passages).ShouldBeFalse();
    }
}
