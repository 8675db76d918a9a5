using EscalationBot.Bot.Channels;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Workers;

/// <summary>The database goes away between a send and its record; clocks are set while something is in hand.</summary>
public sealed partial class WorkersTests
{
    [Fact]
    public async Task What_arrived_while_the_database_was_away_is_recorded_when_it_is_back_and_not_sent_again()
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, web);
        bot.Decide = (_, _) => Task.FromResult(new Decision { Outbound = [Show("1")] });
        await using var other = new SqliteConnection(bot.Options.ConnectionString);
        await other.OpenAsync();
        SqliteTransaction? locked = null;
        web.Answer = _ =>
        {
            // Another program locks the file for longer than a write waits.
            locked = other.BeginTransaction();
            return Task.FromResult<Delivery>(new Delivery.Sent(new Place("web", "room"), "m1"));
        };
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);
        await bot.UntilAsync(() => !web.Sends.IsEmpty);
        await Task.Delay(TimeSpan.FromSeconds(6));
        bot.Clock.Advance(TimeSpan.FromMinutes(1));
        await locked!.DisposeAsync();

        await bot.UntilAsync(
            () =>
                bot.Get<Database>()
                    .ReadAsync(s => s.FindAsync("SELECT COUNT(*) FROM outbox WHERE state = 1", row => row.Long(0) == 1), default),
            TimeSpan.FromSeconds(1)
        );
        web.Sends.Count.ShouldBe(1);
    }

    [Theory, Engines]
    public async Task What_is_in_hand_is_never_begun_a_second_time_whatever_the_clock_says(DatabaseEngine engine)
    {
        var web = new FakeChannel();
        await using var bot = await WorkingBot.StartAsync(engine, web);
        bot.Decide = (_, _) => Task.FromResult(new Decision { Outbound = [Show("1")] });
        var answer = new TaskCompletionSource<Delivery>();
        web.Answer = _ => answer.Task;
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);
        await bot.UntilAsync(() => web.Sends.Count == 1);

        for (var step = 0; step < 20; step++)
        {
            bot.Clock.SetBy(TimeSpan.FromSeconds(60));
            bot.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        web.Sends.Count.ShouldBe(1);
        answer.SetResult(new Delivery.Sent(new Place("web", "room"), "m1"));
    }
}
