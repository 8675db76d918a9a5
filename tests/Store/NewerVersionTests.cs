using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>Two versions of the program share a database during an update, and after a rollback.</summary>
public sealed class NewerVersionTests
{
    private const string Reads = "This version of the program cannot read the row.";

    [Theory, Engines]
    public async Task A_version_starts_on_newer_steps_that_say_that_it_may(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var mine = Migrator.Embedded()[^1].Version;
        Migration[] steps =
        [
            Migration.Of("V901_more", $"-- Started by programs from V{mine:D3} on.\nCREATE TABLE more (id BIGINT PRIMARY KEY);"),
            Migration.Of("V902_even_more", "-- Started by programs from V901 on.\nCREATE TABLE even_more (id BIGINT PRIMARY KEY);"),
        ];
        await new Migrator(test.Database, [.. Migrator.Embedded(), steps[0]]).ApplyAsync(OpenMode.Create, default);
        (await new Migrator(test.Database).ApplyAsync(OpenMode.Create, default)).ShouldBe(0);

        await new Migrator(test.Database, [.. Migrator.Embedded(), .. steps]).ApplyAsync(OpenMode.Create, default);
        (await Should.ThrowAsync<StoreException>(new Migrator(test.Database).ApplyAsync(OpenMode.Create, default))).Message.ShouldContain(
            $"schema 902, this one knows {mine}"
        );
    }

    [Fact]
    public void Each_step_says_which_programs_start_on_it() =>
        Migrator.Embedded().Where(step => step.Version >= 20).ShouldAllBe(step => step.Oldest <= step.Version);

    [Theory, Engines]
    public async Task What_came_in_for_a_newer_version_is_left_for_it_in_its_lane_and_given_up_when_none_comes(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var inbox = new Inbox(test.Database);
        var id = await inbox.AddAsync(Said("1"), default);
        await inbox.AddAsync(Said("2"), default);
        await inbox.AddAsync(Said("3", conversation: "dm:bob"), default);
        await SetAsync(test, "UPDATE inbox SET body = REPLACE(body, 'said', 'sung') WHERE id = @id", id!);

        var another = (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem();
        Text(another.Inbound).ShouldBe(Text(Said("3", conversation: "dm:bob")));
        test.Clock.Advance(TimeSpan.FromSeconds(4));
        (await inbox.LeaseAsync(10, [], default)).ShouldBeEmpty();

        // A newer one reads it, as its first try.
        await SetAsync(test, "UPDATE inbox SET body = REPLACE(body, 'sung', 'said') WHERE id = @id", id!);
        test.Clock.Advance(TimeSpan.FromSeconds(4));
        (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem().Attempt.ShouldBe(1);

        await SetAsync(test, "UPDATE inbox SET body = REPLACE(body, 'said', 'sung') WHERE id = @id", id!);
        test.Clock.Advance(Inbox.ForAnotherVersion);
        await inbox.LeaseAsync(10, [], default);
        (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem().Attempt.ShouldBe(1);
        (await test.CountAsync($"SELECT COUNT(*) FROM inbox WHERE state = 2 AND error = '{Reads}'")).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task What_goes_out_and_was_written_by_a_newer_version_is_left_for_it_and_given_up_when_none_comes(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = new Outbox(test.Database);
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision { Outbound = [Show("1", "s1", "a"), Show("2", "s2", "a")] },
            default
        );
        await SetAsync(test, "UPDATE outbox SET body = REPLACE(body, 'show', 'sing') WHERE key = @key", "1");

        (await outbox.LeaseAsync(10, ["web"], default)).ShouldBeEmpty();
        test.Clock.Advance(TimeSpan.FromSeconds(4));
        await SetAsync(test, "UPDATE outbox SET body = REPLACE(body, 'sing', 'show') WHERE key = @key", "1");
        var row = (await outbox.LeaseAsync(10, ["web"], default)).ShouldHaveSingleItem();
        (row.What.Key, row.Attempt, row.LookSince).ShouldBe(("1", 1, null));
        await outbox.RecordAsync(row, new Delivery.Sent(new Place("web", "room"), "m1"), default);

        await SetAsync(test, "UPDATE outbox SET body = REPLACE(body, 'show', 'sing') WHERE key = @key", "2");
        test.Clock.Advance(Inbox.ForAnotherVersion);
        (await outbox.LeaseAsync(10, ["web"], default)).ShouldBeEmpty();
        (await test.CountAsync($"SELECT COUNT(*) FROM outbox WHERE state = 2 AND error = '{Reads}'")).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task Members_that_a_newer_version_keeps_in_a_case_stay_when_this_one_changes_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(null, new Decision { Cases = [Case()], Questions = [Question("q1")] }, default);
        foreach (var table in new[] { "cases", "questions" })
        {
            await SetAsync(
                test,
                $"UPDATE {table} SET body = REPLACE(body, @from, @to)",
                "{\"id\"",
                "{\"mood\":{\"word\":\"gr\\u00fcn\"},\"id\""
            );
        }
        var theCase = await store.FindCaseAsync("ESC-1001", default);
        var asked = await store.FindQuestionAsync("q1", default);
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases = [theCase! with { Version = 2, Priority = "p1" }],
                Questions = [asked! with { Version = 2, State = QuestionState.Ended }],
            },
            default
        );
        foreach (var table in new[] { "cases", "questions" })
        {
            (await test.CountAsync($"SELECT COUNT(*) FROM {table} WHERE version = 2 AND body LIKE '%\"mood\":%word%'")).ShouldBe(1);
        }
    }

    [Fact]
    public void Members_of_a_newer_version_go_with_what_is_old_and_with_whom_they_name()
    {
        var newer = new Dictionary<string, System.Text.Json.JsonElement>
        {
            ["mood"] = System.Text.Json.JsonDocument.Parse("""{ "of": "Zo\u00eb Quint" }""").RootElement,
        };
        ErasedPerson Named(string name) => new("zoe@example.com", [new PersonKey("slack", "U9")], [name], "p-1", "(erased)");
        var (theCase, asked) = (Case() with { FromNewer = newer }, Question("q1") with { FromNewer = newer });

        theCase.WithoutPeople().FromNewer.ShouldBeNull();
        asked.WithoutPeople().FromNewer.ShouldBeNull();
        theCase.Without(Named("Zoë Quint"), tookPart: true).FromNewer.ShouldBeNull();
        asked.Without(Named("Zoë Quint")).FromNewer.ShouldBeNull();
        theCase.Without(Named("Kim Berg"), tookPart: true).FromNewer.ShouldBe(newer);
        asked.Without(Named("Kim Berg")).ShouldBe(asked);
    }

    private static Task<int> SetAsync(TestDatabase test, string sql, params object[] values) =>
        test.Database.WriteAsync(session => session.ExecuteAsync(sql, values), default);
}
