using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What waits beyond its time stands in the digest of whoever may decide it, with the desk's own button.</summary>
public sealed partial class DigestTests
{
    [Fact]
    public async Task An_approval_beyond_its_time_is_approved_from_the_digest_by_those_who_may_alone()
    {
        await using var world = await AuthorityDeskTests.WithCaseAsync(
            people: AuthorityDeskTests.People
                + "\ndigests:\n  - { to: mia@example.com, at: \"08:30\", on: [mon-fri], place: \"slack:C0MANAGERS\" }\n"
        );
        var bob = world.InThreadOf("bob", "ESC-1001");
        var asked = new[] { ("What", "goodwill_credit"), ("Account", "acme"), ("Amount in EUR", "300"), ("Reason", "a lost SECRETNIGHT") };
        (await bob.FillsAsync(Card, "Credit", asked)).ShouldBeEmpty();
        (await AsksAsync(world, "mia")).ShouldNotContain("Approval waits");
        await world.WaitAsync(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        var text = await AsksAsync(world, "mia");
        text.ShouldContain("Approval waits: 300 EUR (goodwill credit) for Acme Freight");
        text.ShouldContain("Asked: Mia, Otto");
        text.ShouldContain("[Approve] [Refuse] [Show case]");
        text.ShouldNotContain("SECRETNIGHT");

        // In front of others nobody reads amounts of a client, and there is nothing to press.
        await SetAsync(world, "mia", world.Clock.GetUtcNow().AddMinutes(1));
        var there = Actor.TextOf(world.Messages.Values.Single(one => one.Place.Conversation == "C0MANAGERS").Card);
        there.ShouldContain("An approval waits since");
        there.ShouldNotContain("300");
        there.ShouldNotContain("Acme");
        there.ShouldNotContain("[Approve]");

        var slot = SlotOf(world, "mia");
        var approve = ButtonOf(world.CardOf(slot), Actions.Approve);
        await world.Person("carol", ChannelNames.Slack).PressesAsync(approve);
        world.Person("carol", ChannelNames.Slack).Heard.ShouldContain("You may not decide about that.");
        await world.Person("mia").PressesAsync(approve);
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem().ApprovedBy!.Name.ShouldBe("Mia");
        (await AsksAsync(world, "mia")).ShouldNotContain("Approval waits");
    }

    [Fact]
    public async Task A_draft_that_nobody_reads_is_reviewed_from_the_digest_with_every_letter_of_it()
    {
        await using var world = await WithCaseAsync(("organisation.yaml", OttoInBilling));
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "Grease the swivel"), ("Tell the client", "Grease it."));
        (await bob.FillsAsync(Card, "Write article", ("Title", "A coupling wobbles"))).ShouldBeEmpty();
        (await AsksAsync(world, "mia")).ShouldNotContain("waits for a second person");
        await world.WaitAsync(TimeSpan.FromDays(2));
        (await AsksAsync(world, "mia")).ShouldContain("Article waits for a second person: “A coupling wobbles” by Bob, since");
        (await AsksAsync(world, "otto")).ShouldNotContain("coupling");
        var review = ButtonOf(world.CardOf(SlotOf(world, "mia")), Actions.ReviewArticle);
        await bob.PressesAsync(review);
        bob.Heard.ShouldStartWith("You wrote it");
        await world.Person("ana").PressesAsync(review);
        world.Person("ana").Heard.ShouldStartWith("Only specialists of Technical");

        await world.Person("mia").PressesAsync(review);
        var slot = SlotOf(world, "mia");
        Actor.TextOf(world.CardOf(slot)).ShouldContain("Grease the swivel");
        await world.Person("mia").PressesAsync(slot, "Approve");
        (await new Articles(world.Store.Database).LiveAsync(default)).ShouldHaveSingleItem().Title.ShouldBe("A coupling wobbles");
        (await AsksAsync(world, "mia")).ShouldNotContain("waits for a second person");
    }

    [Fact]
    public async Task What_looks_like_one_problem_is_declared_from_the_digest()
    {
        await using var world = await DeskWorld.OpenAsync(("organisation.yaml", OttoInBilling));
        var now = world.Clock.GetUtcNow();
        (
            await world.Cases.CommitAsync(
                null,
                new Decision
                {
                    Incidents =
                    [
                        new Incident
                        {
                            Id = "in1-0",
                            Version = 1,
                            State = IncidentState.Suspected,
                            Title = "gateway 503",
                            Queue = "technical",
                            Topic = new(["gateway"], ["503"]),
                            Since = now,
                            CreatedAt = now,
                            ChangedAt = now,
                            Reports = 6,
                            Sources = 4,
                        },
                    ],
                },
                default
            )
        ).ShouldBe(Core.Store.Cases.Committed.Stored);
        var text = await AsksAsync(world, "mia");
        text.ShouldContain("Looks like one problem: “gateway 503” 6 questions, 4 accounts\n[Declare]");
        (await AsksAsync(world, "otto")).ShouldNotContain("gateway");
        var declare = ButtonOf(world.CardOf(SlotOf(world, "mia")), Actions.Declare);
        await world.Person("ana").PressesAsync(declare);
        world.Person("ana").Heard.ShouldStartWith("Only specialists of Technical");
        await world.Person("mia").PressesAsync(declare);
        (await world.Cases.FindIncidentAsync("in1-0", default))!.State.ShouldBe(IncidentState.Open);
        (await AsksAsync(world, "mia")).ShouldNotContain("[Declare]");
    }

    [Fact]
    public async Task What_could_not_be_delivered_is_sent_again_by_one_press_of_a_manager_of_its_queue()
    {
        await using var world = await WithCaseAsync(("organisation.yaml", OttoInBilling));
        await world.Person("otto").SaysAsync("hello");
        var ana = world.Person("ana");
        world.Broken[ana.Place.Lane] = "the bot was uninstalled there";
        await world.InThreadOf("bob", "ESC-1001").SaysAsync(">> news for you", addressed: false);
        var text = await AsksAsync(world, "mia");
        text.ShouldContain("Warning: ");
        text.ShouldContain("could not be delivered");
        var again = ButtonOf(world.CardOf(SlotOf(world, "mia")), Actions.SendAgain);
        (await AsksAsync(world, "otto")).ShouldNotContain("[Send again]");
        await world.Person("otto").PressesAsync(again);
        world.Person("otto").Heard.ShouldContain("nothing of your queues to send again");
        await world.Person("bob", ChannelNames.Slack).PressesAsync(again);
        world.Person("bob", ChannelNames.Slack).Heard.ShouldContain("Digests are for managers");
        ana.Reads.ShouldNotContain(read => read.Contains("news for you"));

        world.Broken.Clear();
        await world.Person("mia").PressesAsync(again);
        world.Person("mia").Reads.ShouldContain(read => read.Contains("sent again."));
        ana.Reads.ShouldContain(read => read.Contains("news for you"));
        await world.Person("mia").PressesAsync(again);
        world.Person("mia").Heard.ShouldContain("nothing of your queues to send again");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'sent_again'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_digest_of_Mondays_covers_the_week_and_tells_eight_of_them()
    {
        await using var world = await DeskWorld.OpenAsync(
            ("organisation.yaml", Yaml.Replace("on: [mon, tue, wed, thu, fri] }", "on: [mon] }"))
        );
        await world.Person("mia").SaysAsync("hello");
        for (var week = 0; week < 4; week++)
        {
            // On Tuesdays: one question more each week.
            await world.WaitAsync(Tuesday.AddDays(7 * week) - world.Clock.GetUtcNow());
            for (var i = 0; i <= week; i++)
            {
                await world.Person($"rep{week}{i}").SaysAsync("how do I renew the signing certificate for single sign-on?");
                await world.WaitAsync(TimeSpan.FromMinutes(1));
            }

            var text = await ScheduledAsync(world, "mia", Tuesday.AddDays((7 * week) + 6));
            text.ShouldContain($"questions {week + 1} · ");
            if (week < 2)
            {
                text.ShouldContain($"No trend yet: it takes 3 weeks; so far there is data of {week + 1}.");
                text.ShouldNotContain("[Weeks]");
            }
        }

        var last = world.Person("mia").Reads[^1];
        last.ShouldContain("Trend of 4 weeks");
        last.ShouldContain("Questions: ▁▃▆█ from 1 to 4, lowest 1, highest 4");
        last.ShouldContain("To people: ▄▄▄▄ 0% in each week");
        await world.Person("mia").PressesAsync(SlotOf(world, "mia"), "Weeks");
        var table = world.Person("mia").Reads[^1];
        table.ShouldContain("Week from 30 Nov 2026: Questions: 2");
        table.Split('\n').Count(line => line.StartsWith("Week from", StringComparison.Ordinal)).ShouldBe(4);
    }

    private static CardButton ButtonOf(Card card, string action) =>
        card
            .Parts.OfType<CardPart.ButtonRow>()
            .SelectMany(row => row.Buttons)
            .Concat(card.Buttons)
            .First(button => button.Action == action);
}
