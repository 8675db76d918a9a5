using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What the desk leaves in the audit: who, where, what, about which case, with what result; never words.</summary>
public sealed class AuditTests
{
    private const string Card = "case:ESC-1001:card";

    private static Task<DeskWorld> OpenAsync() =>
        DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                "version: 3\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: legal, when: { "
                    + "words: [lawyer] }, then: { escalate: now, queue: technical, priority: p1 }, why: Legal exposure "
                    + "is for people. }\n"
            )
        );

    [Fact]
    public async Task A_question_its_case_and_every_step_of_it_stand_in_the_audit_without_a_word_of_them()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("their lawyer calls tomorrow about the hunter2 export");
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        await bob.SaysAsync(">> we check the hunter2 export");
        await bob.FillsAsync(Card, "Transfer", ("Queue", "billing"), ("Note for the next person", "hunter2 goes along"));
        await ana.SaysAsync("status ESC-1001");

        var rows = await RowsAsync(world);
        rows.Select(row => $"{row.Kind} {row.Verb} {row.Surface} {row.Subject} {row.Result} {row.Detail}".TrimEnd())
            .ShouldBe([
                "decision escalated teams ESC-1001 done technical p1",
                "action claimed slack ESC-1001 done",
                "action relayed_to_rep slack ESC-1001 done",
                "view form_transfer slack ESC-1001 done",
                "action transferred slack ESC-1001 done technical → billing",
                "view status teams ESC-1001 done",
            ]);
        rows.ShouldAllBe(row =>
            !row.ToString().Contains("hunter2", StringComparison.Ordinal) && !row.ToString().Contains("lawyer", StringComparison.Ordinal)
        );
        rows.Select(row => row.Person).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_its_receipt_and_what_the_asker_says_to_it_stand_in_the_audit()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("How do I reset a forgotten password?");
        var slot = world.Messages.Keys.Single();
        await ana.PressesAsync(slot, "Why?");
        await ana.PressesAsync(slot, "This solved it");

        var rows = await RowsAsync(world);
        rows.Select(row => $"{row.Kind} {row.Verb} {row.Detail}".TrimEnd())
            .ShouldBe(["decision answer password-reset", "view why", "action solved password-reset"]);
        rows.Select(row => row.Subject).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Refusals_and_presses_that_come_to_nothing_stand_in_the_audit_with_the_reason()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("their lawyer calls tomorrow");
        var bob = world.InThreadOf("bob", "ESC-1001");
        await ana.PressesAsync(Card, "Claim");
        await bob.PressesAsync(Card, "Claim");
        await bob.PressesAsync(Button(Actions.Claim, "ESC-1001"));
        await bob.PressesAsync(Button(Actions.Claim, "ESC-9999"));
        await bob.PressesAsync(Button("Bobby'; DROP", "no id of ours"));
        await ana.SaysAsync("status ESC-4711");

        (await RowsAsync(world))
            .Where(row => row.Kind == "refusal")
            .Select(row => $"{row.Verb} {row.Subject} {row.Result}")
            .ShouldBe([
                "claim ESC-1001 only_specialists_of_the_queue",
                "claim ESC-1001 yours_already",
                "claim ESC-9999 case_gone",
                "unknown  case_gone",
                "status ESC-4711 no_such_case",
            ]);
    }

    [Fact]
    public async Task Forms_that_show_what_is_known_and_those_that_are_refused_stand_in_the_audit()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("their lawyer calls tomorrow");
        (await world.InThreadOf("bob", "ESC-1001").OpensAsync(Card, "Resolve")).ShouldBeOfType<FormAnswer.Open>();
        (await world.Person("ana").OpensAsync(Card, "Resolve")).ShouldBeOfType<FormAnswer.Refused>();
        (await RowsAsync(world))
            .Where(row => row.Verb == "form_resolve")
            .Select(row => $"{row.Kind} {row.Subject} {row.Result}")
            .ShouldBe(["view ESC-1001 done", "refusal ESC-1001 refused"]);
    }

    [Fact]
    public async Task A_digest_that_comes_by_itself_writes_the_head_of_the_audit_down_outside_the_database()
    {
        await using var world = await OpenAsync();
        await world.Person("mia").SaysAsync("hello");
        await world.Person("ana").SaysAsync("How do I reset a forgotten password?");
        await RowsAsync(world);
        var timers = new Timers(world.Store.Database);
        var schedule = world.Workplaces.Current.Organisation.Digests[0];
        await timers.SetAsync(Digests.Subject(schedule), TimerNames.Digest, world.Clock.GetUtcNow().AddMinutes(1), default);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        var head = await new AuditChain(world.Store.Database, new AuditKeys()).HeadAsync(default);
        world.Person("mia").Reads[^1].ShouldContain($"audit {head.Text}");
    }

    [Fact]
    public async Task Small_talk_and_help_leave_nothing()
    {
        await using var world = await OpenAsync();
        foreach (var words in new[] { "hello", "thanks", "help", "!?" })
        {
            await world.Person("ana").SaysAsync(words);
        }

        (await RowsAsync(world)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_bot_does_by_itself_is_its_own_and_a_new_owner_is_named_by_a_pseudonym()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("their lawyer calls tomorrow");
        await world.WaitAsync(TimeSpan.FromMinutes(30));
        await world.InThreadOf("bob", "ESC-1001").PressesAsync(Card, "Claim");
        await world
            .Person("mia")
            .SendsAsync(
                (
                    (FormAnswer.Open)
                        await world.Forms.OpenAsync(
                            new FormRequest(
                                Actions.Reassign,
                                Button(Actions.Reassign, "ESC-1001").Data,
                                world.Person("mia").Key,
                                world.Person("mia").Place
                            ),
                            default
                        )
                ).Form,
                ("To whom?", "carol@example.com")
            );

        var rows = await RowsAsync(world);
        rows.Where(row => row.Verb == "claim_late").ShouldAllBe(row => row.Person == "bot" && row.Surface == "clock");
        rows.Count(row => row.Verb == "claim_late").ShouldBeGreaterThan(0);
        var handed = rows.Single(row => row.Verb == "reassigned");
        handed.About.ShouldNotBeNull().ShouldStartWith("p-");
        rows.ShouldAllBe(row => !row.ToString().Contains("example.com", StringComparison.Ordinal));
    }

    internal static CardButton Button(string action, string caseId) =>
        new(action, action, new Dictionary<string, string> { [DataKeys.Case] = caseId });

    internal static async Task<IReadOnlyList<AuditRow>> RowsAsync(DeskWorld world)
    {
        await new AuditChain(world.Store.Database, new AuditKeys()).SealAsync(default);
        return await world.Store.Database.ReadAsync(
            session => session.QueryAsync($"SELECT {AuditRow.Columns} FROM audit ORDER BY id", AuditRow.Of),
            default
        );
    }
}
