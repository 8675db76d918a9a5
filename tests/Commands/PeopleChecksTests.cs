using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Health;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

/// <summary>The doctor explains why somebody is nobody.</summary>
public sealed class PeopleChecksTests
{
    [Theory]
    [InlineData("slack", Membership.Guest, "only as a guest")]
    [InlineData("teams", Membership.Outsider, "another workspace or tenant (Acme)")]
    [InlineData("slack", Membership.Unconfirmed, "not confirmed")]
    [InlineData("teams", Membership.Unconfirmed, "may not speak for the domain")]
    [InlineData("slack", Membership.Deactivated, "switched off")]
    public async Task Somebody_met_only_as_a_stranger_is_explained(string channel, Membership membership, string words)
    {
        await using var store = await TestDatabase.OpenAsync();
        var people = new People(store.Database);
        await people.LearnAsync(
            new Profile(new PersonKey(channel, "1"), "Mia Who", "MIA@example.com", null, null)
            {
                Membership = membership,
                Organisation = "Acme",
            },
            CancellationToken.None
        );
        var found = await RunAsync(store);
        found.ShouldContain(finding =>
            finding.Level == Level.Warn
            && finding.What.Contains("mia@example.com was met on " + channel, StringComparison.Ordinal)
            && finding.What.Contains(words, StringComparison.Ordinal)
        );
        found[0].What.ShouldNotContain("mia@example.com");

        // Met as a member on any channel is enough.
        await people.LearnAsync(
            new Profile(new PersonKey("web", "2"), "Mia", "mia@example.com", null, null) { Membership = Membership.Member },
            CancellationToken.None
        );
        (await RunAsync(store)).ShouldNotContain(finding => finding.What.Contains("Mia Who", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_changed_hands_fails_until_it_is_accepted()
    {
        await using var store = await TestDatabase.OpenAsync();
        var identities = new Identities(store.Database);
        await identities.BindAsync("teams", "mia@example.com", "aad-1", "Mia", CancellationToken.None);
        await identities.BindAsync("teams", "mia@example.com", "aad-2", "Mia New", CancellationToken.None);
        (await RunAsync(store)).ShouldContain(finding =>
            finding.Level == Level.Fail
            && finding.What.Contains("Mia New", StringComparison.Ordinal)
            && finding.Fix.Contains("person accept mia@example.com", StringComparison.Ordinal)
        );
        await identities.AcceptAsync("mia@example.com", CancellationToken.None);
        (await RunAsync(store)).ShouldNotContain(finding => finding.Level == Level.Fail);
    }

    [Fact]
    public async Task Listed_people_for_whom_no_tenant_speaks_are_named()
    {
        await using var store = await TestDatabase.OpenAsync();
        var options = new TeamsOptions
        {
            AppId = "x",
            TenantIds = ["a"],
            TenantDomains = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["other.example"] },
        };
        (await RunAsync(store, options)).ShouldContain(finding =>
            finding.What.Contains("No tenant of Teams:TenantDomains speaks for ana@example.com", StringComparison.Ordinal)
        );
        (await RunAsync(store)).ShouldNotContain(finding => finding.What.Contains("TenantDomains", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<Finding>> RunAsync(TestDatabase store, TeamsOptions? teams = null)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(new People(store.Database))
            .AddSingleton(new Identities(store.Database))
            .AddSingleton(teams ?? new TeamsOptions())
            .BuildServiceProvider();
        return await PeopleChecks.RunAsync(services, OrganisationFixture.Of(), CancellationToken.None);
    }
}
