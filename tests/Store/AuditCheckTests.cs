using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

/// <summary>Whoever may write to the database cannot change the audit unseen.</summary>
public sealed class AuditCheckTests
{
    private const string Key = "a key of twenty chars";

    private static async Task FillAsync(TestDatabase test, AuditKeys keys, int count = 12)
    {
        var log = new AuditLog(test.Database);
        for (var i = 0; i < count; i++)
        {
            await log.RecordAsync(
                new AuditEntry(AuditKind.Action, "claimed", AuditActor.Of($"p{i % 3}@example.com"))
                {
                    Surface = ChannelNames.Slack,
                    Subject = $"ESC-{1001 + i}",
                },
                default
            );
        }

        await new AuditChain(test.Database, keys).SealAsync(default);
    }

    private static Task<AuditReport> CheckAsync(TestDatabase test, AuditKeys keys, params AuditAnchor[] anchors) =>
        new AuditCheck(test.Database, keys).VerifyAsync(anchors, default);

    private static Task<int> DoAsync(TestDatabase test, string sql) =>
        test.Database.WriteAsync(session => session.ExecuteAsync(sql), default);

    [Theory, Engines]
    public async Task An_untouched_chain_holds_also_an_empty_one_and_one_that_still_grows(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var keys = new AuditKeys();
        (await CheckAsync(test, keys)).ShouldBe(new AuditReport(0, 0, new AuditHead(0, "", "", ""), 0, 0, null));
        await FillAsync(test, keys, 1200);
        await new AuditLog(test.Database).RecordAsync(new AuditEntry(AuditKind.View, "why", AuditActor.Bot) { Surface = "clock" }, default);
        var report = await CheckAsync(test, keys);
        (report.Fault, report.Rows, report.First, report.Waiting).ShouldBe((null, 1200, 1, 1));
    }

    /// <summary>What was done to the database, and the first row that must be named.</summary>
    [Theory]
    [InlineData("UPDATE audit SET verb = 'released' WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET at = at + 1 WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET kind = 'view' WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET surface = 'web' WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET subject = NULL WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET subject = '' WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET result = 'refused' WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET detail = 'more' WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET person = (SELECT person FROM audit WHERE id = 6) WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET about = person WHERE id = 5", 5)]
    [InlineData("UPDATE audit SET hash = (SELECT hash FROM audit WHERE id = 6) WHERE id = 5", 5)]
    [InlineData("DELETE FROM audit WHERE id = 5", 5)]
    [InlineData("DELETE FROM audit WHERE id IN (5, 6, 7)", 5)]
    [InlineData("DELETE FROM audit WHERE id <= 4", 1)]
    [InlineData("DELETE FROM audit WHERE id = 12", 12)]
    [InlineData("DELETE FROM audit WHERE id >= 9", 9)]
    [InlineData("DELETE FROM audit", 1)]
    [InlineData("UPDATE audit_head SET number = 11, hash = (SELECT hash FROM audit WHERE id = 11) WHERE id = 1", 12)]
    [InlineData("UPDATE audit_head SET hash = 'x' WHERE id = 1", 12)]
    [InlineData("UPDATE audit_head SET seal = 'x' WHERE id = 1", 12)]
    [InlineData("UPDATE audit SET id = CASE id WHEN 5 THEN -6 ELSE -5 END WHERE id IN (5, 6); UPDATE audit SET id = -id WHERE id < 0", 5)]
    [InlineData("UPDATE audit_people SET identity = 'mail:somebody' WHERE identity LIKE 'mail:p1%'", 2)]
    [InlineData("DELETE FROM audit_people WHERE identity LIKE 'mail:p1%'", 2)]
    public async Task A_changed_a_missing_and_a_swapped_row_is_found_and_named(string sql, long first)
    {
        await using var test = await TestDatabase.OpenAsync();
        foreach (var keys in new[] { new AuditKeys(), new AuditKeys(Key) })
        {
            await DoAsync(test, "DELETE FROM audit; ");
            await DoAsync(test, "DELETE FROM audit_people");
            await DoAsync(test, "UPDATE audit_head SET number = 0, hash = '', key = '', seal = ''");
            await FillAsync(test, keys);
            (await CheckAsync(test, keys)).Fault.ShouldBeNull();
            foreach (var statement in sql.Split("; "))
            {
                await DoAsync(test, statement);
            }

            (await CheckAsync(test, keys)).Fault.ShouldNotBeNull().Number.ShouldBe(first);
        }
    }

    [Fact]
    public async Task Without_a_key_a_tail_that_was_cut_together_with_the_head_is_found_by_a_head_that_the_log_told()
    {
        await using var test = await TestDatabase.OpenAsync();
        var keys = new AuditKeys();
        await FillAsync(test, keys);
        var told = AuditAnchor.Parse((await new AuditChain(test.Database, keys).HeadAsync(default)).Text).ShouldNotBeNull();
        (await CheckAsync(test, keys, told)).Fault.ShouldBeNull();

        await CutAsync(test, keys);
        (await CheckAsync(test, keys)).Fault.ShouldBeNull();
        (await CheckAsync(test, keys, told)).Fault.ShouldNotBeNull().Number.ShouldBe(9);
        // And what grew again does not hide it.
        await FillAsync(test, keys);
        (await CheckAsync(test, keys, told)).Fault.ShouldNotBeNull().Number.ShouldBe(12);
    }

    [Fact]
    public async Task With_a_key_nobody_who_lacks_it_can_cut_the_tail_or_make_a_row_or_a_head()
    {
        await using var test = await TestDatabase.OpenAsync();
        var keys = new AuditKeys(Key);
        await FillAsync(test, keys);
        await CutAsync(test, new AuditKeys());
        (await CheckAsync(test, keys)).Fault.ShouldNotBeNull().Number.ShouldBe(8);

        // The whole chain made anew without the key.
        await DoAsync(test, "DELETE FROM audit");
        await DoAsync(test, "UPDATE audit_head SET number = 0, hash = '', key = '', seal = ''");
        await FillAsync(test, new AuditKeys());
        (await CheckAsync(test, keys)).Fault.ShouldNotBeNull().What.ShouldContain("without it");
    }

    [Fact]
    public async Task A_row_that_was_changed_together_with_its_hash_no_longer_carries_the_next_one()
    {
        await using var test = await TestDatabase.OpenAsync();
        var keys = new AuditKeys();
        await FillAsync(test, keys);
        await ForgeAsync(test, 5, row => row with { Verb = "released" }, keys);

        (await CheckAsync(test, keys)).Fault.ShouldNotBeNull().Number.ShouldBe(6);
    }

    [Fact]
    public async Task A_row_without_a_key_behind_rows_that_have_one_is_named_itself()
    {
        await using var test = await TestDatabase.OpenAsync();
        var keys = new AuditKeys(Key);
        await FillAsync(test, keys);
        await ForgeAsync(test, 11, row => row with { Verb = "released", Key = "" }, keys);
        await ForgeAsync(test, 12, row => row with { Key = "" }, keys);
        await HeadAsync(test, (await RowAsync(test, 12)).Hash, keys);

        var fault = (await CheckAsync(test, keys)).Fault.ShouldNotBeNull();
        (fault.Number, fault.What).ShouldBe((11, "Its hash has no key, though rows before it have one."));
    }

    [Fact]
    public async Task A_head_that_counts_rightly_and_seals_another_hash_is_found()
    {
        await using var test = await TestDatabase.OpenAsync();
        var keys = new AuditKeys();
        await FillAsync(test, keys);
        await HeadAsync(test, new string('0', 64), keys);

        (await CheckAsync(test, keys)).Fault.ShouldBe(new AuditFault(12, "Its hash is not that of the head."));
    }

    [Fact]
    public async Task A_key_may_be_added_and_changed_and_what_lacks_the_present_one_chains_nothing()
    {
        await using var test = await TestDatabase.OpenAsync();
        await FillAsync(test, new AuditKeys());
        await FillAsync(test, new AuditKeys(Key));
        var both = new AuditKeys($"another key of some length, {Key}");
        await FillAsync(test, both);
        var report = await CheckAsync(test, both);
        (report.Fault, report.Rows, report.Unkeyed).ShouldBe((null, 36, 12));

        (await CheckAsync(test, new AuditKeys(Key))).Fault.ShouldNotBeNull().Number.ShouldBe(25);
        await FillAsync(test, new AuditKeys());
        await FillAsync(test, new AuditKeys("a third one, unknown"));
        (await test.CountAsync("SELECT COUNT(*) FROM audit_pending")).ShouldBe(24);
        await new AuditChain(test.Database, both).SealAsync(default);
        (await CheckAsync(test, both)).Fault.ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Pruning_keeps_the_chain_checkable_and_forgets_people_who_stand_nowhere_any_more(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (log, keys) = (new AuditLog(test.Database), new AuditKeys());
        var chain = new AuditChain(test.Database, keys);
        await FillAsync(test, keys, 700);
        test.Clock.Advance(TimeSpan.FromDays(10));
        var pruning = new AuditPruning(test.Database, log, chain);
        (await pruning.PruneAsync(test.Clock.GetUtcNow().AddDays(-20), default)).ShouldBe(0);
        await log.RecordAsync(new AuditEntry(AuditKind.Action, "claimed", AuditActor.Of("new@example.com")) { Surface = "slack" }, default);
        await chain.SealAsync(default);

        (await pruning.PruneAsync(test.Clock.GetUtcNow().AddDays(-5), default)).ShouldBe(700);
        (await test.CountAsync("SELECT COUNT(*) FROM audit")).ShouldBe(2);
        (await test.CountAsync("SELECT COUNT(*) FROM audit_people")).ShouldBe(1);
        var report = await CheckAsync(test, keys);
        (report.Fault, report.First, report.Head.Number).ShouldBe((null, 701, 702));

        // Twice, and everything at once.
        test.Clock.Advance(TimeSpan.FromDays(10));
        (await pruning.PruneAsync(test.Clock.GetUtcNow(), default)).ShouldBe(2);
        (await CheckAsync(test, keys)).Fault.ShouldBeNull();
        // A front that is cut without a pruning is found.
        await FillAsync(test, keys);
        await DoAsync(test, "DELETE FROM audit WHERE id <= 706");
        (await CheckAsync(test, keys)).Fault.ShouldNotBeNull().Number.ShouldBe(1);
    }

    [Theory, Engines]
    public async Task The_audit_is_found_by_person_subject_kind_and_day_newest_first_and_page_by_page(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await FillAsync(test, new AuditKeys());
        await new People(test.Database).LearnAsync(
            new Profile(new PersonKey("slack", "U1"), "P One", "p1@example.com", null, null) { Membership = Membership.Member },
            default
        );
        test.Clock.Advance(TimeSpan.FromDays(1));
        await new AuditLog(test.Database).RecordAsync(
            [
                new AuditEntry(AuditKind.View, "status", AuditActor.Of(new PersonKey("slack", "U1"), null))
                {
                    Surface = "slack",
                    Subject = "ESC-1001",
                },
                new AuditEntry(AuditKind.Action, "reassigned", AuditActor.Of("p0@example.com"))
                {
                    Surface = "web",
                    About = AuditActor.Of("P1@example.com"),
                },
            ],
            default
        );
        await new AuditChain(test.Database, new AuditKeys()).SealAsync(default);
        var reading = new AuditReading(test.Database);

        (await reading.FindAsync(new AuditFilter { Limit = 5 }, default)).Select(row => row.Number).ShouldBe([14, 13, 12, 11, 10]);
        (await reading.FindAsync(new AuditFilter { Limit = 5, Below = 10 }, default)).Select(row => row.Number).ShouldBe([9, 8, 7, 6, 5]);
        // Under the address, under the key of a channel that has it, and as the one it was done to.
        var ofPerson = await reading.FindAsync(new AuditFilter { Who = " P1@example.com" }, default);
        ofPerson.Select(row => row.Number).ShouldBe([14, 13, 11, 8, 5, 2]);
        (ofPerson[0].Who, ofPerson[0].Whom, ofPerson[1].Who).ShouldBe(("p0@example.com", "p1@example.com", "slack:U1"));
        (await reading.FindAsync(new AuditFilter { Subject = "ESC-1001" }, default)).Select(row => row.Number).ShouldBe([13, 1]);
        (await reading.FindAsync(new AuditFilter { Kind = "view" }, default)).Select(row => row.Number).ShouldBe([13]);
        (
            await reading.FindAsync(
                new AuditFilter { Since = test.Clock.GetUtcNow().AddHours(-1), Before = test.Clock.GetUtcNow().AddHours(1) },
                default
            )
        ).Count.ShouldBe(2);
        (await reading.FindAsync(new AuditFilter { Who = "nobody@example.com" }, default)).ShouldBeEmpty();
        (await reading.FindAsync(new AuditFilter { Who = "'; DROP TABLE audit; --" }, default)).ShouldBeEmpty();
        var all = 0;
        (await reading.EachAsync(_ => all++, default)).ShouldBe(14);
        all.ShouldBe(14);
    }

    [Theory]
    [InlineData("12:9f86d081884c7d65", true)]
    [InlineData("12:9f86", false)]
    [InlineData("0:9f86d081884c7d65", false)]
    [InlineData("-1:9f86d081884c7d65", false)]
    [InlineData("x", false)]
    [InlineData(null, false)]
    [InlineData("12:9F86D081884C7D65", false)]
    public void A_head_that_was_written_down_is_read_or_refused(string? text, bool good) =>
        (AuditAnchor.Parse(text) is not null).ShouldBe(good);

    private static async Task<AuditRow> RowAsync(TestDatabase test, long number) =>
        (
            await test.Database.ReadAsync(
                session => session.FindAsync($"SELECT {AuditRow.Columns} FROM audit WHERE id = @id", AuditRow.Of, number),
                default
            )
        )!;

    /// <summary>Changes a row and makes its hash anew, as whoever can write to the database and knows the code may.</summary>
    private static async Task ForgeAsync(TestDatabase test, long number, Func<AuditRow, AuditRow> change, AuditKeys keys)
    {
        var forged = change(await RowAsync(test, number));
        var hash = forged.HashAfter((await RowAsync(test, number - 1)).Hash, keys);
        await test.Database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE audit SET verb = @verb, key = @key, hash = @hash WHERE id = @id",
                    forged.Verb,
                    forged.Key,
                    hash,
                    number
                ),
            default
        );
    }

    /// <summary>Another hash at the head of twelve rows, sealed without a key.</summary>
    private static Task<int> HeadAsync(TestDatabase test, string hash, AuditKeys keys) =>
        test.Database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE audit_head SET hash = @hash, key = '', seal = @seal",
                    hash,
                    AuditHead.SealOf(12, hash, "", keys)
                ),
            default
        );

    /// <summary>As somebody does it who may write to the database: the last rows gone, and the head put back.</summary>
    private static async Task CutAsync(TestDatabase test, AuditKeys keys)
    {
        await DoAsync(test, "DELETE FROM audit WHERE id > 8");
        var last = (
            await test.Database.ReadAsync(
                session => session.FindAsync($"SELECT {AuditRow.Columns} FROM audit WHERE id = 8", AuditRow.Of),
                default
            )
        )!;
        var seal = last.Key.Length == 0 ? AuditHead.SealOf(8, last.Hash, "", keys) : "forged";
        await test.Database.WriteAsync(
            session =>
                session.ExecuteAsync("UPDATE audit_head SET number = 8, hash = @hash, key = @key, seal = @seal", last.Hash, last.Key, seal),
            default
        );
    }
}
