using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Whoever looks after an account that may not renew hears of it while something can still be done.</summary>
public sealed class RenewalRiskTests
{
    private const string Risk = "renewal:acme:2027-01-31";

    private const string Criteria =
        "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
        + "  - { id: loss, when: { words: [zeppelin] }, then: { escalate: now }, why: For people. }\n"
        + "  - { id: breach, when: { words: [breach] }, then: { escalate: now, queue: technical, restricted: true }, why: For few. }\n";

    [Fact]
    public async Task Two_escalations_and_an_angry_client_before_the_renewal_are_told_once_to_its_owner()
    {
        await using var world = await OpenAsync();
        var (ana, mia) = (world.Person("ana"), world.Person("mia"));
        await ana.SaysAsync("Acme Freight: the zeppelin hums");
        world.Messages.Keys.ShouldNotContain(Risk);
        await ana.SaysAsync("Acme Freight are furious, this is unacceptable: the zeppelin has stopped");

        var card = Actor.TextOf(world.CardOf(Risk));
        card.ShouldContain("Acme Freight renews on 31 Jan 2027, and may not");
        card.ShouldContain("2 cases in 90 days");
        card.ShouldContain("angry in ESC-1002");
        card.ShouldContain("the zeppelin hums");
        card.ShouldContain("[Show ESC-1001]");
        world.Messages[Risk].Place.ShouldBe(mia.Place);

        await ana.SaysAsync("Acme Freight: the zeppelin leaks");
        Actor.TextOf(world.CardOf(Risk)).ShouldContain("3 cases in 90 days");
        mia.Reads.Count(text => text.Contains("may not")).ShouldBe(1);
    }

    [Theory]
    [InlineData("Birch & Sons: the zeppelin hums", "Birch & Sons are furious, this is unacceptable: the zeppelin has stopped")]
    [InlineData("Acme Freight: the zeppelin hums", "Acme Freight: the zeppelin leaks")]
    [InlineData("the zeppelin hums", "furious, this is unacceptable: the zeppelin has stopped")]
    public async Task Another_client_a_calm_one_and_nobody_are_no_risk(string first, string second)
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(first);
        await ana.SaysAsync(second);
        world.Messages.Keys.ShouldNotContain(key => key.StartsWith("renewal:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_promise_to_an_angry_client_is_enough()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("Acme Freight are furious, this is unacceptable: the zeppelin has stopped");
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.PressesAsync("case:ESC-1001:card", "Claim");
        await world.InThreadOf("bob", "ESC-1001").SaysAsync(">> it will be fixed within two hours", addressed: false);
        world.Messages.Keys.ShouldNotContain(Risk);
        await world.WaitAsync(TimeSpan.FromHours(3));
        var card = Actor.TextOf(world.CardOf(Risk));
        card.ShouldContain("A promise was broken");
        card.ShouldContain("1 case in 90 days");
    }

    [Fact]
    public async Task An_owner_who_may_not_read_a_case_gets_its_number_and_of_a_restricted_one_nothing()
    {
        await using var world = await OpenAsync("ana@example.com");
        var zoe = world.Person("zoe");
        await zoe.SaysAsync("Acme Freight: a breach of the zeppelin's gate");
        await zoe.SaysAsync("Acme Freight: the zeppelin hums");
        await zoe.SaysAsync("Acme Freight are furious, this is unacceptable: the zeppelin has stopped");
        var card = Actor.TextOf(world.CardOf(Risk));
        card.ShouldContain("2 cases in 90 days");
        card.ShouldContain("ESC-1003");
        card.ShouldNotContain("ESC-1001");
        card.ShouldNotContain("hums");
        card.ShouldNotContain("[Show");
    }

    private static async Task<DeskWorld> OpenAsync(string owner = "mia@example.com")
    {
        var world = await DeskWorld.OpenAsync(
            ("criteria.yaml", Criteria),
            (
                "accounts.csv",
                "id,name,tier,arr,renewal,owner_email,language,notes\n"
                    + $"acme,Acme Freight,enterprise,120000,2027-01-31,{owner},en,\n"
                    + $"birch,Birch & Sons,starter,2400,2027-06-30,{owner},de,\n"
            )
        );
        await world.Person("mia").SaysAsync("hello");
        return world;
    }
}
