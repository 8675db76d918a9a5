using System.Net;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

/// <summary>What the doctor can find out about hearing.</summary>
public sealed class HearingChecksTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private ChannelMemory _memory = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync();
        _memory = new ChannelMemory(_database.Database);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    private async Task<IReadOnlyList<Finding>> LookAsync(
        string url,
        Func<HttpResponseMessage> answer,
        params (string Name, string Value)[] settings
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)))
            .Build();
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_database.Clock)
            .AddSingleton(_memory)
            .AddSingleton(SlackOptions.From(configuration))
            .AddSingleton(TeamsOptions.From(configuration))
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(Options.Create(new ConsoleOptions { Url = url }))
            .AddSingleton<PublicAddress>()
            .AddHttpClient(ConnectionChecks.Http)
            .ConfigurePrimaryHttpMessageHandler(() => new Answering(answer))
            .Services.BuildServiceProvider();
        return await HearingChecks.RunAsync(services, databaseIsOpen: true, default);
    }

    private static readonly (string, string)[] Teams =
    [
        ("Teams:AppId", "11111111-2222-4333-8444-555555555555"),
        ("Teams:TenantId", "11111111-2222-4333-8444-555555555555"),
        ("Teams:ClientSecret", "x"),
    ];
    private static readonly (string, string)[] Slack = [("Slack:BotToken", "xoxb-test"), ("Slack:SigningSecret", "test-signing-secret")];

    [Fact]
    public async Task An_address_that_refuses_an_unsigned_call_is_the_bot_and_what_that_does_not_prove_is_said()
    {
        var found = await LookAsync("https://bot.example.com", () => new(HttpStatusCode.Unauthorized), Teams);
        found[0].Level.ShouldBe(Level.Ok);
        found[0].What.ShouldStartWith("https://bot.example.com/api/messages is the bot");
        found[1].ToString().ShouldContain("Nothing was heard from Teams so far. Teams sends a bot no echo");

        await _memory.SetAsync("teams", "heard", "" + _database.Clock.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds(), default);
        found = await LookAsync("https://bot.example.com", () => new(HttpStatusCode.Unauthorized), Teams);
        found[1].Level.ShouldBe(Level.Ok);
        found[1].What.ShouldContain("heard from Teams last at");
        found[1].What.ShouldContain("proven only by a person");
        _database.Clock.Advance(TimeSpan.FromDays(8));
        found = await LookAsync("https://bot.example.com", () => new(HttpStatusCode.Unauthorized), Teams);
        found[1].Level.ShouldBe(Level.Warn);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, nameof(Level.Fail), "something else is there")]
    [InlineData(HttpStatusCode.NotFound, nameof(Level.Fail), "something else is there")]
    [InlineData(HttpStatusCode.BadGateway, nameof(Level.Warn), "nobody stands behind it")]
    public async Task An_address_where_something_else_stands_is_named(HttpStatusCode status, string level, string words)
    {
        foreach (var found in await LookAsync("https://bot.example.com", () => new(status), [.. Slack]))
        {
            (found.Level.ToString(), found.Part).ShouldBe((level, "slack"));
            found.What.ShouldStartWith("https://bot.example.com/slack/events");
            found.What.ShouldContain(words);
        }
    }

    [Fact]
    public async Task An_address_that_is_silent_or_not_set_is_a_warning_before_the_start()
    {
        (await LookAsync("https://bot.example.com", () => throw new HttpRequestException("no such host"), Slack))
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldStartWith("warn  slack         https://bot.example.com/slack/events, which Slack calls, does not answer");
        (await LookAsync("", () => throw new HttpRequestException("never asked"), Teams))[0].Fix.ShouldContain("Console:Url");
    }

    [Fact]
    public async Task Events_that_Slack_does_not_send_fail_the_doctor_and_Socket_Mode_has_no_address()
    {
        await _memory.SetAsync(ChannelNames.Slack, SlackEcho.Memory, "Slack takes the bot's messages but sends no events.", default);
        var found = await LookAsync(
            "https://bot.example.com",
            () => throw new HttpRequestException("never asked"),
            [.. Slack, ("Slack:Mode", "socket"), ("Slack:AppToken", "xapp-1")]
        );
        found.ShouldHaveSingleItem().ShouldBe(new Finding(Level.Fail, "slack", "Slack takes the bot's messages but sends no events.", ""));
    }

    private sealed class Answering(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }
}
