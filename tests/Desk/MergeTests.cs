using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Two reps wait for the same: their cases are worked on as one, and each hears everything under their own number.</summary>
public sealed class MergeTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Second = "case:ESC-1002:card";
    private const string Number = "Number of the case that goes on";

    private static Dictionary<string, string> DataOf(string id) => new() { [DataKeys.Case] = id };

    private static async Task<Core.Cases.Case> FindAsync(DeskWorld world, string id) =>
        (await world.Cases.FindCaseAsync(id, CancellationToken.None))!;

    private static async Task<Actor> EscalatesAsync(DeskWorld world, string who, string words)
    {
        var rep = world.Person(who);
        await rep.SaysAsync(words);
        var answer = world.Messages.Last(message => message.Value.Place == rep.Place).Key;
        (await rep.FillsAsync(answer, "Get a specialist", ("How urgent?", "p1"))).ShouldBeEmpty();
        return rep;
    }

    /// <summary>Bob has Ana's ESC-1001 (P2), and Eva's ESC-1002 (P1) was merged into it.</summary>
    private static async Task<(DeskWorld World, Actor Ana, Actor Eva, Actor Bob)> MergedAsync()
    {
        var (world, ana, bob, _) = await ConsultTests.ClaimedAsync();
        var eva = await EscalatesAsync(world, "eva", "our airship hums at night, the flux coupling again");
        (await bob.FillsAsync(Second, "Merge", (Number, "esc-1001"))).ShouldBeEmpty();
        return (world, ana, eva, bob);
    }

    [Fact]
    public async Task Both_reps_hear_everything_under_their_own_number_and_each_tells_their_own_client()
    {
        var (world, ana, eva, bob) = await MergedAsync();
        await using var _w = world;
        bob.Heard.ShouldStartWith("ESC-1002 is worked on as ESC-1001 now");
        var merged = await FindAsync(world, "ESC-1002");
        (merged.State, merged.MergedInto, merged.Due, merged.IsOpen).ShouldBe((CaseState.Merged, "ESC-1001", Deadlines.None, true));
        (await FindAsync(world, "ESC-1001")).Priority.ShouldBe("p1");
        Actor.TextOf(world.CardOf(Second)).ShouldContain("Worked on as ESC-1001");
        Actor.TextOf(world.CardOf(Second)).ShouldNotContain("[Claim]");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Linked: ESC-1002, worked on here");
        bob.Reads.ShouldContain(text => text.Contains("Bob merged ESC-1002 into this.") && text.Contains("our airship hums at night"));
        eva.Reads.ShouldContain(text => text.StartsWith("ESC-1002 is the same problem as a case that is worked on already."));
        ana.Reads.ShouldContain("ESC-1001: somebody else waits for the same. It is worked on once, for both.");

        await bob.SaysAsync(">> Which blimp model is it?");
        ana.Reads.ShouldContain(text => text.Contains("ESC-1001") && text.Contains("Which blimp model is it?"));
        eva.Reads.ShouldContain(text => text.Contains("ESC-1002") && text.Contains("Which blimp model is it?"));

        await eva.SaysAsync("ESC-1002 it is the Z-9");
        bob.Reads.ShouldContain(text => text.StartsWith("eva (ESC-1002) adds") && text.Contains("it is the Z-9"));

        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "the Heim nut"), ("Tell the client", "Tighten the Heim nut."));
        ana.Reads.ShouldContain(text => text.Contains("ESC-1001") && text.Contains("Tighten the Heim nut."));
        eva.Reads.ShouldContain(text => text.Contains("ESC-1002") && text.Contains("Tighten the Heim nut."));
        await eva.PressesAsync("case:ESC-1002:outcome", "Client told");
        ((await FindAsync(world, "ESC-1001")).State, (await FindAsync(world, "ESC-1002")).State).ShouldBe(
            (CaseState.Resolved, CaseState.Closed)
        );
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        (await FindAsync(world, "ESC-1001")).State.ShouldBe(CaseState.Closed);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE finished_at IS NULL")).ShouldBe(0);
        (
            await world.Store.CountAsync(
                "SELECT COUNT(*) FROM history WHERE case_id = 'ESC-1002' AND kind IN ('merged', 'resolved', 'client_told')"
            )
        ).ShouldBe(3);
    }

    [Fact]
    public async Task What_a_specialist_takes_back_or_edits_changes_for_both()
    {
        var (world, ana, eva, bob) = await MergedAsync();
        await using var _w = world;
        var message = await bob.SaysAsync(">> Turn it off");
        await bob.EditsAsync(message, ">> Turn it off and on");
        ana.Reads.ShouldContain(text => text.Contains("Turn it off and on"));
        eva.Reads.ShouldContain(text => text.Contains("Turn it off and on"));
        await bob.DeletesAsync(message);
        ana.Reads.ShouldNotContain(text => text.Contains("Turn it off"));
        eva.Reads.ShouldNotContain(text => text.Contains("Turn it off"));
    }

    [Fact]
    public async Task Both_reps_hear_who_has_it_where_it_went_and_that_it_was_declined()
    {
        var (world, ana, eva, bob) = await MergedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Release");
        await world.InThreadOf("carol", "ESC-1001").PressesAsync(Card, "Claim");
        ana.Reads.ShouldContain("ESC-1001: Carol has your case.");
        eva.Reads.ShouldContain("ESC-1002: Carol has your case.");
        await world.InThreadOf("carol", "ESC-1001").FillsAsync(Card, "Decline", ("Why, in words for the rep", "Not ours."));
        eva.Reads.ShouldContain(text => text.StartsWith("ESC-1002 was declined by Carol") && text.Contains("Not ours."));
        (await FindAsync(world, "ESC-1002")).State.ShouldBe(CaseState.Declined);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE finished_at IS NULL")).ShouldBe(0);
        await eva.FillsAsync("case:ESC-1002:rep", "Reopen");
        (await FindAsync(world, "ESC-1002")).State.ShouldNotBe(CaseState.Merged);
        (await FindAsync(world, "ESC-1001")).State.ShouldBe(CaseState.Declined);
    }

    [Fact]
    public async Task Taken_apart_it_waits_in_its_queue_with_its_clocks_and_hears_nothing_of_the_other()
    {
        var (world, _, eva, bob) = await MergedAsync();
        await using var _w = world;
        await world.InThreadOf("bob", "ESC-1002").PressesAsync(Second, "Take apart");
        var alone = await FindAsync(world, "ESC-1002");
        (alone.State, alone.Due.Claim is not null).ShouldBe((CaseState.Unclaimed, true));
        Actor.TextOf(world.CardOf(Second)).ShouldContain("[Claim]");
        eva.Reads.ShouldContain("ESC-1002 is worked on for itself again.");
        await bob.SaysAsync(">> For Ana alone");
        eva.Reads.ShouldNotContain(text => text.Contains("For Ana alone"));
        await world.InThreadOf("bob", "ESC-1002").PressesAsync(Second, "Claim");
        await bob.SubmitsAsync(Actions.Unmerge, DataOf("ESC-1002"), new Dictionary<string, string>());
        (await FindAsync(world, "ESC-1002")).State.ShouldBe(CaseState.Claimed);
    }

    [Theory]
    [InlineData("ESC-1002", "That is ESC-1002 itself.")]
    [InlineData("ESC-4711", "I know no case ESC-4711.")]
    [InlineData("the other", "I know no case the other.")]
    public async Task A_merge_with_itself_or_with_nothing_is_refused(string number, string why)
    {
        var (world, _, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await EscalatesAsync(world, "eva", "our airship hums at night");
        await bob.FillsAsync(Second, "Merge", (Number, number));
        bob.Heard.ShouldStartWith(why);
        (await FindAsync(world, "ESC-1002")).State.ShouldBe(CaseState.Unclaimed);
    }

    [Fact]
    public async Task A_case_that_is_over_takes_none_and_a_merged_one_names_the_one_that_goes_on()
    {
        var (world, ana, eva, bob) = await MergedAsync();
        await using var _w = world;
        await EscalatesAsync(world, "ana", "the mooring mast of the airship bends");
        await bob.FillsAsync("case:ESC-1003:card", "Merge", (Number, "ESC-1002"));
        bob.Heard.ShouldStartWith("ESC-1002 is worked on as ESC-1001. Write that number.");
        await bob.SubmitsAsync(Actions.Merge, DataOf("ESC-1002"), new Dictionary<string, string> { ["number"] = "ESC-1003" });
        bob.Heard.ShouldStartWith("ESC-1002 is worked on as ESC-1001.");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        await bob.FillsAsync("case:ESC-1003:card", "Merge", (Number, "ESC-1001"));
        bob.Heard.ShouldStartWith("ESC-1001 is over");
        (await FindAsync(world, "ESC-1003")).State.ShouldBe(CaseState.Unclaimed);
    }

    [Fact]
    public async Task A_case_with_others_behind_it_brings_them_along()
    {
        var (world, ana, eva, bob) = await MergedAsync();
        await using var _w = world;
        await EscalatesAsync(world, "ana", "the mooring mast of the airship bends");
        (await bob.FillsAsync(Card, "Merge", (Number, "ESC-1003"))).ShouldBeEmpty();
        ((await FindAsync(world, "ESC-1001")).MergedInto, (await FindAsync(world, "ESC-1002")).MergedInto).ShouldBe(
            ("ESC-1003", "ESC-1003")
        );
        await world.InThreadOf("carol", "ESC-1003").PressesAsync("case:ESC-1003:card", "Claim");
        await world
            .InThreadOf("carol", "ESC-1003")
            .FillsAsync("case:ESC-1003:card", "Resolve", ("What fixed it", "x"), ("Tell the client", "One nut for all."));
        eva.Reads.ShouldContain(text => text.Contains("ESC-1002") && text.Contains("One nut for all."));
        ana.Reads.Count(text => text.Contains("One nut for all.")).ShouldBe(2);
    }

    [Fact]
    public async Task Two_merges_into_each_other_at_one_moment_leave_one_that_goes_on()
    {
        var (world, _, _, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await EscalatesAsync(world, "eva", "our airship hums at night");
        await world.HandInTogetherAsync(
            world
                .Person("bob", ChannelNames.Slack)
                .Acts(Actions.Merge, DataOf("ESC-1001"), new Dictionary<string, string> { ["number"] = "ESC-1002" }),
            world
                .Person("carol", ChannelNames.Slack)
                .Acts(Actions.Merge, DataOf("ESC-1002"), new Dictionary<string, string> { ["number"] = "ESC-1001" })
        );
        new[] { (await FindAsync(world, "ESC-1001")).State, (await FindAsync(world, "ESC-1002")).State }
            .Count(state => state is CaseState.Merged)
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_restricted_case_stays_by_itself()
    {
        var (world, _, bob, _) = await ConsultTests.ClaimedAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + "  - { id: secret, when: { words: [zeppelin] }, then: { escalate: now, queue: technical, restricted: true }, why: y }\n"
            )
        );
        await using var _w = world;
        await EscalatesAsync(world, "eva", "our airship hums at night");
        await bob.FillsAsync(Second, "Merge", (Number, "ESC-1001"));
        bob.Heard.ShouldStartWith("A restricted case stays by itself");
        await bob.SubmitsAsync(Actions.Merge, DataOf("ESC-1001"), new Dictionary<string, string> { ["number"] = "ESC-1002" });
        bob.Heard.ShouldStartWith("A restricted case stays by itself");
        (await FindAsync(world, "ESC-1002")).State.ShouldBe(CaseState.Unclaimed);
    }

    [Fact]
    public async Task A_promise_and_the_followers_of_the_merged_case_go_with_it()
    {
        var (world, _, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await EscalatesAsync(world, "eva", "our airship hums at night");
        await carol.SaysAsync("follow ESC-1002");
        var inSecond = world.InThreadOf("bob", "ESC-1002");
        await inSecond.PressesAsync(Second, "Claim");
        await inSecond.SaysAsync(">> You have it within two days");
        var owed = (await FindAsync(world, "ESC-1002")).OpenPromise!;
        await bob.FillsAsync(Second, "Merge", (Number, "ESC-1001"));
        var goesOn = await FindAsync(world, "ESC-1001");
        goesOn.OpenPromise!.DueAt.ShouldBe(owed.DueAt);
        goesOn.Followers.ShouldHaveSingleItem().Name.ShouldBe("Carol");
        (await FindAsync(world, "ESC-1002")).OpenPromise.ShouldBeNull();
    }
}
