using EscalationBot.Bot.Observability;
using EscalationBot.Bot.Workers;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EscalationBot.Tests.Simulation;

/// <summary>
/// All of one process that a kill forgets: stores, desk and queues as the bot puts them together, over the one database. It has no threads:
/// what a pump would do by itself the history does, step by step.
/// </summary>
internal sealed class Replica
{
    private static readonly BotMetrics Metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()
    );

    private readonly History _history;
    private readonly RecurringIssues _recurring;
    private readonly HashSet<long> _inboxHand = [],
        _outboxHand = [];
    private readonly InboxQueue _inboxQueue;
    private readonly OutboxQueue _outboxQueue;

    public Replica(History history, string name, Database database, bool handsOver)
    {
        (_history, Name, Database) = (history, name, database);
        var (cases, people, clock) = (new CaseStore(database), new People(database), history.Clock);
        Inbox = new Inbox(database);
        Outbox = new Outbox(database);
        Timers = new Timers(database);
        Cases = cases;
        _recurring = new RecurringIssues(new Records(database), cases, clock);
        var reading = new Loader(
            cases,
            new SlotMessages(database),
            new PersonLookup(people, new Identities(database), history, clock),
            new FiguresReading(new Measures(database), cases, _recurring, clock),
            history
        );
        var desk = new EscalationDesk(reading, cases, history.Workplaces, clock, history.NextSecret);
        FakeConnection[] channels = [new(history.Platform, this, ChannelNames.Slack), new(history.Platform, this, ChannelNames.Teams)];
        _inboxQueue = new InboxQueue(Inbox, cases, desk, new(channels, new Completions(), Metrics, clock, NullLogger<InboxQueue>.Instance));
        _outboxQueue = new OutboxQueue(Outbox, new(channels, Metrics, clock, NullLogger<OutboxQueue>.Instance));
        RenewAt = clock.GetTimestamp() + RenewEvery.Ticks;
        if (handsOver)
        {
            database.ToWorker<InboxRow>().Attach(new Receiver<InboxRow>(_inboxHand, Begin));
            database.ToWorker<OutboxRow>().Attach(new Receiver<OutboxRow>(_outboxHand, Begin));
        }

        database.Around = (writes, transaction) => history.TransactAsync(writes, transaction);
    }

    public string Name { get; }
    public Database Database { get; }
    public CaseStore Cases { get; }
    public Inbox Inbox { get; }
    public Outbox Outbox { get; }
    public Timers Timers { get; }

    /// <summary>It slept longer than its leases: others may have what it holds.</summary>
    public bool IsOvertaken { get; set; }

    /// <summary>When its pumps renew their leases next, by the clock that nobody sets.</summary>
    public long RenewAt { get; set; }

    public bool HasRows => _inboxHand.Count + _outboxHand.Count > 0;

    /// <summary>As the pumps do.</summary>
    public static TimeSpan RenewEvery { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Takes rows of the inbox; how many.</summary>
    public async Task<int> LeaseInboxAsync(int max)
    {
        var rows = await _inboxQueue.LeaseAsync(max, CancellationToken.None);
        foreach (var row in rows.Where(row => !_inboxHand.Contains(row.Id)))
        {
            Begin(row);
        }

        return rows.Count;
    }

    /// <summary>Takes rows of the outbox; how many.</summary>
    public async Task<int> LeaseOutboxAsync(int max)
    {
        var rows = await _outboxQueue.LeaseAsync(max, CancellationToken.None);
        foreach (var row in rows.Where(row => !_outboxHand.Contains(row.Id)))
        {
            Begin(row);
        }

        return rows.Count;
    }

    /// <summary>What it has in hand stays its own.</summary>
    public async Task RenewAsync()
    {
        if (_inboxHand.Count > 0)
        {
            await _inboxQueue.RenewAsync([.. _inboxHand.Order()], CancellationToken.None);
        }

        if (_outboxHand.Count > 0)
        {
            await _outboxQueue.RenewAsync([.. _outboxHand.Order()], CancellationToken.None);
        }
    }

    /// <summary>A platform has answered: what is recorded next says that this stands.</summary>
    public void Answered(Posted? posted) => Doing.Current!.Posted = posted;

    /// <summary>Forgets all; connections are closed as the system does.</summary>
    public void End()
    {
        _recurring.Dispose();
        _history.Thread.Complete(async () => await Database.DisposeAsync());
    }

    private void Begin(InboxRow row)
    {
        _inboxHand.Add(row.Id);
        _history.Begin(
            this,
            $"decides {row.Inbound.GetType().Name} {row.Inbound.MessageKey}",
            () => _inboxQueue.WorkAsync(row, CancellationToken.None),
            () => _inboxHand.Remove(row.Id)
        );
    }

    private void Begin(OutboxRow row)
    {
        _outboxHand.Add(row.Id);
        _history.Begin(
            this,
            $"delivers {row.What.Key} ({row.Slot ?? "whisper"})",
            async () =>
            {
                await _outboxQueue.WorkAsync(row, CancellationToken.None);
                if (Doing.Current!.Posted is { } posted)
                {
                    posted.IsKnown = true;
                }
            },
            () => _outboxHand.Remove(row.Id)
        );
    }

    private sealed class Receiver<TRow>(HashSet<long> hand, Action<TRow> begin) : IReceiver<TRow>
    {
        private const int Room = 4;
        private int _kept;

        public int Reserve(int most)
        {
            var fit = Math.Clamp(Room - hand.Count - _kept, 0, most);
            _kept += fit;
            return fit;
        }

        public void Release(int count) => _kept -= count;

        public void Take(TRow row)
        {
            _kept--;
            begin(row);
        }

        public bool Serves(string channel) => true;
    }
}

/// <summary>Something that a replica does over several steps.</summary>
internal sealed class Doing(Replica replica, string what)
{
    private static readonly AsyncLocal<Doing?> Now = new();

    /// <summary>What runs at this moment; null = the history itself.</summary>
    public static Doing? Current
    {
        get => Now.Value;
        set => Now.Value = value;
    }

    public Replica Replica => replica;
    public string What => what;

    /// <summary>What a platform has acknowledged to it.</summary>
    public Posted? Posted { get; set; }
}

/// <summary>A place where something stands still until the history lets it go on.</summary>
internal sealed record Stop(Doing Doing, string Where, TaskCompletionSource Go);
