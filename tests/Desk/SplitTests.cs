using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A message with two problems becomes two cases, and cases that belong together name each other.</summary>
public sealed class SplitTests
{
    private const string Card = "case:ESC-1001:card";

    private static Task<Core.Cases.Case?> FindAsync(DeskWorld world, string id) => world.Cases.FindCaseAsync(id, CancellationToken.None);

    [Fact]
    public async Task The_second_problem_becomes_a_case_of_its_own_for_the_same_rep_and_client_and_each_names_the_other()
    {
        var (world, ana, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        var form = (await bob.OpensAsync(Card, "Split")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields[0].Value.ShouldBe("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        (await bob.SendsAsync(form, ("The second problem", "The zeppelin wobbles."))).ShouldBeEmpty();
        bob.Heard.ShouldStartWith("ESC-1002 is made");
        var (first, second) = ((await FindAsync(world, "ESC-1001"))!, (await FindAsync(world, "ESC-1002"))!);
        (second.Rep.Email, second.Account, second.Queue, second.State, second.Question).ShouldBe(
            (first.Rep.Email, first.Account, first.Queue, CaseState.Unclaimed, "The zeppelin wobbles.")
        );
        (first.Owner!.Name, first.Question).ShouldBe(("Bob", "Acme Freight: the quantum flux coupling on our zeppelin wobbles"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Linked: ESC-1002, split off from this");
        Actor.TextOf(world.CardOf("case:ESC-1002:card")).ShouldContain("Linked: ESC-1001, from which this was split off");
        Actor.TextOf(world.CardOf("case:ESC-1002:card")).ShouldContain("[Claim]");
        ana.Reads.ShouldContain("Your ESC-1001 held two problems. The second is ESC-1002 now; each is answered for itself.");
        bob.Reads.ShouldContain("Bob split ESC-1002 off: a second problem of the same rep.");
        second.Due.Claim.ShouldNotBeNull();

        await world.InThreadOf("carol", "ESC-1002").PressesAsync("case:ESC-1002:card", "Claim");
        await world
            .InThreadOf("carol", "ESC-1002")
            .FillsAsync("case:ESC-1002:card", "Resolve", ("What fixed it", "x"), ("Tell the client", "Trim it."));
        ana.Reads.ShouldContain(text => text.Contains("Trim it."));
        (await FindAsync(world, "ESC-1001"))!.State.ShouldBe(CaseState.Claimed);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind IN ('split', 'split_from')")).ShouldBe(2);
    }

    [Fact]
    public async Task A_case_that_is_over_is_not_split_and_the_words_come_back()
    {
        var (world, ana, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" };
        await ana.SubmitsAsync(Actions.Split, data, new Dictionary<string, string> { ["text"] = "mine" });
        ana.Heard.ShouldStartWith("Only specialists of Technical may do that.");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        await bob.SubmitsAsync(Actions.Split, data, new Dictionary<string, string> { ["text"] = "The zeppelin wobbles." });
        bob.Heard.ShouldStartWith("ESC-1001 is over");
        bob.Heard.ShouldContain("The zeppelin wobbles.");
        (await FindAsync(world, "ESC-1002")).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_split_off_a_restricted_case_is_restricted_to_the_same_people()
    {
        var (world, _, bob, _) = await ConsultTests.ClaimedAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + "  - { id: secret, when: { words: [zeppelin] }, then: { escalate: now, queue: billing, restricted: true }, why: y }\n"
            )
        );
        await using var _w = world;
        await bob.FillsAsync(Card, "Split", ("The second problem", "The other claim."));
        var second = (await FindAsync(world, "ESC-1002"))!;
        (second.Restricted, second.Readers.ShouldHaveSingleItem()).ShouldBe((true, "billing"));
    }

    [Fact]
    public async Task Two_splits_at_one_moment_are_two_cases_and_no_number_is_lost()
    {
        var (world, _, _, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" };
        await world.HandInTogetherAsync(
            world.Person("bob", ChannelNames.Slack).Acts(Actions.Split, data, new Dictionary<string, string> { ["text"] = "One." }),
            world.Person("carol", ChannelNames.Slack).Acts(Actions.Split, data, new Dictionary<string, string> { ["text"] = "Two." })
        );
        (await FindAsync(world, "ESC-1001"))!.Links.Select(link => link.CaseId).ShouldBe(["ESC-1002", "ESC-1003"]);
        new[] { (await FindAsync(world, "ESC-1002"))!.Question, (await FindAsync(world, "ESC-1003"))!.Question }.ShouldBe(
            ["One.", "Two."],
            ignoreOrder: true
        );
    }

    [Theory]
    [InlineData("ESC-1001", "That is ESC-1001 itself.")]
    [InlineData("ESC-4711", "I know no case ESC-4711.")]
    [InlineData("the other one", "I know no case the other one.")]
    public async Task A_link_to_itself_or_to_nothing_is_refused_with_what_was_typed(string number, string why)
    {
        var (world, _, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Link", ("Number of the other case", number));
        bob.Heard.ShouldStartWith(why);
        (await world.TheCaseAsync()).Links.ShouldBeEmpty();
    }

    [Fact]
    public async Task Linked_cases_name_each_other_once_and_tell_nothing_else()
    {
        var (world, _, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Split", ("The second problem", "One."));
        await bob.FillsAsync(Card, "Split", ("The second problem", "Two."));
        await bob.FillsAsync("case:ESC-1002:card", "Link", ("Number of the other case", "esc-1003"));
        bob.Heard.ShouldStartWith("ESC-1002 and ESC-1003 are linked");
        Actor.TextOf(world.CardOf("case:ESC-1002:card")).ShouldContain("Linked: ESC-1001, from which this was split off; ESC-1003");
        Actor.TextOf(world.CardOf("case:ESC-1003:card")).ShouldContain("; ESC-1002");
        await bob.FillsAsync("case:ESC-1003:card", "Link", ("Number of the other case", "ESC-1002"));
        bob.Heard.ShouldStartWith("ESC-1003 and ESC-1002 are linked already.");
    }
}
