using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// One problem that many clients have: told when it happens, declared by one press, and told to everybody who waits until each rep has seen
/// that it is over.
/// </summary>
public sealed partial class IncidentTests
{
    private const string Accounts = """
        id,name,tier,arr,renewal,owner_email,language,notes
        acme,Acme Freight,enterprise,120000,2027-01-31,,en,
        birch,Birch & Sons,starter,2400,2027-06-30,,de,
        cedar,Cedar Logistics,starter,2400,2027-06-30,,,
        dogwood,Dogwood Air,starter,2400,2027-06-30,,,
        elm,Elm Street Foods,starter,2400,2027-06-30,,,
        fir,Fir Shipping,starter,2400,2027-06-30,,,
        """;

    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: hush, when: { words: [hush] }, then: { escalate: now, queue: technical, restricted: true }, why: y }
          - { id: new-outage, when: { words: [outage], not: { incident_open: true } }, then: { escalate: now, queue: technical }, why: Nobody works on it yet. }
        """;

    private static readonly string[] Reports =
    [
        "Acme Freight gets 503 from the gateway",
        "the gateway answers 503 for Birch & Sons since ten minutes",
        "Cedar Logistics: gateway 503",
        "Dogwood Air cannot ship, our gateway shows them 503",
        "is the gateway down? Elm Street Foods sees a 503",
        "503 at Fir Shipping when they call the gateway",
    ];

    private static Task<DeskWorld> OpenAsync() => DeskWorld.OpenAsync(("accounts.csv", Accounts), ("criteria.yaml", Criteria));

    [Fact]
    public async Task Attach_brings_in_cases_of_one_s_own_queues_and_merging_asks_for_both()
    {
        await using var world = await DeskWorld.OpenAsync(
            ("accounts.csv", Accounts),
            (
                "criteria.yaml",
                """
                version: 1
                owner: mia@example.com
                review_by: 2027-06-30
                criteria:
                  - { id: t, when: { words: [tekno] }, then: { escalate: now, queue: technical }, why: y }
                  - { id: b, when: { words: [bill] }, then: { escalate: now, queue: billing }, why: y }
                """
            )
        );
        await world.Person("rep1").SaysAsync("tekno gateway broken");
        await world.Person("rep2").SaysAsync("bill gateway broken");
        await world.InThreadOf("bob", "ESC-1002").PressesAsync("case:ESC-1002:card", "Claim");
        // Carol works in technical alone.
        var carol = world.InThreadOf("carol", "ESC-1001");
        await carol.FillsAsync("case:ESC-1001:card", "Incident", ("Or a new one: what is it, in a few words?", "gateway broken"));
        var slot = world.Messages.Keys.Single(one => one.StartsWith(Incident.Prefix, StringComparison.Ordinal));
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        await carol.PressesAsync(world.CardOf(slot).Buttons[0]);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        carol.Heard.ShouldContain("ESC-1002");
        (await world.Cases.FindCaseAsync("ESC-1002", default))!.Incident.ShouldBeNull();

        // Bob works in both.
        await world.InThreadOf("bob", "ESC-1001").PressesAsync(world.CardOf(slot).Buttons[0]);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        (await world.Cases.FindCaseAsync("ESC-1002", default))!.Incident.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_rise_that_cannot_be_posted_in_the_queue_s_place_reaches_its_managers()
    {
        await using var world = await OpenAsync();
        await world.Person("mia", ChannelNames.Slack).SaysAsync("hello");
        foreach (var (report, i) in Reports.Select((report, i) => (report, i)))
        {
            await world.Person($"rep{i}").SaysAsync(report);
        }
        world.Broken["slack:C0SPECIALISTS"] = "That Slack channel is archived.";

        await world.LooksForRiseAsync();

        world.Messages.Keys.ShouldNotContain(slot => slot.StartsWith(Incident.Prefix, StringComparison.Ordinal));
        world
            .Messages.Values.Where(message => message.Place.Conversation == "dm:mia" || message.Place.Conversation == "dm:mia@example.com")
            .Select(message => message.Card.Fallback)
            .ShouldContain(text =>
                text.Contains("could not be posted in the place of Technical: That Slack channel is archived.")
                && text.Contains("looks like one problem", StringComparison.OrdinalIgnoreCase)
            );
    }

    private static async Task<Actor> EscalatesAsync(DeskWorld world, string who, string words)
    {
        var rep = world.Person(who);
        await rep.SaysAsync(words);
        var answer = world.Messages.Last(message => message.Value.Place == rep.Place).Key;
        (await rep.FillsAsync(answer, "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        return rep;
    }

    private static string TheSlot(DeskWorld world) =>
        world
            .Messages.Keys.Where(slot =>
                slot.StartsWith(Incident.Prefix, StringComparison.Ordinal) && slot.EndsWith(":card", StringComparison.Ordinal)
            )
            .ShouldHaveSingleItem();

    private static string TextIn(DeskWorld world, string slot) => Actor.TextOf(world.CardOf(slot));

    private static async Task<Case> FindAsync(DeskWorld world, string id) => (await world.Cases.FindCaseAsync(id, CancellationToken.None))!;

    private static Actor Specialist(DeskWorld world, string name) =>
        new(world, new PersonKey(ChannelNames.Slack, name), world.Messages[TheSlot(world)].Place, false);

    /// <summary>Three cases and three questions of six clients, one after the other within ten minutes.</summary>
    private static async Task<DeskWorld> ReportedAsync()
    {
        var world = await OpenAsync();
        for (var i = 0; i < Reports.Length; i++)
        {
            if (i % 2 == 0)
            {
                await EscalatesAsync(world, $"rep{i}", Reports[i]);
            }
            else
            {
                await world.Person($"rep{i}").SaysAsync(Reports[i]);
            }

            await world.WaitAsync(TimeSpan.FromMinutes(2));
        }

        await world.LooksForRiseAsync();
        return world;
    }

    /// <summary>Declared by Bob, the three cases attached, and their reps told.</summary>
    private static async Task<DeskWorld> DeclaredAsync()
    {
        var world = await ReportedAsync();
        await Specialist(world, "bob").PressesAsync(TheSlot(world), "Declare");
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        await Specialist(world, "bob").PressesAsync(TheSlot(world), "Attach 3 cases");
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        return world;
    }

    [Fact]
    public async Task Only_people_of_the_queue_declare_the_first_press_does_and_the_second_hears_who_did()
    {
        await using var world = await ReportedAsync();
        var rep = Specialist(world, "rep0");
        await rep.PressesAsync(TheSlot(world), "Declare");
        rep.Heard.ShouldStartWith("Only specialists of Technical");
        TextIn(world, TheSlot(world)).ShouldStartWith("Looks like one problem");

        var data = world.CardOf(TheSlot(world)).Buttons[0].Data;
        await world.HandInTogetherAsync(
            world.Person("bob", ChannelNames.Slack).Acts(Actions.Declare, data),
            world.Person("carol", ChannelNames.Slack).Acts(Actions.Declare, data)
        );
        var card = TextIn(world, TheSlot(world));
        card.ShouldStartWith("Incident: ");
        card.ShouldContain("Looks alike and does not belong to it yet (3): ESC-1001, ESC-1002, ESC-1003");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'incident_declared'")).ShouldBe(1);
        var winner = card.Contains("declared by Bob", StringComparison.Ordinal) ? "Bob" : "Carol";
        var loser = world.Person(winner == "Bob" ? "carol" : "bob", ChannelNames.Slack);
        loser.Heard.ShouldStartWith($"That does not fit now. Incident: ");
        loser.Heard.ShouldContain($"declared by {winner}");
    }

    [Fact]
    public async Task Every_waiting_rep_gets_one_update_in_their_own_chat_with_words_for_the_client()
    {
        await using var world = await DeclaredAsync();
        foreach (var (rep, id) in new[] { ("rep0", "ESC-1001"), ("rep2", "ESC-1002"), ("rep4", "ESC-1003") })
        {
            var told = world
                .Person(rep)
                .Reads.Where(text => text.StartsWith($"{id}: known problem, ", StringComparison.Ordinal))
                .ShouldHaveSingleItem();
            told.ShouldContain("You can tell the client:");
            told.ShouldContain("We know of a problem that affects you");
        }

        TextIn(world, "case:ESC-1001:card").ShouldContain("Incident: ");
        (await FindAsync(world, "ESC-1001")).Due.Claim.ShouldBeNull();
        (
            await Specialist(world, "bob")
                .FillsAsync(
                    TheSlot(world),
                    "Update",
                    ("What is new, for reps?", "The carrier's gateway is back in half an hour."),
                    ("Words that clients may have", "We expect it to work again in half an hour.")
                )
        ).ShouldBeEmpty();
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        foreach (var rep in new[] { "rep0", "rep2", "rep4" })
        {
            world
                .Person(rep)
                .Reads.Where(text =>
                    text.Contains("The carrier's gateway is back in half an hour.")
                    && text.Contains("We expect it to work again in half an hour.")
                )
                .ShouldHaveSingleItem();
        }

        TextIn(world, TheSlot(world)).ShouldContain("3 cases of 3 accounts");
    }

    [Fact]
    public async Task While_it_is_open_answers_on_its_topic_begin_with_it_new_cases_join_and_criteria_know()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("an outage: the gateway gives 503");
        (await FindAsync(world, "ESC-1001")).Reasons.ShouldBe(["new-outage"]);
        await using var declared = await DeclaredAsync();
        var ana = declared.Person("ana");
        await ana.SaysAsync("an outage: the gateway gives 503");
        ana.Reads[^1].ShouldStartWith("Known problem: ");
        ana.Reads[^1].ShouldContain("No article covers this.");
        (await declared.Cases.CasesAsync(new CaseFilter { Limit = 10 }, CancellationToken.None)).Count.ShouldBe(3);
        await ana.SaysAsync("how do we reset a forgotten password?");
        ana.Reads[^1].ShouldStartWith("Reset a forgotten password");

        await EscalatesAsync(declared, "uma", "gateway 503 at Fir Shipping");
        (await FindAsync(declared, "ESC-1004")).Incident.ShouldNotBeNull();
        await declared.WaitAsync(TimeSpan.FromSeconds(2));
        declared
            .Person("uma")
            .Reads.Where(text => text.StartsWith("ESC-1004: known problem", StringComparison.Ordinal))
            .ShouldHaveSingleItem();
        TextIn(declared, TheSlot(declared)).ShouldContain("4 cases of 4 accounts");
    }

    [Fact]
    public async Task On_fixed_each_rep_looks_and_nothing_closes_before_that()
    {
        await using var world = await DeclaredAsync();
        (
            await Specialist(world, "bob")
                .FillsAsync(TheSlot(world), "Fixed", ("What fixed it", "The carrier restarted it."), ("Tell the client", "It works again."))
        ).ShouldBeEmpty();
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        foreach (var id in new[] { "ESC-1001", "ESC-1002", "ESC-1003" })
        {
            (await FindAsync(world, id)).State.ShouldBe(CaseState.Unclaimed);
        }

        var rep = world.Person("rep0");
        var ask = world.Messages.Last(message => message.Value.Place == rep.Place && TextIn(world, message.Key).Contains("[Verified]")).Key;
        TextIn(world, ask).ShouldContain("is said to be fixed");
        TextIn(world, ask).ShouldContain("It works again.");
        await rep.PressesAsync(ask, "Verified");
        (await FindAsync(world, "ESC-1001")).State.ShouldBe(CaseState.Resolved);
        rep.Reads.ShouldContain(text => text.Contains("It works again.") && text.Contains("[Client told]"));
        await rep.PressesAsync(ask, "Verified");
        rep.Heard.ShouldStartWith("ESC-1001: nobody asks whether it is fixed now.");

        var other = world.Person("rep2");
        var second = world
            .Messages.Last(message => message.Value.Place == other.Place && TextIn(world, message.Key).Contains("[Still broken]"))
            .Key;
        await other.PressesAsync(second, "Still broken");
        var broken = await FindAsync(world, "ESC-1002");
        (broken.State, broken.Due.Claim is not null).ShouldBe((CaseState.Unclaimed, true));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        TextIn(world, TheSlot(world)).ShouldContain("1 verified · 1 still broken · 1 to be verified");

        await world.WaitAsync(TimeSpan.FromDays(4));
        world.Person("rep4").Reads.Count(text => text.Contains("[Verified]")).ShouldBeGreaterThan(1);
        world.Messages.Values.ShouldContain(message =>
            Actor.TextOf(message.Card).Contains("ESC-1003: rep4 does not say whether the incident is fixed")
        );
        (await FindAsync(world, "ESC-1003")).State.ShouldBe(CaseState.Unclaimed);
    }

    [Fact]
    public async Task Declared_by_mistake_it_is_undone_for_everybody()
    {
        await using var world = await DeclaredAsync();
        await Specialist(world, "carol").PressesAsync(TheSlot(world), "Undo");
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        TextIn(world, TheSlot(world)).ShouldContain("Taken back by Carol");
        world
            .Person("rep0")
            .Reads.ShouldContain(text => text.StartsWith("ESC-1001 is no part of a known problem after all", StringComparison.Ordinal));
        var alone = await FindAsync(world, "ESC-1001");
        (alone.Incident, alone.Due.Claim is not null).ShouldBe((null, true));
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight gets 503 from the gateway");
        ana.Reads[^1].ShouldNotContain("Known problem");
        await world.LooksForRiseAsync();
        TextIn(world, TheSlot(world)).ShouldContain("Taken back by Carol");
    }

    [Fact]
    public async Task From_a_case_one_is_declared_joined_left_and_merged_but_never_into_itself()
    {
        await using var world = await OpenAsync();
        await EscalatesAsync(world, "ana", "the mooring mast of Acme Freight bends in wind");
        await EscalatesAsync(world, "eva", "the cabin lamp of Birch & Sons flickers");
        var bob = world.InThreadOf("bob", "ESC-1001");
        const string Name = "Or a new one: what is it, in a few words?";
        (await bob.FillsAsync("case:ESC-1001:card", "Incident", (Name, "mast"))).ShouldBeEmpty();
        bob.Heard.ShouldStartWith("Name the problem in two words at least");
        await bob.FillsAsync("case:ESC-1001:card", "Incident", (Name, "mooring mast bends"));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        world
            .Person("ana")
            .Reads.ShouldContain(text => text.StartsWith("ESC-1001: known problem, mooring mast bends", StringComparison.Ordinal));
        var mast = TheSlot(world);
        await bob.FillsAsync("case:ESC-1002:card", "Incident", (Name, "mast mooring bends again"));
        bob.Heard.ShouldContain("That is known already. Incident: mooring mast bends");
        await bob.FillsAsync("case:ESC-1002:card", "Incident", (Name, "cabin lamp flickers"));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        var lamp = world.Messages.Keys.Single(slot =>
            slot.StartsWith(Incident.Prefix, StringComparison.Ordinal) && slot.EndsWith(":card", StringComparison.Ordinal) && slot != mast
        );
        var id = world.CardOf(mast).Buttons[0].Data[DataKeys.Incident];
        await bob.SubmitsAsync(
            Actions.MergeIncident,
            new Dictionary<string, string> { [DataKeys.Incident] = id },
            new Dictionary<string, string> { ["other_incident"] = id }
        );
        TextIn(world, mast).ShouldContain("Open · declared by Bob");
        (await new Actor(world, bob.Key, world.Messages[mast].Place, false).FillsAsync(mast, "Merge")).ShouldNotBeEmpty();
        var form = (await bob.OpensAsync(mast, "Merge")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields[0].Options.ShouldHaveSingleItem().Title.ShouldBe("cabin lamp flickers");
        await bob.SendsAsync(form, ("Which incident goes on?", form.Fields[0].Options[0].Value));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        TextIn(world, mast).ShouldContain("Part of another incident");
        TextIn(world, lamp).ShouldContain("2 cases of 2 accounts");
        world
            .Person("ana")
            .Reads.ShouldContain(text => text.StartsWith("ESC-1001: known problem, cabin lamp flickers", StringComparison.Ordinal));
        await bob.PressesAsync("case:ESC-1001:card", "Not this incident");
        (await FindAsync(world, "ESC-1001")).Incident.ShouldBeNull();
        world
            .Person("ana")
            .Reads.ShouldContain(text => text.StartsWith("ESC-1001 is no part of the known problem", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restricted_case_belongs_to_none_and_is_named_on_no_card()
    {
        await using var world = await DeclaredAsync();
        await world.Person("ana").SaysAsync("hush: gateway 503 at Fir Shipping");
        (await FindAsync(world, "ESC-1004")).Incident.ShouldBeNull();
        var bob = world.InThreadOf("bob", "ESC-1004");
        (await bob.OpensAsync("case:ESC-1004:card", "Incident"))
            .ShouldBeOfType<FormAnswer.Refused>()
            .Sentence.ShouldStartWith("The case is restricted");
        await Specialist(world, "bob").FillsAsync(TheSlot(world), "Update", ("What is new, for reps?", "news"));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        TextIn(world, TheSlot(world)).ShouldNotContain("ESC-1004");
        world.Person("ana").Reads.ShouldNotContain(text => text.Contains("news"));
    }

    [Fact]
    public async Task Said_not_to_be_one_problem_it_is_not_asked_again_and_after_a_fix_new_reports_are()
    {
        await using var world = await ReportedAsync();
        await Specialist(world, "bob").PressesAsync(TheSlot(world), "Not one problem");
        await EscalatesAsync(world, "rep7", "gateway 503 again, Fir Shipping");
        await world.LooksForRiseAsync();
        TextIn(world, TheSlot(world)).ShouldContain("Not one problem, says Bob");
        await Specialist(world, "bob").PressesAsync(TheSlot(world), "Declare");
        await Specialist(world, "bob").FillsAsync(TheSlot(world), "Fixed", ("What fixed it", "x"), ("Tell the client", "y"));
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        await world.LooksForRiseAsync();
        TheSlot(world);
        foreach (var report in Reports)
        {
            await world.Person("late" + report[0]).SaysAsync(report);
        }

        await world.LooksForRiseAsync();
        world
            .Messages.Keys.Count(slot =>
                slot.StartsWith(Incident.Prefix, StringComparison.Ordinal) && slot.EndsWith(":card", StringComparison.Ordinal)
            )
            .ShouldBe(2);
    }

    [Fact]
    public async Task Fifty_waiting_reps_are_told_in_steps_each_once()
    {
        await using var world = await ReportedAsync();
        await Specialist(world, "bob").PressesAsync(TheSlot(world), "Declare");
        for (var i = 0; i < 50; i++)
        {
            await EscalatesAsync(world, $"many{i}", "gateway 503");
        }

        await world.WaitAsync(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 50; i++)
        {
            world.Person($"many{i}").Reads.Where(text => text.Contains(": known problem, ")).ShouldHaveSingleItem();
        }
    }
}
