using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Workers;

/// <summary>Stops, kills, and platforms that cannot be asked.</summary>
public sealed partial class WorkersTests
{
    [Fact]
    public async Task Stopping_finishes_what_is_in_hand()
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, web);
        var decided = new TaskCompletionSource<Decision>();
        bot.Decide = (_, _) => decided.Task;
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);
        await bot.UntilAsync(() => bot.Handled.Count == 1);

        var stopping = bot.StopAsync();
        decided.SetResult(new Decision { Outbound = [Show("1")] });
        await stopping;

        bot.Get<WorkersState>().All.ShouldAllBe(worker => !worker.IsRunning);
        (await bot.Get<Inbox>().WaitingAsync(default)).ShouldBeEmpty();
        bot.Get<QueueHealth>().Workers().State.ShouldBe("off");
    }

    [Fact]
    public async Task After_a_kill_nothing_is_lost_and_nothing_is_doubled()
    {
        var (web, again) = (new FakeChannel(), new FakeChannel());
        await using var killed = await WorkingBot.PrepareAsync(DatabaseEngine.Sqlite, web);
        // A process that took rows and was killed in the middle: one handled and being sent, one being handled, one only received.
        var database = killed.Get<Database>();
        await database.OpenAsync(OpenMode.Create, default);
        var inbox = killed.Get<Inbox>();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await inbox.AddAsync(Said(id, "c" + id), default);
        }
        var rows = await inbox.LeaseAsync(2, [], default);
        await killed.Get<CaseStore>().CommitAsync(rows[0].Id, new Decision { Outbound = [Show("answer 1", "s1", "l1")] }, default);
        await killed.Get<Outbox>().LeaseAsync(10, ["web"], default);

        await using var next = killed.Another(again);
        next.Decide = (_, inbound) =>
            Task.FromResult(
                new Decision
                {
                    Outbound =
                    [
                        Show("answer " + ((Inbound.Said)inbound).MessageId, "s" + ((Inbound.Said)inbound).MessageId, inbound.Place.Lane),
                    ],
                }
            );
        await next.StartAsync();
        await next.UntilAsync(() => again.Sends.Count == 3);

        next.Handled.Cast<Inbound.Said>().Select(said => said.MessageId).Order().ShouldBe(["2", "3"]);
        again
            .Sends.Select(send => (send.What.Key, Looks: send.LookSince is not null))
            .Order()
            .ShouldBe([("answer 1", true), ("answer 2", false), ("answer 3", false)]);
    }

    [Fact]
    public async Task A_second_bot_on_the_same_file_is_refused()
    {
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite);
        await using var second = bot.Another();

        (await Should.ThrowAsync<StoreException>(second.StartAsync())).Message.ShouldContain("Another bot runs");
    }

    [Fact]
    public async Task What_was_acknowledged_stands_in_the_files_at_that_moment()
    {
        await using var bot = await WorkingBot.PrepareAsync(DatabaseEngine.Sqlite);
        await bot.Get<Database>().OpenAsync(OpenMode.Create, default);
        for (var i = 0; i < 20; i++)
        {
            await bot.Get<Inbox>().AddAsync(Said(i.ToString(), "c" + i), default);
        }
        var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(bot.Options.ConnectionString).DataSource;
        // The files as a power cut leaves them: no close, no checkpoint.
        foreach (var end in new[] { "", "-wal" })
        {
            await CopyAsync(file + end, file + ".cut" + end);
        }

        await using var after = new Database(new DatabaseOptions { ConnectionString = $"Data Source={file}.cut" }, bot.Clock);
        await after.OpenAsync(OpenMode.Existing, default);

        (await new Inbox(after).LeaseAsync(100, [], default)).Count.ShouldBe(20);
    }

    private static async Task CopyAsync(string from, string to)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using var target = File.Create(to);
        await source.CopyToAsync(target);
    }

    [Theory, Engines]
    public async Task A_row_that_needs_a_platform_which_cannot_be_asked_waits_as_long_as_it_says_and_is_not_given_up(DatabaseEngine engine)
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(engine, web);
        var left = 8;
        bot.Decide = (_, inbound) =>
            inbound.DeliveryKey.EndsWith(":1", StringComparison.Ordinal) && left-- > 0
                ? throw new PlatformUnavailableException("busy", TimeSpan.FromSeconds(30))
                : Task.FromResult(Decision.Nothing);
        var inbox = bot.Get<Inbox>();
        await inbox.AddAsync(Said("1"), CancellationToken.None);
        await inbox.AddAsync(Said("2"), CancellationToken.None);
        // They are told by the transaction that lets the row wait.
        await bot.UntilAsync(() => bot.Handled.Count == 1 && !web.Sends.IsEmpty);
        bot.Clock.Advance(TimeSpan.FromSeconds(29));
        await Task.Delay(50);
        bot.Handled.Count.ShouldBe(1);

        await bot.UntilAsync(() => bot.Handled.Count == 10, TimeSpan.FromSeconds(5));
        bot.Handled.Select(inbound => inbound.DeliveryKey[^1]).ShouldBe("1111111112");
        (await inbox.FailedAsync(DateTimeOffset.UnixEpoch, CancellationToken.None)).ShouldBe(0);
        // The clock runs faster than leases here, so that one row may be sent twice; it was told once.
        web.Sends.Select(send => send.What.Key).Distinct().ShouldHaveSingleItem().ShouldStartWith("wait ");
    }
}
