using System.Collections.Concurrent;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Bot.Workers;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EscalationBot.Tests.Workers;

/// <summary>The real store and workers with a desk and channels that a test writes.</summary>
internal sealed class WorkingBot : IAsyncDisposable
{
    private readonly Func<ValueTask>? _remove;
    private readonly ServiceProvider _services;

    private WorkingBot(DatabaseOptions options, TestClock clock, Func<ValueTask>? remove, params FakeChannel[] channels)
    {
        (Options, Clock) = (options, clock);
        _remove = remove;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Database:Engine"] = options.Engine.ToString(),
                    ["Database:ConnectionString"] = options.ConnectionString,
                }
            )
            .Build();
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddMetrics()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<BotMetrics>();
        foreach (var channel in channels)
        {
            collection.AddSingleton<IChannel>(channel);
        }
        collection
            .AddStore()
            .AddDatabaseStart()
            .AddWorkers()
            .AddSingleton<QueueHealth>()
            .AddSingleton(Workplaces)
            .AddSingleton<CardComparisonStores>()
            .AddSingleton<CardComparisonSurroundings>()
            .AddSingleton<CardComparison>()
            .AddSingleton<UnsentWords>()
            .AddSingleton<Reconciler>()
            .AddHostedService(provider => provider.GetRequiredService<Reconciler>())
            .AddSingleton<IDesk>(provider => new FakeDesk(this, provider.GetRequiredService<CaseStore>()));
        _services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    public DatabaseOptions Options { get; }
    public TestClock Clock { get; }

    /// <summary>Nothing is loaded until a test puts it there.</summary>
    public WorkplaceHolder Workplaces { get; } = new();

    /// <summary>What the desk decides.</summary>
    public Func<long, Inbound, Task<Decision>> Decide { get; set; } = (_, _) => Task.FromResult(Decision.Nothing);

    /// <summary>What the desk was asked, in order.</summary>
    public ConcurrentQueue<Inbound> Handled { get; } = new();

    public static async Task<WorkingBot> PrepareAsync(DatabaseEngine engine, params FakeChannel[] channels)
    {
        var (options, remove) = await TestDatabase.PrepareAsync(engine);
        return new WorkingBot(options, new TestClock(), remove, channels);
    }

    public static async Task<WorkingBot> StartAsync(DatabaseEngine engine, params FakeChannel[] channels)
    {
        var bot = await PrepareAsync(engine, channels);
        await bot.StartAsync();
        return bot;
    }

    /// <summary>Another process on the same database.</summary>
    public WorkingBot Another(params FakeChannel[] channels) => new(Options, Clock, null, channels);

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Waits for something that will happen by itself; moves the clock so that pauses pass.</summary>
    public async Task UntilAsync(Func<Task<bool>> happened, TimeSpan? step = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await happened())
        {
            patience.Token.ThrowIfCancellationRequested();
            if (step is { } by)
            {
                Clock.Advance(by);
            }
            await Task.Delay(5, patience.Token);
        }
    }

    public Task UntilAsync(Func<bool> happened, TimeSpan? step = null) => UntilAsync(() => Task.FromResult(happened()), step);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        if (_remove is not null)
        {
            await _remove();
        }
    }

    private sealed class FakeDesk(WorkingBot bot, CaseStore cases) : IDesk
    {
        public async Task<IReadOnlyList<Outbound>> HandleAsync(long inboxId, Inbound inbound, CancellationToken ct)
        {
            bot.Handled.Enqueue(inbound);
            var decision = await bot.Decide(inboxId, inbound);
            await cases.CommitAsync(inboxId, decision, ct);
            return decision.Outbound;
        }

        public IReadOnlyList<Outbound> TellWaiting(long inboxId, Inbound inbound) =>
            [TestDatabaseSamples.Show("wait " + inboxId, "wait", "waiting", "wait")];

        public IReadOnlyList<Outbound> Apologise(long inboxId, Inbound inbound) =>
            [TestDatabaseSamples.Show("sorry " + inboxId, "sorry", inbound.Place.Lane, "sorry")];
    }
}

/// <summary>A channel whose answers a test writes.</summary>
internal sealed class FakeChannel(string name = "web") : IChannel
{
    private int _sent;

    public string Name => name;
    public ChannelState State { get; set; } = new("ok", "");
    public bool IsReady { get; set; } = true;
    public ConcurrentQueue<Dispatch> Sends { get; } = new();
    public Func<Dispatch, Task<Delivery>>? Answer { get; set; }
    public Func<PersonKey, Profile?>? Knows { get; set; }
    public IStandingMessages? Standing { get; set; }

    public async Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct)
    {
        Sends.Enqueue(dispatch);
        if (Answer is not null)
        {
            return await Answer(dispatch).WaitAsync(ct);
        }
        return new Delivery.Sent((dispatch.To as Destination.At)?.Place, dispatch.MessageId ?? "m" + Interlocked.Increment(ref _sent));
    }

    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct) => Task.FromResult(Knows?.Invoke(person));
}
