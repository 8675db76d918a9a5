using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class CaseTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Unknown = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob, Actor Carol)> WithCaseAsync()
    {
        var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        (
            await ana.FillsAsync(
                world.Messages.Keys.Single(),
                "Get a specialist",
                ("What have you tried?", "turned it off and on"),
                ("How urgent?", "p2")
            )
        ).ShouldBeEmpty();
        return (world, ana, world.InThreadOf("bob", "ESC-1001"), world.InThreadOf("carol", "ESC-1001"));
    }

    [Fact]
    public async Task The_form_makes_a_case_whose_card_holds_everything_known()
    {
        var (world, ana, _, _) = await WithCaseAsync();
        await using var _w = world;
        var card = Actor.TextOf(world.CardOf(Card));
        foreach (
            var part in new[]
            {
                "ESC-1001 · P2 · Technical",
                "Unclaimed · claim by",
                "Acme Freight · enterprise · renews 31 Jan 2027",
                "zeppelin wobbles",
                "Tried: turned it off and on",
                "[Claim]\n[Ask the rep]\n[Reply to rep]\n[Resolve]\n[More]",
                "as of",
            }
        )
        {
            card.ShouldContain(part);
        }

        ana.Reads.ShouldContain(text => text.Contains("Handed to specialists as ESC-1001"));
        ana.Reads.ShouldContain(text => text.Contains("Waiting for a specialist"));
    }

    [Fact]
    public async Task Of_two_claims_one_wins_and_the_other_is_told_privately_who_has_it()
    {
        var (world, ana, bob, carol) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await carol.PressesAsync(new CardButton(Actions.Claim, "Claim", new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" }));
        carol.Heard.ShouldBe("Bob claimed ESC-1001 3 min ago.");
        (await world.TheCaseAsync()).Owner!.Name.ShouldBe("Bob");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Bob has it");
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("[Claim]");
        ana.Reads.ShouldContain("ESC-1001: Bob has your case.");
    }

    [Fact]
    public async Task Only_people_of_the_queue_claim_and_others_hear_whom_to_ask()
    {
        var (world, ana, _, _) = await WithCaseAsync();
        await using var _w = world;
        await ana.PressesAsync(Card, "Claim");
        ana.Heard.ShouldBe("Only specialists of Technical may do that. Ask Bob, Carol.");
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Unclaimed);
    }

    [Fact]
    public async Task A_question_to_the_rep_is_answered_by_the_next_message_and_never_asked_twice()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which zeppelin?"));
        ana.Reads.ShouldContain(text => text.Contains("ESC-1001: Bob asks") && text.Contains("Which zeppelin?"));
        (await world.TheCaseAsync()).Due.Update.ShouldBeNull();
        await ana.SaysAsync("The red one");
        bob.Reads.ShouldContain(text => text.Contains("@Bob ana answered") || text.Contains("@Bob Ana answered"));
        ana.Reads[^1].ShouldBe("Sent to Bob for ESC-1001.");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Which zeppelin? → The red one");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "which zeppelin?"));
        bob.Heard.ShouldStartWith("Already answered: The red one");
        (await world.TheCaseAsync()).Asks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Thread_words_stay_internal_unless_they_start_with_two_angle_brackets()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        var before = ana.Reads.Count;
        await bob.SaysAsync("the client is a nuisance", addressed: false);
        ana.Reads.Count.ShouldBe(before);
        await bob.SaysAsync(">> We are looking at the coupling.", addressed: false);
        ana.Reads.Count.ShouldBe(before + 1);
        ana.Reads.ShouldContain(text => text.Contains("ESC-1001 · Bob writes") && text.Contains("We are looking at the coupling."));
        ana.Reads.ShouldNotContain(text => text.Contains("nuisance"));
    }

    [Fact]
    public async Task Words_to_the_rep_can_be_taken_back_for_ten_seconds()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await bob.SaysAsync(">> oops", addressed: false);
        var takeBack = world.Whispers[^1].Card.Buttons.ShouldHaveSingleItem();
        takeBack.Title.ShouldBe("Take back");
        takeBack.EndsAt.ShouldBe(world.Clock.GetUtcNow().AddSeconds(10));
        world.Clock.Advance(TimeSpan.FromSeconds(9));
        await bob.PressesAsync(takeBack);
        ana.Reads.ShouldNotContain(text => text.Contains("oops"));
        await bob.SaysAsync(">> too late", addressed: false);
        takeBack = world.Whispers[^1].Card.Buttons.ShouldHaveSingleItem();
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await bob.PressesAsync(takeBack);
        bob.Heard.ShouldContain("more than 10 seconds");
        ana.Reads.ShouldContain(text => text.Contains("too late"));
    }

    [Fact]
    public async Task Edits_and_deletes_of_relayed_words_are_carried_over_both_ways()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        var toRep = await bob.SaysAsync(">> version one", addressed: false);
        await bob.EditsAsync(toRep, ">> version two");
        ana.Reads.ShouldContain(text => text.Contains("version two"));
        ana.Reads.ShouldNotContain(text => text.Contains("version one"));
        await bob.DeletesAsync(toRep);
        ana.Reads.ShouldNotContain(text => text.Contains("version two"));

        var fromRep = await ana.SaysAsync("ESC-1001 it is the left coupling");
        bob.Reads.ShouldContain(text => text.Contains("it is the left coupling"));
        await ana.EditsAsync(fromRep, "ESC-1001 it is the right coupling");
        bob.Reads.ShouldContain(text => text.Contains("it is the right coupling") && text.Contains("Before: it is the left coupling"));
        await ana.DeletesAsync(fromRep);
        bob.Reads[^1].ShouldContain("deleted a message");
        (await world.TheCaseAsync()).Conversation.ShouldContain(turn => turn.Deleted && turn.Before.Count == 1);
    }

    [Fact]
    public async Task An_edited_question_shows_its_change_in_the_thread_and_on_the_card()
    {
        var world = await DeskWorld.OpenAsync();
        await using var _w = world;
        var ana = world.Person("ana");
        var id = await ana.SaysAsync(Unknown);
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p3"));
        await ana.EditsAsync(id, "Acme Freight: the airship is on fire");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("the airship is on fire");
        world.InThreadOf("bob", "ESC-1001").Reads.ShouldContain(text => text.Contains("Before: Acme Freight: the quantum"));
        await ana.DeletesAsync(id);
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Unclaimed);
        Actor.TextOf(world.CardOf(Card)).ShouldContain("the airship is on fire");
    }

    [Fact]
    public async Task Resolve_tells_the_rep_the_words_for_the_client_and_closes_only_after_client_told()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        (await bob.FillsAsync(Card, "Resolve", ("Root cause", "loose screw"))).Keys.ShouldBe(["fix", "tell"], ignoreOrder: true);
        await bob.FillsAsync(
            Card,
            "Resolve",
            ("What fixed it", "tightened the screw"),
            ("Root cause", "loose screw"),
            ("Tell the client", "It flies again.")
        );
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Resolved);
        var outcome = Actor.TextOf(world.CardOf("case:ESC-1001:outcome"));
        outcome.ShouldContain("It flies again.");
        outcome.ShouldContain("[Send]");
        outcome.ShouldContain("[Client told]\n[Reopen]");
        await ana.PressesAsync("case:ESC-1001:outcome", "Send", ("rating", "5"));
        (await world.TheCaseAsync()).Rating.ShouldBe(5);
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Closed);
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Closed");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE finished_at IS NULL")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers")).ShouldBe(0);
    }

    [Fact]
    public async Task A_reopened_case_goes_back_to_its_owner_with_everything_and_its_question_is_open_again()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "done"));
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        await ana.FillsAsync("case:ESC-1001:outcome", "Reopen", ("What is still wrong?", "it wobbles again"));
        var open = await world.TheCaseAsync();
        open.State.ShouldBe(CaseState.Claimed);
        open.Owner!.Name.ShouldBe("Bob");
        bob.Reads.ShouldContain(text => text.Contains("@Bob reopened by") && text.Contains("it wobbles again"));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE finished_at IS NULL AND state = 'escalated'")).ShouldBe(1);
        open.Due.Resolve.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_transfer_moves_the_case_to_the_other_queues_place_and_leaves_a_pointer()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Transfer", ("Queue", "billing"), ("Note for the next person", "it is about money"));
        world.Messages["case:ESC-1001:card1"].Place.Conversation.ShouldBe("C0BILLING");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("moved to Billing");
        world.CardOf(Card).Buttons.ShouldBeEmpty();
        world.Messages.Values.ShouldContain(message =>
            message.Place.Conversation == "C0BILLING"
            && message.Place.Thread != null
            && Actor.TextOf(message.Card).Contains("it is about money")
        );
        ana.Reads.ShouldContain(text => text.Contains("ESC-1001 moved to Billing"));
    }

    [Fact]
    public async Task Release_decline_and_priority_change_the_card_and_tell_the_rep_what_concerns_the_client()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Priority", ("How urgent?", "p1"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("ESC-1001 · P1");
        await bob.FillsAsync(Card, "Release", ("Note for the next person", "lunch"));
        (await world.TheCaseAsync()).Owner.ShouldBeNull();
        ana.Reads.ShouldContain(text => text.Contains("back in the queue Technical"));
        await bob.FillsAsync(Card, "Decline", ("Why, in words for the rep", "zeppelins are not ours"));
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Declined);
        ana.Reads.ShouldContain(text => text.Contains("zeppelins are not ours") && text.Contains("[Reopen]"));
    }

    [Fact]
    public async Task A_form_filled_in_while_somebody_else_resolved_the_case_gives_the_text_back()
    {
        var (world, _, bob, carol) = await WithCaseAsync();
        await using var _w = world;
        var form = (await carol.OpensAsync(Card, "Ask the rep")).ShouldBeOfType<FormAnswer.Open>().Form;
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "done"));
        await carol.SendsAsync(form, ("What do you need to know?", "a long and thoughtful question"));
        carol.Heard.ShouldContain("is over");
        carol.Heard.ShouldContain("a long and thoughtful question");
    }

    [Fact]
    public async Task A_second_question_offers_to_be_added_to_the_open_case()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await ana.SaysAsync("and the flux capacitor of the zeppelin hums");
        await ana.PressesAsync(world.Messages.Last(message => message.Value.Place == ana.Place).Key, "Add to ESC-1001");
        bob.Reads.ShouldContain(text => text.Contains("flux capacitor"));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM cases")).ShouldBe(1);
    }

    /// <summary>Who may read a question goes by its case: a press that comes late, twice or made up must not give it another one.</summary>
    [Fact]
    public async Task A_question_that_is_a_case_or_belongs_to_one_is_added_to_no_other()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        await ana.SaysAsync("and the flux capacitor of the zeppelin hums");
        var add = world
            .Messages.Last(message => message.Value.Place == ana.Place)
            .Value.Card.Buttons.Single(one => one.Title == "Add to ESC-1001");
        await ana.PressesAsync(add);
        await ana.PressesAsync(add);
        ana.Heard.ShouldContain("already a case: ESC-1001");
        bob.Reads.Count(text => text.Contains("flux capacitor")).ShouldBe(1);
        var own = await world.TheCaseAsync();
        await ana.PressesAsync(add with { Data = new Dictionary<string, string>(add.Data) { [DataKeys.Question] = own.QuestionId! } });
        ana.Heard.ShouldContain("already a case: ESC-1001");
        (await world.TheCaseAsync()).Version.ShouldBe(own.Version);
    }

    [Fact]
    public async Task Reactions_never_change_a_case()
    {
        var (world, _, bob, _) = await WithCaseAsync();
        await using var _w = world;
        var before = await world.TheCaseAsync();
        await bob.ReactsAsync(world.Messages[Card].Id, "white_check_mark");
        (await world.TheCaseAsync()).Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task Status_and_my_cases_tell_where_things_stand()
    {
        var (world, ana, _, _) = await WithCaseAsync();
        await using var _w = world;
        await ana.SaysAsync("my cases");
        ana.Reads[^1].ShouldContain("ESC-1001 · Technical · Waiting for a specialist");
        ana.Reads[^1].ShouldContain("[Show ESC-1001]");
        await ana.SaysAsync("status esc-1001");
        ana.Reads[^1].ShouldContain("Waiting for a specialist");
        var mia = world.Person("mia");
        await mia.SaysAsync("status ESC-1001");
        mia.Reads[^1].ShouldContain("Tried: turned it off and on");
    }
}
