using System.Net;
using System.Net.Http.Json;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

/// <summary>A database that cannot be used for an hour: no worker ends, nothing is taken for kept, and afterwards all goes on.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private WebApplication _slack = null!;
    private RunningBot _bot = null!;
    private string _schema = "";
    private Func<ValueTask> _remove = () => ValueTask.CompletedTask;

    public async Task InitializeAsync()
    {
        if (!TestDatabase.HasPostgres)
        {
            return;
        }
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _slack = builder.Build();
        _slack.MapPost("/{method}", () => """{"ok":true,"team_id":"T1","user_id":"U1","user":"triage","app_id":"A1","bot_id":"B1"}""");
        await _slack.StartAsync();
        var (options, remove) = await TestDatabase.PrepareAsync(DatabaseEngine.Postgres);
        _remove = remove;
        _schema = new NpgsqlConnectionStringBuilder(options.ConnectionString).SearchPath!;
        _bot = await RunningBot.StartAsync(
            [
                new("Database:Engine", "postgres"),
                new("Database:ConnectionString", options.ConnectionString),
                new("Slack:BotToken", "xoxb-1"),
                new("Slack:SigningSecret", "a secret of Slack"),
                new("Slack:ApiUrl", _slack.Urls.First() + "/"),
                new("Teams:AllowAnonymous", "true"),
                new("Teams:ServiceUrl", "http://127.0.0.1:9"),
                new("Teams:AllowedServiceHosts", "127.0.0.1"),
            ],
            change => change.Services.AddSingleton<TimeProvider>(_clock)
        );
    }

    public async Task DisposeAsync()
    {
        if (_bot is not null)
        {
            await _bot.DisposeAsync();
            await _slack.DisposeAsync();
            await _remove();
        }
    }

    [PostgresFact]
    public async Task No_worker_ends_when_the_database_cannot_be_used_for_an_hour()
    {
        var life = _bot.Services.GetRequiredService<IHostApplicationLifetime>();
        await HourAsync();
        // The second refusal of a minute is kept at its end.
        for (var i = 0; i < 2; i++)
        {
            await _bot.Services.GetRequiredService<SignInRefusals>().NoteAsync(SignInWay.Key, "wrong", who: null, IPAddress.Loopback);
        }
        await AwayAsync(true);
        await HourAsync();

        life.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        _bot.Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Where(worker => worker.ExecuteTask is { IsFaulted: true })
            .Select(worker => $"{worker.GetType().Name}: {worker.ExecuteTask!.Exception!.InnerException!.Message}")
            .ShouldBeEmpty();

        await AwayAsync(false);
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [PostgresFact]
    public async Task Whoever_asks_meanwhile_reads_why_not_in_the_form_that_they_speak()
    {
        await AwayAsync(true);
        var asked = await AskAsync();
        asked.StatusCode.ShouldNotBe(HttpStatusCode.OK);
        asked.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await asked.Content.ReadFromJsonAsync<Dictionary<string, string>>())!["error"].ShouldNotBeEmpty();

        using var looked = new HttpRequestMessage(HttpMethod.Get, "/console") { Headers = { { "Accept", "text/html" } } };
        var page = await _bot.Http.SendAsync(looked);
        page.StatusCode.ShouldNotBe(HttpStatusCode.OK);
        await AwayAsync(false);
    }

    private Task<HttpResponseMessage> AskAsync() =>
        _bot.Http.PostAsJsonAsync(
            "/webchat/messages",
            new
            {
                @as = "ana@example.com",
                conversation = "dm:ana@example.com",
                text = "How do I export?",
                client_id = "1",
            }
        );

    /// <summary>An hour of the clock, in steps in which the workers can do something.</summary>
    private async Task HourAsync()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(20);
        }
    }

    /// <summary>Its tables are not where they were: every statement fails.</summary>
    private async Task AwayAsync(bool away)
    {
        await using var server = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(TestDatabase.PostgresVariable)!);
        var (from, to) = away ? (_schema, _schema + "_away") : (_schema + "_away", _schema);
        await using var rename = server.CreateCommand($"ALTER SCHEMA {from} RENAME TO {to}");
        await rename.ExecuteNonQueryAsync();
    }
}
