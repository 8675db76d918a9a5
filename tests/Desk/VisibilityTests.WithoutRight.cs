using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Forms, refusals, cards and lines in rooms show nothing of a case to whoever may not read it.</summary>
public sealed partial class VisibilityTests
{
    private static Dictionary<string, string> DataOf(string id, params (string Key, string Value)[] more) =>
        more.Append((DataKeys.Case, id)).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private static Task<FormAnswer> OpenAsync(DeskWorld world, Actor actor, string form, Dictionary<string, string> data) =>
        world.Forms.OpenAsync(new FormRequest(form, data, actor.Key, actor.Place), default);

    private static string Said(FormAnswer answer) =>
        answer switch
        {
            FormAnswer.Open open =>
                $"{open.Form.Title} {open.Form.Intro} {string.Join(' ', open.Form.Fields.Select(field => field.Value))}",
            FormAnswer.Refused refused => refused.Sentence,
            _ => "",
        };

    [Fact]
    public async Task A_department_s_form_opens_where_its_card_stands_and_nowhere_else()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "departments.yaml",
                "departments:\n  - { id: legal, title: Legal, place: \"web:legal\", reply: 4h, template: \"{question}\" }\n"
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: our zeppelin wobbles in Patagonia");
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"));
        await world.InThreadOf("bob", "ESC-1001").FillsAsync("case:ESC-1001:card", "Department", ("Which department?", "legal"));
        foreach (var form in new[] { Actions.DepartmentDone, Actions.DepartmentNeedsInfo, Actions.DepartmentDeclines })
        {
            var data = DataOf("ESC-1001", (DataKeys.Request, "1"));
            var inAnotherRoom = new Actor(world, new PersonKey("web", "rob"), new Place("web", "finance"), false);
            foreach (
                var stranger in new[] { world.Person("rob"), world.Person("ana"), world.InThreadOf("carol", "ESC-1001"), inAnotherRoom }
            )
            {
                var refused = Said(await OpenAsync(world, stranger, form, data));
                refused.ShouldEndWith("own place may do that.");
                refused.Contains("Legal's", StringComparison.Ordinal).ShouldBe(stranger.Key.Id is not "rob", refused);
                refused.ShouldNotContain("Patagonia");
            }

            Said(await OpenAsync(world, world.Person("rob"), form, DataOf("ESC-1001", (DataKeys.Request, "7")))).ShouldStartWith("Only");
            Said(await OpenAsync(world, world.InThreadOfSlot("nora", "case:ESC-1001:request:1"), form, data)).ShouldContain("Patagonia");
        }
    }

    [Fact]
    public async Task Why_a_restricted_case_was_declined_is_told_to_nobody_who_may_not_read_it()
    {
        await using var world = await OpenAsync();
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        var dave = world.InThreadOf("dave", secret.Id);
        await dave.FillsAsync($"case:{secret.Id}:card", "Transfer", ("Queue", "technical"));
        await world
            .InThreadOfSlot("mia", $"case:{secret.Id}:card1")
            .FillsAsync($"case:{secret.Id}:card1", "Decline", ("Why, in words for the rep", "PATAGONIA did it"));
        var carol = world.Person("carol", ChannelNames.Slack);
        foreach (var form in new[] { Actions.Transfer, Actions.Priority, Actions.Release, Actions.NotMe, Actions.Resolve, Actions.Merge })
        {
            Said(await OpenAsync(world, carol, form, DataOf(secret.Id))).ShouldNotContain("PATAGONIA", Shouldly.Case.Insensitive, form);
            await carol.SubmitsAsync(form, DataOf(secret.Id), new Dictionary<string, string> { ["text"] = "x", ["priority"] = "p1" });
        }

        await PressAsync(carol, Actions.Claim, (DataKeys.Case, secret.Id));
        HeardBy(world, "carol").ShouldContain("is over: Declined");
        HeardBy(world, "carol").ShouldNotContain("PATAGONIA");
    }

    [Fact]
    public async Task The_card_that_a_rep_looks_at_is_never_the_specialists()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await EscalateAsync(world, ana, "Acme Freight: our zeppelin wobbles");
        (await world.Current.FindAsync("case:ESC-1001:card", ana.Key, ana.Place, default)).ShouldBeNull();
        (await world.Current.FindAsync("case:ESC-1001:rep", ana.Key, ana.Place, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Only_who_may_read_a_restricted_case_opens_it_to_a_queue()
    {
        await using var world = await OpenAsync(
            organisation: People.Replace(
                "  - { id: billing,",
                "  - { id: trust, title: Trust, place: \"slack:C0TRUST\" }\n  - { id: billing,",
                StringComparison.Ordinal
            )
        );
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        await world.InThreadOf("dave", secret.Id).FillsAsync($"case:{secret.Id}:card", "Transfer", ("Queue", "technical"));
        var carol = world.Person("carol", ChannelNames.Slack);
        var form = (await OpenAsync(world, carol, Actions.Transfer, DataOf(secret.Id))).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields.ShouldNotContain(field => field.Id == "readers");
        await carol.SubmitsAsync(
            Actions.Transfer,
            DataOf(secret.Id),
            new Dictionary<string, string> { ["queue"] = "trust", ["readers"] = "open" }
        );
        var now = (await world.Cases.FindCaseAsync(secret.Id, default))!;
        (now.Queue, now.Readers.ShouldHaveSingleItem()).ShouldBe(("trust", secret.Readers.Single()));
        await carol.SaysAsync($"status {secret.Id}");
        carol.Reads.ShouldAllBe(text => !text.Contains("ZANZIBAR"));
    }

    [Fact]
    public async Task What_specialists_ask_each_other_is_not_the_reps_to_read_or_to_pass_on()
    {
        var (world, ana, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(
            "case:ESC-1001:card",
            "Consult",
            ("Which colleague?", "carol@example.com"),
            ("What do you want to know?", "is the client from PATAGONIA?")
        );
        var data = DataOf("ESC-1001", (DataKeys.Consult, "1"));
        Said(await OpenAsync(world, ana, Actions.Consult, data)).ShouldBe("That was asked of somebody else.");
        Said(await OpenAsync(world, ana, Actions.Consult, DataOf("ESC-1001"))).ShouldNotContain("PATAGONIA");
        await PressAsync(ana, Actions.ConsultEscalate, [.. data.Select(pair => (pair.Key, pair.Value))]);
        (await world.TheCaseAsync()).Consults[0].EscalatedAt.ShouldBeNull();
        // Nor by its owner before it is late.
        await PressAsync(bob, Actions.ConsultEscalate, [.. data.Select(pair => (pair.Key, pair.Value))]);
        (await world.TheCaseAsync()).Consults[0].EscalatedAt.ShouldBeNull();
        Said(await OpenAsync(world, bob, Actions.Consult, data)).ShouldContain("PATAGONIA");
    }

    [Fact]
    public async Task The_note_of_a_hand_over_stands_in_history_and_not_in_the_audit()
    {
        var (world, _, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(
            "case:ESC-1001:card",
            "Transfer",
            ("To a colleague", "carol@example.com"),
            ("Note for the next person", "PATAGONIA: look")
        );
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE detail LIKE '%PATAGONIA%'")).ShouldBe(1);
        (
            await world.Store.CountAsync("SELECT COUNT(*) FROM audit_pending WHERE about LIKE '%patagonia%' OR detail LIKE '%PATAGONIA%'")
        ).ShouldBe(0);
        (
            await world.Store.CountAsync("SELECT COUNT(*) FROM audit_pending WHERE about LIKE 'mail:carol%' AND verb = 'reassigned'")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_room_that_may_not_hold_a_case_holds_none_of_its_words()
    {
        await using var world = await OpenAsync();
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        var organisation = world.Workplaces.Current.Organisation;
        Visibility.May(organisation, new Reader.Room(new Place("slack", "C0LOBBY")), secret).ShouldBeFalse();
        Visibility.May(organisation, new Reader.Room(secret.RepPlace), secret).ShouldBeTrue();
        await world.InThreadOf("dave", secret.Id).FillsAsync($"case:{secret.Id}:card", "Transfer", ("Queue", "technical"));
        var dave = world.Person("dave", ChannelNames.Slack);
        await dave.SubmitsAsync(
            Actions.Transfer,
            DataOf(secret.Id),
            new Dictionary<string, string> { ["person"] = "carol@example.com", ["text"] = "PATAGONIA knows" }
        );
        var there = All(world, place => place.Conversation == "C0SPECIALISTS");
        there.ShouldNotContain("PATAGONIA");
        there.ShouldNotContain("ZANZIBAR");
    }
}
