using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What comes of a language model's text, whoever wrote it.</summary>
public sealed class WritingTests
{
    private const string Known = "how do I renew the signing certificate for single sign-on?";
    private const string Vague = "our thing for the parked notifications stopped";

    [Fact]
    public async Task Worded_sentences_stand_over_the_numbered_quotes_with_title_date_and_buttons()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var asked = await AskedAsync(world);
        await WriteAsync(
            world,
            asked,
            "Open Settings, Identity, Certificates and choose Renew [1].",
            "Then upload the file at your identity provider [1]."
        );
        var card = ana.Reads.ShouldHaveSingleItem();
        card.ShouldStartWith(
            "Renew the signing certificate for single sign-on\nOpen Settings, Identity, Certificates and "
                + "choose Renew [1]. Then upload the file at your identity provider [1].\n"
        );
        card.ShouldContain("**[1]**");
        card.ShouldContain("Choose Renew and download the metadata file");
        card.ShouldContain("Updated 3 Nov 2026");
        card.ShouldContain("[This solved it]\n[Get a specialist]\n[Why?]");
        (
            await world.Store.CountAsync(
                "SELECT COUNT(*) FROM history WHERE kind = 'worded' AND who = 'bot' AND detail = 'sso-certificate'"
            )
        ).ShouldBe(1);
        await ana.PressesAsync(world.Messages.Keys.Single(), "This solved it");
        (await AskedAsync(world)).State.ShouldBe(QuestionState.Solved);
    }

    [Fact]
    public async Task Sentences_that_the_passages_do_not_bear_are_dropped_and_with_none_left_the_quotes_stay()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var quotes = ana.Reads.ShouldHaveSingleItem();
        var asked = await AskedAsync(world);
        await WriteAsync(world, asked, "The certificate lasts 90 days [1].", "Restart the gateway.", "Choose Renew [7].");
        ana.Reads.ShouldHaveSingleItem().ShouldBe(quotes);
        await WriteAsync(world, asked, "The certificate lasts 90 days [1].", "Choose Renew and download the metadata file [1].");
        ana.Reads.ShouldHaveSingleItem().ShouldContain("\nChoose Renew and download the metadata file [1].\n");
        ana.Reads[0].ShouldNotContain("90 days");
    }

    [Fact]
    public async Task What_was_written_for_an_earlier_state_of_the_question_is_void()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var asked = await AskedAsync(world);
        await ana.PressesAsync(world.Messages.Keys.Single(), "This solved it");
        var after = ana.Reads.ShouldHaveSingleItem();
        await WriteAsync(world, asked, "Choose Renew and download the metadata file [1].");
        ana.Reads.ShouldHaveSingleItem().ShouldBe(after);
    }

    [Fact]
    public async Task The_same_text_delivered_twice_changes_one_card_once()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var asked = await AskedAsync(world);
        await WriteAsync(world, asked, "Choose Renew and download the metadata file [1].");
        await WriteAsync(world, asked, "Choose Renew and download the metadata file [1].");
        world.Messages.Values.ShouldHaveSingleItem().Edits.ShouldBe(1);
    }

    [Theory]
    [InlineData("can I download an invoice?")]
    [InlineData("how do I renew the signing certificate, and what does the contract say?")]
    [InlineData("wie erneuere ich das signing certificate für single sign-on?")]
    public async Task Money_contracts_law_and_other_languages_are_only_quoted(string question)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(question);
        var asked = await AskedAsync(world);
        if (asked.Judgement.Verdict is Verdict.Answer)
        {
            WritingTask.Of(world.Workplaces.Current, asked).ShouldBeNull();
        }
        var quotes = ana.Reads.ShouldHaveSingleItem();
        await WriteAsync(
            world,
            asked,
            "Open Billing, Invoices and choose Download [1].",
            "Choose Renew and download the metadata file [1]."
        );
        ana.Reads.ShouldHaveSingleItem().ShouldBe(quotes);
    }

    [Fact]
    public async Task Other_words_for_a_question_add_candidates_and_never_an_answer()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Vague);
        var asked = await AskedAsync(world);
        asked.Judgement.Verdict.ShouldBeOfType<Verdict.NotCovered>();
        await SearchAsync(world, asked, "webhook deliveries that fail tried again parked under deliveries");
        ana.Reads.ShouldHaveSingleItem().ShouldContain("[Webhook deliveries that fail]");
        var widened = await AskedAsync(world);
        widened.Judgement.Verdict.ShouldBeOfType<Verdict.Offer>().Candidates[0].ArticleId.ShouldBe("webhook-retry");
        widened.ShownArticle.ShouldBeNull();
        await ana.PressesAsync(world.Messages.Keys.First(), "Webhook deliveries that fail");
        ana.Reads[^1].ShouldContain("tried again after 1, 5 and 30 minutes");
    }

    [Fact]
    public async Task Other_words_that_find_nothing_or_come_twice_change_nothing()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Vague);
        var asked = await AskedAsync(world);
        var said = ana.Reads.ShouldHaveSingleItem();
        await SearchAsync(world, asked, "zeppelin flux");
        await SearchAsync(world, asked, new string('x', 500));
        await SearchAsync(world, asked, "");
        ana.Reads.ShouldHaveSingleItem().ShouldBe(said);
        await SearchAsync(world, asked, "webhook deliveries that fail");
        WritingTask.Of(world.Workplaces.Current, await AskedAsync(world)).ShouldBeNull();
    }

    [Fact]
    public async Task Other_words_make_no_case_even_when_a_criterion_would_take_them()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                """
                version: 1
                owner: mia@example.com
                review_by: 2027-06-30
                criteria:
                  - id: legal
                    when: { words: [lawyer] }
                    then: { escalate: now, queue: billing, priority: p1 }
                    why: Legal.
                    examples: { escalate: ["their lawyer calls"], leave: ["hello"] }
                """
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync(Vague);
        await SearchAsync(world, await AskedAsync(world), "webhook deliveries that fail lawyer");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM cases")).ShouldBe(0);
        (await AskedAsync(world)).Judgement.Verdict.ShouldNotBeOfType<Verdict.Escalate>();
    }

    private static async Task<AskedQuestion> AskedAsync(DeskWorld world) =>
        (await world.Cases.LatestQuestionOfLaneAsync(world.Person("ana").Place.Lane, CancellationToken.None))!;

    private static Task<bool> WriteAsync(DeskWorld world, AskedQuestion asked, params string[] sentences) =>
        HandInAsync(world, asked, sentences, null);

    private static Task<bool> SearchAsync(DeskWorld world, AskedQuestion asked, string search) => HandInAsync(world, asked, [], search);

    private static Task<bool> HandInAsync(DeskWorld world, AskedQuestion asked, string[] sentences, string? search)
    {
        var key = $"written:{asked.Id}:{asked.Version}:{string.Concat(sentences)}{search}";
        return world.HandInAsync(
            new Inbound.Written(asked.Id, asked.Version, Slots.Answer(asked.Id), sentences, search)
            {
                Origin = new Origin
                {
                    DeliveryKey = key,
                    MessageKey = key,
                    From = asked.By.Key,
                    Place = asked.Place,
                    Direct = asked.Direct,
                    At = world.Clock.GetUtcNow(),
                },
            }
        );
    }
}
