using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

public sealed class AuditChainTests
{
    private static AuditEntry Entry(string verb = "claimed", string email = "ana@example.com", string? subject = "ESC-1001") =>
        new(AuditKind.Action, verb, AuditActor.Of(email)) { Surface = ChannelNames.Slack, Subject = subject };

    [Theory, Engines]
    public async Task Rows_are_numbered_without_gaps_and_each_hash_covers_the_one_before(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (log, keys) = (new AuditLog(test.Database), new AuditKeys());
        var chain = new AuditChain(test.Database, keys);
        for (var i = 0; i < 5; i++)
        {
            await log.RecordAsync(Entry(subject: $"ESC-{i}"), default);
        }

        (await chain.SealAsync(default)).ShouldBe(5);
        (await chain.SealAsync(default)).ShouldBe(0);
        await log.RecordAsync(Entry("resolved"), default);
        (await chain.SealAsync(default)).ShouldBe(1);

        var rows = await RowsAsync(test);
        rows.Select(row => row.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
        var previous = "";
        foreach (var row in rows)
        {
            row.Hash.ShouldBe(row.HashAfter(previous, keys));
            previous = row.Hash;
        }

        (await chain.HeadAsync(default)).ShouldBe(new AuditHead(6, previous, "", AuditHead.SealOf(6, previous, "", keys)));
        (await test.CountAsync("SELECT COUNT(*) FROM audit_pending")).ShouldBe(0);
    }

    [Theory, Engines]
    public async Task A_person_stands_in_the_chain_under_one_pseudonym_whatever_the_surface(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var log = new AuditLog(test.Database);
        await log.RecordAsync(
            [
                Entry(),
                new AuditEntry(AuditKind.View, "console", AuditActor.Of(new PersonKey("teams", "29:ana"), "Ana@Example.com"))
                {
                    Surface = AuditSurfaces.Console,
                },
            ],
            default
        );
        await log.RecordAsync(
            [
                new AuditEntry(AuditKind.Admin, "import", AuditActor.Operator) { Surface = AuditSurfaces.Command },
                new AuditEntry(AuditKind.Action, "settled", AuditActor.Bot) { Surface = AuditSurfaces.Clock },
            ],
            default
        );
        await log.RecordAsync(
            new AuditEntry(AuditKind.View, "status", AuditActor.Of(new PersonKey("slack", "U1"), null)) { Surface = "slack" },
            default
        );
        await new AuditChain(test.Database, new AuditKeys()).SealAsync(default);

        var rows = await RowsAsync(test);
        rows[0].Person.ShouldStartWith("p-");
        rows[1].Person.ShouldBe(rows[0].Person);
        rows.Skip(2).Take(2).Select(row => row.Person).ShouldBe(["operator", "bot"]);
        rows[4].Person.ShouldNotBe(rows[0].Person);
        rows.ShouldAllBe(row => !row.Person.Contains("example", StringComparison.OrdinalIgnoreCase));
    }

    [PostgresFact]
    public async Task Replicas_that_chain_at_the_same_time_make_one_chain()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Postgres);
        var replicas = new[] { test.Database, await test.OpenAnotherAsync(), await test.OpenAnotherAsync() };
        var keys = new AuditKeys();
        await Task.WhenAll(
            replicas.SelectMany(replica =>
                Enumerable
                    .Range(0, 4)
                    .Select(async worker =>
                    {
                        var (log, chain) = (new AuditLog(replica), new AuditChain(replica, keys));
                        for (var i = 0; i < 50; i++)
                        {
                            await log.RecordAsync(Entry(email: $"p{worker}@example.com", subject: $"ESC-{i}"), default);
                            if (i % 5 == 0)
                            {
                                await chain.SealAsync(default);
                            }
                        }
                    })
            )
        );
        await new AuditChain(test.Database, keys).SealAsync(default);

        var rows = await RowsAsync(test);
        rows.Count.ShouldBe(600);
        rows.Select(row => row.Number).ShouldBe(Enumerable.Range(1, 600).Select(number => (long)number));
        rows.Zip(rows.Skip(1)).ShouldAllBe(pair => pair.Second.Hash == pair.Second.HashAfter(pair.First.Hash, keys));
        rows.Select(row => row.Person).Distinct().Count().ShouldBe(4);
        foreach (var replica in replicas.Skip(1))
        {
            await replica.DisposeAsync();
        }
    }

    [Theory, Engines]
    public async Task An_act_is_stored_with_its_decision_or_not_at_all(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(test.Database);
        var theCase = TestDatabaseSamples.Case();
        (await cases.CommitAsync(null, new Decision { Cases = [theCase], Audit = [Entry("escalated")] }, default)).ShouldBe(
            Committed.Stored
        );
        (
            await cases.CommitAsync(null, new Decision { Cases = [theCase with { Version = 7 }], Audit = [Entry("claimed")] }, default)
        ).ShouldBe(Committed.Stale);
        await new AuditChain(test.Database, new AuditKeys()).SealAsync(default);
        (await RowsAsync(test)).Select(row => row.Verb).ShouldBe(["escalated"]);
    }

    private static Task<List<AuditRow>> RowsAsync(TestDatabase test) =>
        test.Database.ReadAsync(session => session.QueryAsync($"SELECT {AuditRow.Columns} FROM audit ORDER BY id", AuditRow.Of), default);
}
