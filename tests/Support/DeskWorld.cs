using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using Shouldly;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Support;

/// <summary>
/// The desk over a real store, with platforms that exist only as what people see: reps write in 1:1 chats on Teams, specialists in a Slack
/// channel. Rows are handled and sent one after the other, by the test's own hand.
/// </summary>
internal sealed class DeskWorld : IAsyncDisposable, IProfiles, IThreads
{
    private readonly TestDatabase _store;
    private readonly Inbox _inbox;
    private readonly Outbox _outbox;
    private readonly Timers _timers;
    private readonly EscalationDesk _desk;
    private int _next;

    private DeskWorld(TestDatabase store, OrganisationSnapshot organisation, IReadOnlyList<Article> articles, QuotaLimits? limits)
    {
        _store = store;
        var database = store.Database;
        _inbox = new Inbox(database);
        _outbox = new Outbox(database);
        _timers = new Timers(database);
        Cases = new CaseStore(database);
        People = new People(database);
        Recurring = new RecurringIssues(new Records(database), Cases, Clock);
        Workplaces.Replace(
            new Workplace(
                organisation,
                new TriageEngine(
                    new TriageData
                    {
                        Knowledge = SearchIndex.Of(articles),
                        Pinned = PinnedAnswers.Of(organisation.Pinned),
                        Accounts = new AccountFinder(organisation.Accounts),
                        Intake = organisation.Intake,
                        Criteria = CriteriaSet.From(organisation),
                        Categories = organisation.Categories,
                    }
                )
            )
        );
        Reading = new Loader(
            Cases,
            new SlotMessages(database),
            new PersonLookup(People, new Identities(database), this, Clock),
            new FiguresReading(new Measures(database), Cases, Recurring, Clock),
            this,
            writer: null,
            limits is null ? null : new Limits(limits, new UsageCounts(database))
        );
        _desk = new EscalationDesk(Reading, Cases, Workplaces, Clock);
        Forms = new FormDesk(Reading, Workplaces, Clock, new AuditLog(database));
        Current = new CurrentCards(Reading, Workplaces, Clock);
    }

    public TestClock Clock => _store.Clock;
    public CaseStore Cases { get; }
    public People People { get; }
    public RecurringIssues Recurring { get; }
    public Loader Reading { get; }
    public FormDesk Forms { get; }
    public CurrentCards Current { get; }
    public WorkplaceHolder Workplaces { get; } = new();
    public TestDatabase Store => _store;

    /// <summary>Everything that stands on the platforms now: slot to place and card, in order of posting.</summary>
    public Dictionary<string, (Place Place, string Id, Card Card, int Edits)> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>What was shown to one person only.</summary>
    public List<(PersonKey Person, Card Card)> Whispers { get; } = [];

    /// <summary>What webhooks of departments were sent.</summary>
    public List<BugReport> Reports { get; } = [];

    /// <summary>What becomes of it.</summary>
    public Delivery Webhook { get; set; } = new Delivery.Sent(null, null) { Receipt = new("tracker.example.com", null) };

    /// <summary>What the company's own endpoint was asked.</summary>
    public List<AccountQuery> Queries { get; } = [];

    /// <summary>What it says: facts, or why not.</summary>
    public Func<AccountQuery, (AccountFacts? Facts, string? Why)> Knows { get; set; } =
        _ => (null, "crm.example.com could not be reached.");

    /// <summary>Home pages by person.</summary>
    public Dictionary<PersonKey, Card> Homes { get; } = [];

    /// <summary>Places to which nothing can be delivered, and why.</summary>
    public Dictionary<string, string> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>Places that take nothing until somebody puts that right, and what a platform says of them.</summary>
    public Dictionary<string, string> Shut { get; } = new(StringComparer.Ordinal);

    /// <summary>Conversations of which no thread takes anything.</summary>
    public HashSet<string> BrokenThreads { get; } = new(StringComparer.Ordinal);

    /// <summary>Opens a world with the fixture's organisation, a few articles, and other files where given.</summary>
    public static Task<DeskWorld> OpenAsync(params (string File, string Content)[] files) => OpenAsync(new QuotaLimits(), files);

    /// <summary>As the other one, with limits of its own.</summary>
    public static async Task<DeskWorld> OpenAsync(QuotaLimits limits, params (string File, string Content)[] files)
    {
        var organisation = OrganisationFixture.Of([
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
            ),
            .. files,
        ]);
        return new DeskWorld(await TestDatabase.OpenAsync(), organisation, Articles, limits);
    }

    /// <summary>Puts other organisation files in force; the articles stay.</summary>
    public void Reorganise(params (string File, string Content)[] files)
    {
        var organisation = OrganisationFixture.Of(files);
        Workplaces.Replace(new Workplace(organisation, Workplaces.Current.Triage));
    }

    /// <summary>Puts other articles in force.</summary>
    public void Teach(IReadOnlyList<Article> articles) =>
        Workplaces.Replace(
            new Workplace(
                Workplaces.Current.Organisation,
                new TriageEngine(Workplaces.Current.Triage.Data with { Knowledge = SearchIndex.Of(articles) })
            )
        );

    public static IReadOnlyList<Article> Articles { get; } =
    [
        new(
            "sso-certificate",
            "Renew the signing certificate for single sign-on",
            "1. Open Settings, Identity, Certificates.\n2. Choose Renew and download the metadata file.\n3. "
                + "Upload it at your identity provider.",
            ["technical"]
        )
        {
            Updated = new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero),
            Audience = Audience.Client,
        },
        new(
            "webhook-retry",
            "Webhook deliveries that fail",
            "A webhook is tried again after 1, 5 and 30 minutes. After that it is parked under Deliveries, "
                + "where it can be sent again by hand.",
            ["integration"]
        )
        {
            Updated = new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero),
        },
        new(
            "export-limits",
            "Limits of data exports",
            "An export holds at most 500,000 rows. Larger ones are split by month.",
            ["technical"]
        )
        {
            Updated = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero),
            Audience = Audience.Client,
        },
        new(
            "password-reset",
            "Reset a forgotten password",
            "Press Forgot password on the sign-in page. The link is valid for 30 minutes.",
            ["technical"]
        )
        {
            Updated = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero),
            Audience = Audience.Client,
        },
        new("invoice-download", "Download an invoice", "Open Billing, Invoices and choose Download.", ["billing"])
        {
            Updated = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero),
            Audience = Audience.Client,
        },
    ];

    /// <summary>A person in their 1:1 chat (reps, managers on Teams; specialists on Slack).</summary>
    public Actor Person(string name, string channel = ChannelNames.Teams) =>
        new(this, new PersonKey(channel, name), new Place(channel, $"dm:{name}"), true);

    /// <summary>A person in the specialists' channel, in the thread of a case's card.</summary>
    public Actor InThreadOf(string name, string caseId) => InThreadOfSlot(name, $"case:{caseId}:card");

    /// <summary>A person in the thread of any card.</summary>
    public Actor InThreadOfSlot(string name, string slot)
    {
        var card = Messages[slot];
        return new(this, new PersonKey(ChannelNames.Slack, name), card.Place with { Thread = card.Id }, false);
    }

    /// <summary>Files that were to be handed over, in order.</summary>
    public List<Outbound.Show> Carried { get; } = [];

    /// <summary>Why no file can be handed over; null: all can.</summary>
    public string? BrokenFiles { get; set; }

    /// <inheritdoc/>
    public Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
        Task.FromResult(
            Tells(
                new Profile(person, person.Id, $"{person.Id}@example.com", null, null)
                {
                    Membership = Membership.Member,
                    AccountId = person.Id,
                }
            )
        );

    /// <summary>What the platforms tell of somebody who would otherwise be a member with the address of their id; null = nothing.</summary>
    public Func<Profile, Profile?> Tells { get; set; } = profile => profile;

    /// <summary>What people said in threads, by lane; a thread that is not here cannot be read.</summary>
    public Dictionary<string, IReadOnlyList<Quoted>> Threads { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct) =>
        Task.FromResult(Threads.GetValueOrDefault(thread.Lane));

    /// <summary>Hands in a row and lets everything happen that follows from it.</summary>
    public async Task<bool> HandInAsync(Inbound inbound)
    {
        var added = await _inbox.AddAsync(inbound, CancellationToken.None);
        await SettleAsync();
        return added is not null;
    }

    /// <summary>Hands in rows of several people and decides them at one moment; then lets everything happen that follows.</summary>
    public async Task HandInTogetherAsync(params IReadOnlyList<Inbound> all)
    {
        foreach (var inbound in all)
        {
            await _inbox.AddAsync(inbound, CancellationToken.None);
        }

        var rows = await _inbox.LeaseAsync(all.Count, [], CancellationToken.None);
        rows.Count.ShouldBe(all.Count, "each needs a lane of its own");
        await Task.WhenAll(rows.Select(row => Task.Run(() => _desk.HandleAsync(row.Id, row.Inbound, CancellationToken.None))));
        await SettleAsync();
    }

    /// <summary>Moves the clock; timers that come due are handled one after the other at their own moments.</summary>
    public async Task WaitAsync(TimeSpan span)
    {
        var end = Clock.GetUtcNow() + span;
        while (await _timers.NextDueAsync(CancellationToken.None) is { } due && due <= end)
        {
            if (due > Clock.GetUtcNow())
            {
                Clock.AdvanceTo(due);
            }

            await _timers.PassAsync(10, CancellationToken.None);
            await SettleAsync();
        }

        Clock.AdvanceTo(end);
        await SettleAsync();
    }

    /// <summary>The host's watch sees what was reported: the desk looks whether it is one problem.</summary>
    public async Task LooksForRiseAsync()
    {
        await _timers.SetAsync(Outbreaks.Subject, TimerNames.Rise, Clock.GetUtcNow(), CancellationToken.None);
        await WaitAsync(TimeSpan.FromSeconds(1));
    }

    /// <summary>The one open case there is.</summary>
    public async Task<Case> TheCaseAsync() =>
        (
            await Cases.FindCaseAsync(
                (await Cases.CasesAsync(new CaseFilter { Limit = 2 }, CancellationToken.None)).ShouldHaveSingleItem().Id,
                CancellationToken.None
            )
        )!;

    /// <summary>The card of a slot.</summary>
    public Card CardOf(string slot) =>
        Messages.TryGetValue(slot, out var message)
            ? message.Card
            : throw new InvalidOperationException($"Nothing stands in {slot}. There are: {string.Join(", ", Messages.Keys)}");

    /// <summary>Places that cannot be reached now.</summary>
    public HashSet<string> Slow { get; } = new(StringComparer.Ordinal);

    /// <summary>A number that no other row has.</summary>
    public string NextId() => (++_next).ToString("D6", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        Recurring.Dispose();
        await _store.DisposeAsync();
    }

    private async Task SettleAsync()
    {
        for (var round = 0; round < 100; round++)
        {
            var rows = await _inbox.LeaseAsync(1, [], CancellationToken.None);
            foreach (var row in rows)
            {
                await _desk.HandleAsync(row.Id, row.Inbound, CancellationToken.None);
            }

            var sends = await _outbox.LeaseAsync(
                10,
                [ChannelNames.Slack, ChannelNames.Teams, ChannelNames.Web, ChannelNames.Webhook],
                CancellationToken.None
            );
            foreach (var send in sends)
            {
                await _outbox.RecordAsync(send, Send(send), CancellationToken.None);
            }

            if (rows.Count == 0 && sends.Count == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException("It never comes to rest.");
    }

    private Delivery Send(OutboxRow row)
    {
        switch (row.What)
        {
            case Outbound.Whisper whisper:
                Whispers.Add((whisper.Person, whisper.Card));
                return new Delivery.Sent(whisper.Place, null);
            case Outbound.Home home:
                Homes[home.Person] = home.Card;
                return new Delivery.Sent(null, null);
            case Outbound.Remove remove:
                Messages.Remove(remove.Slot);
                return new Delivery.Sent(null, null);
            case Outbound.Show show:
                var place = show.To switch
                {
                    Destination.At at => at.Place,
                    Destination.ThreadOf => row.Root!.Thread,
                    Destination.Direct direct => new Place(direct.Channel, $"dm:{direct.Id ?? direct.Email}"),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
                if (show.Report is { } report)
                {
                    Reports.Add(report);
                    return Webhook;
                }

                if (show.Query is { } query)
                {
                    Queries.Add(query);
                    var (facts, whyNot) = Knows(query);
                    return new Delivery.Sent(null, null) { Answer = new(query.Account, facts, whyNot, Clock.GetUtcNow()) };
                }

                if (show.File is not null)
                {
                    Carried.Add(show);
                    return BrokenFiles is null ? new Delivery.Sent(null, null) : new Delivery.Drop(BrokenFiles);
                }

                if (place.Thread is not null && BrokenThreads.Contains(place.Conversation))
                {
                    return new Delivery.Drop("archived");
                }

                if (Shut.TryGetValue(place.Lane, out var shut))
                {
                    return new Delivery.Retry(TimeSpan.Zero, shut, MayHaveArrived: false) { NeedsSomebody = true };
                }

                if (Broken.TryGetValue(place.Lane, out var why))
                {
                    return new Delivery.Drop(why);
                }

                if (Slow.Contains(place.Lane))
                {
                    return new Delivery.Retry(TimeSpan.Zero, "no answer", MayHaveArrived: false);
                }

                var id = row.Message?.MessageId ?? "m" + NextId();
                Messages[show.Slot] = (place, id, show.Card, Messages.TryGetValue(show.Slot, out var shown) ? shown.Edits + 1 : 0);
                return new Delivery.Sent(place, id);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
