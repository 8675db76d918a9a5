using System.Net;
using System.Security.Claims;
using System.Text.Json;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

/// <summary>What only those who run the bot read.</summary>
public sealed class OperatorTests
{
    private const string Token = "a-token-of-the-test-0123";

    [Theory]
    [InlineData("", null, HttpStatusCode.Forbidden)]
    [InlineData("", "Bearer ", HttpStatusCode.Forbidden)]
    [InlineData(Token, null, HttpStatusCode.Unauthorized)]
    [InlineData(Token, "Bearer wrong", HttpStatusCode.Unauthorized)]
    [InlineData(Token, Token, HttpStatusCode.Unauthorized)]
    [InlineData(Token, "Basic " + Token, HttpStatusCode.Unauthorized)]
    [InlineData(Token, "Bearer " + Token, HttpStatusCode.OK)]
    [InlineData(Token, "bearer " + Token, HttpStatusCode.OK)]
    public async Task Metrics_and_the_parts_of_health_are_for_this_machine_or_the_bearer_of_the_token(
        string token,
        string? sent,
        HttpStatusCode status
    )
    {
        await using var bot = await RunningBot.StartAsync([new("Operations:Token", token)]);
        foreach (var path in new[] { "/metrics", "/METRICS" })
        {
            (await SendAsync(bot, path, sent)).StatusCode.ShouldBe(status);
        }

        using var ready = await SendAsync(bot, "/health/ready", sent);
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var json = JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("status").GetString().ShouldBe("ready");
        json.RootElement.TryGetProperty("database", out _).ShouldBe(status == HttpStatusCode.OK);
        json.RootElement.EnumerateObject().Count().ShouldBe(status == HttpStatusCode.OK ? json.RootElement.EnumerateObject().Count() : 1);

        using var here = await bot.Http.GetAsync("/metrics");
        here.StatusCode.ShouldBe(HttpStatusCode.OK);
        here.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    /// <summary>Servers trim what ends a header; this does not rely on it.</summary>
    [Fact]
    public async Task Where_no_token_is_set_an_empty_one_is_none()
    {
        await using var bot = await RunningBot.StartAsync();
        var http = new DefaultHttpContext { RequestServices = bot.Services };
        http.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.9");
        http.Request.Headers.Authorization = "Bearer ";

        var answer = await bot
            .Services.GetRequiredService<IAuthorizationService>()
            .AuthorizeAsync(new ClaimsPrincipal(), http, AccessRules.Operator);

        answer.Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_scrape_counts_nothing_anew_that_was_counted_within_the_minute()
    {
        var clock = new ShiftedClock();
        await using var bot = await RunningBot.StartAsync(change: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await PutAsync(bot, "q1");
        (await bot.Http.GetStringAsync("/metrics")).ShouldContain("escalationbot_questions{verdict=\"not_covered\",state=\"shown\"} 1\n");

        // With the tables of the totals away, a scrape that looked into them would leave all counts out.
        await AlterAsync(bot, "ALTER TABLE questions RENAME TO questions_away");
        (await bot.Http.GetStringAsync("/metrics")).ShouldContain("escalationbot_questions{verdict=\"not_covered\",state=\"shown\"} 1\n");
        await AlterAsync(bot, "ALTER TABLE questions_away RENAME TO questions");

        await PutAsync(bot, "q2");
        clock.Shift(TimeSpan.FromSeconds(20));
        (await bot.Http.GetStringAsync("/metrics")).ShouldContain("escalationbot_questions{verdict=\"not_covered\",state=\"shown\"} 1\n");
        clock.Shift(TimeSpan.FromSeconds(60));
        (await bot.Http.GetStringAsync("/metrics")).ShouldContain("escalationbot_questions{verdict=\"not_covered\",state=\"shown\"} 2\n");
    }

    private static Task AlterAsync(RunningBot bot, string sql) =>
        bot.Services.GetRequiredService<Database>().WriteAsync(session => session.ExecuteAsync(sql), CancellationToken.None);

    private static Task PutAsync(RunningBot bot, string id) =>
        bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(null, new Decision { Questions = [TestDatabaseSamples.Question(id)] }, CancellationToken.None);

    private static async Task<HttpResponseMessage> SendAsync(RunningBot bot, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "bot.example.com";
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await bot.Http.SendAsync(request);
    }
}
