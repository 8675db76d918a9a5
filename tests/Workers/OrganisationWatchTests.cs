using System.Net;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

public sealed class OrganisationWatchTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningBot _bot = null!;

    private WorkplaceLoader Loader => _bot.Services.GetRequiredService<WorkplaceLoader>();

    private Workplace Workplace => _bot.Services.GetRequiredService<WorkplaceHolder>().Current;

    public async Task InitializeAsync()
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(OrganisationFixture.SampleFolder))
        {
            _folder.Write(Path.GetFileName(file), await File.ReadAllTextAsync(file));
        }
        _folder.Write("knowledge/exports.md", "---\nid: exports\ntitle: Exports\n---\nExports are limited to ten thousand rows.\n");
        // A clock that stands still: the loop never wakes up, the tests look themselves.
        _bot = await RunningBot.StartAsync(
            [new("Organisation:Folder", _folder.Path)],
            builder => builder.Services.AddSingleton<TimeProvider>(new TestClock())
        );
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void The_organisation_and_its_articles_are_in_force_when_the_host_has_started()
    {
        Workplace.Organisation.Name.ShouldBe("Northwind Support");
        Workplace.Triage.Data.Knowledge.Find("exports").ShouldNotBeNull().Title.ShouldBe("Exports");
    }

    [Fact]
    public async Task A_changed_a_new_and_a_deleted_article_are_taken_over()
    {
        _folder.Write("knowledge/exports.md", "---\nid: exports\ntitle: Exports\n---\nExports are limited to twenty thousand rows now.\n");
        _folder.Write("knowledge/invoices.md", "---\nid: invoices\ntitle: Invoices\n---\nInvoices come monthly.\n");
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        var changed = Workplace.Triage.Data.Knowledge.Find("exports").ShouldNotBeNull();
        changed.Body.ShouldContain("twenty");
        changed.Version.ShouldBe(2);
        Workplace.Triage.Data.Knowledge.Count.ShouldBe(2);

        File.Delete(_folder.File("knowledge/exports.md"));
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        Workplace.Triage.Data.Knowledge.Find("exports").ShouldBeNull();
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_import_from_another_process_is_taken_over()
    {
        await using var other = await OtherProcessAsync();
        await new Articles(other).PutAsync(
            [new Article("imported", "Imported", "Its text.", []) { Source = "import" }],
            CancellationToken.None
        );
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        Workplace.Triage.Data.Knowledge.Find("imported").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_file_with_an_error_changes_nothing_and_says_why_until_it_is_mended()
    {
        var good = Workplace;
        _folder.Write("knowledge/exports.md", "---\nid: exports\nreview_by: soon\n---\nChanged.\n");
        var yaml = await File.ReadAllTextAsync(_folder.File("organisation.yaml"));
        _folder.Write("organisation.yaml", yaml + "\nnonsense: true\ntime_zone: Mars\n");
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        Workplace.ShouldBeSameAs(good);
        Loader.IsStale.ShouldBeTrue();
        using (var answer = await _bot.Http.GetAsync("/health/ready"))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("organisation.yaml:");
        }

        _folder.Write("organisation.yaml", yaml.Replace("name: Northwind Support", "name: Southwind Support", StringComparison.Ordinal));
        _folder.Write("knowledge/exports.md", "---\nid: exports\n---\nChanged.\n");
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        Loader.IsStale.ShouldBeFalse();
        Workplace.Organisation.Name.ShouldBe("Southwind Support");
        Workplace.Triage.Data.Knowledge.Find("exports").ShouldNotBeNull().Body.ShouldBe("Changed.");
    }

    [Fact]
    public async Task Pinned_answers_are_taken_over_and_one_whose_article_goes_is_told_until_it_is_back()
    {
        _folder.Write("pinned.yaml", "pinned:\n  - { question: how many rows, article: exports }\n");
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        Loader.Problems.ShouldBeEmpty();
        Workplace
            .Triage.Judge(Question.Of("How many rows?"), Circumstances.None, DateTimeOffset.UnixEpoch)
            .Receipt.Pinned.ShouldNotBeNull()
            .Line.ShouldBe(2);

        var article = await File.ReadAllTextAsync(_folder.File("knowledge/exports.md"));
        File.Delete(_folder.File("knowledge/exports.md"));
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        var told = Loader.Problems.ShouldHaveSingleItem();
        (told.File, told.Line, Loader.IsStale).ShouldBe(("pinned.yaml", 2, false));
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeFalse();

        _folder.Write("knowledge/exports.md", article);
        (await Loader.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        Loader.Problems.ShouldBeEmpty();
    }

    private async Task<Database> OtherProcessAsync()
    {
        var options = new DatabaseOptions { ConnectionString = $"Data Source={_bot.Services.GetRequiredService<Database>().Where}" };
        var other = new Database(options, TimeProvider.System);
        await other.OpenAsync(OpenMode.Existing, CancellationToken.None);
        return other;
    }
}
