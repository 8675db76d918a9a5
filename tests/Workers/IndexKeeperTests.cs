using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

public sealed class IndexKeeperTests : IAsyncLifetime
{
    private static readonly Article[] Many = [.. Enumerable.Range(0, 5_000).Select(i => new Article($"a{i}", $"title {i}", "words", []))];
    private TestDatabase _database = null!;

    private string File => Path.ChangeExtension(_database.Database.Where, ".index");

    public async Task InitializeAsync() => _database = await TestDatabase.OpenAsync(DatabaseEngine.Sqlite);

    public async Task DisposeAsync()
    {
        System.IO.File.Delete(File);
        await _database.DisposeAsync();
    }

    private IndexKeeper Keeper() => new(_database.Database, NullLogger<IndexKeeper>.Instance);

    [Fact]
    public void The_index_of_many_articles_is_kept_and_the_next_start_has_it()
    {
        var keeper = Keeper();
        keeper.Save(keeper.Load(Many, encoder: null), encoder: null);
        System.IO.File.Exists(File).ShouldBeTrue();
        var written = System.IO.File.GetLastWriteTimeUtc(File);

        var next = Keeper();
        var index = next.Load(Many, encoder: null);
        index.Count.ShouldBe(5_000);
        next.Save(index, encoder: null);
        System.IO.File.GetLastWriteTimeUtc(File).ShouldBe(written, "nothing changed, so nothing is written");
    }

    [Fact]
    public void It_is_written_again_when_a_twentieth_has_changed()
    {
        var keeper = Keeper();
        var index = keeper.Load(Many, encoder: null);
        keeper.Save(index, encoder: null);
        System.IO.File.Delete(File);
        keeper.Changed(100);
        keeper.Save(index, encoder: null);
        System.IO.File.Exists(File).ShouldBeFalse();
        keeper.Changed(200);
        keeper.Save(index, encoder: null);
        System.IO.File.Exists(File).ShouldBeTrue();
    }

    [Fact]
    public void Few_articles_are_not_kept()
    {
        var keeper = Keeper();
        keeper.Save(keeper.Load(Many[..100], encoder: null), encoder: null);
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public void A_place_that_cannot_be_written_costs_nothing_but_time()
    {
        System.IO.Directory.CreateDirectory(File);
        try
        {
            var keeper = Keeper();
            var index = keeper.Load(Many, encoder: null);
            Should.NotThrow(() => keeper.Save(index, encoder: null));
            index.Count.ShouldBe(5_000);
        }
        finally
        {
            System.IO.Directory.Delete(File);
        }
    }
}
