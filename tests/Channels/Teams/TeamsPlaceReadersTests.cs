using System.Net;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>In which channels of queues others than our own people read.</summary>
public sealed class TeamsPlaceReadersTests : IAsyncLifetime
{
    private const string Ours = "\"tenantId\":\"" + TeamsWorld.Tenant + "\",\"userRole\":\"user\",\"aadObjectId\":\"0a\"",
        Place = "teams:19:technical@thread.tacv2";
    private TeamsWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await TeamsWorld.StartAsync();
        _world
            .Get<WorkplaceHolder>()
            .Replace(
                new Workplace(
                    OrganisationFixture.Of(("organisation.yaml", OrganisationFixture.Yaml.Replace("web:specialists", Place))),
                    null!
                )
            );
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Until_Teams_has_told_a_channel_counts_as_read_by_others()
    {
        var asking = _world.Get<TeamsPlaceReaders>();
        await asking.AskAsync(default); // nobody has written yet: no address to ask at
        IsReadByOutsiders.ShouldBeTrue();

        using var heard = await _world.SendAsync(TeamsWorld.Activity());
        _world.Microsoft.Then(HttpStatusCode.ServiceUnavailable);
        await asking.AskAsync(default);
        IsReadByOutsiders.ShouldBeTrue();

        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"members":[{"id":"29:ana",{{Ours}}}],"continuationToken":"a b"}""");
        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"members":[{"id":"29:ben",{{Ours}}}]}""");
        await asking.AskAsync(default);
        IsReadByOutsiders.ShouldBeFalse();
        _world
            .Microsoft.Calls.Last()
            .Call.ShouldBe("GET /emea/v3/conversations/19:technical@thread.tacv2/pagedmembers?pageSize=500&continuationToken=a b");

        // Teams cannot be asked, or the bot is not there any more: what it said last stays.
        _world.Microsoft.Then(HttpStatusCode.Forbidden);
        await asking.AskAsync(default);
        IsReadByOutsiders.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"tenantId\":\"" + TeamsWorld.Tenant + "\",\"userRole\":\"guest\"", "Guests read in " + Place)]
    [InlineData(Ours + ",\"userPrincipalName\":\"eve_acme.example#EXT#@ours.example\"", "Guests read in " + Place)]
    [InlineData("\"tenantId\":\"bbbbbbbb-1111-4222-8333-444444444444\",\"userRole\":\"user\"", Place + " is shared")]
    [InlineData("\"userRole\":\"user\"", "Guests read in " + Place)]
    public async Task One_guest_or_person_of_another_tenant_is_enough(string eve, string said)
    {
        using var heard = await _world.SendAsync(TeamsWorld.Activity());
        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"members":[{"id":"29:ana",{{Ours}}},{"id":"29:eve",{{eve}}}]}""");
        await _world.Get<TeamsPlaceReaders>().AskAsync(default);
        IsReadByOutsiders.ShouldBeTrue();
        _world.Channel.State.Why.ShouldContain(said);

        _world.Microsoft.Then(HttpStatusCode.OK, $$"""{"members":[{"id":"29:ana",{{Ours}}},{"id":"28:bot","role":"bot"}]}""");
        await _world.Get<TeamsPlaceReaders>().AskAsync(default);
        IsReadByOutsiders.ShouldBeFalse();
        _world.Channel.State.Status.ShouldBe("ok");
    }

    private bool IsReadByOutsiders => _world.Get<WorkplaceHolder>().Current.Organisation.IsReadByOutsiders(PlaceName.Find(Place)!);
}
