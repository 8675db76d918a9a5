using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Other departments do their part of a case, which stays with its owner.</summary>
public sealed class DepartmentTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Request = "case:ESC-1001:request:1";
    private const string Unknown = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";

    private const string Departments = """
        departments:
          - { id: legal, title: Legal, place: "web:legal", reply: 4h, template: "{case} {account} ({tier}): {question} Clause {clause}." }
          - { id: finance, title: Finance, place: "web:finance", reply: 1d, template: "{case} {account}", members: [carol@example.com] }
        """;
    private const string Intake = "facts:\n  - { id: clause, label: Clause, question: Which clause? }\n";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync(string criterion = "")
    {
        (string, string)[] files = [("departments.yaml", Departments), ("intake.yaml", Intake)];
        var world = await DeskWorld.OpenAsync(
            criterion.Length == 0
                ? files
                :
                [
                    .. files,
                    (
                        "criteria.yaml",
                        "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                            + $"  - {{ id: legal, when: {{ words: [zeppelin] }}, then: {{ {criterion} }}, why: People only. }}\n"
                    ),
                ]
        );
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        if (criterion.Length == 0)
        {
            (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        }
        return (world, ana, world.InThreadOf("bob", "ESC-1001"));
    }

    [Fact]
    public async Task A_specialist_asks_a_department_whose_card_stands_in_its_place_with_the_template_filled()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(
            Card,
            "Department",
            ("Which department?", "legal"),
            ("What they should know beside the template", "They want it by Friday.")
        );
        var card = world.CardOf(Request);
        var text = Actor.TextOf(card);
        world.Messages[Request].Place.Conversation.ShouldBe("legal");
        text.ShouldContain("ESC-1001 · Legal");
        text.ShouldContain("ESC-1001 Acme Freight (enterprise): Acme Freight: the quantum flux coupling on our zeppelin wobbles Clause ?.");
        text.ShouldContain("They want it by Friday.");
        text.ShouldContain("Not known: Clause");
        card.Buttons.Select(button => button.Title).ShouldBe(["Done", "Need info", "Decline", "Copy as Markdown"]);
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Legal: Asked · answer by");
        ana.Reads[^1].ShouldNotContain("Friday");
        Actor.TextOf(world.CardOf("case:ESC-1001:rep")).ShouldContain("Waits for Legal, expected by");
        (await world.TheCaseAsync()).Owner!.Name.ShouldBe("Bob");
    }

    [Fact]
    public async Task What_the_department_asks_back_reaches_the_owner_who_answers_and_its_time_stands_still_meanwhile()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        var due = (await world.TheCaseAsync()).Requests[0].DueAt;
        var nora = world.InThreadOfSlot("nora", Request);
        await nora.FillsAsync(Request, "Need info", ("What do you need to know?", "Which contract year?"));
        var asked = (await world.TheCaseAsync()).Requests[0];
        asked.State.ShouldBe(RequestState.NeedsInfo);
        bob.Reads.ShouldContain(text => text.Contains("Legal needs to know something (nora)") && text.Contains("Which contract year?"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Legal: Asked back");
        await world.WaitAsync(TimeSpan.FromHours(2));
        var thread = world.Messages.Last(message => message.Value.Card.Buttons.Any(button => button.Title == "Answer Legal")).Key;
        await bob.FillsAsync(thread, "Answer Legal", ("Your answer to the department", "2026."));
        var answered = (await world.TheCaseAsync()).Requests[0];
        answered.State.ShouldBe(RequestState.Open);
        answered.DueAt.ShouldBeGreaterThanOrEqualTo(due.AddHours(2));
        Actor.TextOf(world.CardOf(Request)).ShouldContain("2026.");
        await nora.FillsAsync(Request, "Done", ("What was done, or the answer", "We may answer."));
        (await world.TheCaseAsync()).Requests[0].State.ShouldBe(RequestState.Done);
        bob.Reads.ShouldContain(text => text.Contains("Legal is done (nora)") && text.Contains("We may answer."));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Legal: Done by nora");
        world.CardOf(Request).Buttons.ShouldBeEmpty();
        await nora.SubmitsAsync(
            Actions.DepartmentDone,
            new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Request] = "1" },
            new Dictionary<string, string> { ["text"] = "again" }
        );
        nora.Heard.ShouldStartWith("That request of ESC-1001 is over already.");
        nora.Heard.ShouldContain("again");
    }

    [Fact]
    public async Task A_department_that_was_asked_gets_more_words_and_no_second_request()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        bob.Heard.ShouldStartWith("Legal has been asked already.");
        (await world.TheCaseAsync()).Requests.Single().Words.ShouldBeEmpty();
        await bob.FillsAsync(
            Card,
            "Department",
            ("Which department?", "legal"),
            ("What they should know beside the template", "It is urgent.")
        );
        (await world.TheCaseAsync()).Requests.Single().Words.Single().Text.ShouldBe("It is urgent.");
    }

    [Fact]
    public async Task A_time_that_was_moved_by_waiting_is_not_reminded_of_before_it_is_over()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        var organisation = world.Workplaces.Current.Organisation;
        var request = (await world.TheCaseAsync()).Requests[0];
        Clocks.ReminderDue(request, organisation).ShouldBe(request.DueAt);
        var later = request with { RemindedAt = request.DueAt, DueAt = organisation.Calendar.Add(request.DueAt, new(3, TimeSpan.Zero)) };
        Clocks.ReminderDue(later, organisation).ShouldBe(later.DueAt);
    }

    [Fact]
    public async Task Only_who_reads_in_the_department_s_place_answers_for_it_and_no_stranger()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        await ana.SubmitsAsync(
            Actions.DepartmentDone,
            new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Request] = "1" },
            new Dictionary<string, string> { ["text"] = "all fine" }
        );
        ana.Heard.ShouldStartWith("Only people in Legal's own place may do that.");
        (await world.TheCaseAsync()).Requests[0].State.ShouldBe(RequestState.Open);
        (await ana.OpensAsync(Card, "Department")).ShouldBeOfType<FormAnswer.Refused>();
    }

    [Fact]
    public async Task A_department_that_is_silent_is_reminded_and_then_managers_know()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        var nora = world.InThreadOfSlot("nora", Request);
        for (var hour = 0; hour < 48; hour++)
        {
            await world.WaitAsync(TimeSpan.FromHours(1));
        }
        nora.Reads.ShouldContain(text => text.Contains("ESC-1001 waits for you"));
        bob.Reads.ShouldContain(text => text.Contains("Legal has not answered"));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE slot LIKE '%manager_department_silent%'")).ShouldBeGreaterThan(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'department_late'")).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_criterion_that_names_a_department_sends_to_it_when_the_case_is_made()
    {
        var (world, ana, _) = await WithCaseAsync("escalate: now, department: legal");
        await using var _w = world;
        Actor.TextOf(world.CardOf(Request)).ShouldContain("ESC-1001 Acme Freight (enterprise)");
        ana.Reads.ShouldContain(text => text.Contains("Waits for Legal"));
    }

    [Fact]
    public async Task Of_a_restricted_case_a_department_reads_what_was_written_for_it_and_nothing_else()
    {
        var (world, _, bob) = await WithCaseAsync("escalate: now, department: legal, restricted: true");
        await using var _w = world;
        Actor.TextOf(world.CardOf(Request)).ShouldNotContain("zeppelin");
        Actor.TextOf(world.CardOf(Request)).ShouldContain("ESC-1001 is restricted. Ask its owner what is needed.");
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(
            Card,
            "Department",
            ("Which department?", "finance"),
            ("What they should know beside the template", "Pay it.")
        );
        var second = Actor.TextOf(world.CardOf("case:ESC-1001:request:2"));
        second.ShouldContain("Pay it.");
        second.ShouldNotContain("Acme");
    }

    [Fact]
    public async Task Of_a_restricted_case_a_web_place_without_members_shows_the_number_and_whom_to_ask_and_nobody_answers_there()
    {
        var (world, _, bob) = await WithCaseAsync("escalate: now, department: legal, restricted: true");
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(
            Card,
            "Department",
            ("Which department?", "legal"),
            ("What they should know beside the template", "The client is Acme, 4000 short.")
        );
        bob.Heard.ShouldContain("not only members that departments.yaml lists read there");
        var card = world.CardOf(Request);
        (Actor.TextOf(card) + card.Fallback).ShouldContain("ESC-1001 is restricted. Ask its owner, Bob, what is needed.");
        (Actor.TextOf(card) + card.Fallback).ShouldNotContain("4000");
        card.Buttons.ShouldBeEmpty();
        world
            .Messages.Values.Where(message => message.Place.Conversation == "legal")
            .ShouldAllBe(message => !Actor.TextOf(message.Card).Contains("4000"));
        var carol = world.InThreadOfSlot("carol", Request);
        await carol.SubmitsAsync(
            Actions.DepartmentDone,
            new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Request] = "1" },
            new Dictionary<string, string> { ["text"] = "all fine" }
        );
        carol.Heard.ShouldStartWith("ESC-1001 is restricted: for Legal only the people answer whom departments.yaml lists");
        (await world.TheCaseAsync()).Requests[0].State.ShouldBe(RequestState.Open);
    }

    [Fact]
    public async Task Of_a_restricted_case_only_the_department_s_members_answer()
    {
        var (world, _, bob) = await WithCaseAsync("escalate: now, department: finance, restricted: true");
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        Actor.TextOf(world.CardOf(Request)).ShouldContain("ESC-1001 is restricted.");
        var answer = new Dictionary<string, string> { ["text"] = "paid" };
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Request] = "1" };
        var mia = world.InThreadOfSlot("mia", Request);
        await mia.SubmitsAsync(Actions.DepartmentDone, data, answer);
        mia.Heard.ShouldStartWith("ESC-1001 is restricted: for Finance only the people answer");
        (await mia.OpensAsync(Request, "Done")).ShouldBeOfType<FormAnswer.Refused>();
        await world.InThreadOfSlot("carol", Request).SubmitsAsync(Actions.DepartmentDone, data, answer);
        (await world.TheCaseAsync()).Requests[0].State.ShouldBe(RequestState.Done);
    }

    [Fact]
    public async Task A_resolved_case_needs_nothing_of_a_department_any_more_and_two_show_one_estimate()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        await bob.FillsAsync(Card, "Department", ("Which department?", "finance"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("All answered: 2 departments, the last by");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        Actor.TextOf(world.CardOf(Request)).ShouldContain("No longer needed");
        world.CardOf(Request).Buttons.ShouldBeEmpty();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'department'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_department_whose_place_is_gone_is_told_in_the_case_s_thread()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        world.Broken[new Place("web", "legal").Lane] = "that channel is archived";
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Department", ("Which department?", "legal"));
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        bob.Reads.ShouldContain(text => text.Contains("The request to Legal could not be posted: that channel is archived"));
    }
}
