using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Workers;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Workers;

public sealed partial class WorkersTests
{
    [Theory, Engines]
    public async Task What_comes_in_is_handled_and_what_is_decided_goes_out(DatabaseEngine engine)
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(engine, web);
        bot.Decide = (id, _) => Task.FromResult(new Decision { Outbound = [Show("a" + id, "s" + id, "l" + id)] });

        // Forty conversations at once; within one, people speak one after the other.
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async lane =>
                {
                    for (var i = lane; i < 200; i += 40)
                    {
                        (await bot.Get<IReception>().AcceptAsync(Said(i.ToString(), "c" + lane), default)).ShouldBeTrue();
                    }
                })
        );

        await bot.UntilAsync(async () => web.Sends.Count == 200 && (await bot.Get<Outbox>().WaitingAsync(default)).Count == 0);
        web.Sends.Select(send => send.What.Key).Distinct().Count().ShouldBe(200);
        foreach (var lane in bot.Handled.Cast<Inbound.Said>().GroupBy(said => said.Place.Lane))
        {
            lane.Select(said => int.Parse(said.MessageId)).ShouldBeInOrder();
        }
        (await bot.Get<IReception>().AcceptAsync(Said("0", "c0"), default)).ShouldBeFalse();
    }

    [Theory, Engines]
    public async Task Two_replicas_share_the_work_and_do_nothing_twice(DatabaseEngine engine)
    {
        if (engine is DatabaseEngine.Sqlite)
        {
            return; // a file has one process
        }
        var (here, there) = (new FakeChannel(), new FakeChannel());
        await using var bot = await WorkingBot.StartAsync(engine, here);
        await using var other = bot.Another(there);
        await other.StartAsync();
        Func<long, Inbound, Task<Decision>> decide = (id, _) =>
            Task.FromResult(new Decision { Outbound = [Show("a" + id, "s" + id, "l" + id)] });
        (bot.Decide, other.Decide) = (decide, decide);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => bot.Get<IReception>().AcceptAsync(Said(i.ToString(), "c" + i), default)));

        await bot.UntilAsync(() => here.Sends.Count + there.Sends.Count >= 200);
        here.Sends.Concat(there.Sends).Select(send => send.What.Key).Distinct().Count().ShouldBe(200);
        (here.Sends.Count + there.Sends.Count).ShouldBe(200);
    }

    [Theory, Engines]
    public async Task A_press_is_answered_with_what_it_caused(DatabaseEngine engine)
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(engine, web);
        bot.Decide = (id, _) =>
            Task.FromResult(
                new Decision
                {
                    Outbound =
                    [
                        new Outbound.Whisper(new Place("web", "dm:ana"), Ana, Card.Of("for you")) { Key = "words", Lane = "a" },
                        Show("line", "s2", "b"),
                    ],
                }
            );
        var reception = bot.Get<IReception>();

        var handled = await reception.AcceptAndWaitAsync(Said("1"), TimeSpan.FromMinutes(1), default);

        handled!.Outbound.Select(one => one.Key).ShouldBe(["words", "line"]);
        (await reception.TakeAsync("words", default)).ShouldBeTrue();
        await bot.UntilAsync(() => web.Sends.Count == 1);
        web.Sends.Single().What.Key.ShouldBe("line");
        (await reception.AcceptAndWaitAsync(Said("1"), TimeSpan.FromMinutes(1), default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_press_that_takes_too_long_is_handled_all_the_same()
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, web);
        var decided = new TaskCompletionSource<Decision>();
        bot.Decide = (_, _) => decided.Task;
        var answer = bot.Get<IReception>().AcceptAndWaitAsync(Said("1"), TimeSpan.FromSeconds(1), default);
        await bot.UntilAsync(() => bot.Handled.Count == 1);
        await bot.UntilAsync(() => answer.IsCompleted, TimeSpan.FromSeconds(1));
        (await answer).ShouldBeNull();

        decided.SetResult(new Decision { Outbound = [Show("late")] });

        await bot.UntilAsync(() => web.Sends.Count == 1, TimeSpan.FromSeconds(1));
    }

    [Theory, Engines]
    public async Task What_throws_is_tried_again_and_given_up_in_the_end_with_a_word_to_the_asker(DatabaseEngine engine)
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(engine, web);
        bot.Decide = (_, inbound) =>
            ((Inbound.Said)inbound).Text == "bad" ? throw new FormatException("always") : Task.FromResult(Decision.Nothing);
        await bot.Get<IReception>().AcceptAsync(Said("1", text: "bad"), default);
        await bot.Get<IReception>().AcceptAsync(Said("2"), default);

        await bot.UntilAsync(() => web.Sends.Count == 1 && bot.Handled.Count == InboxQueue.MostTries + 1, TimeSpan.FromSeconds(1));

        ((Outbound.Show)web.Sends.Single().What).Card.Fallback.ShouldBe("sorry");
        ((Inbound.Said)bot.Handled.Last()).MessageId.ShouldBe("2");
        (await bot.Get<Inbox>().FailedAsync(Morning, default)).ShouldBe(1);
    }

    [Fact]
    public async Task Rows_of_a_channel_that_is_not_ready_are_handled_when_it_is()
    {
        var slack = new FakeChannel("slack") { IsReady = false };
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, slack, new FakeChannel());
        await bot.Get<IReception>().AcceptAsync(Said("s", channel: "slack"), default);
        await bot.Get<IReception>().AcceptAsync(Said("w"), default);
        await bot.UntilAsync(() => bot.Handled.Count == 1);

        slack.IsReady = true;

        await bot.UntilAsync(() => bot.Handled.Count == 2, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Rows_of_a_channel_that_is_off_wait_for_it()
    {
        var web = new FakeChannel { State = new ChannelState("off", "no credentials") };
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, web, new FakeChannel("slack"));
        bot.Decide = (_, _) => Task.FromResult(new Decision { Outbound = [Show("w", "s1", "a"), Show("s", "s2", "b", channel: "slack")] });
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);
        await bot.UntilAsync(async () => await bot.Get<Outbox>().WaitingAsync(default) is [{ Channel: "web", Count: 1 }]);
        bot.Clock.Advance(TimeSpan.FromMinutes(3));
        (await bot.Get<QueueHealth>().WaitingAsync(default)).ShouldSatisfyAllConditions(
            state => state.State.ShouldBe("degraded"),
            state => state.Why.ShouldContain("1 to send on web")
        );

        web.State = new ChannelState("ok", "");

        await bot.UntilAsync(() => web.Sends.Count == 1, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Words_for_a_thread_on_a_channel_that_is_off_wait_for_it()
    {
        var (slack, web) = (new FakeChannel("slack"), new FakeChannel());
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, slack, web);
        // Decided before the message of its thread: it has no channel of its own.
        var reply = new Outbound.Show("reply", new Destination.ThreadOf("card"), Card.Of("in the thread")) { Key = "reply", Lane = "rep" };
        slack.Answer = _ =>
        {
            // Posted; then its token is taken away.
            slack.State = new ChannelState("off", "no credentials");
            return Task.FromResult<Delivery>(new Delivery.Sent(new Place("slack", "room"), "m1"));
        };
        bot.Decide = (_, inbound) =>
            Task.FromResult(
                ((Inbound.Said)inbound).MessageId == "1"
                    ? new Decision { Outbound = [reply, Show("card", "card", "queue", channel: "slack")] }
                    : Decision.Nothing
            );
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);
        await bot.UntilAsync(() => slack.Sends.Count == 1);
        await bot.UntilAsync(async () => (await bot.Get<Outbox>().WaitingAsync(default)).Sum(one => one.Count) == 1);
        for (var i = 0; i < 20; i++)
        {
            bot.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(5);
        }

        (await bot.Get<Outbox>().WaitingAsync(default)).ShouldHaveSingleItem().Count.ShouldBe(1);
        bot.Handled.OfType<Inbound.Undelivered>().ShouldBeEmpty();
        slack.Answer = null;
        slack.State = new ChannelState("ok", "");

        await bot.UntilAsync(() => slack.Sends.Count == 2, TimeSpan.FromSeconds(1));

        slack.Sends.Last().To.ShouldBe(new Destination.At(new Place("slack", "room", "m1")));
    }

    [Fact]
    public async Task What_the_host_says_at_start_is_said_when_the_workers_run()
    {
        await using var bot = await WorkingBot.PrepareAsync(DatabaseEngine.Sqlite);
        var state = bot.Get<WorkersState>();
        var all = state.UntilAllRunAsync(TimeSpan.FromHours(1), bot.Clock, default);
        all.IsCompleted.ShouldBeFalse();

        await bot.StartAsync();
        await all;

        bot.Get<QueueHealth>().Workers().State.ShouldBe("ok");
        // A worker that cannot run must not keep the words back for ever.
        var never = new WorkersState().UntilAllRunAsync(TimeSpan.FromSeconds(5), bot.Clock, default);
        bot.Clock.Advance(TimeSpan.FromSeconds(6));
        await never;
    }

    [Fact]
    public async Task A_send_that_throws_is_looked_for_before_it_is_sent_again()
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, web);
        bot.Decide = (_, _) => Task.FromResult(new Decision { Outbound = [Show("1")] });
        web.Answer = dispatch =>
            web.Sends.Count == 1
                ? throw new HttpRequestException("cut off")
                : Task.FromResult<Delivery>(new Delivery.Sent(new Place("web", "room"), "m1"));
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);

        await bot.UntilAsync(() => web.Sends.Count == 2, TimeSpan.FromSeconds(1));

        web.Sends.Select(send => send.LookSince is not null).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Words_for_a_thread_go_under_the_message_and_nowhere_without_it()
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, web);
        var reply = new Outbound.Show("reply", new Destination.ThreadOf("card"), Card.Of("in the thread")) { Key = "reply", Lane = "rep" };
        var lost = new Outbound.Show("lost", new Destination.ThreadOf("nothing"), Card.Of("lost")) { Key = "lost", Lane = "other" };
        bot.Decide = (_, inbound) =>
            Task.FromResult(
                inbound is Inbound.Said ? new Decision { Outbound = [reply, Show("card", "card", "queue"), lost] } : Decision.Nothing
            );
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);

        await bot.UntilAsync(() => web.Sends.Count == 2 && bot.Handled.Count == 2);

        web.Sends.Last().To.ShouldBe(new Destination.At(new Place("web", "room", "m1")));
        bot.Handled.Last().ShouldBeOfType<Inbound.Undelivered>().What.Key.ShouldBe("lost");
    }

    [Fact]
    public async Task The_clock_wakes_for_the_earliest_timer_also_when_it_is_set_later()
    {
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite);
        await bot.Get<Timers>().SetAsync("ESC-1", "resolve", Morning.AddHours(5), default);
        await bot.Get<Timers>().SetAsync("ESC-1", "claim", Morning.AddSeconds(2), default);
        bot.Handled.ShouldBeEmpty();

        await bot.UntilAsync(() => !bot.Handled.IsEmpty, TimeSpan.FromSeconds(1));

        bot.Handled.Single().ShouldBeOfType<Inbound.TimePassed>().Timer.ShouldBe("claim");
    }
}
