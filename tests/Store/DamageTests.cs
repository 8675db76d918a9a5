using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>A SQLite file that is not what was written: told at start, by every check, and at the first read that meets it.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("escalation.db");

    private DatabaseOptions Options => new() { ConnectionString = $"Data Source={Path}" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_empty_file_is_refused_and_stays_as_it_is()
    {
        _folder.Write("escalation.db", "");
        foreach (var mode in Enum.GetValues<OpenMode>())
        {
            var refused = await RefusedAsync(mode);
            refused.Message.ShouldContain("is empty (0 bytes)");
            refused.IsMissing.ShouldBeFalse();
        }

        new FileInfo(Path).Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_new_file_is_never_empty_however_early_its_maker_is_killed()
    {
        new SqliteFile(Options.ConnectionString).MakeIfMissing();
        new FileInfo(Path).Length.ShouldBeGreaterThan(0);
        System.IO.Directory.GetFiles(_folder.Path).ShouldBe([Path]);
        await using var database = new Database(Options, new TestClock());
        await database.OpenAsync(OpenMode.Alone, default);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(50_000)]
    public async Task A_file_that_was_cut_off_is_refused_at_start(int bytes)
    {
        await FillAsync();
        Cut(bytes);
        (await RefusedAsync(OpenMode.Alone)).ShouldSatisfyAllConditions(
            one => one.Message.ShouldContain("is damaged"),
            one => one.IsDamage.ShouldBeTrue()
        );
    }

    [Fact]
    public async Task A_file_that_was_cut_off_does_not_hide_behind_the_log_of_a_killed_bot()
    {
        await FillAsync();
        // As a kill leaves it: a log with frames beside the file.
        var killed = new Database(Options, new TestClock());
        await killed.OpenAsync(OpenMode.Existing, default);
        await new Counters(killed).AddAsync("n", 1, default);
        foreach (var end in new[] { "", "-wal" })
        {
            File.Copy(Path + end, _folder.File("copy.db") + end);
        }
        await killed.DisposeAsync();
        using (var file = File.OpenWrite(_folder.File("copy.db")))
        {
            file.SetLength(file.Length - 100);
        }
        new FileInfo(_folder.File("copy.db-wal")).Length.ShouldBeGreaterThan(0);

        await using var database = new Database(
            new DatabaseOptions { ConnectionString = $"Data Source={_folder.File("copy.db")}" },
            new TestClock()
        );
        (await Should.ThrowAsync<StoreException>(database.OpenAsync(OpenMode.Alone, default))).Message.ShouldContain("is damaged");
    }

    [Fact]
    public async Task Flipped_bytes_of_the_structure_are_told_by_start_check_and_backup()
    {
        await FillAsync();
        var whole = await File.ReadAllBytesAsync(Path);
        for (var page = 1; page <= 9; page++)
        {
            // The head of a page: its kind, its free blocks, the number and the place of its cells.
            var damaged = (byte[])whole.Clone();
            damaged[(page * 4096) + (page % 7)] ^= 0xFF;
            await File.WriteAllBytesAsync(Path, damaged);
            (await RefusedAsync(OpenMode.Alone)).Message.ShouldContain("is damaged", customMessage: $"page {page}");
        }

        await using var database = new Database(Options, new TestClock());
        await database.OpenAsync(OpenMode.Existing, default);
        (await Should.ThrowAsync<StoreException>(database.BackupAsync(_folder.File("copy.db")))).IsDamage.ShouldBeTrue();
        File.Exists(_folder.File("copy.db")).ShouldBeFalse();
        database.Damage.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_damaged_database_takes_nothing_more_in()
    {
        await FillAsync();
        await using var database = new Database(Options, new TestClock());
        await database.OpenAsync(OpenMode.Existing, default);
        var inbox = new Inbox(database);
        (await inbox.AddAsync(Said("before"), default)).ShouldNotBeNull();
        await BreakAsync("history", database);

        // One read meets it; from then on nothing is promised to anybody.
        await Should.ThrowAsync<StoreException>(new Records(database).EachHistoryAsync(_ => { }, default));
        (await Should.ThrowAsync<StoreException>(inbox.AddAsync(Said("after"), default))).ShouldSatisfyAllConditions(
            one => one.IsDamage.ShouldBeTrue(),
            one => one.Message.ShouldContain("restore a backup")
        );
    }

    [Fact]
    public async Task A_sound_file_passes_and_a_copy_of_it_too()
    {
        await FillAsync();
        await using var database = new Database(Options, new TestClock());
        await database.OpenAsync(OpenMode.Alone, default);
        (await database.CheckAsync(Thoroughness.Whole, default)).ShouldBeEmpty();
        await database.BackupAsync(_folder.File("copy.db"));
        await using var copy = new Database(
            new DatabaseOptions { ConnectionString = $"Data Source={_folder.File("copy.db")}" },
            new TestClock()
        );
        await copy.OpenAsync(OpenMode.Alone, default);
    }

    /// <summary>Writes nonsense over the root page of a table, under the feet of an open database.</summary>
    private async Task BreakAsync(string table, Database database)
    {
        var root = await database.ReadAsync(
            session => session.FindAsync("SELECT rootpage FROM sqlite_master WHERE name = @name", row => row.Long(0), table),
            default
        );
        // What stands in the log would be read in place of the file.
        await using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
        }

        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = (root - 1) * 4096;
        file.Write(Enumerable.Repeat((byte)0x77, 4096).ToArray());
    }

    private void Cut(int bytes)
    {
        using var file = File.OpenWrite(Path);
        file.SetLength(file.Length - bytes);
    }

    private async Task FillAsync()
    {
        await using var database = new Database(Options, new TestClock());
        await database.OpenAsync(OpenMode.Create, default);
        var store = new CaseStore(database);
        for (var i = 0; i < 60; i++)
        {
            await store.CommitAsync(
                null,
                new Decision
                {
                    Questions = [Question("q" + i)],
                    History = [new HistoryEntry(null, "q" + i, Morning, "asked", "Ana", null, new string('x', 900))],
                },
                default
            );
        }
    }

    private async Task<StoreException> RefusedAsync(OpenMode mode)
    {
        await using var database = new Database(Options, new TestClock());
        return await Should.ThrowAsync<StoreException>(database.OpenAsync(mode, default));
    }
}
