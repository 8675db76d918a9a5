using System.Net;
using EscalationBot.Bot.Channels.Slack;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackCheckupTests
{
    private const string AuthTest = """{"ok":true,"team_id":"T000000001","user_id":"U0NEW","bot_id":"B0NEW","user":"helper"}""";

    [Fact]
    public async Task Everything_in_order_is_no_problem_and_who_we_are_is_remembered()
    {
        await using var world = await SlackWorld.OpenAsync();
        OnAuthTest(world, string.Join(',', SlackManifest.Scopes));
        world.Web.On("conversations.info", """{"ok":true,"channel":{"id":"C0QUEUE","is_member":true}}""");
        (await LookAsync(world, "C0QUEUE")).ShouldBeEmpty();
        world.Senses.Identity.Self.ShouldBe(new SlackSelf("T000000001", "U0NEW", "B0NEW", "A0NEW", "helper"));
        (await world.Memory.FindAsync("slack", "self", CancellationToken.None))!.ShouldContain("U0NEW");
    }

    [Fact]
    public async Task Missing_scopes_and_channels_are_named_with_what_to_do()
    {
        await using var world = await SlackWorld.OpenAsync();
        OnAuthTest(world, string.Join(',', SlackManifest.Scopes.Except(["users:read.email", "commands"])));
        world
            .Web.On("conversations.list", """{"ok":true,"channels":[]}""")
            .On("conversations.info", """{"ok":false,"error":"channel_not_found"}""")
            .On("conversations.info", """{"ok":true,"channel":{"is_member":false}}""");
        var problems = await LookAsync(world, "#secret", "C0GONE", "C0OPEN");
        problems.Count.ShouldBe(4);
        problems[0].ShouldContain("commands, users:read.email");
        problems.Skip(1).ShouldAllBe(problem => problem.Contains("/invite @bot", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dead_token_is_the_one_problem()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("auth.test", """{"ok":false,"error":"account_inactive"}""");
        (await LookAsync(world, "C0QUEUE")).Single().ShouldContain("Slack:BotToken");
    }

    private static void OnAuthTest(SlackWorld world, string scopes)
    {
        world.Web.On(
            "auth.test",
            _ =>
            {
                var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(AuthTest) };
                response.Headers.Add("x-oauth-scopes", scopes);
                return response;
            }
        );
        world.Web.On("bots.info", """{"ok":true,"bot":{"id":"B0NEW","app_id":"A0NEW"}}""");
    }

    private static Task<IReadOnlyList<string>> LookAsync(SlackWorld world, params string[] conversations)
    {
        using var worker = new SlackIdentityWorker(
            world.Api,
            world.Memory,
            world.Uninstalls,
            world.Senses,
            Mock.Of<IHostApplicationLifetime>(),
            NullLogger<SlackIdentityWorker>.Instance
        );
        return new SlackCheckup(world.Api, worker, world.Places, world.Channel).LookAsync(conversations, CancellationToken.None);
    }
}
