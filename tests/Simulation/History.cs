using System.Globalization;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;

namespace EscalationBot.Tests.Simulation;

/// <summary>How likely a step stands still at such a place, in a hundred.</summary>
internal static class Chances
{
    public const int BeforeWrite = 40,
        AfterWrite = 40,
        BeforeRead = 3,
        Platform = 40;
}

/// <summary>
/// One history: people, platforms, one or two processes over one database, a clock, and a seed that draws every step and every stop between
/// two of them. Whatever it draws, it draws again for the same seed.
/// </summary>
internal sealed partial class History : IProfiles, IThreads, IDisposable
{
    private const int Steps = 80;
    private const string InMemory = "/dev/shm",
        AfterCommit = "after its commit";

    private readonly Random _draws;
    private readonly string _folder,
        _file;
    private readonly List<Stop> _stops = [];
    private readonly List<Replica?> _replicas = [];
    private readonly bool _handsOver;
    private readonly TimeSpan _late;
    private bool _calm;
    private int _secrets,
        _kills;

    public History(int seed)
    {
        Seed = seed;
        _draws = new Random(seed);
        Platform = new FakePlatform(this);
        Workplaces.Replace(SimulatedOrganisation.Workplace);
        // Kept in memory where the system has such a folder: a flush to the disk shows nothing here.
        _folder = Path.Combine(
            System.IO.Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(),
            $"escalationbot-{Guid.CreateVersion7():n}"
        );
        System.IO.Directory.CreateDirectory(_folder);
        _file = Path.Combine(_folder, "test.db");
        _handsOver = Draw(2) == 0;
        _late = TimeSpan.FromMilliseconds(Draw(20));
        for (var i = Draw(3); i >= 0 && _replicas.Count < 2; i--)
        {
            _replicas.Add(null);
        }
    }

    public int Seed { get; }
    public TestClock Clock { get; } = new();
    public OneThread Thread { get; } = new();
    public FakePlatform Platform { get; }
    public WorkplaceHolder Workplaces { get; } = new();
    public List<string> Trace { get; } = [];

    /// <summary>What must not be, found on the way.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Platforms have a clock that nobody sets.</summary>
    public DateTimeOffset TrueTime => new(Clock.GetTimestamp(), TimeSpan.Zero);

    private IEnumerable<Replica> Alive => _replicas.OfType<Replica>();

    /// <summary>Plays it; what must not be and is.</summary>
    public IReadOnlyList<string> Play()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Thread);
        try
        {
            File.WriteAllBytes(_file, SimulatedOrganisation.EmptyDatabase);
            for (var i = 0; i < _replicas.Count; i++)
            {
                Start(i);
            }

            Prepare();
            for (var step = 0; step < Steps; step++)
            {
                Step();
            }

            BeCalm();
            Settle();
            return [.. Platform.Wrong, .. Wrong, .. Judge()];
        }
        finally
        {
            foreach (var replica in Alive)
            {
                replica.End();
            }

            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public void Tell(string what) => Trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Clock.GetUtcNow():HH:mm:ss.fff} {what}"));

    public string NextSecret() => string.Create(CultureInfo.InvariantCulture, $"{++_secrets:x32}");

    public Fate DrawFate() =>
        _calm
            ? Fate.Taken
            : Draw(100) switch
            {
                < 64 => Fate.Taken,
                < 76 => Fate.Refused,
                < 82 => Fate.LostBefore,
                < 97 => Fate.LostAfter,
                _ => Fate.Broken,
            };

    /// <summary>Every transaction of a replica is a step: it may stand still before it, and after a commit.</summary>
    public async Task TransactAsync(bool writes, Func<Task> transaction)
    {
        if (Doing.Current is null)
        {
            await Thread.TransactAsync(transaction);
            return;
        }

        await MayStopAsync(writes ? Chances.BeforeWrite : Chances.BeforeRead, writes ? "before its write" : "before its read");
        await Thread.TransactAsync(transaction);
        if (writes)
        {
            await MayStopAsync(Chances.AfterWrite, AfterCommit);
        }
    }

    /// <summary>What runs now may stand still here until it is its turn again.</summary>
    public Task MayStopAsync(int chance, string where = "at the platform")
    {
        if (_calm || Doing.Current is not { } doing || Draw(100) >= chance)
        {
            return Task.CompletedTask;
        }

        var stop = new Stop(doing, where, new TaskCompletionSource());
        _stops.Add(stop);
        return stop.Go.Task;
    }

    /// <summary>A replica begins something when it is its turn.</summary>
    public void Begin(Replica replica, string what, Func<Task> work, Action end)
    {
        var begun = new Stop(new Doing(replica, what), "at its beginning", new TaskCompletionSource());
        _stops.Add(begun);
        _ = RunAsync();

        async Task RunAsync()
        {
            Doing.Current = begun.Doing;
            await begun.Go.Task;
            try
            {
                await work();
            }
            catch (Exception error)
            {
                Wrong.Add($"{replica.Name} {what}: {error.GetType().Name}: {error.Message}");
            }
            finally
            {
                end();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct)
    {
        await MayStopAsync(Chances.Platform, "while it asks who somebody is");
        if (!_calm && Draw(100) < 10)
        {
            throw new PlatformUnavailableException("busy", TimeSpan.FromSeconds(2));
        }

        return new Profile(person, person.Id, $"{person.Id}@example.com", null, null)
        {
            Membership = Membership.Member,
            AccountId = person.Id,
        };
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct) => Task.FromResult<IReadOnlyList<Quoted>?>(null);

    public void Dispose()
    {
        Thread.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private int Draw(int below) => _draws.Next(below);

    private T Draw<T>(IReadOnlyList<T> of) => of[Draw(of.Count)];

    private void Start(int at)
    {
        var database = new Database(new DatabaseOptions { ConnectionString = $"Data Source={_file}" }, ClockOf(at));
        Thread.Complete(() => database.OpenAsync(OpenMode.Existing, CancellationToken.None));
        var replica = new Replica(this, "ab"[at].ToString(CultureInfo.InvariantCulture), database, _handsOver);
        _replicas[at] = replica;
        Tell($"{replica.Name} starts");
        if (_replicas.Count == 1)
        {
            // As the start of a bot that has the database for itself.
            Thread.Complete(() => replica.Inbox.ClearLeasesAsync(CancellationToken.None));
            Thread.Complete(() => replica.Outbox.ClearLeasesAsync(CancellationToken.None));
        }
    }

    /// <summary>Replicas know their common time to some milliseconds (<see cref="QueueClock.Follow"/>).</summary>
    private TimeProvider ClockOf(int replica) => replica == 0 ? Clock : new LateClock(Clock, _late);

    private void Kill(Replica replica)
    {
        _kills++;
        Tell($"{replica.Name} is killed");
        foreach (var stop in _stops.Where(stop => stop.Doing.Replica == replica))
        {
            Tell($"  as it {stop.Doing.What}, {stop.Where}");
        }

        _stops.RemoveAll(stop => stop.Doing.Replica == replica);
        _replicas[_replicas.IndexOf(replica)] = null;
        replica.End();
    }

    private void GoOn(Stop stop)
    {
        _stops.Remove(stop);
        Tell($"{stop.Doing.Replica.Name} {stop.Doing.What}, {stop.Where}: goes on");
        Clock.Advance(TimeSpan.FromMilliseconds(2));
        stop.Go.SetResult();
        Thread.RunUntilIdle();
    }

    /// <summary>Time goes by; who is awake keeps what it holds.</summary>
    private void Wait(TimeSpan span, Replica? asleep = null)
    {
        // Who is awake does not stand for seconds between a commit and the next line.
        while (span >= Replica.RenewEvery && _stops.Find(stop => stop.Where == AfterCommit && stop.Doing.Replica != asleep) is { } awake)
        {
            GoOn(awake);
        }

        var end = Clock.GetTimestamp() + span.Ticks;
        while (Clock.GetTimestamp() < end)
        {
            var next = Alive.Where(one => one != asleep && one.HasRows).Select(one => one.RenewAt).Append(end).Min();
            Clock.Advance(TimeSpan.FromTicks(Math.Max(next, Clock.GetTimestamp()) - Clock.GetTimestamp()));
            foreach (var replica in Alive.Where(one => one != asleep && one.RenewAt <= Clock.GetTimestamp()))
            {
                replica.RenewAt = Clock.GetTimestamp() + Replica.RenewEvery.Ticks;
                Thread.Complete(replica.RenewAsync);
            }
        }

        Thread.RunUntilIdle();
    }

    /// <summary>No more faults: everybody who was killed is back, and platforms answer.</summary>
    private void BeCalm()
    {
        _calm = true;
        Tell("calm");
        for (var i = 0; i < _replicas.Count; i++)
        {
            if (_replicas[i] is null)
            {
                Start(i);
            }
        }
    }

    /// <summary>All that waits is worked off.</summary>
    private void Settle()
    {
        for (var round = 0; round < 100; round++)
        {
            foreach (var late in _deliveries.Where(one => !one.IsAcknowledged))
            {
                Wait(Apart);
                Deliver(late, Draw([.. Alive]));
            }

            GoOnWithAll();
            var taken = 0;
            foreach (var replica in Alive)
            {
                taken += Thread.Complete(() => replica.LeaseInboxAsync(8)) + Thread.Complete(() => replica.LeaseOutboxAsync(8));
                taken += _stops.Count;
                GoOnWithAll();
            }

            if (taken > 0)
            {
                continue;
            }

            if (Count(WaitsInInbox) + Count(WaitsInOutbox) == 0)
            {
                return;
            }

            Wait(TimeSpan.FromSeconds(16));
        }

        void GoOnWithAll()
        {
            while (_stops.Count > 0)
            {
                GoOn(_stops[0]);
            }
        }
    }

    private long Count(string sql) => Ask(sql, row => row.Long(0))[0];

    private List<T> Ask<T>(string sql, Func<Row, T> map) =>
        Thread.Complete(() => Alive.First().Database.ReadAsync(session => session.QueryAsync(sql, map), CancellationToken.None));
}
