using System.Net;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>When sending works and hearing, as far as can be known, does not.</summary>
public sealed class TeamsHearingTests : IAsyncLifetime
{
    private TeamsWorld _world = null!;

    public async Task InitializeAsync()
    {
        var settings = TeamsWorld.WithTokens;
        settings["Teams:ServiceUrl"] = TeamsWorld.ServiceUrl;
        _world = await TeamsWorld.StartAsync(settings);
        var organisation = OrganisationFolder.Read(Path.Combine(AppContext.BaseDirectory, "Policies", "sample")).Organisation!;
        _world.Get<WorkplaceHolder>().Replace(new Workplace(organisation, null!));
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
            var show = new Outbound.Show("slot", new Destination.At(new Place("teams", "a:ana")), Card.Of("words"))
            {
                Key = "k",
                Lane = "l",
            };
            (await _world.Channel.SendAsync(new Dispatch(show, show.To, null, null, null), default)).ShouldBeOfType<Delivery.Sent>();
        }
    }

    [Fact]
    public async Task Messages_that_are_taken_for_a_working_day_while_nothing_comes_back_are_named_until_something_comes()
    {
        await SendAsync(3);
        _world.Clock.Advance(TimeSpan.FromHours(3));
        _world.Channel.State.Status.ShouldBe("ok");
        _world.Clock.Advance(TimeSpan.FromDays(4));
        _world.Channel.State.Status.ShouldBe("degraded");
        _world.Channel.State.Why.ShouldContain("3 messages in more than a working day and nothing came from Teams");
        _world.Channel.State.Why.ShouldContain("Write help to the bot");

        (await _world.SendAsync(TeamsWorld.Activity())).StatusCode.ShouldBe(HttpStatusCode.OK);
        _world.Channel.State.Status.ShouldBe("ok");
        (
            await EscalationBot.Bot.Channels.Teams.Auth.TeamsHearing.LastAsync(_world.Get<Core.Store.People.ChannelMemory>(), default)
        ).ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(_world.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task A_quiet_day_without_messages_is_no_fault()
    {
        await SendAsync(2);
        _world.Clock.Advance(TimeSpan.FromDays(7));
        _world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task What_Microsoft_signed_and_the_bot_refuses_is_named_after_an_hour_and_forgotten_when_something_is_taken()
    {
        var foreign = TeamsWorld.Activity(
            (
                "conversation",
                new JsonObject
                {
                    ["id"] = "a:eve",
                    ["conversationType"] = "personal",
                    ["tenantId"] = "99999999-1111-4222-8333-444444444444",
                }
            ),
            ("channelData", new JsonObject { ["tenant"] = new JsonObject { ["id"] = "99999999-1111-4222-8333-444444444444" } })
        );
        for (var i = 0; i < 3; i++)
        {
            foreign["id"] = $"foreign-{i}";
            (await _world.SendAsync(foreign)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        _world.Channel.State.Status.ShouldBe("ok");
        _world.Clock.Advance(TimeSpan.FromMinutes(61));
        _world.Channel.State.Why.ShouldContain("Teams:TenantId");
        (await _world.SendAsync(TeamsWorld.Activity())).StatusCode.ShouldBe(HttpStatusCode.OK);
        _world.Channel.State.Status.ShouldBe("ok");
    }
}
