using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

/// <summary>
/// What administrators change outside the bot stands in the audit once: the start, names of changed settings, changed files.
/// </summary>
public sealed class ConfigurationAuditTests
{
    private static readonly AuditKeys Keys = new();

    private static ConfigurationAudit Make(
        TestDatabase test,
        OrganisationFixture organisation,
        WorkplaceHolder holder,
        params (string Name, string Value)[] settings
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => new KeyValuePair<string, string?>(one.Name, one.Value)))
            .Build();
        return new(
            new AuditLog(test.Database),
            new ChannelMemory(test.Database),
            holder,
            new ConfigurationAuditSurroundings(
                configuration,
                organisation.Folder,
                Keys,
                test.Clock,
                NullLogger<ConfigurationAudit>.Instance
            )
        );
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(TestDatabase test)
    {
        await new AuditChain(test.Database, Keys).SealAsync(default);
        return
        [
            .. (await new AuditReading(test.Database).FindAsync(new AuditFilter(), default))
                .Reverse()
                .Select(row => row.Verb == "started" ? "started" : $"{row.Verb} {row.Detail}"),
        ];
    }

    [Fact]
    public async Task A_start_names_the_settings_that_changed_since_the_last_one_and_no_value()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var organisation = new OrganisationFixture();
        await Make(test, organisation, new(), ("Slack:BotToken", "secret-one"), ("Slack:Mode", "socket")).StartedAsync(default);
        await Make(test, organisation, new(), ("Slack:BotToken", "secret-one"), ("Slack:Mode", "socket")).StartedAsync(default);
        await Make(test, organisation, new(), ("Slack:Mode", "http"), ("Retention:Days", "30")).StartedAsync(default);
        (await RowsAsync(test)).ShouldBe([
            "started",
            "settings_changed Slack:BotToken, Slack:Mode",
            "started",
            "started",
            "settings_changed Retention:Days, Slack:BotToken, Slack:Mode",
        ]);
        (await test.CountAsync("SELECT COUNT(*) FROM channel_memory WHERE value LIKE '%secret-one%'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_change_of_the_organisations_files_that_is_in_force_is_told_once()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var organisation = new OrganisationFixture();
        var holder = new WorkplaceHolder();
        var watch = Make(test, organisation, holder);
        await watch.LookAsync(default); // nothing is loaded yet
        holder.Replace(new Workplace(organisation.Read(), new TriageEngine(new TriageData { Knowledge = SearchIndex.Empty() })));
        await watch.LookAsync(default);
        await watch.LookAsync(default);
        organisation.Change("organisation.yaml", "name: Test Support", "name: Other Support");
        holder.Replace(new Workplace(organisation.Read(), new TriageEngine(new TriageData { Knowledge = SearchIndex.Empty() })));
        await watch.LookAsync(default);
        await Make(test, organisation, holder).LookAsync(default); // a restart, another replica
        (await RowsAsync(test))
            .Select(row => row.Split(' ')[0])
            .ShouldBe(["organisation_changed", "knowledge_files_changed", "organisation_changed"]);
    }
}
