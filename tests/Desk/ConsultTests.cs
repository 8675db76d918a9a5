using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A specialist or the rep asks a colleague or another queue; the case stays with its owner.</summary>
public sealed class ConsultTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Asked = "case:ESC-1001:consult:1";
    private const string Question = "What do you want to know?";

    private static Dictionary<string, string> Data { get; } = new() { [DataKeys.Case] = "ESC-1001", [DataKeys.Consult] = "1" };

    internal static async Task<(DeskWorld World, Actor Ana, Actor Bob, Actor Carol)> ClaimedAsync(params (string, string)[] files)
    {
        var world = await DeskWorld.OpenAsync(files);
        var carol = world.Person("carol", ChannelNames.Slack);
        await carol.SaysAsync("help");
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        if (!world.Messages.ContainsKey(Card))
        {
            var answer = world.Messages.Last(message => message.Value.Place == ana.Place).Key;
            (await ana.FillsAsync(answer, "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        }

        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        return (world, ana, bob, carol);
    }

    [Fact]
    public async Task Bob_asks_Carol_who_answers_in_her_chat_and_the_case_s_thread_has_it_while_Bob_keeps_the_case()
    {
        var (world, ana, bob, carol) = await ClaimedAsync();
        await using var _w = world;
        var before = await world.TheCaseAsync();
        (
            await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "Did you ever see a flux wobble?"))
        ).ShouldBeEmpty();
        bob.Heard.ShouldStartWith("Sent to Carol, who is to answer by");
        world.Messages[Asked].Place.ShouldBe(carol.Place);
        var card = Actor.TextOf(world.CardOf(Asked));
        card.ShouldContain("ESC-1001: Bob asks you");
        card.ShouldContain("“Did you ever see a flux wobble?” Bob");
        card.ShouldContain("the quantum flux coupling on our zeppelin wobbles");
        card.ShouldContain("[Answer]\n[Decline]");
        bob.Reads.ShouldContain("Bob asked Carol. The case stays here.");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Asked Carol: Asked · answer by");
        ana.Reads.ShouldAllBe(text => !text.Contains("flux wobble"));

        await carol.FillsAsync(Asked, "Answer", ("Your answer", "Tighten the Heim nut."));
        bob.Reads.ShouldContain(text => text.Contains("@Bob ESC-1001: Carol answers") && text.Contains("Tighten the Heim nut."));
        Actor.TextOf(world.CardOf(Asked)).ShouldContain("Tighten the Heim nut.");
        world.CardOf(Asked).Buttons.ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Asked Carol: Answered by Carol");
        ana.Reads.ShouldAllBe(text => !text.Contains("Heim"));
        var after = await world.TheCaseAsync();
        (after.Owner!.Name, after.Due).ShouldBe((before.Owner!.Name, before.Due));
        await carol.SubmitsAsync(Actions.ConsultAnswer, Data, new Dictionary<string, string> { ["text"] = "once more" });
        carol.Heard.ShouldStartWith("That is answered already");
        carol.Heard.ShouldContain("once more");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind IN ('consulted', 'consult_answered')")).ShouldBe(2);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'consult'")).ShouldBe(0);
    }

    [Fact]
    public async Task Ana_asks_herself_and_the_answer_comes_to_her_chat()
    {
        var (world, ana, bob, carol) = await ClaimedAsync();
        await using var _w = world;
        (
            await ana.FillsAsync(
                "case:ESC-1001:rep",
                "Consult",
                ("Which colleague?", "carol@example.com"),
                (Question, "What may I say meanwhile?")
            )
        ).ShouldBeEmpty();
        Actor.TextOf(world.CardOf("case:ESC-1001:rep")).ShouldContain("You asked Carol, answer by");
        await carol.FillsAsync(Asked, "Answer", ("Your answer", "Say that we look at it."));
        ana.Reads.ShouldContain(text =>
            text.Contains("ESC-1001: Carol answers") && text.Contains("Say that we look at it.") && text.Contains("[Ask again]")
        );
        bob.Reads.ShouldNotContain(text => text.Contains("@Ana"));
        (await world.TheCaseAsync()).Owner!.Name.ShouldBe("Bob");
    }

    [Fact]
    public async Task A_decline_says_why_and_lets_somebody_else_be_asked_with_the_same_words()
    {
        var (world, _, bob, carol) = await ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "Did you ever see a flux wobble?"));
        await carol.FillsAsync(Asked, "Decline", ("Why?", "Never flew one."));
        var told = world.Messages.Last(message => message.Value.Card.Buttons.Any(button => button.Title == "Ask somebody else")).Key;
        Actor.TextOf(world.CardOf(told)).ShouldContain("ESC-1001: Carol cannot help");
        Actor.TextOf(world.CardOf(told)).ShouldContain("Never flew one.");
        var form = (await bob.OpensAsync(told, "Ask somebody else")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields.Single(field => field.Id == "text").Value.ShouldBe("Did you ever see a flux wobble?");
        (await bob.SendsAsync(form, ("Or which queue?", "billing"))).ShouldBeEmpty();
        var second = world.Messages["case:ESC-1001:consult:2"];
        second.Place.Conversation.ShouldBe("C0BILLING");
        await world
            .InThreadOfSlot("mia", "case:ESC-1001:consult:2")
            .FillsAsync("case:ESC-1001:consult:2", "Answer", ("Your answer", "Bill it."));
        bob.Reads.ShouldContain(text => text.Contains("Mia answers") && text.Contains("Bill it."));
    }

    [Fact]
    public async Task Nobody_answers_in_time_and_the_asker_is_offered_once_to_ask_somebody_else_or_to_escalate()
    {
        var (world, _, bob, carol) = await ClaimedAsync();
        await using var _w = world;
        await world.Person("mia").SaysAsync("help");
        await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "Did you ever see a flux wobble?"));
        await world.WaitAsync(TimeSpan.FromDays(3));
        var offers = world.Messages.Where(message => message.Value.Card.Buttons.Any(button => button.Title == "Escalate")).ToList();
        var offer = offers.ShouldHaveSingleItem().Key;
        Actor.TextOf(world.CardOf(offer)).ShouldContain("ESC-1001: Carol, asked");
        await bob.PressesAsync(offer, "Escalate");
        await bob.PressesAsync(offer, "Escalate");
        world.Person("mia").Reads.Count(text => text.Contains("ESC-1001 stands still: Carol was asked and does not answer.")).ShouldBe(1);
        await carol.FillsAsync(Asked, "Answer", ("Your answer", "Late, but: yes."));
        bob.Reads.ShouldContain(text => text.Contains("Late, but: yes."));
    }

    [Fact]
    public async Task The_rep_whose_colleague_is_silent_gets_a_specialist_with_the_words_that_were_asked()
    {
        var (world, ana, bob, _) = await ClaimedAsync();
        await using var _w = world;
        await ana.FillsAsync(
            "case:ESC-1001:rep",
            "Consult",
            ("Which colleague?", "carol@example.com"),
            (Question, "What may I say meanwhile?")
        );
        await world.WaitAsync(TimeSpan.FromDays(3));
        var offer = world
            .Messages.Single(message => message.Value.Card.Buttons.Any(button => button.Action == Actions.ConsultEscalate))
            .Key;
        world.Messages[offer].Place.ShouldBe(ana.Place);
        await ana.PressesAsync(offer, "Get a specialist");
        bob.Reads.ShouldContain(text => text.Contains("Asked Carol, who has not answered: What may I say meanwhile?"));
    }

    [Fact]
    public async Task Of_a_restricted_case_somebody_who_may_not_read_it_gets_only_what_was_written_for_them()
    {
        var (world, _, bob, _) = await ClaimedAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + "  - { id: secret, when: { words: [zeppelin] }, then: { escalate: now, queue: billing, restricted: true }, why: y }\n"
            )
        );
        await using var _w = world;
        (
            await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "May one deny a claim?"))
        ).ShouldBeEmpty();
        var card = Actor.TextOf(world.CardOf(Asked));
        card.ShouldContain("May one deny a claim?");
        card.ShouldNotContain("zeppelin");
        card.ShouldNotContain("Acme");
        var carol = world.Person("carol", ChannelNames.Slack);
        var form = (await carol.OpensAsync(Asked, "Answer")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Title.ShouldNotContain("Acme");
        await carol.FillsAsync(Asked, "Answer", ("Your answer", "One may."));
        (await world.TheCaseAsync()).Consults[0].Answer.ShouldBe("One may.");
        Actor.TextOf(world.CardOf(Asked)).ShouldNotContain("zeppelin");
    }

    [Fact]
    public async Task Only_who_was_asked_answers_and_nobody_else_opens_the_form_to_read_it()
    {
        var (world, ana, bob, _) = await ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "Did you ever see a flux wobble?"));
        var opened = await world.Forms.OpenAsync(new FormRequest(Actions.ConsultAnswer, Data, ana.Key, ana.Place), CancellationToken.None);
        opened.ShouldBeOfType<FormAnswer.Refused>().Sentence.ShouldBe("That was asked of somebody else.");
        await ana.SubmitsAsync(Actions.ConsultAnswer, Data, new Dictionary<string, string> { ["text"] = "me, me" });
        ana.Heard.ShouldStartWith("That was asked of somebody else.");
        (await world.TheCaseAsync()).Consults[0].IsOpen.ShouldBeTrue();
    }

    [Theory]
    [InlineData("bob@example.com", null, "Choose one from the list.")]
    [InlineData("nobody@example.com", null, "Choose one from the list.")]
    [InlineData(null, null, "Fill this in.")]
    public async Task Who_cannot_be_asked_is_refused_in_the_form(string? person, string? queue, string why)
    {
        var (world, _, bob, _) = await ClaimedAsync();
        await using var _w = world;
        var values = new Dictionary<string, string> { ["text"] = "x" };
        if (person is not null)
        {
            values["person"] = person;
        }

        if (queue is not null)
        {
            values["queue"] = queue;
        }

        (await bob.SubmitsAsync(Actions.Consult, Data, values)).Values.ShouldContain(why);
    }

    [Fact]
    public async Task Somebody_is_not_asked_the_same_twice_nor_both_a_colleague_and_a_queue_at_once()
    {
        var (world, _, bob, _) = await ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "Seen it?"));
        await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "seen it?"));
        bob.Heard.ShouldStartWith("Carol has been asked that already");
        bob.Heard.ShouldContain("seen it?");
        await bob.FillsAsync(
            Card,
            "Consult",
            ("Which colleague?", "carol@example.com"),
            ("Or which queue?", "billing"),
            (Question, "Both?")
        );
        bob.Heard.ShouldStartWith("Choose a colleague or a queue, not both.");
        (await world.TheCaseAsync()).Consults.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_card_that_does_not_arrive_and_a_case_that_is_over_are_told()
    {
        var (world, _, bob, carol) = await ClaimedAsync();
        await using var _w = world;
        world.Broken[carol.Place.Lane] = "she left the workspace";
        await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "Seen it?"));
        bob.Reads.ShouldContain(text =>
            text.Contains("what you asked Carol could not be delivered: she left the workspace") && text.Contains("[Ask somebody else]")
        );
        world.Broken.Clear();
        await bob.FillsAsync(Card, "Consult", ("Which colleague?", "carol@example.com"), (Question, "And now?"));
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        Actor.TextOf(world.CardOf("case:ESC-1001:consult:2")).ShouldContain("No longer needed");
        world.CardOf("case:ESC-1001:consult:2").Buttons.ShouldBeEmpty();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'consult'")).ShouldBe(0);
    }
}
