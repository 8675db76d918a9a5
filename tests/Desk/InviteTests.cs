using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A colleague is invited to a case, and people follow cases that others have.</summary>
public sealed class InviteTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Invited = "case:ESC-1001:invite:1";

    [Fact]
    public async Task Carol_accepts_is_called_into_the_thread_and_follows_and_Bob_hears_it()
    {
        var (world, _, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        (await bob.FillsAsync(Card, "Invite", ("Whom?", "carol@example.com"), ("What for?", "You know flux."))).ShouldBeEmpty();
        bob.Heard.ShouldBe("Carol is invited. You hear what they say.");
        var card = Actor.TextOf(world.CardOf(Invited));
        card.ShouldContain("Bob invites you to ESC-1001");
        card.ShouldContain("You know flux.");
        card.ShouldContain("zeppelin");
        card.ShouldContain("[Accept]\n[Decline]");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Invited Carol: Waits for an answer to Bob");
        await carol.PressesAsync(Invited, "Accept");
        bob.Reads.ShouldContain(text => text.Contains("@Carol joins this, invited by Bob."));
        world.Person("bob", ChannelNames.Slack).Reads.ShouldContain("ESC-1001: Carol accepted and joins.");
        var theCase = await world.TheCaseAsync();
        (theCase.Owner!.Name, theCase.Followers.Single().Name).ShouldBe(("Bob", "Carol"));
        world.CardOf(Invited).Buttons.ShouldBeEmpty();
        await carol.PressesAsync(
            new CardButton(
                Actions.InviteAccept,
                "",
                new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Invite] = "1" }
            )
        );
        carol.Heard.ShouldBe("That invitation to ESC-1001 is over.");
        await bob.FillsAsync(Card, "Invite", ("Whom?", "carol@example.com"), ("What for?", "Again."));
        bob.Heard.ShouldStartWith("Carol was invited already.");

        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        carol.Reads.Count(text => text.Contains("ESC-1001 is resolved by Bob.")).ShouldBe(1);
    }

    [Fact]
    public async Task Carol_declines_with_a_reason_that_Bob_reads_and_nobody_else()
    {
        var (world, ana, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Invite", ("Whom?", "carol@example.com"));
        await carol.FillsAsync(Invited, "Decline", ("Why?", "On leave from noon."));
        world
            .Person("bob", ChannelNames.Slack)
            .Reads.ShouldContain(text =>
                text.Contains("ESC-1001: Carol cannot join") && text.Contains("On leave from noon.") && text.Contains("[Invite]")
            );
        ana.Reads.ShouldAllBe(text => !text.Contains("leave"));
        (await world.TheCaseAsync()).Followers.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_names_who_works_on_its_kind_first_then_who_has_fewest_cases_and_nobody_who_may_not_read_it()
    {
        var (world, ana, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await ana.SaysAsync("specialist");
        await ana.SaysAsync("Birch & Sons: the hyperdrive of our other zeppelin hums in the night");
        var answer = world
            .Messages.Last(message =>
                message.Value.Place == ana.Place && message.Value.Card.Buttons.Any(button => button.Title == "Get a specialist")
            )
            .Key;
        await ana.FillsAsync(answer, "Get a specialist", ("How urgent?", "p2"));
        await world.InThreadOf("carol", "ESC-1002").PressesAsync("case:ESC-1002:card", "Claim");
        var form = (await bob.OpensAsync(Card, "Invite")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields[0].Options.Select(option => option.Title).ShouldBe(["Mia · Billing, Technical · 0 open", "Carol · Technical · 1 open"]);
        await bob.SubmitsAsync(
            Actions.Invite,
            new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" },
            new Dictionary<string, string> { ["person"] = "ana@example.com" }
        );
        (await world.Cases.FindCaseAsync("ESC-1001", CancellationToken.None))!.Invites.ShouldBeEmpty();
        (await ana.OpensAsync(Card, "Invite")).ShouldBeOfType<FormAnswer.Refused>();
    }

    [Fact]
    public async Task Nobody_is_invited_to_a_restricted_case_that_they_may_not_read_and_nobody_answers_for_another()
    {
        var (world, _, bob, carol) = await ConsultTests.ClaimedAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + "  - { id: secret, when: { words: [zeppelin] }, then: { escalate: now, queue: billing, restricted: true }, why: y }\n"
            )
        );
        await using var _w = world;
        var form = (await bob.OpensAsync(Card, "Invite")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields[0].Options.Select(option => option.Value).ShouldBe(["mia@example.com"]);
        (await bob.SendsAsync(form, ("Whom?", "mia@example.com"))).ShouldBeEmpty();
        await carol.PressesAsync(
            new CardButton(
                Actions.InviteAccept,
                "",
                new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Invite] = "1" }
            )
        );
        carol.Heard.ShouldBe("That invitation is for somebody else.");
        await carol.SaysAsync("follow ESC-1001");
        (await world.TheCaseAsync()).Followers.ShouldBeEmpty();
    }
}
