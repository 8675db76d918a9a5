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
        new(
            world.Api,
            world.Reception,
            world.Senses,
            (_, _) => Task.FromResult<IReadOnlyList<Inbound.Said>>([.. world.Reception.Kept.OfType<Inbound.Said>()]),
            world.Metrics,
            NullLogger<SlackHistory>.Instance
        );

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

    [Fact]
    public async Task Events_of_one_kind_of_conversation_that_never_come_are_named_and_kept_for_the_doctor()
    {
        await using var world = await SlackWorld.OpenAsync();
        var worker = Worker(world);
        foreach (var place in new[] { "C0QUEUE", "D0ANA" })
        {
            for (var i = 0; i < 3; i++)
            {
                world.Web.On("chat.postMessage", $$"""{"ok":true,"channel":"{{place}}","ts":"1.1"}""");
                (await world.ShowAsync(place)).ShouldBeOfType<Delivery.Sent>();
            }
        }
        await world.Intake.TakeAsync(
            System.Text.Json.JsonElement.Parse(
                """{"type":"event_callback","event_id":"Ev2","team_id":"T000000001","event":{"type":"message","channel":"C0QUEUE","user":"U0TRIAGEB1","bot_id":"B0TRIAGE01","ts":"1.1","text":"words"}}"""
            ),
            default
        );
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await worker.LookAsync(default);
        world.Channel.State.Why.ShouldContain("message.im.");
        world.Channel.State.Why.ShouldNotContain("message.channels");
        (await world.Memory.FindAsync("slack", "deaf", default)).ShouldBe(world.Channel.State.Why);
        await world.Intake.TakeAsync(
            System.Text.Json.JsonElement.Parse(
                """{"type":"event_callback","event_id":"Ev3","team_id":"T000000001","event":{"type":"message","channel":"D0ANA","user":"U0TRIAGEB1","bot_id":"B0TRIAGE01","ts":"1.2","text":"words"}}"""
            ),
            default
        );
        world.Channel.State.Status.ShouldBe("ok");
        await worker.LookAsync(default);
        (await world.Memory.FindAsync("slack", "deaf", default)).ShouldBeNull();
    }

    /// <summary>The bot hears three messages of Ana, and one in a thread of Bob's.</summary>
    private static async Task HearAsync(SlackWorld world, DateTimeOffset at)
    {
        foreach (
            var (channel, ts, user, thread) in new[]
            {
                ("D0ANA", Ts(at, 1), "U0ANA", ""),
                ("D0ANA", Ts(at, 2), "U0ANA", ""),
                ("D0ANA", Ts(at, 3), "U0ANA", ""),
                ("C0HELP", Ts(at, 5), "U0BOB", Ts(at, 4)),
                ("C0HELP", Ts(at, 6), "U0BOB", Ts(at, 4)),
            }
        )
        {
            var inThread = thread.Length > 0 ? $"\"thread_ts\":\"{thread}\"," : "";
            await world.Intake.TakeAsync(
                System.Text.Json.JsonElement.Parse(
                    $$$"""
                    {"type":"event_callback","event_id":"Ev{{{channel}}}{{{ts}}}","team_id":"T000000001","event":{"type":"message","channel":"{{{channel}}}",
                      "user":"{{{user}}}","ts":"{{{ts}}}",{{{inThread}}}"text":"said {{{ts[^1]}}}"}}
                    """
                ),
                default
            );
        }
        world.Reception.Kept.Count.ShouldBe(5);
    }

    [Fact]
    public async Task What_was_edited_or_deleted_meanwhile_is_applied_once()
    {
        await using var world = await SlackWorld.OpenAsync();
        var gap = world.Clock.GetUtcNow();
        var (at, edit) = (gap - TimeSpan.FromMinutes(30), Ts(gap.AddMinutes(5)));
        await HearAsync(world, at);
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        for (var again = 0; again < 2; again++)
        {
            world
                .Web.On("users.conversations", """{"ok":true,"channels":[{"id":"D0ANA"},{"id":"C0HELP"}]}""")
                .On(
                    "conversations.history",
                    $$"""
                    {"ok":true,"messages":[
                      {"type":"message","user":"U0ANA","ts":"{{Ts(
                        gap,
                        9
                    )}}","text":"new, and edited at once","edited":{"user":"U0ANA","ts":"{{edit}}"} },
                      {"type":"message","user":"U0ANA","ts":"{{Ts(at, 3)}}","text":"edited before the gap","edited":{"user":"U0ANA","ts":"{{Ts(
                        at,
                        8
                    )}}"} },
                      {"type":"message","user":"U0ANA","ts":"{{Ts(at, 1)}}","text":"now it says this","edited":{"user":"U0ANA","ts":"{{edit}}"} }]}
                    """
                )
                .On(
                    "conversations.history",
                    $$"""{"ok":true,"messages":[{"user":"U0BOB","ts":"{{Ts(at, 4)}}","text":"root","latest_reply":"{{Ts(
                    at,
                    6
                )}}"}]}"""
                )
                .On(
                    "conversations.replies",
                    $$"""
                    {"ok":true,"messages":[{"user":"U0BOB","ts":"{{Ts(at, 4)}}","text":"root","thread_ts":"{{Ts(at, 4)}}"},
                      {"user":"U0BOB","ts":"{{Ts(at, 6)}}","thread_ts":"{{Ts(
                        at,
                        4
                    )}}","text":"said it better","edited":{"user":"U0BOB","ts":"{{edit}}"} }]}
                    """
                );
            (await History(world).CatchUpAsync(gap, default)).ShouldBe(again == 0 ? 5 : 0);
        }
        world
            .Reception.Kept.Skip(5)
            .Select(row =>
                row switch
                {
                    Inbound.Said said => $"said {said.Text}",
                    Inbound.Edited edited => $"edited {edited.MessageId[^1]}: {edited.Text}",
                    Inbound.Deleted deleted => $"deleted {deleted.MessageId[^1]}",
                    _ => "?",
                }
            )
            .Order(StringComparer.Ordinal)
            .ShouldBe(["deleted 2", "deleted 5", "edited 1: now it says this", "edited 6: said it better", "said new, and edited at once"]);
        // The identity that the event would have had.
        world.Reception.Kept.OfType<Inbound.Edited>().First().MessageKey.ShouldEndWith($":{edit}:edited");
        var gone = world.Reception.Kept.OfType<Inbound.Deleted>().Single(row => row.MessageId == Ts(at, 2));
        (gone.MessageKey, gone.From.Id, gone.Direct).ShouldBe(($"slack:T000000001:D0ANA:{Ts(at, 2)}:deleted", "U0ANA", true));
    }

    [Fact]
    public async Task A_conversation_that_Slack_does_not_show_any_more_is_not_one_whose_messages_were_deleted()
    {
        await using var world = await SlackWorld.OpenAsync();
        var gap = world.Clock.GetUtcNow();
        await HearAsync(world, gap - TimeSpan.FromMinutes(30));
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        world
            .Web.On("users.conversations", """{"ok":true,"channels":[{"id":"D0ANA"},{"id":"C0HELP"}]}""")
            .On("conversations.history", """{"ok":false,"error":"channel_not_found"}""")
            .On("conversations.history", """{"ok":false,"error":"not_in_channel"}""")
            .On("conversations.replies", """{"ok":false,"error":"thread_not_found"}""");
        (await History(world).CatchUpAsync(gap, default)).ShouldBe(0);
    }
}
