using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Health;

/// <summary>
/// Compares the cards of open cases, and of those closed within a day, with their platforms. Where a bot may read (Slack) the history of
/// the channels tells what stands there; where it may not (Teams) a card is edited once more, and the platform says whether it is there.
/// Nothing is decided here: a card that may be wrong is shown again by the desk, and the outbox posts what is gone; a card that no row
/// knows is handed to the desk, too.
/// </summary>
internal sealed partial class CardComparison(
    CardComparisonStores stores,
    WorkplaceHolder workplaces,
    IReception reception,
    CardComparisonSurroundings around
)
{
    /// <summary>Calls of each platform in a run: Slack allows 50 a minute of each method, and people need theirs.</summary>
    public const int MostCalls = 100;

    /// <summary>Cards that a run shows again: each is an edit, and Slack allows 50 a minute.</summary>
    public const int MostShown = 100;

    private const int MostCases = 2_000;

    /// <summary>Nothing speaks against the card; the platform is asked by an edit.</summary>
    private const string Unsure = "unsure";

    private static readonly TimeSpan BetweenCalls = TimeSpan.FromSeconds(1.5),
        ClosedWithin = TimeSpan.FromDays(1),
        UnsentWithin = TimeSpan.FromDays(1),
        EditedWithin = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _started = around.Time.GetUtcNow();

    /// <summary>When each conversation was read last by this process: those that the calls did not suffice for come first.</summary>
    private readonly Dictionary<string, DateTimeOffset> _readAt = new(StringComparer.Ordinal);

    /// <summary>Every channel that is not off can be asked by now.</summary>
    public bool IsReady => around.Channels.All(channel => channel.State.Status == "off" || channel.IsReady);

    /// <summary>One run.</summary>
    /// <param name="keep">Keeps the right to run; false: it was lost, and another one runs.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What /health/ready says.</returns>
    public async Task<PartState> RunAsync(Func<Task<bool>> keep, CancellationToken ct)
    {
        var run = new Run(around.Time.GetUtcNow(), keep);
        var cases = await CasesAsync(run.Began, ct);
        var cards = await stores.Slots.FindSlotsAsync([.. cases.Select(Slots.CaseCard)], ct);
        // What is on its way is awaited; of what was given up managers know.
        var unsent = await stores.Outbox.UnsentAsync([.. cases.Select(Slots.CaseCard)], run.Began - UnsentWithin, ct);
        var all = cases
            .Where(theCase => !unsent.Contains(Slots.CaseCard(theCase)))
            .Select(theCase => (Case: theCase, Card: cards.GetValueOrDefault(Slots.CaseCard(theCase))))
            .ToList();
        foreach (var channel in around.Channels.Where(channel => channel.State.Status != "off" && channel.IsReady))
        {
            var own = all.Where(one => ChannelOf(one.Case, one.Card) == channel.Name).ToList();
            var standing = own.Where(one => one.Card is not null).Select(one => new Compared(one.Case, one.Card!)).ToList();
            if (channel.Standing is { } platform && !await ReadAsync(run, channel.Name, platform, standing, ct))
            {
                // What a case without a card has there is not known yet.
                continue;
            }
            if (channel is { Standing: null, Name: not ChannelNames.Web }) // whose messages are rows of ours
            {
                await EditAsync(run, channel.Name, standing, ct);
            }
            foreach (
                var (theCase, _) in own.Where(one =>
                    one is { Card: null, Case: { IsOpen: true, MergedInto: null } } && !run.Found.Contains(one.Case.Id)
                )
            )
            {
                await ShowAgainAsync(run, theCase, channel.Name, "gone", ct);
            }
        }
        return StateOf(run);
    }

    /// <summary>A case with the message that its card has.</summary>
    private sealed record Compared(Case Case, SlotMessage Card);

    /// <summary>What a run has done so far.</summary>
    private sealed class Run(DateTimeOffset began, Func<Task<bool>> keep)
    {
        public DateTimeOffset Began => began;
        public Func<Task<bool>> Keep => keep;
        public int Calls { get; set; }
        public int Stand { get; set; }
        public int Shown { get; set; }

        /// <summary>Of those, the cards that do not stand as they should.</summary>
        public int Wrong { get; set; }

        /// <summary>Cases of which a card was handed to the desk.</summary>
        public HashSet<string> Found { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<Case>> CasesAsync(DateTimeOffset now, CancellationToken ct)
    {
        var open = await stores.Cases.CasesAsync(new CaseFilter { States = [.. CaseFilter.Open, CaseState.Merged], Limit = MostCases }, ct);
        var closed = (await stores.Measures.CasesAsync(now - ClosedWithin, now.AddMilliseconds(1), ct))
            .Where(row => row.ClosedAt >= now - ClosedWithin)
            .Select(row => row.Id);
        return [.. open.Concat(await stores.Cases.FindCasesAsync(closed.Take(MostCases), ct)).DistinctBy(theCase => theCase.Id)];
    }

    /// <summary>Where the card stands; of a case without one, where it is to stand.</summary>
    private string? ChannelOf(Case theCase, SlotMessage? card)
    {
        var organisation = workplaces.Current.Organisation;
        return card?.Place.Channel ?? (organisation.FindQueue(theCase.Queue) ?? organisation.DefaultQueue).Place.Channel;
    }

    /// <summary>The desk shows the card by the same way as always; nothing happens twice when it is asked twice.</summary>
    private async Task ShowAgainAsync(Run run, Case theCase, string channel, string why, CancellationToken ct)
    {
        around.Metrics.Compared(channel, why);
        run.Wrong += why == Unsure ? 0 : 1;
        if (run.Shown++ < MostShown)
        {
            await stores.Timers.SetAsync(theCase.Id, TimerNames.CardCheck, run.Began, ct);
        }
    }

    /// <summary>
    /// Cards that are older than their case, and those that were not edited since the start, or for an hour. An edit moves that moment;
    /// those edited longest ago come first.
    /// </summary>
    private async Task EditAsync(Run run, string channel, IEnumerable<Compared> cards, CancellationToken ct)
    {
        var since = run.Began - EditedWithin > _started ? run.Began - EditedWithin : _started;
        foreach (var (theCase, card) in cards.OrderBy(one => one.Card.UpdatedAt))
        {
            if (IsBehind(theCase, card))
            {
                await ShowAgainAsync(run, theCase, channel, "behind", ct);
            }
            else if (theCase.IsOpen && card.UpdatedAt < since)
            {
                await ShowAgainAsync(run, theCase, channel, Unsure, ct);
            }
            else
            {
                Stands(run, channel);
            }
        }
    }

    /// <summary>An update of the card never came: a closed case may still show its buttons.</summary>
    private static bool IsBehind(Case theCase, SlotMessage card) => theCase.ChangedAt > card.UpdatedAt;

    /// <summary>False: the platform was not read to the end.</summary>
    private async Task<bool> ReadAsync(
        Run run,
        string channel,
        IStandingMessages platform,
        IReadOnlyList<Compared> cards,
        CancellationToken ct
    )
    {
        run.Calls = 0;
        var named = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var place in workplaces.Current.Organisation.Queues.Select(queue => queue.Place).Where(place => place.Channel == channel))
        {
            var asNamed = new Place(place.Channel, place.Id);
            // One that is not visible says so in the health of its channel.
            if (await platform.FindAsync(asNamed, ct) is { } found)
            {
                named[found.Conversation] = asNamed;
            }
        }
        var there = cards.ToLookup(one => one.Card.Place.Conversation, StringComparer.Ordinal);
        foreach (
            var conversation in named
                .Keys.Union(there.Select(group => group.Key), StringComparer.Ordinal)
                .OrderBy(conversation => _readAt.GetValueOrDefault(conversation))
                .ToList()
        )
        {
            var place = new Place(channel, conversation);
            var pages = new Pages(place, named.GetValueOrDefault(conversation), [.. there[conversation]]);
            _readAt[conversation] = run.Began;
            if (!await ReadAsync(run, platform, pages, ct))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>What is to be compared in one conversation.</summary>
    /// <param name="Named">The place of a queue that it is; null = of none.</param>
    private sealed record Pages(Place Place, Place? Named, List<Compared> Cards);

    /// <summary>False: ask this platform no more in this run.</summary>
    private async Task<bool> ReadAsync(Run run, IStandingMessages platform, Pages pages, CancellationToken ct)
    {
        if (!await MayCallAsync(run, ct))
        {
            return false;
        }
        switch (await platform.LookAsync(pages.Place, ct))
        {
            case Standing.Unreadable unreadable:
                return Unreadable(run, pages.Place.Channel, unreadable);
            case Standing.Left:
                foreach (var (theCase, _) in pages.Cards.Where(one => one.Case.IsOpen))
                {
                    await ShowAgainAsync(run, theCase, pages.Place.Channel, "left", ct);
                }
                return true;
            default:
                break;
        }
        string? from = null;
        // Newest first: a page begins with the newest card that is not compared yet, so that what lies between is not read.
        var left = pages.Cards.OrderByDescending(one => one.Card.MessageId, StringComparer.Ordinal).ToList();
        do
        {
            if (!await MayCallAsync(run, ct))
            {
                return false;
            }
            var looked = await platform.ReadAsync(pages.Place, from, ct);
            if (looked is not Standing.Messages page)
            {
                return looked is Standing.Unreadable unreadable && Unreadable(run, pages.Place.Channel, unreadable);
            }
            await CompareAsync(run, pages, page, left, ct);
            from = left.FirstOrDefault()?.Card.MessageId;
        } while (from is not null);
        return true;
    }

    /// <summary>Compares one page, and takes the cards that it covers out of those that are left.</summary>
    private async Task CompareAsync(Run run, Pages pages, Standing.Messages page, List<Compared> left, CancellationToken ct)
    {
        var ids = page.All.Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        // A page without messages has nothing older, either.
        var oldest = page.IsWhole || page.All.Count == 0 ? "" : ids.Min(StringComparer.Ordinal)!;
        foreach (var one in left.Where(one => string.CompareOrdinal(one.Card.MessageId, oldest) >= 0).ToList())
        {
            left.Remove(one);
            var stands = ids.Contains(one.Card.MessageId);
            if (stands && IsBehind(one.Case, one.Card))
            {
                await ShowAgainAsync(run, one.Case, pages.Place.Channel, "behind", ct);
            }
            else if (!stands && one.Case.IsOpen)
            {
                await ShowAgainAsync(run, one.Case, pages.Place.Channel, "gone", ct);
            }
            else if (stands)
            {
                Stands(run, pages.Place.Channel);
            }
        }
        foreach (var message in page.All.Where(message => message.Slot is not null))
        {
            await FoundAsync(run, pages, message.Id, message.Slot!, ct);
        }
    }

    /// <summary>A card of ours: known, on its way, or handed to the desk.</summary>
    private async Task FoundAsync(Run run, Pages pages, string messageId, string slot, CancellationToken ct)
    {
        var caseId = slot.Split(':')[1];
        if (
            (await stores.Slots.FindSlotAsync(slot, ct))?.Is(pages.Place, messageId) == true
            || await stores.Outbox.FindWaitingCardAsync(slot, ct) is not null
            // Of a case that was forgotten, or of another deployment of this bot: nobody here may say anything of it.
            || await stores.Cases.FindCaseAsync(caseId, ct) is null
        )
        {
            return;
        }
        around.Metrics.Compared(pages.Place.Channel, "found");
        run.Found.Add(caseId);
        var key = string.Create(CultureInfo.InvariantCulture, $"found:{pages.Place.Lane}:{messageId}:{run.Began.ToUnixTimeMilliseconds()}");
        await reception.AcceptAsync(
            new Inbound.CardFound(caseId, slot, pages.Place, messageId, pages.Named)
            {
                Origin = new Origin
                {
                    DeliveryKey = key,
                    MessageKey = key,
                    From = new PersonKey("clock", "reconciler"),
                    Place = new Place("clock", slot),
                    At = run.Began,
                },
            },
            ct
        );
    }

    private async Task<bool> MayCallAsync(Run run, CancellationToken ct)
    {
        if (run.Calls++ >= MostCalls)
        {
            return false;
        }
        await Task.Delay(BetweenCalls, around.Time, ct);
        return await run.Keep();
    }

    private void Stands(Run run, string channel)
    {
        run.Stand++;
        around.Metrics.Compared(channel, "stands");
    }

    private bool Unreadable(Run run, string channel, Standing.Unreadable unreadable)
    {
        around.Metrics.Compared(channel, "unreadable");
        run.Unreadable.Add(unreadable.Why);
        return !unreadable.IsEverywhere;
    }

    private PartState StateOf(Run run)
    {
        var shown = Math.Min(run.Shown, MostShown);
        var words = string.Create(CultureInfo.InvariantCulture, $"{run.Stand} cards of cases stand, {shown} are shown again");
        if (run.Wrong > 0)
        {
            LogWrong(around.Logger, run.Wrong);
        }
        return run.Unreadable.Count == 0
            ? PartState.Ok(words + ".")
            : PartState.Degraded($"{words}. Not all could be compared: {string.Join(' ', run.Unreadable)}");
    }

    [LoggerMessage(3061, LogLevel.Warning, "{Wrong} cards of cases did not stand on their platforms as they should, and are shown again")]
    private static partial void LogWrong(ILogger logger, int wrong);
}

/// <summary>What is compared with the platforms.</summary>
internal sealed record CardComparisonStores(CaseStore Cases, Measures Measures, SlotMessages Slots, Outbox Outbox, Timers Timers);

/// <summary>What the comparison looks at beside its stores.</summary>
internal sealed record CardComparisonSurroundings(
    IEnumerable<IChannel> Channels,
    BotMetrics Metrics,
    TimeProvider Time,
    ILogger<CardComparison> Logger
);
