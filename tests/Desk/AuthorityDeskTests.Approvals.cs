using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Approvals: who is asked, who decides, and what becomes of it.</summary>
public sealed partial class AuthorityDeskTests
{
    [Fact]
    public async Task Beyond_it_the_right_people_are_asked_and_the_first_decision_wins()
    {
        await using var world = await WithCaseAsync();
        var (bob, mia, otto) = (world.InThreadOf("bob", "ESC-1001"), world.Person("mia"), world.Person("otto"));
        (await bob.FillsAsync(Card, "Credit", Credit("300"))).ShouldBeEmpty();
        bob.Reads[^1]
            .ShouldBe("Bob asks for 300 EUR (goodwill credit) for Acme Freight, which is beyond their own authority. Asked: Mia, Otto.");
        var card = Actor.TextOf(world.CardOf(Waiting(world, "mia")));
        card.ShouldContain("Approve 300 EUR (goodwill credit) for Acme Freight?");
        card.ShouldContain("Bob asks.");
        card.ShouldContain("Reason: a lost night");
        card.ShouldContain("the quantum flux coupling");
        card.ShouldContain("[Approve]\n[Refuse]");

        var refuse = (await otto.OpensAsync(Waiting(world, "otto"), "Refuse")).ShouldBeOfType<FormAnswer.Open>().Form;
        var late = world.CardOf(Waiting(world, "otto")).Buttons[0];
        await mia.PressesAsync(Waiting(world, "mia"), "Approve");
        Actor.TextOf(world.CardOf(Waiting(world, "otto"))).ShouldContain("Approved by Mia");
        world.CardOf(Waiting(world, "otto")).Buttons.ShouldBeEmpty();
        bob.Reads[^1]
            .ShouldBe(
                "300 EUR (goodwill credit) for Acme Freight: approved by Mia and recorded. 700 EUR left for Acme Freight in 30 days."
            );
        world
            .Person("bob", ChannelNames.Slack)
            .Reads[^1]
            .ShouldContain("ESC-1001: 300 EUR (goodwill credit) for Acme Freight: approved by Mia");
        var grant = (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem();
        (grant.By.Name, grant.ApprovedBy?.Name).ShouldBe(("Bob", "Mia"));

        await otto.PressesAsync(late);
        otto.Heard.ShouldContain("That was decided already. Approved by Mia");
        await world.HandInAsync(Forged(world, otto, refuse, ("text", "too much")));
        otto.Heard.ShouldContain("That was decided already. Approved by Mia");
        otto.Heard.ShouldContain("too much");
        await mia.PressesAsync(late);
        (await world.Cases.LedgerAsync("acme", default)).Grants.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_reaches_the_asker_with_its_reason()
    {
        await using var world = await OpenAsync();
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await ana.SaysAsync("may I credit Acme 180 EUR as goodwill?");
        (await ana.FillsAsync(LastAnswer(world), "Credit", ("Reason", "they are cross"))).ShouldBeEmpty();
        ana.Reads[^1].ShouldContain("180 EUR is more than you may grant alone. Asked: Bob, Carol.");
        (await bob.FillsAsync(Waiting(world, "bob"), "Refuse")).ShouldHaveSingleItem().Value.ShouldBe("Fill this in.");
        (
            await bob.FillsAsync(Waiting(world, "bob"), "Refuse", ("Why? The person who asked reads it.", "it was their own fault"))
        ).ShouldBeEmpty();
        ana.Reads[^1].ShouldBe("180 EUR (goodwill credit) for Acme Freight: refused by Bob. Reason: it was their own fault");
        Actor.TextOf(world.CardOf(Waiting(world, "carol"))).ShouldContain("Refused by Bob");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_approves_their_own_request_under_another_address_either()
    {
        var people = People.Replace(
            "  - { email: otto@example.com, name: Otto, roles: [manager], queues: [billing, technical] }",
            """
              - { email: otto@example.com, name: Otto, roles: [manager], queues: [billing, technical] }
              - { email: bob+boss@example.com, name: Bob B., roles: [manager], queues: [technical] }
              - { email: robert@example.com, name: Bob, roles: [manager], queues: [technical] }
            """,
            StringComparison.Ordinal
        );
        await using var world = await WithCaseAsync(people: people);
        var bob = world.InThreadOf("bob", "ESC-1001");
        (await bob.FillsAsync(Card, "Credit", Credit("300"))).ShouldBeEmpty();
        world.Messages.Keys.Count(slot => slot.StartsWith("approval:", StringComparison.Ordinal)).ShouldBe(2);
        var approve = world.CardOf(Waiting(world, "mia")).Buttons[0];
        await world.Person("robert").PressesAsync(approve);
        world.Person("robert").Heard.ShouldContain("You may not decide about that.");
        await world.Person("bob+boss").PressesAsync(approve);
        world.Person("bob+boss").Heard.ShouldContain("You may not decide about that.");
        await bob.PressesAsync(approve);
        bob.Heard.ShouldContain("somebody else must decide");
        await world.Person("ana").PressesAsync(approve);
        world.Person("ana").Heard.ShouldContain("You may not decide about that.");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_people_are_two_different_people()
    {
        await using var world = await WithCaseAsync();
        var (bob, mia, otto) = (world.InThreadOf("bob", "ESC-1001"), world.Person("mia"), world.Person("otto"));
        (await bob.FillsAsync(Card, "Credit", Credit("5000", "service_credit"))).ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Waiting(world, "mia"))).ShouldContain("Bob asks. Two people must agree.");
        var approve = world.CardOf(Waiting(world, "mia")).Buttons[0];
        await mia.PressesAsync(approve);
        mia.Heard.ShouldContain("A second person must agree");
        await mia.PressesAsync(approve);
        mia.Heard.ShouldContain("You agreed already.");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Waiting(world, "otto"))).ShouldContain("Mia agrees; a second person must agree, too.");
        await otto.PressesAsync(Waiting(world, "otto"), "Approve");
        bob.Reads[^1].ShouldContain("approved by Mia and Otto and recorded.");
        var grant = (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem();
        (grant.ApprovedBy?.Name, grant.SecondBy?.Name).ShouldBe(("Otto", "Mia"));

        // A manager who may grant it with a second person is the first of the two.
        var atCase = world.InThreadOf("mia", "ESC-1001");
        (await atCase.FillsAsync(Card, "Credit", Credit("6000", "service_credit"))).ShouldBeEmpty();
        atCase.Heard.ShouldContain("Asked: Otto.");
    }

    [Fact]
    public async Task It_is_reminded_of_once_and_lapses_after_two_working_days()
    {
        await using var world = await WithCaseAsync();
        var (bob, mia) = (world.InThreadOf("bob", "ESC-1001"), world.Person("mia"));
        (await bob.FillsAsync(Card, "Credit", Credit("300"))).ShouldBeEmpty();
        var approve = world.CardOf(Waiting(world, "mia")).Buttons[0];
        await world.WaitAsync(TimeSpan.FromDays(1.5));
        mia.Reads.Count(text => text.Contains("Still waits for you, until", StringComparison.Ordinal)).ShouldBe(1);
        await world.WaitAsync(TimeSpan.FromDays(5));
        mia.Reads.Count(text => text.Contains("Lapsed", StringComparison.Ordinal)).ShouldBe(2);
        bob.Reads.ShouldContain(text =>
            text == "300 EUR (goodwill credit) for Acme Freight: nobody decided in time, so it lapsed. Ask again, or ask a manager."
        );
        world
            .Person("bob", ChannelNames.Slack)
            .Reads.ShouldContain(text => text.Contains("nobody decided in time", StringComparison.Ordinal));
        await mia.PressesAsync(approve);
        mia.Heard.ShouldContain("That was decided already. Lapsed");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_deputy_is_asked_for_somebody_who_was_never_seen()
    {
        var world = await DeskWorld.OpenAsync(
            (
                "organisation.yaml",
                People
                    .Replace("deputy: otto@example.com", "deputy: carol@example.com", StringComparison.Ordinal)
                    .Replace(
                        "  - { email: otto@example.com, name: Otto, roles: [manager], queues: [billing, technical] }\n",
                        "",
                        StringComparison.Ordinal
                    )
            ),
            ("authority.yaml", Authority)
        );
        await using var _ = world;
        var ana = world.Person("ana");
        await world.Person("carol", ChannelNames.Slack).SaysAsync("hello");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await ana.FillsAsync(LastAnswer(world), "Get a specialist", ("How urgent?", "p2"));
        (await world.InThreadOf("bob", "ESC-1001").FillsAsync(Card, "Credit", Credit("300"))).ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Waiting(world, "carol"))).ShouldContain("You stand in for Mia");
        await world.Person("carol", ChannelNames.Slack).PressesAsync(Waiting(world, "carol"), "Approve");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem().ApprovedBy?.Name.ShouldBe("Carol");
    }

    [Fact]
    public async Task A_card_that_does_not_arrive_goes_to_the_deputy_else_the_asker_knows()
    {
        await using var world = await WithCaseAsync(
            people: People.Replace("deputy: otto@example.com", "deputy: carol@example.com", StringComparison.Ordinal)
        );
        world.Broken["teams:dm:mia"] = "blocked";
        world.Broken["teams:dm:otto"] = "blocked";
        (await world.InThreadOf("bob", "ESC-1001").FillsAsync(Card, "Credit", Credit("300"))).ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Waiting(world, "carol"))).ShouldContain("You stand in for Mia");
        world.Person("bob", ChannelNames.Slack).Reads[^1].ShouldContain("Otto could not be reached about what you asked for.");
        await world.Person("carol", ChannelNames.Slack).PressesAsync(Waiting(world, "carol"), "Approve");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem().ApprovedBy?.Name.ShouldBe("Carol");
    }

    [Fact]
    public async Task Somebody_who_left_or_lost_the_role_cannot_approve()
    {
        await using var world = await WithCaseAsync();
        (await world.InThreadOf("bob", "ESC-1001").FillsAsync(Card, "Credit", Credit("300"))).ShouldBeEmpty();
        world.Reorganise(
            (
                "organisation.yaml",
                People
                    .Replace("name: Mia, roles: [manager]", "name: Mia, roles: [rep]", StringComparison.Ordinal)
                    .Replace(
                        "  - { email: otto@example.com, name: Otto, roles: [manager], queues: [billing, technical] }\n",
                        "",
                        StringComparison.Ordinal
                    )
                    .Replace(", deputy: otto@example.com", "", StringComparison.Ordinal)
            ),
            ("authority.yaml", Authority)
        );
        await world.Person("mia").PressesAsync(Waiting(world, "mia"), "Approve");
        world.Person("mia").Heard.ShouldContain("You may not decide about that.");
        await world.Person("otto").PressesAsync(Waiting(world, "otto"), "Approve");
        world.Person("otto").Heard.ShouldContain("You may not decide about that.");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_others_granted_meanwhile_counts_when_it_is_approved()
    {
        await using var world = await WithCaseAsync();
        var (bob, mia) = (world.InThreadOf("bob", "ESC-1001"), world.Person("mia"));
        (await bob.FillsAsync(Card, "Credit", Credit("600"))).ShouldBeEmpty();
        (await bob.FillsAsync(Card, "Credit", Credit("700", reason: "again"))).ShouldBeEmpty();
        var slots = world
            .Messages.Keys.Where(slot =>
                slot.EndsWith(":mia@example.com", StringComparison.Ordinal) && slot.StartsWith("approval:", StringComparison.Ordinal)
            )
            .ToList();
        await mia.PressesAsync(slots[0], "Approve");
        await mia.PressesAsync(slots[1], "Approve");
        mia.Heard.ShouldContain("no longer within what you may grant: 600 EUR granted to this client in 30 days");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem().Amount.ShouldBe(600);
    }

    [Fact]
    public async Task Past_its_review_date_the_matrix_grants_nothing_and_its_owner_decides()
    {
        var overdue = Authority.Replace(
            "owner: mia@example.com",
            "owner: mia@example.com\nreview_by: 2026-11-20",
            StringComparison.Ordinal
        );
        await using var world = await WithCaseAsync(overdue);
        var (ana, bob, mia) = (world.Person("ana"), world.InThreadOf("bob", "ESC-1001"), world.Person("mia"));
        await ana.SaysAsync("may I credit Acme 40 EUR as goodwill?");
        ana.Reads[^1].ShouldContain("The limits were to be reviewed by 20 Nov 2026. Until they are, nobody grants by them: Mia decides.");
        ana.Reads[^1].ShouldNotContain("You may credit");
        (await bob.FillsAsync(Card, "Credit", Credit("10"))).ShouldBeEmpty();
        bob.Heard.ShouldContain("The limits were to be reviewed by 20 Nov 2026.");
        bob.Heard.ShouldContain("Asked: Mia, Otto.");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldBeEmpty();
        await mia.PressesAsync(Waiting(world, "mia"), "Approve");
        (await world.Cases.LedgerAsync("acme", default)).Grants.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_approver_who_may_not_read_a_restricted_case_sees_no_words_of_it()
    {
        const string Criteria = """
            version: 1
            owner: mia@example.com
            review_by: 2027-06-30
            criteria:
              - id: secret
                when: { words: [zeppelin] }
                then: { escalate: now, queue: technical, priority: p2, restricted: true }
                why: Few people read it.
                examples: { escalate: ["zeppelin"], leave: ["balloon"] }
            """;
        // Nobody of the queue may grant it: the one who may is of another queue.
        var people = People
            .Replace(
                "name: Mia, roles: [manager], queues: [billing, technical]",
                "name: Mia, roles: [manager], queues: [billing]",
                StringComparison.Ordinal
            )
            .Replace(
                "name: Otto, roles: [manager], queues: [billing, technical]",
                "name: Otto, roles: [manager], queues: [billing]",
                StringComparison.Ordinal
            )
            .Replace("deputy: otto@example.com", "deputy: bob@example.com", StringComparison.Ordinal);
        var world = await DeskWorld.OpenAsync(("organisation.yaml", people), ("authority.yaml", Authority), ("criteria.yaml", Criteria));
        await using var _ = world;
        await world.Person("mia").SaysAsync("hello");
        await world.Person("otto").SaysAsync("hello");
        await world.Person("carol", ChannelNames.Slack).SaysAsync("hello");
        await world.Person("ana").SaysAsync("Acme Freight: our zeppelin wobbles");
        (await world.TheCaseAsync()).Restricted.ShouldBeTrue();
        var carol = world.Person("carol", ChannelNames.Slack);
        (
            await carol.SubmitsAsync(
                Actions.Credit,
                AuditTests.Button(Actions.Credit, "ESC-1001").Data,
                Values("300", "the zeppelin crashed")
            )
        ).ShouldBeEmpty();
        var card = Actor.TextOf(world.CardOf(Waiting(world, "mia")));
        card.ShouldContain("Approve 300 EUR (goodwill credit)?");
        card.ShouldNotContain("zeppelin");
        card.ShouldNotContain("Acme");
    }

    [Fact]
    public async Task The_owner_is_told_once_that_the_review_is_overdue()
    {
        var overdue = Authority.Replace(
            "owner: mia@example.com",
            "owner: mia@example.com\nreview_by: 2026-11-25",
            StringComparison.Ordinal
        );
        await using var world = await OpenAsync(overdue);
        var timers = new Timers(world.Store.Database);
        await SetAsHostAsync();
        await world.WaitAsync(TimeSpan.FromDays(10));
        world.Person("mia").Reads.Count(text => text.Contains("reviewed by 25 Nov 2026", StringComparison.Ordinal)).ShouldBe(1);
        // The bot starts again, and again.
        await SetAsHostAsync();
        await world.WaitAsync(TimeSpan.FromDays(90));
        world.Person("mia").Reads.Count(text => text.Contains("reviewed by 25 Nov 2026", StringComparison.Ordinal)).ShouldBe(1);
        world.Person("otto").Reads.ShouldNotContain(text => text.Contains("25 Nov 2026", StringComparison.Ordinal));

        async Task SetAsHostAsync()
        {
            var organisation = world.Workplaces.Current.Organisation;
            foreach (var review in Reviews.Of(organisation))
            {
                if (await timers.FindAsync(review.Subject, TimerNames.Review, default) is null)
                {
                    await timers.SetAsync(review.Subject, TimerNames.Review, Reviews.Due(review, organisation.Calendar), default);
                }
            }
        }
    }
}
