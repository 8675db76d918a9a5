using System.Net;
using System.Text.Json.Nodes;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>What Microsoft vouches for. The manager's address alone makes nobody the manager.</summary>
public sealed class TeamsProfilesTests : IAsyncLifetime
{
    private const string Tenant = "\"tenantId\":\"" + TeamsWorld.Tenant + "\"",
        Ours = Tenant + ",\"aadObjectId\":\"0a\"",
        Mail = "\"email\":\"mia@example.com\"";
    private static readonly PersonKey Mia = new("teams", "29:mia");
    private static readonly Place Chat = new("teams", "a:mia");
    private TeamsWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await TeamsWorld.StartAsync();
        using var heard = await _world.SendAsync(TeamsWorld.Activity());
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData(Ours + "," + Mail + ",\"userRole\":\"user\"", Membership.Member)]
    [InlineData(Ours + "," + Mail, Membership.Member)]
    [InlineData(Tenant + "," + Mail + ",\"objectId\":\"0a\"", Membership.Member)]
    [InlineData(Tenant + "," + Mail + ",\"userRole\":\"user\"", Membership.Unknown)]
    [InlineData(Tenant + "," + Mail + ",\"userRole\":\"user\",\"aadObjectId\":\"\"", Membership.Unknown)]
    [InlineData(Ours + "," + Mail + ",\"userRole\":\"guest\"", Membership.Guest)]
    [InlineData(Ours + "," + Mail + ",\"userRole\":\"Guest\"", Membership.Guest)]
    [InlineData(
        Ours + "," + Mail + ",\"userRole\":\"user\",\"userPrincipalName\":\"mia_acme.example#EXT#@ours.example\"",
        Membership.Guest
    )]
    [InlineData(
        Ours + "," + Mail + ",\"userRole\":\"user\",\"userPrincipalName\":\"mia_acme.example#ext#@ours.example\"",
        Membership.Guest
    )]
    [InlineData(Ours + "," + Mail + ",\"userRole\":\"anonymous\"", Membership.Outsider)]
    [InlineData(Mail + ",\"tenantId\":\"bbbbbbbb-1111-4222-8333-444444444444\",\"userRole\":\"user\"", Membership.Outsider)]
    [InlineData(Mail + ",\"userRole\":\"user\"", Membership.Unknown)]
    [InlineData(Ours + "," + Mail + ",\"role\":\"bot\"", Membership.Bot)]
    [InlineData(Ours + "," + Mail + ",\"role\":\"skill\",\"userRole\":\"user\"", Membership.Bot)]
    public async Task Only_an_account_of_our_own_tenant_is_a_member(string member, Membership expected)
    {
        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"id":"29:mia","name":"Mia",{{member}}}""");
        (await FindAsync())!.Membership.ShouldBe(expected);
    }

    [Theory]
    [InlineData("mia@example.com", Membership.Member)]
    [InlineData("mia@b.example", Membership.Unconfirmed)]
    public async Task Of_several_tenants_each_speaks_for_its_own_domains_only(string email, Membership expected)
    {
        var settings = TeamsWorld.WithTokens;
        settings["Teams:TenantId"] = $"bbbbbbbb-1111-4222-8333-444444444444, {TeamsWorld.Tenant}";
        settings["Teams:TenantDomains"] = $"bbbbbbbb-1111-4222-8333-444444444444=b.example; {TeamsWorld.Tenant}=example.com";
        await using var world = await TeamsWorld.StartAsync(settings);
        using var heard = await world.SendAsync(TeamsWorld.Activity());
        world.Microsoft.Then(HttpStatusCode.OK, $$"""{"id":"29:mia","name":"Mia",{{Ours}},"email":"{{email}}","userRole":"user"}""");
        (await world.Channel.FindProfileAsync(Mia, Chat, CancellationToken.None))!.Membership.ShouldBe(expected);
    }

    [Fact]
    public async Task A_foreign_letter_that_folds_into_one_of_ours_makes_no_address_of_ours_and_a_name_is_one_line()
    {
        // The Kelvin sign is a K, and its lower case is our k.
        _world.Microsoft.Then(
            HttpStatusCode.OK,
            $$"""{"id":"29:mia","name":"Ana\nClaimed by Mia\u202E\u2028x",{{Ours}},"email":"\u212AIM@example.com","userRole":"user"}"""
        );
        var profile = (await FindAsync())!;
        (profile.Email, profile.Name).ShouldBe(("\u212Aim@example.com", "Ana Claimed by Mia x"));
    }

    [Fact]
    public async Task A_user_principal_name_is_no_address()
    {
        _world.Microsoft.Then(
            HttpStatusCode.OK,
            $$"""{"id":"29:mia","name":"Mia",{{Ours}},"userRole":"user","userPrincipalName":"mia@example.com"}"""
        );
        var profile = (await FindAsync())!;
        (profile.Email, profile.Membership).ShouldBe((null, Membership.Member));
    }

    [Theory]
    [InlineData("\"email\":\"ana@acme.example\",\"userRole\":\"guest\"", "acme.example")]
    [InlineData("\"userRole\":\"guest\",\"userPrincipalName\":\"ana_acme.example#EXT#@ours.onmicrosoft.com\"", "acme.example")]
    [InlineData("\"userRole\":\"guest\"", null)]
    public async Task A_guest_is_named_with_the_domain_that_they_come_from(string member, string? expected)
    {
        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"id":"29:mia","name":"Ana",{{Ours}},{{member}}}""");
        (await FindAsync())!.Organisation.ShouldBe(expected);
    }

    [Fact]
    public async Task The_roster_that_does_not_tell_is_seen_in_health_until_it_does()
    {
        _world.Microsoft.Then(HttpStatusCode.NotFound);
        (await FindAsync()).ShouldBeNull();
        _world.Channel.State.ShouldSatisfyAllConditions(
            state => state.Status.ShouldBe("degraded"),
            state => state.Why.ShouldContain("roster")
        );
        _world.Microsoft.Then(HttpStatusCode.Forbidden);
        (await FindAsync()).ShouldBeNull();
        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"id":"29:mia","name":"Mia",{{Ours}},{{Mail}}}""");
        (await FindAsync()).ShouldNotBeNull();
        _world.Channel.State.Status.ShouldBe("ok");
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, 30, 30)]
    [InlineData(HttpStatusCode.ServiceUnavailable, null, 2)]
    [InlineData(HttpStatusCode.GatewayTimeout, null, 2)]
    public async Task Teams_that_cannot_be_asked_says_how_long_to_wait(HttpStatusCode status, int? asked, int expected)
    {
        _world.Microsoft.Then(status, retryAfter: asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        (await Should.ThrowAsync<PlatformUnavailableException>(FindAsync)).After.ShouldBe(TimeSpan.FromSeconds(expected));
    }

    [Fact]
    public async Task Somebody_met_only_in_a_channel_is_looked_up_in_their_own_chat()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"a:new"}""");
        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"id":"29:mia","name":"Mia",{{Ours}},{{Mail}}}""");
        (await _world.Channel.FindProfileAsync(Mia, new Place("teams", Mia.Id), CancellationToken.None))!.Email.ShouldBe("mia@example.com");
        _world.Microsoft.Calls.Last().Call.ShouldBe("GET /emea/v3/conversations/a:new/members/29:mia");
    }

    [Theory]
    [InlineData("membersRemoved")]
    [InlineData("membersAdded")]
    public async Task Whoever_comes_or_goes_is_looked_up_anew(string change)
    {
        await _world.People.LearnAsync(
            new Profile(Mia, "Mia", "mia@example.com", null, null) { Membership = Membership.Member },
            CancellationToken.None
        );
        using var heard = await _world.SendAsync(
            TeamsWorld.Activity(
                ("type", "conversationUpdate"),
                ("text", null),
                (change, new JsonArray(new JsonObject { ["id"] = Mia.Id }, new JsonObject { ["id"] = "29:unknown" }))
            )
        );
        heard.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _world.People.FindAsync(Mia, CancellationToken.None))!.FetchedAt.ShouldBeNull();
        (await _world.People.FindAsync(new PersonKey("teams", "29:unknown"), CancellationToken.None)).ShouldBeNull();
    }

    private Task<Profile?> FindAsync() => _world.Channel.FindProfileAsync(Mia, Chat, CancellationToken.None);
}
