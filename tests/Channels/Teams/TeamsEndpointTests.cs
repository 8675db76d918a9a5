using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

public sealed class TeamsEndpointTests
{
    [Theory]
    [InlineData("bbbbbbbb-1111-4222-8333-444444444444", "bbbbbbbb-1111-4222-8333-444444444444")]
    [InlineData(TeamsWorld.Tenant, "bbbbbbbb-1111-4222-8333-444444444444")]
    [InlineData(null, null)]
    public async Task An_activity_of_another_tenant_or_none_is_403(string? conversation, string? channel)
    {
        await using var world = await TeamsWorld.StartAsync();
        var activity = TeamsWorld.Activity();
        activity["conversation"]!["tenantId"] = conversation;
        activity["channelData"]!["tenant"]!["id"] = channel;
        using var response = await world.SendAsync(activity);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_of_several_tenants_is_enough()
    {
        var settings = TeamsWorld.WithTokens;
        settings["Teams:TenantId"] = $"bbbbbbbb-1111-4222-8333-444444444444, {TeamsWorld.Tenant.ToUpperInvariant()}";
        settings["Teams:TenantDomains"] =
            $"bbbbbbbb-1111-4222-8333-444444444444=b.example; {TeamsWorld.Tenant.ToUpperInvariant()}=example.com";
        await using var world = await TeamsWorld.StartAsync(settings);
        using var response = await world.SendAsync(TeamsWorld.Activity());
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://smba.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net.evil.example/")]
    [InlineData("https://evil.trafficmanager.net/")]
    [InlineData("https://user@smba.trafficmanager.net/")]
    [InlineData("http://127.0.0.1:3978/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not a url")]
    public async Task A_service_address_outside_the_list_is_403_even_with_a_fitting_token(string serviceUrl)
    {
        await using var world = await TeamsWorld.StartAsync();
        using var response = await world.SendAsync(
            TeamsWorld.Activity(("serviceUrl", serviceUrl)).ToJsonString(),
            "Bearer " + world.Microsoft.Token(world.Microsoft.Claims(("serviceurl", serviceUrl)))
        );
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("""{"type":""}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"message","text":7}""")]
    [InlineData("""{"type":"message","id":[1]}""")]
    [InlineData("""{"type":"message","entities":"x"}""")]
    [InlineData("""{"type":"message","attachments":[1,2]}""")]
    [InlineData("""{"type":"message","conversation":"x"}""")]
    public async Task A_malformed_body_is_400_and_nothing_is_kept(string body)
    {
        await using var world = await TeamsWorld.StartAsync();
        using var response = await world.SendAsync(body, "Bearer " + world.Microsoft.Token());
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deep_nesting_and_broken_UTF8_are_400()
    {
        await using var world = await TeamsWorld.StartAsync();
        using var deep = await world.SendAsync(
            $$"""{"type":"message","value":{{new string('[', 5000)}}{{new string(']', 5000)}}}""",
            "Bearer " + world.Microsoft.Token()
        );
        deep.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/messages", UriKind.Relative))
        {
            Content = new ByteArrayContent([.. "{\"type\":\"message\",\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8]),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + world.Microsoft.Token());
        using var broken = await world.Http.SendAsync(request);
        broken.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_413_with_or_without_a_length()
    {
        await using var world = await TeamsWorld.StartAsync();
        var big = TeamsWorld.Activity(("text", new string('x', 1_100_000))).ToJsonString();
        using var told = await world.SendAsync(big, "Bearer " + world.Microsoft.Token());
        told.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/messages", UriKind.Relative))
        {
            Content = new StringContent(big, Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + world.Microsoft.Token());
        using var untold = await world.Http.SendAsync(request);
        untold.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_content_type_is_415_and_another_method_405()
    {
        await using var world = await TeamsWorld.StartAsync();
        using var form = await world.SendAsync("type=message", "Bearer " + world.Microsoft.Token(), "application/x-www-form-urlencoded");
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var get = await world.Http.GetAsync(new Uri("/api/messages", UriKind.Relative));
        get.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("conversation")]
    [InlineData("from")]
    public async Task An_activity_without_who_or_where_is_refused(string member)
    {
        await using var world = await TeamsWorld.StartAsync();
        using var response = await world.SendAsync(TeamsWorld.Activity((member, null)));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("typing")]
    [InlineData("event")]
    [InlineData("endOfConversation")]
    [InlineData("planet")]
    public async Task Kinds_that_mean_nothing_to_us_are_acknowledged_and_not_kept(string type)
    {
        await using var world = await TeamsWorld.StartAsync();
        using var response = await world.SendAsync(TeamsWorld.Activity(("type", type)));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replayed_activity_is_acknowledged_and_kept_once()
    {
        await using var world = await TeamsWorld.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            using var response = await world.SendAsync(TeamsWorld.Activity());
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        world.Reception.Kept.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_installation_in_two_activities_is_one_arrival_and_a_new_one_after_a_removal_another()
    {
        await using var world = await TeamsWorld.StartAsync();
        JsonArray bot() => [new JsonObject { ["id"] = "29:ana" }, new JsonObject { ["id"] = "28:bot" }];
        await Send(("type", "installationUpdate"), ("action", "add"), ("id", "i1"));
        await Send(("type", "conversationUpdate"), ("membersAdded", bot()), ("id", "i2"));
        world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Arrived>().Direct.ShouldBeTrue();
        await Send(("type", "conversationUpdate"), ("membersRemoved", bot()), ("id", "i3"));
        await Send(("type", "installationUpdate"), ("action", "remove"), ("id", "i4"));
        world.Reception.Kept.Skip(1).Select(row => row.ShouldBeOfType<Inbound.Departed>().Everywhere).ShouldBe([false, true]);
        await Send(("type", "conversationUpdate"), ("membersAdded", bot()), ("id", "i5"));
        await Send(("type", "installationUpdate"), ("action", "add"), ("id", "i6"));
        world.Reception.Kept.Count.ShouldBe(4);

        async Task Send(params (string Name, JsonNode? Value)[] changes)
        {
            using var response = await world.SendAsync(TeamsWorld.Activity([("text", null), .. changes]));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Somebody_else_joining_a_team_is_no_arrival()
    {
        await using var world = await TeamsWorld.StartAsync();
        using var response = await world.SendAsync(
            TeamsWorld.Activity(
                ("type", "conversationUpdate"),
                ("text", null),
                ("membersAdded", new JsonArray(new JsonObject { ["id"] = "29:new" }))
            )
        );
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_tokens_only_this_machine_may_speak_and_be_spoken_to()
    {
        await using var world = await TeamsWorld.StartAsync(TeamsWorld.Anonymous);
        var local = TeamsWorld.Activity(("serviceUrl", "http://127.0.0.1:9/")).ToJsonString();
        (await StatusOf(local)).ShouldBe(HttpStatusCode.OK);
        (await StatusOf(TeamsWorld.Activity().ToJsonString())).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOf(local, ("X-Forwarded-For", "10.0.0.1"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOf(local, ("Forwarded", "for=10.0.0.1"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOf(local, ("Host", "bot.example.com"))).ShouldBe(HttpStatusCode.Forbidden);

        async Task<HttpStatusCode> StatusOf(string body, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/messages", UriKind.Relative))
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
            using var response = await world.Http.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Without_an_app_id_there_is_no_endpoint()
    {
        await using var world = await TeamsWorld.StartAsync([]);
        using var response = await world.SendAsync(TeamsWorld.Activity().ToJsonString(), null);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
