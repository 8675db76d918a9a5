using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Workers;

/// <summary>What the bot counts against its service objectives: accepted, and delivered within five minutes.</summary>
public sealed class ServiceObjectivesTests
{
    [Fact]
    public async Task What_is_kept_and_delivered_at_once_meets_both()
    {
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, new FakeChannel());
        using var counted = new Counted(bot);
        bot.Decide = Answers;
        (await bot.Get<IReception>().AcceptAsync(Said("1"), default)).ShouldBeTrue();
        await bot.UntilAsync(() => counted["delivered yes"] == 1);
        (counted["accepted yes"], counted["accepted no"], counted["delivered no"]).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task What_comes_late_or_never_does_not_meet_the_second()
    {
        var web = new FakeChannel { Answer = _ => Task.FromResult<Delivery>(new Delivery.Retry(TimeSpan.Zero, "away", false)) };
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, web);
        using var counted = new Counted(bot);
        bot.Decide = Answers;
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);
        await bot.UntilAsync(() => !web.Sends.IsEmpty);
        bot.Clock.Advance(TimeSpan.FromMinutes(6));
        web.Answer = null;
        await bot.UntilAsync(() => counted["delivered no"] == 1, TimeSpan.FromSeconds(1));

        web.Answer = _ => Task.FromResult<Delivery>(new Delivery.Drop("archived"));
        await bot.Get<IReception>().AcceptAsync(Said("2"), default);
        await bot.UntilAsync(() => counted["delivered no"] == 2, TimeSpan.FromSeconds(1));
        counted["delivered yes"].ShouldBe(0);
    }

    [Fact]
    public async Task What_is_given_up_or_cannot_be_kept_does_not_meet_the_first()
    {
        await using var bot = await WorkingBot.StartAsync(DatabaseEngine.Sqlite, new FakeChannel());
        using var counted = new Counted(bot);
        bot.Decide = (_, _) => throw new InvalidOperationException("broken");
        await bot.Get<IReception>().AcceptAsync(Said("1"), default);
        await bot.UntilAsync(() => counted["accepted no"] == 1, TimeSpan.FromSeconds(1));

        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(bot.Get<IReception>().AcceptAsync(Said("2"), gone.Token));
        counted["accepted no"].ShouldBe(2);
    }

    /// <summary>Every message gets an answer; that an answer was not delivered gets none.</summary>
    private static Task<Decision> Answers(long id, Inbound inbound) =>
        Task.FromResult(inbound is Inbound.Said ? new Decision { Outbound = [Show("a" + id)] } : Decision.Nothing);

    /// <summary>The counter of one bot: "accepted yes" and the like.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
        private readonly MeterListener _listener = new();

        public Counted(WorkingBot bot)
        {
            var meter = bot.Get<BotMetrics>().Meter;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter && instrument.Name == "escalationbot.objective")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, count, tags, _) => _counts.AddOrUpdate($"{tags[0].Value} {tags[1].Value}", count, (_, before) => before + count)
            );
            _listener.Start();
        }

        public long this[string key] => _counts.GetValueOrDefault(key);

        public void Dispose() => _listener.Dispose();
    }
}
