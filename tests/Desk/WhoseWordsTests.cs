using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A rep writes while a specialist's question is open: is it the answer, or a question of its own?</summary>
public sealed class WhoseWordsTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Matter = "the quantum flux coupling on our zeppelin wobbles";

    [Theory]
    [InlineData("LZ-129")]
    [InlineData("the red one")]
    [InlineData("yes")]
    [InlineData("No, the other one, which we got from the Berlin office last week")]
    [InlineData("ok")]
    [InlineData("ja, seit gestern")]
    [InlineData("oui")]
    [InlineData("sí, todos")]
    [InlineData("是的")]
    [InlineData("it is the blimp that they bought in 2024, a model LZ-129 with the big engine")]
    [InlineData("The model of the signing certificate is LZ")]
    [InlineData("They wobble on all zeppelin decks whenever somebody walks around in the back of it")]
    public async Task What_reads_like_an_answer_reaches_the_specialist(string words)
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(words);
        var theCase = await world.TheCaseAsync();
        theCase.Asks[0].Reply.ShouldBe(words);
        ana.Reads[^1].ShouldContain("Sent to Bob for ESC-1001.");
        (await Questions(world)).ShouldBe(1);
    }

    [Theory]
    [InlineData("how do I download an invoice?")]
    [InlineData("how do I renew the signing certificate for single sign-on")]
    [InlineData("Another client asks how to reset a forgotten password on the sign-in page")]
    [InlineData("wie oft wird ein webhook nach einem fehler tried again? webhook deliveries fail")]
    public async Task What_the_engine_is_sure_of_is_answered_and_the_specialists_question_stays_open(string words)
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(words);
        (await world.TheCaseAsync()).Asks[0].RepliedAt.ShouldBeNull();
        ana.Reads[^1].ShouldContain("[This solved it]");
        ana.Reads[^1].ShouldContain("Bob still waits for your answer in ESC-1001: Which blimp model?");
        (await Questions(world)).ShouldBe(2);
        await ana.SaysAsync("LZ-129");
        (await world.TheCaseAsync()).Asks[0].Reply.ShouldBe("LZ-129");
    }

    [Theory]
    [InlineData("the blimp model is LZ-129", true)]
    [InlineData("and how do I download an invoice?", false)]
    [InlineData("grey paint", false)]
    public async Task Under_the_answer_that_says_who_still_waits_words_that_name_what_was_asked_are_the_answer(string words, bool isAnswer)
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("how do I download an invoice?");
        var answer = world.Messages.Last(message => message.Value.Place == ana.Place).Key;
        await (ana with { Place = ana.Place with { Thread = answer } }).SaysAsync(words);
        (await world.TheCaseAsync()).Asks[0].Reply.ShouldBe(isAnswer ? words : null);
    }

    [Fact]
    public async Task What_a_criterion_escalates_becomes_a_case_of_its_own()
    {
        await using var world = await AskedAsync();
        await world.Person("ana").SaysAsync("Birch say that their lawyer will call us tomorrow about the late export");
        var cases = await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None);
        cases.Count.ShouldBe(2);
        cases.ShouldAllBe(one => one.Asks.All(ask => ask.RepliedAt == null));
    }

    [Theory]
    [InlineData("does the blimp model matter for that?")]
    [InlineData("how do I couple the flux in a submarine?")]
    [InlineData("our other office has been without any heating or light since the storm of last week")]
    [InlineData("invoice download")]
    public async Task What_may_be_either_is_asked_about_once_and_an_answer_is_sent_as_written(string words)
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(words);
        (await world.TheCaseAsync()).Asks[0].RepliedAt.ShouldBeNull();
        (await Questions(world)).ShouldBe(1);
        var (slot, asked) = Which(world);
        asked.ShouldContain(words);
        asked.ShouldEndWith("[Answer to ESC-1001]\n[New question]");
        await ana.PressesAsync(slot, "Answer to ESC-1001");
        var theCase = await world.TheCaseAsync();
        theCase.Asks[0].Reply.ShouldBe(words);
        theCase.Undecided.ShouldBeEmpty();
        Actor.TextOf(world.CardOf(slot)).ShouldBe("Sent to Bob for ESC-1001.");
        world.InThreadOf("bob", "ESC-1001").Reads[^1].ShouldContain(words);
    }

    [Fact]
    public async Task A_new_question_is_answered_as_written_and_counts_as_one()
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("invoice download");
        var (slot, _) = Which(world);
        var card = world.CardOf(slot);
        await ana.PressesAsync(slot, "New question");
        (await world.TheCaseAsync()).Asks[0].RepliedAt.ShouldBeNull();
        ana.Reads[^1].ShouldContain("Open Billing, Invoices");
        (await Questions(world)).ShouldBe(2);
        // A second press on the old card does nothing, and says so.
        await ana.PressesAsync(card.Buttons[0]);
        ana.Heard.ShouldContain("settled already");
        (await world.TheCaseAsync()).Asks[0].RepliedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_else_decides_what_the_rep_meant()
    {
        await using var world = await AskedAsync();
        await world.Person("ana").SaysAsync("invoice download");
        var button = world.CardOf(Which(world).Slot).Buttons[0];
        foreach (var name in new[] { "bob", "mia", "zed" })
        {
            await world.Person(name, ChannelNames.Slack).PressesAsync(button);
        }

        (await world.TheCaseAsync()).Undecided.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_press_the_words_go_to_the_case_within_the_hour()
    {
        await using var world = await AskedAsync();
        await world.Person("ana").SaysAsync("invoice download");
        await world.WaitAsync(TimeSpan.FromMinutes(61));
        var theCase = await world.TheCaseAsync();
        theCase.Undecided.ShouldBeEmpty();
        theCase.Conversation[^1].Text.ShouldBe("invoice download");
        world.InThreadOf("bob", "ESC-1001").Reads.ShouldContain(text => text.Contains("invoice download"));
        Actor.TextOf(world.CardOf(Which(world).Slot)).ShouldContain("passed your message on to ESC-1001");
    }

    [Fact]
    public async Task Words_that_are_edited_or_deleted_before_the_press_are_used_as_they_read_now()
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        var id = await ana.SaysAsync("invoice download");
        await ana.EditsAsync(id, "invoice upload");
        await ana.PressesAsync(Which(world).Slot, "Answer to ESC-1001");
        (await world.TheCaseAsync()).Asks[0].Reply.ShouldBe("invoice upload");
    }

    [Fact]
    public async Task A_deleted_message_is_no_longer_undecided()
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        var id = await ana.SaysAsync("invoice download");
        await ana.DeletesAsync(id);
        (await world.TheCaseAsync()).Undecided.ShouldBeEmpty();
        world.Messages.Keys.ShouldNotContain(key => key.StartsWith("which:"));
    }

    [Fact]
    public async Task Of_two_open_questions_the_one_whose_words_fit_is_answered()
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Birch say their lawyer waits for the harvester");
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.PressesAsync("case:ESC-1002:card", "Claim");
        await bob.FillsAsync("case:ESC-1002:card", "Ask the rep", ("What do you need to know?", "Which harvester?"));
        await ana.SaysAsync("the blimp model is LZ-129");
        (await world.Cases.FindCaseAsync("ESC-1001", CancellationToken.None))!.Asks[0].Reply.ShouldBe("the blimp model is LZ-129");
        await ana.SaysAsync("H-7");
        (await world.Cases.FindCaseAsync("ESC-1002", CancellationToken.None))!.Asks[0].Reply.ShouldBe("H-7");
    }

    [Fact]
    public async Task A_file_alone_is_the_answer_and_the_words_behind_it_too()
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("", files: new FileLink("model.png", "https://files.example.com/model.png"));
        var theCase = await world.TheCaseAsync();
        theCase.Asks[0].Reply.ShouldBe("model.png");
        theCase.Conversation[^1].Files.ShouldHaveSingleItem().Name.ShouldBe("model.png");
        await ana.SaysAsync("page 2");
        (await world.TheCaseAsync()).Conversation[^1].Text.ShouldBe("page 2");
        (await Questions(world)).ShouldBe(1);
    }

    /// <summary>Ana has a case, and Bob asks her something.</summary>
    internal static async Task<DeskWorld> AskedAsync(string question = "Which blimp model?")
    {
        var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                "version: 3\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: legal, when: { "
                    + "words: [lawyer] }, then: { escalate: now, queue: technical }, why: Legal exposure is for people. }\n"
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync(Matter);
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last(message => message.Value.Place == ana.Place).Key, "Send to specialists");
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", question));
        return world;
    }

    private static (string Slot, string Text) Which(DeskWorld world)
    {
        var slot = world.Messages.Keys.Single(key => key.StartsWith("which:", StringComparison.Ordinal));
        return (slot, Actor.TextOf(world.CardOf(slot)));
    }

    private static Task<long> Questions(DeskWorld world) => world.Store.CountAsync("SELECT COUNT(*) FROM questions");
}
