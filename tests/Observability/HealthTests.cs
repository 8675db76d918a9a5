using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Observability;

public sealed class HealthTests
{
    [Fact]
    public async Task Live_answers_as_soon_as_the_host_listens()
    {
        await using var bot = await RunningBot.StartAsync();
        (await bot.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_channel_without_credentials_is_off_and_the_bot_is_ready_all_the_same()
    {
        await using var bot = await RunningBot.StartAsync();
        var (status, parts) = await ReadyAsync(bot);
        status.ShouldBe(HttpStatusCode.OK);
        parts.GetProperty("slack").GetProperty("state").GetString().ShouldBe("off");
        parts.GetProperty("teams").GetProperty("state").GetString().ShouldBe("off");
        parts.GetProperty("model").GetProperty("state").GetString().ShouldBe("off");
    }

    [Fact]
    public async Task A_needed_part_that_is_off_makes_it_not_ready_and_says_why()
    {
        await using var bot = await RunningBot.StartAsync(change: builder =>
            builder.Services.AddSingleton(
                new HealthPart("disk", Needed: true, _ => ValueTask.FromResult(PartState.Off("The disk is full.")))
            )
        );
        var (status, parts) = await ReadyAsync(bot);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        parts.GetProperty("disk").GetProperty("why").GetString().ShouldBe("The disk is full.");
    }

    [Fact]
    public async Task A_part_that_throws_is_degraded_and_only_a_needed_one_costs_readiness()
    {
        await using var bot = await RunningBot.StartAsync(change: builder =>
            builder.Services.AddSingleton(new HealthPart("extra", Needed: false, _ => throw new InvalidOperationException("broken cable")))
        );
        var (status, parts) = await ReadyAsync(bot);
        status.ShouldBe(HttpStatusCode.OK);
        parts.GetProperty("extra").GetProperty("state").GetString().ShouldBe("degraded");
        parts.GetProperty("extra").GetProperty("why").GetString().ShouldBe("broken cable");
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_makes_it_not_ready_until_it_can()
    {
        await using var bot = await RunningBot.StartAsync();
        var file = bot.Services.GetRequiredService<Database>().Where;
        await using (var other = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            // It can be read all the while.
            (await bot.Services.GetRequiredService<Counters>().GetAsync("case", default)).ShouldBe(1000);
            var (status, parts) = await ReadyAsync(bot);
            status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            parts.GetProperty("database").GetProperty("state").GetString().ShouldBe("off");
        }

        await Task.Delay(TimeSpan.FromSeconds(1.1));
        (await ReadyAsync(bot)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_damaged_database_makes_it_not_ready_and_nothing_more_is_acknowledged()
    {
        await using var bot = await RunningBot.StartAsync();
        var database = bot.Services.GetRequiredService<Database>();
        var root = await database.ReadAsync(
            session => session.FindAsync("SELECT rootpage FROM sqlite_master WHERE name = 'history'", row => row.Long(0)),
            default
        );
        await using (var other = new SqliteConnection($"Data Source={database.Where};Pooling=False"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
        }

        // From outside: .NET's own handles meet the lock that the bot holds on its file.
        using (
            var damage = System.Diagnostics.Process.Start(
                "dd",
                ["if=/dev/zero", $"of={database.Where}", "bs=4096", $"seek={root - 1}", "count=1", "conv=notrunc", "status=none"]
            )
        )
        {
            await damage.WaitForExitAsync();
        }

        await Should.ThrowAsync<StoreException>(new Records(database).EachHistoryAsync(_ => { }, default));

        var (status, parts) = await ReadyAsync(bot);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        parts.GetProperty("database").GetProperty("why").GetString()!.ShouldContain("is damaged");
        (
            await bot.Http.PostAsJsonAsync(
                new Uri("/webchat/messages", UriKind.Relative),
                new
                {
                    @as = "ana@example.com",
                    conversation = "dm:ana@example.com",
                    text = "hello",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers_and_no_server_name()
    {
        await using var bot = await RunningBot.StartAsync();
        foreach (var path in new[] { "/health/live", "/nothing-here" })
        {
            using var answer = await bot.Http.GetAsync(path);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Parts)> ReadyAsync(RunningBot bot)
    {
        using var answer = await bot.Http.GetAsync("/health/ready");
        answer.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("application/json"));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, json.RootElement.Clone());
    }
}
