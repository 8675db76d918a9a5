using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat;
using EscalationBot.Bot.Organisation;
using EscalationBot.Bot.Workers;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Demo;

/// <summary>
/// A month of an organisation in compressed time: the real host, desk, stores and timers over a clock that jumps from one event to the
/// next. What people do comes from a seed and from the cards that stand before them.
/// </summary>
internal sealed class Month : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PriorityQueue<Func<Task>, (DateTimeOffset At, long Number)> _agenda = new();
    private readonly InboxQueue _inbox;
    private readonly OutboxQueue _outbox;
    private readonly Timers _timers;
    private long _number;

    /// <summary>Nothing was handed in at this moment.</summary>
    private bool _isStill;

    private Month(WebApplication app, MonthPlan plan, IReadOnlyList<MonthPerson> people, MonthClock clock, MonthBoard board)
    {
        (_app, Plan, People, Clock, Board) = (app, plan, people, clock, board);
        _inbox = app.Services.GetRequiredService<InboxQueue>();
        _outbox = app.Services.GetRequiredService<OutboxQueue>();
        _timers = app.Services.GetRequiredService<Timers>();
        Cases = app.Services.GetRequiredService<CaseStore>();
        Luck = new Seeded(plan.Seed);
        Hands = new MonthHands(this, app.Services);
    }

    public MonthPlan Plan { get; }

    public IReadOnlyList<MonthPerson> People { get; }

    public MonthClock Clock { get; }

    public MonthBoard Board { get; }

    public CaseStore Cases { get; }

    public Seeded Luck { get; }

    /// <summary>What people do with what they see.</summary>
    public MonthHands Hands { get; }

    /// <summary>The host's parts.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Told of everything that comes to stand before somebody.</summary>
    public Action<Delivered> Watch { get; set; } = _ => { };

    /// <summary>Told of every state of a case that a card in its queue's place shows.</summary>
    public Action<Case> WatchCase { get; set; } = _ => { };

    /// <summary>When it ends.</summary>
    public DateTimeOffset End { get; private init; }

    /// <summary>Makes the organisation's folder and the host; nothing has happened yet.</summary>
    /// <param name="folder">For the organisation's files; is made.</param>
    /// <param name="given">Settings, the database among them; it must be new.</param>
    public static Month Make(MonthPlan plan, string folder, Dictionary<string, string?> given)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var midnight = plan.From.ToDateTime(new TimeOnly(6, 0));
        var start = new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
        var people = MonthPeople.Of(plan);
        MonthFolder.Write(folder, Path.Combine(AppContext.BaseDirectory, "Policies", "sample"), plan, people);
        var clock = new MonthClock(start);
        var board = new MonthBoard(clock);
        var byEmail = people.ToDictionary(person => person.Email);
        given["Organisation:Folder"] = folder;
        given["Triage:Encoder"] = "off";
        var app = BotSetup.Build(
            given,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(clock);
                foreach (var channel in builder.Services.Where(service => service.ServiceType == typeof(IChannel)).ToList())
                {
                    builder.Services.Remove(channel);
                }
                builder.Services.AddSingleton<IChannel>(provider => new WatchedChannel(
                    ActivatorUtilities.CreateInstance<WebChatChannel>(provider),
                    board
                ));
                foreach (var name in new[] { ChannelNames.Slack, ChannelNames.Teams })
                {
                    builder.Services.AddSingleton<IChannel>(new WatchedChannel(new PlayedPlatform(name, byEmail), board));
                }
            }
        );
        return new Month(app, plan, people, clock, board) { End = plan.Until ?? start.AddDays(30) };
    }

    /// <summary>Plans something; what is planned for the past happens now.</summary>
    public void Plot(DateTimeOffset at, Func<Task> act) =>
        PlotQuietly(
            at,
            () =>
            {
                _isStill = false;
                return act();
            }
        );

    /// <summary>As <see cref="Plot"/>, for what hands in nothing.</summary>
    private void PlotQuietly(DateTimeOffset at, Func<Task> act) => _agenda.Enqueue(act, (at, _number++));

    /// <summary>Plays it to its end.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await Services.GetRequiredService<Database>().OpenAsync(OpenMode.Alone, ct);
        var loader = Services.GetRequiredService<WorkplaceLoader>();
        while (await loader.RefreshAsync(ct)) { }

        PlotHouse(loader, ct);
        new RepDays(this).Plot();
        while (await NextAsync(ct) is { } at && at < End)
        {
            Clock.MoveTo(at);
            _isStill = await _timers.PassAsync(500, ct) == 0;
            while (_agenda.TryPeek(out _, out var next) && next.At <= at)
            {
                await _agenda.Dequeue()();
            }

            if (!_isStill)
            {
                await SettleAsync(ct);
            }
        }

        Clock.MoveTo(End);
        await SettleAsync(ct);
    }

    /// <summary>Everything that follows from what was handed in happens.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        while (true)
        {
            var rows = await _inbox.LeaseAsync(16, ct);
            foreach (var row in rows)
            {
                if (row.Inbound is not Inbound.Written && !row.Inbound.IsOwn)
                {
                    Board.Acts[row.Id] = row.Inbound.From;
                }
                if (row.Inbound is Inbound.Said { Addressed: true })
                {
                    Board.Addressed.Add(row.Id);
                }
                await _inbox.WorkAsync(row, ct);
            }

            var sends = await _outbox.LeaseAsync(32, ct);
            await Task.WhenAll(sends.Select(send => _outbox.WorkAsync(send, ct)));

            if (rows.Count == 0 && sends.Count == 0)
            {
                break;
            }
        }

        foreach (var news in Board.TakeNews())
        {
            Watch(news);
            await Hands.SeeAsync(news);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Services.GetRequiredService<Database>().DisposeAsync();
        await _app.DisposeAsync();
    }

    private async Task<DateTimeOffset?> NextAsync(CancellationToken ct)
    {
        var due = await _timers.NextDueAsync(ct);
        if (!_agenda.TryPeek(out _, out var next))
        {
            return due;
        }

        return due < next.At ? due : next.At;
    }

    /// <summary>What the host's own watches do while it runs: digests, rota, incidents, articles.</summary>
    private void PlotHouse(WorkplaceLoader loader, CancellationToken ct)
    {
        var workplaces = Services.GetRequiredService<WorkplaceHolder>();
        var timers = ActivatorUtilities.CreateInstance<OrganisationTimers>(Services);
        var incidents = ActivatorUtilities.CreateInstance<IncidentWatch>(Services);
        var asked = 0;
        Hourly(Clock.GetUtcNow());
        Often(Clock.GetUtcNow());

        void Hourly(DateTimeOffset at) =>
            PlotQuietly(
                at,
                async () =>
                {
                    var organisation = workplaces.Current.Organisation;
                    await timers.SetAsync(organisation, ct);
                    await timers.SetGapsAsync(organisation, ct);
                    await timers.SetShiftsAsync(organisation, ct);
                    await loader.RefreshAsync(ct);
                    if (at.Hour == 2)
                    {
                        while (await Services.GetRequiredService<Retention>().CleanAsync(500, ct) >= 500) { }
                    }
                    Hourly(at.AddHours(1));
                }
            );

        void Often(DateTimeOffset at) =>
            PlotQuietly(
                at,
                async () =>
                {
                    if (Hands.Asked.Count > asked)
                    {
                        asked = Hands.Asked.Count;
                        await incidents.LookAsync(ct);
                    }
                    Often(at.AddMinutes(10));
                }
            );
    }

    /// <summary>A number that no other act has.</summary>
    public string NextId() => (++_number).ToString("D8", CultureInfo.InvariantCulture);
}
