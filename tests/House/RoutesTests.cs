using EscalationBot.Bot;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>Who may call which address. A new address needs a line here, and thereby a thought.</summary>
public sealed class RoutesTests
{
    private static readonly Dictionary<string, AccessGroup> Known = new(StringComparer.Ordinal)
    {
        ["GET,HEAD /assets/{name}"] = AccessGroup.Public,
        ["GET,HEAD /privacy"] = AccessGroup.Public,
        ["GET,HEAD /terms"] = AccessGroup.Public,
        ["GET,HEAD /.well-known/security.txt"] = AccessGroup.Public,
        ["GET,HEAD /status.md"] = AccessGroup.Public,
        ["GET,HEAD /status.atom"] = AccessGroup.Public,
        ["GET,HEAD /health/live"] = AccessGroup.Public,
        ["GET,HEAD /health/ready"] = AccessGroup.Public,
        ["GET,HEAD /login"] = AccessGroup.Public,
        ["POST /login"] = AccessGroup.Public,
        ["GET /login/entra"] = AccessGroup.Public,
        ["GET,HEAD /login/link/{code}"] = AccessGroup.Public,
        ["POST /login/link"] = AccessGroup.Public,
        ["POST /api/messages"] = AccessGroup.Platform,
        ["POST /slack/events"] = AccessGroup.Platform,
        ["POST /slack/interactivity"] = AccessGroup.Platform,
        ["POST /slack/commands"] = AccessGroup.Platform,
        ["GET,HEAD /"] = AccessGroup.Page,
        ["GET,HEAD /docs"] = AccessGroup.Page,
        ["GET,HEAD /console"] = AccessGroup.Page,
        ["GET,HEAD /console/cases.csv"] = AccessGroup.Page,
        ["GET,HEAD /console/cases/{id}"] = AccessGroup.Page,
        ["GET,HEAD /console/closed"] = AccessGroup.Page,
        ["GET,HEAD /console/closed.csv"] = AccessGroup.Page,
        ["GET,HEAD /console/people"] = AccessGroup.Page,
        ["GET,HEAD /console/figures"] = AccessGroup.Page,
        ["GET,HEAD /console/figures.csv"] = AccessGroup.Page,
        ["GET,HEAD /console/figures.json"] = AccessGroup.Page,
        ["POST /console/undelivered"] = AccessGroup.Page,
        ["POST /console/hold"] = AccessGroup.Page,
        ["GET,HEAD /console/article"] = AccessGroup.Page,
        ["GET,HEAD /console/knowledge"] = AccessGroup.Page,
        ["POST /console/knowledge"] = AccessGroup.Page,
        ["GET,HEAD /console/criteria"] = AccessGroup.Page,
        ["POST /console/criteria"] = AccessGroup.Page,
        ["GET,HEAD /console/criteria.yaml"] = AccessGroup.Page,
        ["GET /console/board"] = AccessGroup.Page,
        ["GET,HEAD /console/lessons"] = AccessGroup.Page,
        ["POST /console/lessons"] = AccessGroup.Page,
        ["GET,HEAD /console/audit"] = AccessGroup.Page,
        ["GET,HEAD /console/audit.csv"] = AccessGroup.Page,
        ["POST /logout"] = AccessGroup.Page,
        ["POST /webchat/messages"] = AccessGroup.Page,
        ["PUT /webchat/messages/{id}"] = AccessGroup.Page,
        ["DELETE /webchat/messages/{id}"] = AccessGroup.Page,
        ["POST /webchat/reactions"] = AccessGroup.Page,
        ["POST /webchat/press"] = AccessGroup.Page,
        ["POST /webchat/forms/open"] = AccessGroup.Page,
        ["POST /webchat/forms/submit"] = AccessGroup.Page,
        ["GET,HEAD /webchat/search"] = AccessGroup.Page,
        ["GET,HEAD /webchat/people"] = AccessGroup.Page,
        ["GET,HEAD /webchat/messages"] = AccessGroup.Page,
        ["POST /webchat/files"] = AccessGroup.Page,
        ["GET,HEAD /webchat/files/{message}/{number}"] = AccessGroup.Page,
        ["GET /webchat/stream"] = AccessGroup.Page,
        ["GET,HEAD /metrics"] = AccessGroup.Operator,
    };

    [Fact]
    public async Task Every_address_is_in_exactly_one_access_group_and_under_its_policy()
    {
        await using var bot = await RunningBot.StartAsync([
            new("Slack:BotToken", "xoxb-test"),
            new("Slack:SigningSecret", "test-signing-secret"),
            new("Slack:ApiUrl", "http://127.0.0.1:9/"),
            new("Teams:AppId", "11111111-2222-4333-8444-555555555555"),
            new("Teams:TenantId", "11111111-2222-4333-8444-555555555555"),
            new("Teams:ClientSecret", "x"),
            new("Teams:OpenIdMetadataUrl", "http://127.0.0.1:9/"),
        ]);
        var endpoints = bot.Services.GetRequiredService<AccessGuard>().Endpoints;

        AccessGuard.Problems(endpoints).ShouldBeEmpty();
        endpoints.OfType<RouteEndpoint>().Count().ShouldBe(endpoints.Count);
        var found = endpoints
            .OfType<RouteEndpoint>()
            .ToDictionary(
                endpoint =>
                    $"{string.Join(',', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)} "
                    + $"{"/" + endpoint.RoutePattern.RawText!.Trim('/')}",
                endpoint => endpoint.Metadata.GetMetadata<Access>()!.Group
            );
        found
            .Where(pair => !Known.TryGetValue(pair.Key, out var group) || group != pair.Value)
            .Select(pair => $"{pair.Key} is {pair.Value}")
            .ShouldBeEmpty();
        Known.Keys.Except(found.Keys).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_without_a_group_or_with_two_refuses_to_start()
    {
        foreach (
            var map in new Action<WebApplication>[]
            {
                app => app.MapGet("/forgotten", () => "open"),
                app => app.MapGet("/twice", () => "open").For(AccessGroup.Public).For(AccessGroup.Page),
                app => app.MapGet("/undone", () => "open").For(AccessGroup.Page).AllowAnonymous(),
            }
        )
        {
            await using var app = BotSetup.Build([
                new("Urls", "http://127.0.0.1:0"),
                new("Database:ConnectionString", "Data Source=/nonexistent/never.db"),
            ]);
            map(app);
            (await Should.ThrowAsync<InvalidOperationException>(() => app.StartAsync())).Message.ShouldMatch(
                "access groups instead of one|needs the policy"
            );
        }
    }

    /// <summary>The second lock: were the guard's look at the start ever missed, such an address would answer nobody.</summary>
    [Fact]
    public async Task An_address_without_a_group_answers_nobody_even_when_it_is_served()
    {
        await using var app = BotSetup.Build(
            [new("Urls", "http://127.0.0.1:0"), new("Database:ConnectionString", "Data Source=never.db")],
            builder =>
            {
                foreach (
                    var started in builder
                        .Services.Where(service =>
                            service.ServiceType == typeof(IHostedService)
                            && service.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.Hosting", StringComparison.Ordinal)
                                != true
                        )
                        .ToList()
                )
                {
                    builder.Services.Remove(started);
                }
            }
        );
        app.MapGet("/forgotten", () => "open");
        app.MapGet("/welcome", () => "open").For(AccessGroup.Public);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        (await http.GetAsync("/forgotten")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await http.GetStringAsync("/welcome")).ShouldBe("open");
        await app.StopAsync();
    }
}
