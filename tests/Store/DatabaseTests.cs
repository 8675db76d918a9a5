using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class DatabaseTests
{
    [Theory, Engines]
    public async Task A_work_that_fails_takes_back_only_itself(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);

        var works = Enumerable
            .Range(0, 300)
            .Select(i =>
                test.Database.WriteAsync<int>(
                    async session =>
                    {
                        await Counters.AddAsync(session, "n" + i, 1);
                        if (i % 3 == 1)
                        {
                            throw new FormatException("mine");
                        }
                        if (i % 3 == 2)
                        {
                            session.Undo();
                        }
                        return i;
                    },
                    default
                )
            )
            .ToList();

        for (var i = 0; i < works.Count; i++)
        {
            if (i % 3 == 1)
            {
                await works[i].ShouldThrowAsync<FormatException>();
            }
            else
            {
                (await works[i]).ShouldBe(i);
            }
        }
        (await test.CountAsync("SELECT COUNT(*) FROM counters WHERE name LIKE 'n%'")).ShouldBe(100);
    }

    [Theory, Engines]
    public async Task A_broken_constraint_is_our_own_mistake_and_hurts_nobody_else(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var bad = test.Database.WriteAsync(
            session => session.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('case', 1)"),
            default
        );
        var good = new Counters(test.Database).AddAsync("good", 1, default);

        (await good).ShouldBe(1);
        (await Should.ThrowAsync<Exception>(bad)).ShouldNotBeOfType<StoreException>();
    }

    [Fact]
    public async Task A_write_that_nobody_wants_any_more_is_not_begun()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(new Counters(test.Database).AddAsync("x", 1, cancelled.Token));
        (await new Counters(test.Database).GetAsync("x", default)).ShouldBe(0);
    }

    [Theory, Engines]
    public async Task Values_that_no_engine_may_store_are_replaced(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var memory = new ChannelMemory(test.Database);
        await memory.SetAsync("web", "key", "a\0b\ud800c 🙂", default);
        (await memory.FindAsync("web", "key", default)).ShouldBe("a\uFFFDb\uFFFDc 🙂");
    }

    [Theory, Engines]
    public async Task Steps_are_applied_once_however_many_start_at_the_same_time(DatabaseEngine engine)
    {
        var (options, remove) = await TestDatabase.PrepareAsync(engine);
        var databases = Enumerable.Range(0, 4).Select(_ => new Database(options, new TestClock())).ToList();

        await Task.WhenAll(databases.Select(database => database.OpenAsync(OpenMode.Create, default)));

        (
            await databases[0].ReadAsync(session => session.FindAsync("SELECT COUNT(*) FROM schema_versions", row => row.Long(0)), default)
        ).ShouldBe(Migrator.Embedded().Count);
        // Each replica has a number of its own: ids never meet.
        databases.Select(database => database.Sequence.Next() & 1023).Distinct().Count().ShouldBe(4);
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
        await remove();
    }

    [Theory, Engines]
    public async Task A_database_of_a_newer_program_is_left_alone(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await new Migrator(
            test.Database,
            [
                .. Migrator.Embedded(),
                Migration.Of("V999_future", "CREATE TABLE future (id BIGINT PRIMARY KEY); CREATE INDEX future_id ON future (id);"),
            ]
        ).ApplyAsync(OpenMode.Create, default);

        (await Should.ThrowAsync<StoreException>(test.OpenAnotherAsync())).Message.ShouldContain("newer version");
    }

    [Theory, Engines]
    public async Task A_step_that_was_changed_after_it_was_applied_is_refused(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var changed = Migrator.Embedded().Select(migration => Migration.Of(migration.Name, migration.Sql + "-- changed")).ToList();

        (
            await Should.ThrowAsync<StoreException>(new Migrator(test.Database, changed).ApplyAsync(OpenMode.Create, default))
        ).Message.ShouldContain("was changed");
        // Other line ends are no change.
        (
            await new Migrator(
                test.Database,
                [.. Migrator.Embedded().Select(migration => Migration.Of(migration.Name, migration.Sql.Replace("\n", "\r\n")))]
            ).ApplyAsync(OpenMode.Create, default)
        ).ShouldBe(0);
    }

    [Theory, Engines]
    public async Task A_step_that_fails_leaves_the_schema_as_it_was(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var broken = new Migrator(
            test.Database,
            [
                .. Migrator.Embedded(),
                Migration.Of("V002_broken", "CREATE TABLE half (id BIGINT PRIMARY KEY); CREATE TABLE half (id BIGINT PRIMARY KEY);"),
            ]
        );

        await Should.ThrowAsync<Exception>(broken.ApplyAsync(OpenMode.Create, default));

        (await new Migrator(test.Database).ApplyAsync(OpenMode.Existing, default)).ShouldBe(0);
        await Should.ThrowAsync<Exception>(test.CountAsync("SELECT COUNT(*) FROM half"));
    }

    [Theory, Engines]
    public async Task A_verb_that_finds_no_database_says_where_it_looked(DatabaseEngine engine)
    {
        var (options, remove) = await TestDatabase.PrepareAsync(engine);
        await using (var database = new Database(options, new TestClock()))
        {
            (await Should.ThrowAsync<StoreException>(database.OpenAsync(OpenMode.Existing, default))).Message.ShouldContain(database.Where);
        }
        if (engine is DatabaseEngine.Sqlite)
        {
            File.Exists(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource).ShouldBeFalse();
        }
        await remove();
    }

    [Fact]
    public async Task A_locked_file_is_told_in_words_and_passes()
    {
        await using var test = await TestDatabase.OpenAsync();
        var file = new SqliteConnectionStringBuilder(test.Options.ConnectionString).DataSource;
        await using (var other = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            (await Should.ThrowAsync<StoreException>(new Counters(test.Database).AddAsync("x", 1, default))).Message.ShouldContain(
                "locked by another program"
            );
        }
        (await new Counters(test.Database).AddAsync("x", 1, default)).ShouldBe(1);
    }

    [Fact]
    public async Task A_full_disk_is_told_in_words_and_nothing_acknowledged_is_lost()
    {
        await using var test = await TestDatabase.OpenAsync();
        var inbox = new Inbox(test.Database);
        await inbox.AddAsync(Said("before"), default);
        var pages = await test.CountAsync("SELECT page_count FROM pragma_page_count()");
        await test.Database.WriteAsync(session => session.QueryAsync($"SELECT 1", _ => 0), default);
        await LimitAsync(test, pages);

        var kept = new List<string>();
        StoreException? told = null;
        for (var i = 0; told is null && i < 1000; i++)
        {
            try
            {
                if (await inbox.AddAsync(Said("m" + i, text: new string('x', 4000)), default) is not null)
                {
                    kept.Add("m" + i);
                }
            }
            catch (StoreException full)
            {
                told = full;
            }
        }

        told!.Message.ShouldContain("is full");
        (await test.CountAsync("SELECT COUNT(*) FROM inbox")).ShouldBe(kept.Count + 1);
        await LimitAsync(test, 1_000_000);
        (await inbox.AddAsync(Said("after"), default)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Data Source=:memory:", "names no file")]
    [InlineData("Nonsense=1", "not one for SQLite")]
    public void A_useless_connection_string_is_told_before_anything_starts(string connectionString, string words) =>
        new DatabaseOptions { ConnectionString = connectionString }
            .Problem()
            .ShouldNotBeNull()
            .ShouldContain(words);

    [Theory]
    [InlineData("Username=bot", "names no Host")]
    [InlineData("Nonsense=1", "not one for PostgreSQL")]
    public void A_useless_server_is_told_before_anything_starts(string connectionString, string words) =>
        new DatabaseOptions { Engine = DatabaseEngine.Postgres, ConnectionString = connectionString }
            .Problem()
            .ShouldNotBeNull()
            .ShouldContain(words);

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_words()
    {
        await using var database = new Database(
            new DatabaseOptions { Engine = DatabaseEngine.Postgres, ConnectionString = "Host=127.0.0.1;Port=1;Username=bot;Timeout=1" },
            new TestClock()
        );
        (await Should.ThrowAsync<StoreException>(database.OpenAsync(OpenMode.Create, default))).Message.ShouldContain("127.0.0.1:1");
    }

    [Fact]
    public async Task What_is_no_database_is_told_in_words()
    {
        var (options, remove) = await TestDatabase.PrepareAsync(DatabaseEngine.Sqlite);
        await File.WriteAllTextAsync(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource, new string('x', 5000));
        await using (var database = new Database(options, new TestClock()))
        {
            (await Should.ThrowAsync<StoreException>(database.OpenAsync(OpenMode.Existing, default))).Message.ShouldContain(
                "is not a SQLite database"
            );
        }
        await remove();
    }

    [Fact]
    public async Task A_backup_is_a_whole_database()
    {
        await using var test = await TestDatabase.OpenAsync();
        await new Inbox(test.Database).AddAsync(Said("1"), default);
        var copy = new SqliteConnectionStringBuilder(test.Options.ConnectionString).DataSource + ".copy";

        await test.Database.BackupAsync(copy);

        await using var opened = new Database(new DatabaseOptions { ConnectionString = "Data Source=" + copy }, test.Clock);
        await opened.OpenAsync(OpenMode.Existing, default);
        (await new Inbox(opened).LeaseAsync(10, [], default)).ShouldHaveSingleItem();
        await Should.ThrowAsync<StoreException>(test.Database.BackupAsync(copy));
    }

    [PostgresFact]
    public async Task A_server_that_restarted_under_pooled_connections_costs_no_write()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Postgres);
        var counters = new Counters(test.Database);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => counters.AddAsync("x", 1, default)));
        await using (var killer = Npgsql.NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable)!))
        {
            await using var kill = killer.CreateCommand(
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                    + $"application_name = 'escalationbot' AND query LIKE '%counters%'"
            );
            await kill.ExecuteNonQueryAsync();
        }
        (await counters.AddAsync("x", 1, default)).ShouldBe(6);
    }

    private static Task LimitAsync(TestDatabase test, long pages) =>
        test.Database.WriteAsync(session => session.QueryAsync($"PRAGMA max_page_count = {pages}", _ => 0), default);
}
