using System.Collections.Concurrent;
using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EscalationBot.Tests.Ai;

/// <summary>The language model's side of the bot over a scripted endpoint, with a clock that only moves when the test moves it.</summary>
internal sealed class ModelWorld : IAsyncDisposable
{
    private readonly TestDatabase _store;
    private readonly ServiceProvider _services;
    private readonly IDistributedCache _cache;

    private ModelWorld(TestDatabase store, ScriptedModel endpoint, ServiceProvider services, LogLines logs) =>
        (_store, Endpoint, _services, Logs, _cache) = (store, endpoint, services, logs, services.GetRequiredService<IDistributedCache>());

    public ScriptedModel Endpoint { get; }
    public LogLines Logs { get; }
    public TestClock Clock => _store.Clock;
    public LanguageModel Model => _services.GetRequiredService<LanguageModel>();
    public ModelState State => _services.GetRequiredService<ModelState>();
    public TestDatabase Store => _store;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<ModelWorld> OpenAsync(string path = "/v1/", params (string Name, string Value)[] settings)
    {
        var endpoint = await ScriptedModel.StartAsync(path);
        var store = await TestDatabase.OpenAsync();
        return Make(store, endpoint, settings, new SharedCache());
    }

    /// <summary>The same over a cache of the test's own.</summary>
    public ModelWorld Over(IDistributedCache other, params (string Name, string Value)[] settings) =>
        Make(_store, Endpoint, settings, other);

    /// <summary>The same database and endpoint after a restart of the process.</summary>
    public ModelWorld Restarted(params (string Name, string Value)[] settings) => Make(_store, Endpoint, settings, _cache);

    /// <summary>Asks, and moves the clock until there is an answer.</summary>
    public async Task<ModelAnswer> AskAsync(
        string data = "question",
        TimeSpan? within = null,
        Func<string, CancellationToken, ValueTask>? onText = null
    )
    {
        var asked = Model.AskAsync(
            ModelUse.Answer,
            "q1",
            new Prompt("rules", data, 100),
            within ?? TimeSpan.FromSeconds(20),
            onText,
            CancellationToken.None
        );
        await WhenAsync(asked);
        return await asked;
    }

    /// <summary>Moves the clock until something has ended.</summary>
    public async Task WhenAsync(Task ended)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // Answers on loopback come faster than the clock is moved.
        await Task.WhenAny(ended, Task.Delay(200, patience.Token));
        while (!ended.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(ended, Task.Delay(2, patience.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Endpoint.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static ModelWorld Make(
        TestDatabase store,
        ScriptedModel endpoint,
        (string Name, string Value)[] settings,
        IDistributedCache cache
    )
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(endpoint.Settings(settings)).Build();
        var logs = new LogLines();
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs))
            .AddMetrics()
            .AddSingleton<TimeProvider>(store.Clock)
            .AddSingleton<BotMetrics>()
            .AddSingleton(store.Database)
            .AddSingleton<Counters>()
            .AddSingleton(cache)
            .AddSingleton<WorkplaceHolder>();
        collection.AddHybridCache();
        return new ModelWorld(store, endpoint, collection.AddAi().BuildServiceProvider(), logs);
    }
}

/// <summary>
/// What replicas share, as Redis would hold it. (One of exactly the base type counts as this process's own and is left aside.)
/// </summary>
internal sealed class SharedCache() : MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));

/// <summary>Everything that was logged, as text.</summary>
internal sealed class LogLines : ILoggerProvider
{
    public ConcurrentQueue<string> All { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Line(All);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Line(ConcurrentQueue<string> all) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => all.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
