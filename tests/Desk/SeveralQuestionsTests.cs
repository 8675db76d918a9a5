using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Several questions in one message: the asker reads of each whether it is answered.</summary>
public sealed class SeveralQuestionsTests
{
    private const string Certificate = "how do I renew the signing certificate for single sign-on?";
    private const string Invoice = "where do I download an invoice?";

    [Theory]
    [InlineData("How do I renew the certificate? Where do I download an invoice?", 2)]
    [InlineData("how do I renew the certificate and where do I download an invoice", 2)]
    [InlineData("How do I renew the certificate?\nAnd also how do I download an invoice?", 2)]
    [InlineData("Two things:\n1. How do I renew the certificate\n2. Where do I download an invoice", 2)]
    [InlineData("- how do I renew the certificate\n- where do I download an invoice\n- which webhook fails after retries", 3)]
    [InlineData("Wie erneuere ich das Zertifikat und wo finde ich die Rechnung vom Mai?", 2)]
    [InlineData("Acme is on the line. How do I renew the certificate? What does plan B cost?", 2)]
    [InlineData("How do I renew the certificate? And for admins?", 1)]
    [InlineData("How do I renew the certificate? How long does it take?", 1)]
    [InlineData("How do I renew the certificate? Is that possible?", 1)]
    [InlineData("Hi, how are you? How do I renew the certificate?", 1)]
    [InlineData("How do I export orders and invoices?", 1)]
    [InlineData("The export fails. I tried twice. What now?", 1)]
    [InlineData("how do I renew the certificate", 1)]
    [InlineData("???", 1)]
    [InlineData("", 1)]
    public void A_message_asks_as_much_as_it_has_questions_that_stand_alone(string text, int parts) =>
        SeveralQuestions.Parts(text).Count.ShouldBe(parts, string.Join(" | ", SeveralQuestions.Parts(text)));

    [Theory]
    [InlineData(ChannelNames.Teams)]
    [InlineData(ChannelNames.Slack)]
    [InlineData(ChannelNames.Web)]
    public async Task Both_are_answered(string channel)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana", channel);
        await ana.SaysAsync($"{Certificate} And {Invoice}");
        ana.Reads[^1].ShouldContain("Choose Renew and download the metadata file");
        ana.Reads[^1].ShouldContain($"You also asked “{Invoice}”");
        ana.Reads[^1].ShouldContain("Open Billing, Invoices");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Fact]
    public async Task What_no_article_covers_is_said_and_goes_along_to_a_specialist()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync($"{Certificate} Which blimp model has the flux coupling?");
        ana.Reads[^1].ShouldContain("Choose Renew and download the metadata file");
        ana.Reads[^1]
            .ShouldContain(
                "You also asked “Which blimp model has the flux coupling?”. No article covers that: Get a specialist takes both along."
            );
        var answer = world.Messages.Last(message => message.Value.Place == ana.Place).Key;
        (await ana.FillsAsync(answer, "Get a specialist", ("How urgent?", "p3"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).Question.ShouldContain("flux coupling");
    }

    [Fact]
    public async Task A_specialist_sees_every_article_that_was_shown()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync($"{Certificate} {Invoice}");
        var answer = world.Messages.Last(message => message.Value.Place == ana.Place).Key;
        (await ana.FillsAsync(answer, "Get a specialist", ("How urgent?", "p3"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).Shown.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_criterion_takes_to_people_is_not_answered_in_parts()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                """
                version: 1
                owner: mia@example.com
                review_by: 2027-06-30
                criteria:
                  - { id: fraud, when: { words: [fraud] }, then: { escalate: now, queue: technical, restricted: true }, why: y }
                """
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync($"{Certificate} And who hears of the fraud in May?");
        ana.Reads[^1].ShouldNotContain("You also asked");
        (await world.TheCaseAsync()).Restricted.ShouldBeTrue();
    }

    [Fact]
    public async Task One_question_reads_as_before()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Certificate);
        ana.Reads[^1].ShouldNotContain("You also asked");
    }
}
