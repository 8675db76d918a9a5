using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Store;

/// <summary>Incidents on every engine.</summary>
public sealed class IncidentStoreTests
{
    private static readonly Party Otto = new(new PersonKey("teams", "U-otto"), "Otto Brandt", "otto@example.com");

    private static Incident Open(string id = "in1", int version = 1, IncidentState state = IncidentState.Open) =>
        new()
        {
            Id = id,
            Version = version,
            State = state,
            Title = "gateway 503",
            Queue = "technical",
            Topic = new(["gateway", "503"], ["HTTP 503"]),
            Since = Morning,
            CreatedAt = Morning,
            ChangedAt = Morning,
            DeclaredBy = Otto,
            DeclaredAt = Morning,
            Updates = [new("Otto Brandt looks at it", "We work on it.", Otto, Morning)],
        };

    private static Case Inside(string id, string incident = "in1") =>
        Case(id) with
        {
            Incident = new(incident, "gateway 503, says Otto Brandt", Morning) { Told = 2 },
        };

    [Theory, Engines]
    public async Task An_incident_and_its_cases_are_stored_with_the_decision_and_read_back(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        (await store.OpenIncidentsAsync(default)).ShouldBeEmpty();
        await store.CommitAsync(
            null,
            new Decision
            {
                Incidents = [Open(), Open("in2", state: IncidentState.Suspected)],
                Cases = [Inside("ESC-1001"), Case("ESC-1002")],
            },
            default
        );
        var found = (await store.OpenIncidentsAsync(default)).ShouldHaveSingleItem();
        JsonSerializer.Serialize(found, StoreJson.Default.Incident).ShouldBe(JsonSerializer.Serialize(Open(), StoreJson.Default.Incident));
        (await store.CasesOfIncidentAsync("in1", default)).ShouldHaveSingleItem().Incident.ShouldBe(Inside("x").Incident);
        (await store.FindIncidentAsync("in0", default)).ShouldBeNull();
        (await store.IncidentsSinceAsync(Morning.AddDays(1), default)).Select(one => one.Id).ShouldBe(["in2", "in1"]);
        await store.CommitAsync(null, new Decision { Cases = [Case("ESC-1001", 2)] }, default);
        (await store.CasesOfIncidentAsync("in1", default)).ShouldBeEmpty();
        (await store.CountQuestionsAsync(Morning, default)).ShouldBe((0, null));
        await store.CommitAsync(null, new Decision { Questions = [Question("q1"), Question("q2")] }, default);
        (await store.CountQuestionsAsync(Morning, default)).ShouldBe((2, Morning));
        (await store.NewestQuestionsAsync(Morning, 1, default)).Count.ShouldBe(1);
    }

    [Theory, Engines]
    public async Task Of_two_changes_at_one_moment_one_wins_and_the_loser_reads_what_the_winner_made_of_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (store, other) = (new CaseStore(test.Database), new CaseStore(test.Database));
        await store.CommitAsync(null, new Decision { Incidents = [Open()] }, default);
        (await other.OpenIncidentsAsync(default)).Count.ShouldBe(1);
        (await store.CommitAsync(null, new Decision { Incidents = [Open(version: 2, state: IncidentState.Undone)] }, default)).ShouldBe(
            Committed.Stored
        );
        (await other.CommitAsync(null, new Decision { Incidents = [Open(version: 2)] }, default)).ShouldBe(Committed.Stale);
        (await other.OpenIncidentsAsync(default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task Another_replica_knows_of_an_incident_after_five_seconds(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (store, other) = (new CaseStore(test.Database), new CaseStore(test.Database));
        (await other.OpenIncidentsAsync(default)).ShouldBeEmpty();
        await store.CommitAsync(null, new Decision { Incidents = [Open()] }, default);
        test.Clock.Advance(TimeSpan.FromSeconds(5));
        (await other.OpenIncidentsAsync(default)).Count.ShouldBe(1);
    }

    [Theory, Engines]
    public async Task Retention_takes_out_people_and_words_once_its_cases_have_gone(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(
            null,
            new Decision
            {
                Incidents = [Open(state: IncidentState.Fixed), Open("in2")],
                Cases = [Inside("ESC-1001") with { State = CaseState.Claimed }],
            },
            default
        );
        var forgetting = new Forgetting(test.Database);
        await forgetting.ForgetAsync(Morning.AddDays(900), default);
        (await store.FindIncidentAsync("in1", default))!.Title.ShouldBe("gateway 503");
        await store.CommitAsync(
            null,
            new Decision { Cases = [Inside("ESC-1001") with { Version = 2, State = CaseState.Closed, ClientToldAt = Morning }] },
            default
        );
        await forgetting.ForgetAsync(Morning.AddDays(900), default);
        var gone = (await store.FindIncidentAsync("in1", default))!;
        (gone.Title, gone.DeclaredBy, gone.Updates[0].Text).ShouldBe(("", Forgotten.Nobody, ""));
        (await test.CountAsync("SELECT COUNT(*) FROM cases WHERE body LIKE '%Otto%'")).ShouldBe(0);
        (await store.FindIncidentAsync("in2", default))!.DeclaredBy.ShouldBe(Otto);
    }

    [Theory, Engines]
    public async Task A_person_is_exported_from_them_and_erased_out_of_them_and_cards_are_shown_anew(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(null, new Decision { Incidents = [Open()], Cases = [Inside("ESC-1001")] }, default);
        using var file = new MemoryStream();
        var counts = await new PersonExport(test.Database, new AuditReading(test.Database)).WriteAsync(
            file,
            "otto@example.com",
            "Otto Brandt",
            default
        );
        counts["incidents"].ShouldBe(1);
        await new PersonErasing(test.Database).EraseAsync("otto@example.com", "Otto Brandt", "somebody", default);
        var erased = (await store.FindIncidentAsync("in1", default))!;
        (erased.DeclaredBy!.Name, erased.Updates[0].Text, erased.Title).ShouldBe(("somebody", "", "gateway 503"));
        (await test.CountAsync("SELECT COUNT(*) FROM incidents WHERE body LIKE '%Otto%' OR body LIKE '%otto%example.com%'")).ShouldBe(0);
        (await new Timers(test.Database).FindAsync("incident:in1", TimerNames.Incident, default)).ShouldNotBeNull();
    }
}
