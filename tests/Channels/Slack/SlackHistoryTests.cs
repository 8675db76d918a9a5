using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Core.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>What was said while the bot could not hear, and how it notices that it cannot.</summary>
public sealed class SlackHistoryTests
{
    private static SlackHistory History(SlackWorld world) =>
        new(world.Api, world.Reception, world.Senses, world.Metrics, NullLogger<SlackHistory>.Instance);

    private static SlackHearingWorker Worker(SlackWorld world, bool isSocket = false) =>
        new(
            History(world),
            world.Memory,
            world.Options with
            {
                Mode = isSocket ? "socket" : "http",
            },
            world.Senses,
            NullLogger<SlackHearingWorker>.Instance
        );

    private static string Ts(DateTimeOffset at, int counter = 1) => $"{at.ToUnixTimeSeconds()}.{counter:D6}";

    private static void Expect(SlackWorld world, DateTimeOffset at) =>
        world
            .Web.On("users.conversations", """{"ok":true,"channels":[{"id":"C0HELP"},{"id":"D0ANA"}]}""")
            .On(
                "conversations.history",
                $$"""
                {"ok":true,"messages":[
                  {"type":"message","user":"U0ANA","ts":"{{Ts(at, 3)}}","text":"<@U0TRIAGEB1> exports fail"},
                  {"type":"message","user":"U0BOB","ts":"{{Ts(at, 2)}}","text":"talk of others"},
                  {"type":"message","user":"U0ANA","ts":"{{Ts(at.AddDays(-1))}}","text":"old","reply_count":2,"latest_reply":"{{Ts(
                    at,
                    5
                )}}"},
                  {"type":"message","user":"U0ANA","ts":"{{Ts(at.AddDays(-2))}}","text":"older","reply_count":1,"latest_reply":"{{Ts(
                    at.AddDays(-1)
                )}}"}]}
                """
            )
            .On(
                "conversations.replies",
                $$"""
                {"ok":true,"messages":[{"user":"U0ANA","ts":"{{Ts(at.AddDays(-1))}}","text":"old","thread_ts":"{{Ts(at.AddDays(-1))}}"},
                  {"user":"U0BOB","ts":"{{Ts(at, 5)}}","text":">> tell them","thread_ts":"{{Ts(at.AddDays(-1))}}"}]}
                """
            )
            .On(
                "conversations.history",
                $$"""
                {"ok":true,"messages":[{"user":"U0ANA","ts":"{{Ts(at, 4)}}","text":"how do we renew?"},
                  {"user":"U0TRIAGEB1","bot_id":"B0TRIAGE01","ts":"{{Ts(at, 6)}}","text":"an answer"}]}
                """
            );

    [Fact]
    public async Task What_was_said_meanwhile_is_taken_in_once_and_in_order()
    {
        await using var world = await SlackWorld.OpenAsync();
        var at = world.Clock.GetUtcNow() - TimeSpan.FromMinutes(10);
        Expect(world, at);
        (await History(world).CatchUpAsync(at - TimeSpan.FromMinutes(1), default)).ShouldBe(3);
        world.Reception.Kept.Cast<Inbound.Said>().Select(said => said.Text).ShouldBe(["exports fail", "how do we renew?", ">> tell them"]);
        world.Reception.Kept[0].MessageKey.ShouldBe($"slack:T000000001:C0HELP:{Ts(at, 3)}:said");
        world.Reception.Kept[1].Direct.ShouldBeTrue();
        Expect(world, at);
        (await History(world).CatchUpAsync(at - TimeSpan.FromMinutes(1), default)).ShouldBe(0);
    }

    [Fact]
    public async Task What_did_arrive_is_not_taken_again()
    {
        await using var world = await SlackWorld.OpenAsync();
        var at = world.Clock.GetUtcNow() - TimeSpan.FromMinutes(10);
        await world.Intake.TakeAsync(
            System.Text.Json.JsonElement.Parse(
                $$$"""
                {"type":"event_callback","event_id":"Ev1","team_id":"T000000001","event":{"type":"app_mention","channel":"C0HELP","user":"U0ANA",
                  "ts":"{{{Ts(at, 3)}}}","text":"<@U0TRIAGEB1> exports fail"}}
                """
            ),
            default
        );
        Expect(world, at);
        (await History(world).CatchUpAsync(at - TimeSpan.FromMinutes(1), default)).ShouldBe(2);
    }

    [Fact]
    public async Task A_gap_makes_it_look_and_none_does_not()
    {
        await using var world = await SlackWorld.OpenAsync();
        var worker = Worker(world);
        (await worker.LookAsync(default)).ShouldBeTrue();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await worker.LookAsync(default)).ShouldBeTrue();
        world.Web.Calls.ShouldBeEmpty();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Web.On("users.conversations", """{"ok":false,"error":"internal_error"}""");
        (await worker.LookAsync(default)).ShouldBeFalse();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Web.On("users.conversations", """{"ok":true,"channels":[]}""");
        (await worker.LookAsync(default)).ShouldBeTrue();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await worker.LookAsync(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Socket_Mode_looks_as_soon_as_it_is_connected_again()
    {
        await using var world = await SlackWorld.OpenAsync();
        var worker = Worker(world, isSocket: true);
        world.Senses.IsConnected = true;
        (await worker.LookAsync(default)).ShouldBeTrue();
        world.Senses.IsConnected = false;
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        (await worker.LookAsync(default)).ShouldBeFalse();
        world.Senses.IsConnected = true;
        world.Web.On("users.conversations", """{"ok":true,"channels":[]}""");
        (await worker.LookAsync(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Posts_whose_events_never_come_show_that_the_bot_does_not_hear()
    {
        await using var world = await SlackWorld.OpenAsync();
        var worker = Worker(world);
        for (var i = 0; i < 3; i++)
        {
            world.Web.On("chat.postMessage", """{"ok":true,"channel":"C0QUEUE","ts":"1.1"}""");
            (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
        }
        await worker.LookAsync(default);
        world.Channel.State.Status.ShouldBe("ok");
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await worker.LookAsync(default);
        world.Channel.State.Status.ShouldBe("degraded");
        world.Channel.State.Why.ShouldContain("message.channels");
        await world.Intake.TakeAsync(
            System.Text.Json.JsonElement.Parse(
                """{"type":"event_callback","event_id":"Ev2","team_id":"T000000001","event":{"type":"message","channel":"C0QUEUE","user":"U0TRIAGEB1","bot_id":"B0TRIAGE01","ts":"1.1","text":"words"}}"""
            ),
            default
        );
        world.Channel.State.Status.ShouldBe("ok");
    }
}
