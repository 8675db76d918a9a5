using System.Net;
using System.Text;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

/// <summary>Whoever is refused at a door leaves nothing in the database: strangers must not make it grow.</summary>
public sealed class DoorRowsTests
{
    private const int Times = 30;

    [Fact]
    public async Task A_refused_request_of_a_stranger_writes_no_row_at_any_door()
    {
        await using var bot = await RunningBot.StartAsync([
            new("Console:Password", "a long enough key"),
            new("Slack:SigningSecret", "0123456789abcdef0123456789abcdef"),
            new("Slack:BotToken", "xo" + "xb-1-1-a"),
            new("Slack:ApiUrl", "http://127.0.0.1:9/"),
            new("Teams:AppId", "11111111-2222-4333-8444-555555555555"),
            new("Teams:TenantId", "11111111-2222-4333-8444-666666666666"),
            new("Teams:ClientSecret", "none"),
            new("Teams:OpenIdMetadataUrl", "http://127.0.0.1:9/"),
        ]);
        (HttpMethod Method, string Path)[] doors =
        [
            (HttpMethod.Post, "/api/messages"),
            (HttpMethod.Post, "/slack/events"),
            (HttpMethod.Post, "/slack/interactivity"),
            (HttpMethod.Post, "/slack/commands"),
            (HttpMethod.Post, "/webchat/messages"),
            (HttpMethod.Put, "/webchat/messages/1"),
            (HttpMethod.Post, "/webchat/press"),
            (HttpMethod.Post, "/webchat/files?as=ana@example.com&name=a.txt"),
            (HttpMethod.Get, "/webchat/people"),
            (HttpMethod.Get, "/"),
            (HttpMethod.Get, "/console"),
            (HttpMethod.Get, "/console/audit"),
            (HttpMethod.Post, "/console/hold"),
            (HttpMethod.Get, "/metrics"),
            (HttpMethod.Get, "/login/entra"),
            (HttpMethod.Post, "/login/link"),
            (HttpMethod.Get, "/nothing/here"),
        ];
        // The bot's own start writes what it found.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var before = await RowsAsync(bot);

        for (var i = 0; i < Times; i++)
        {
            foreach (var (method, path) in doors)
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
                if (method != HttpMethod.Get)
                {
                    request.Content = new StringContent("{\"type\":\"message\",\"text\":\"hello\"}", Encoding.UTF8, "application/json");
                }

                var answer = await bot.Http.SendAsync(request);
                answer.StatusCode.ShouldNotBe(HttpStatusCode.OK, path);
            }
        }

        (await RowsAsync(bot)).ShouldBe(before);
    }

    private static Task<string> RowsAsync(RunningBot bot) =>
        bot
            .Services.GetRequiredService<Database>()
            .ReadAsync(
                async session =>
                {
                    var counts = new List<string>();
                    foreach (
                        var table in await session.QueryAsync(
                            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
                            row => row.Text(0)
                        )
                    )
                    {
                        counts.Add($"{table} {await session.FindAsync($"SELECT COUNT(*) FROM {table}", row => row.Long(0))}");
                    }

                    return string.Join('\n', counts);
                },
                default
            );
}
