using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;
using Case = EscalationBot.Core.Cases.Case;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Tests.Workers;

/// <summary>Cards are compared with what stands on the platforms.</summary>
public sealed class ReconcilerTests
{
    private const string Queue = "C0QUEUE";

    [Fact]
    public async Task A_card_that_is_gone_is_posted_again_after_a_start_and_the_digest_counts_it()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel, Case("ESC-1"), Case("ESC-2"), Case("ESC-3", state: CaseState.Closed));
        standing.Put(Queue, "1.000001");
        // As the desk does: the case's card is shown again.
        bot.Decide = (inboxId, inbound) =>
            Task.FromResult(
                inbound is Inbound.TimePassed { Timer: TimerNames.CardCheck, Subject: var id }
                    ? new Decision { Outbound = [Card($"check-{inboxId}", id)] }
                    : Decision.Nothing
            );
        channel.Answer = dispatch =>
            Task.FromResult<Delivery>(
                dispatch.MessageId is not null ? new Delivery.Vanished() : new Delivery.Sent(new Place("slack", Queue), "9.000001")
            );
        await bot.StartAsync();
        await bot.UntilAsync(() => bot.Handled.OfType<Inbound.MessageGone>().Any(), TimeSpan.FromSeconds(1));

        bot.Handled.OfType<Inbound.MessageGone>().ShouldHaveSingleItem().Slot.ShouldBe("case:ESC-2:card");
        await bot.UntilAsync(
            async () => (await bot.Get<SlotMessages>().FindSlotAsync("case:ESC-2:card", default))?.MessageId == "9.000001",
            TimeSpan.FromSeconds(1)
        );
        channel.Sends.ShouldNotContain(send => send.MessageId == "1.000001" || send.MessageId == "3.000001");
        await bot.UntilAsync(
            () => bot.Get<Reconciler>().State == PartState.Ok("1 cards of cases stand, 1 are shown again."),
            TimeSpan.FromSeconds(1)
        );
    }

    [Fact]
    public async Task What_lies_between_the_cards_is_not_read_and_every_card_is_compared()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel, [.. Enumerable.Range(1, 9).Select(number => Case($"ESC-{number}"))]);
        foreach (var number in Enumerable.Range(1, 9).Where(number => number != 5))
        {
            standing.Put(Queue, $"{number}.000001");
            for (var talk = 0; talk < 50; talk++)
            {
                standing.Put(Queue, $"{number}.{talk + 100:D6}");
            }
        }

        (await RunAsync(bot)).Why.ShouldBe("8 cards of cases stand, 1 are shown again.");
        (await ShownAgainAsync(bot, 9)).ShouldBe(["ESC-5"]);
        // A look and the newest page of each place, and a page for each of the eight cards that stand.
        standing.Calls.Count.ShouldBe(4 + 8);
    }

    [Fact]
    public async Task A_closed_case_s_card_whose_last_update_never_came_is_shown_again_and_one_that_is_gone_is_not_missed()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(
            channel,
            Closed("ESC-1", Morning.AddHours(1)),
            Closed("ESC-2", Morning.AddHours(-1)),
            Closed("ESC-3", Morning.AddHours(-1))
        );
        standing.Put(Queue, "1.000001");
        standing.Put(Queue, "2.000001");
        bot.Clock.Advance(TimeSpan.FromHours(2));
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 3)).ShouldBe(["ESC-1"]);
    }

    [Fact]
    public async Task In_a_channel_where_nobody_looks_any_more_every_open_case_s_card_is_shown_again()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel, Case("ESC-1"), Case("ESC-2", state: CaseState.Closed));
        standing.Put(Queue, "1.000001");
        standing.States[Queue] = new Standing.Left();
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 2)).ShouldBe(["ESC-1"]);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_compared_later_and_nothing_counts_as_gone()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel, Case("ESC-1"));
        standing.States[Queue] = new Standing.Unreadable("The bot was not invited.", IsEverywhere: false);
        (await RunAsync(bot)).ShouldBe(
            PartState.Degraded("0 cards of cases stand, 0 are shown again. Not all could be compared: The bot was not invited.")
        );
        // The other place is asked all the same.
        standing.Calls.ShouldBe([Queue, "C0BILLING", "C0BILLING"], ignoreOrder: true);

        standing.States[Queue] = new Standing.Open();
        standing.Pages.Enqueue(new Standing.Unreadable("Slack asks for patience.", IsEverywhere: true));
        standing.Calls.Clear();
        (await RunAsync(bot)).Why.ShouldContain("Slack asks for patience.");
        standing.Calls.Count.ShouldBe(2, "nothing more is asked where a pause was asked for");
        (await ShownAgainAsync(bot, 1)).ShouldBeEmpty();

        standing.Put(Queue, "1.000001");
        (await RunAsync(bot)).ShouldBe(PartState.Ok("1 cards of cases stand, 0 are shown again."));
    }

    [Fact]
    public async Task A_run_asks_no_more_than_it_may_and_the_next_one_goes_on_where_it_ended()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel, [.. Enumerable.Range(1, 150).Select(number => Case($"ESC-{number}"))]);
        standing.PageSize = 1;
        foreach (var number in Enumerable.Range(1, 150))
        {
            standing.Put(Queue, $"{number:D3}.000001");
        }
        await RunAsync(bot);
        standing.Calls.Count.ShouldBe(CardComparison.MostCalls);
        standing.Calls.Clear();
        await RunAsync(bot);
        standing.Calls[0].ShouldBe("C0BILLING", "it was not reached");
        (await ShownAgainAsync(bot, 150)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_that_no_row_knows_is_handed_to_the_desk_and_one_on_its_way_or_of_an_unknown_case_is_not()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel, Case("ESC-1"));
        standing.Put(Queue, "1.000001", "case:ESC-1:card");
        standing.Put(Queue, "1.500000", "case:ESC-1:card");
        standing.Put(Queue, "1.600000", "case:ESC-7:card");
        standing.Put(Queue, "1.700000", "case:ESC-4711:card");
        await bot.Get<CaseStore>().CommitAsync(null, new Decision { Cases = [Case("ESC-7")], Outbound = [Card("k7", "ESC-7")] }, default);
        await RunAsync(bot);
        var found = (await bot.Get<Inbox>().LeaseAsync(10, [], default)).ShouldHaveSingleItem().Inbound.ShouldBeOfType<Inbound.CardFound>();
        found.ShouldSatisfyAllConditions(
            () => found.CaseId.ShouldBe("ESC-1"),
            () => found.MessageId.ShouldBe("1.500000"),
            () => found.Stands.ShouldBe(new Place("slack", Queue)),
            () => found.Named.ShouldBe(new Place("slack", "#specialists"))
        );
    }

    [Fact]
    public async Task An_open_case_without_any_card_gets_one_and_what_was_given_up_is_not_tried_every_hour()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel);
        await bot.Get<CaseStore>()
            .CommitAsync(null, new Decision { Cases = [Case("ESC-1"), Case("ESC-2")], Outbound = [Card("k2", "ESC-2")] }, default);
        var row = (await bot.Get<Outbox>().LeaseAsync(10, ["slack"], default)).ShouldHaveSingleItem();
        await bot.Get<Outbox>().RecordAsync(row, new Delivery.Drop("never"), default);
        // Not while it is unknown what stands there, and not where a card does.
        standing.Pages.Enqueue(new Standing.Unreadable("Slack asks for patience.", IsEverywhere: true));
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 2)).ShouldBeEmpty();
        standing.Put(Queue, "1.000001", "case:ESC-1:card");
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 2)).ShouldBeEmpty();
        (await bot.Get<Inbox>().LeaseAsync(10, [], default)).Select(found => found.Inbound).ShouldContain(one => one is Inbound.CardFound);
        standing.Clear();
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 2)).ShouldBe(["ESC-1"]);
        bot.Clock.Advance(TimeSpan.FromDays(1.1));
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 2)).ShouldBe(["ESC-1", "ESC-2"]);
    }

    [Fact]
    public async Task Where_nothing_can_be_read_a_card_is_edited_once_after_a_start_and_once_an_hour()
    {
        var teams = new FakeChannel("teams");
        await using var bot = await WithCardsAsync(teams, Case("ESC-1"));
        await EditedAsync(bot, "ESC-1");
        // It may have gone while no bot was there, however fresh its last edit was.
        bot.Clock.Advance(TimeSpan.FromSeconds(5));
        _ = bot.Get<Reconciler>();
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 1)).ShouldBe(["ESC-1"]);
        await EditedAsync(bot, "ESC-1");
        bot.Clock.Advance(TimeSpan.FromMinutes(40));
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 1)).ShouldBeEmpty("it was edited 40 minutes ago");
        bot.Clock.Advance(TimeSpan.FromMinutes(30));
        await RunAsync(bot);
        (await ShownAgainAsync(bot, 1)).ShouldBe(["ESC-1"]);
    }

    [Fact]
    public async Task Words_that_should_have_arrived_are_told_to_the_managers_once_until_they_have()
    {
        var (channel, _) = Slack();
        await using var bot = await WithCardsAsync(channel);
        await bot.Get<CaseStore>().CommitAsync(null, new Decision { Outbound = [Show("k", channel: "teams")] }, default);
        await bot.Get<UnsentWords>().TellAsync(bot.Clock.GetUtcNow(), default);
        (await ToldAsync(bot)).ShouldBe(0);
        bot.Clock.Advance(TimeSpan.FromHours(1.1));
        await bot.Get<UnsentWords>().TellAsync(bot.Clock.GetUtcNow(), default);
        await bot.Get<UnsentWords>().TellAsync(bot.Clock.GetUtcNow(), default);
        (await ToldAsync(bot)).ShouldBe(1);
        var row = (await bot.Get<Outbox>().LeaseAsync(10, ["teams"], default)).ShouldHaveSingleItem();
        await bot.Get<Outbox>().RecordAsync(row, new Delivery.Sent(new Place("teams", "room"), "1"), default);
        await bot.Get<UnsentWords>().TellAsync(bot.Clock.GetUtcNow(), default);
        await bot.Get<CaseStore>().CommitAsync(null, new Decision { Outbound = [Show("again", channel: "teams")] }, default);
        bot.Clock.Advance(TimeSpan.FromHours(1.1));
        await bot.Get<UnsentWords>().TellAsync(bot.Clock.GetUtcNow(), default);
        (await ToldAsync(bot)).ShouldBe(2);
    }

    [Theory]
    [Engines]
    public async Task Of_two_replicas_one_runs_and_the_other_takes_over_when_it_was_killed_in_the_middle(DatabaseEngine engine)
    {
        var (channel, standing) = Slack();
        var (another, alsoStanding) = Slack();
        await using var bot = await WithCardsAsync(engine, channel, Case("ESC-1"));
        await using var replica = bot.Another(another);
        replica.Workplaces.Replace(bot.Workplaces.Current);
        await replica.Get<Database>().OpenAsync(OpenMode.Create, CancellationToken.None);
        // The first one stands still in the middle of its run, as a killed one does.
        standing.Holds = new TaskCompletionSource();
        var first = bot.Get<Reconciler>().LookAsync(default);
        await bot.UntilAsync(() => standing.Calls.Count > 0, TimeSpan.FromSeconds(1));
        (await replica.Get<Reconciler>().LookAsync(default)).ShouldBeFalse();

        bot.Clock.Advance(TimeSpan.FromMinutes(3));
        var second = replica.Get<Reconciler>().LookAsync(default);
        await bot.UntilAsync(() => second.IsCompleted, TimeSpan.FromSeconds(1));
        (await second).ShouldBeTrue();
        (await ShownAgainAsync(bot, 1)).ShouldBe(["ESC-1"]);

        // Whoever lost its turn asks no more.
        var calls = standing.Calls.Count;
        standing.Holds.SetResult();
        await bot.UntilAsync(() => first.IsCompleted, TimeSpan.FromSeconds(1));
        standing.Calls.Count.ShouldBe(calls);
        alsoStanding.Calls.ShouldNotBeEmpty();
        // It was done since both started: within the hour nobody runs again.
        (await bot.Get<Reconciler>().LookAsync(default)).ShouldBeFalse();
        bot.Clock.Advance(TimeSpan.FromMinutes(66));
        var third = bot.Get<Reconciler>().LookAsync(default);
        await bot.UntilAsync(() => third.IsCompleted, TimeSpan.FromSeconds(1));
        (await third).ShouldBeTrue();
    }

    [Fact]
    public async Task A_stop_ends_a_run_at_once_and_lets_the_next_process_run()
    {
        var (channel, standing) = Slack();
        await using var bot = await WithCardsAsync(channel, Case("ESC-1"));
        using var stop = new CancellationTokenSource();
        var run = bot.Get<Reconciler>().LookAsync(stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        (await bot.Get<ChannelMemory>().AllAsync("reconciler", "", default)).ShouldBeEmpty();
        standing.Calls.ShouldBeEmpty();
    }

    private static (FakeChannel Channel, FakeStanding Standing) Slack()
    {
        var standing = new FakeStanding();
        return (new FakeChannel("slack") { Standing = standing }, standing);
    }

    private static Outbound.Show Card(string key, string id, string channel = "slack") =>
        new($"case:{id}:card", new Destination.At(new Place(channel, "#specialists")), Core.Messages.Card.Of(id))
        {
            Key = key,
            Lane = id,
            CaseId = id,
        };

    private static Case Closed(string id, DateTimeOffset at) =>
        Case(id, state: CaseState.Closed) with
        {
            ChangedAt = at,
            ClientToldAt = at,
        };

    private static Task<WorkingBot> WithCardsAsync(FakeChannel channel, params Case[] cases) =>
        WithCardsAsync(DatabaseEngine.Sqlite, channel, cases);

    /// <summary>The n-th case's card is message n.000001 of the queue's place.</summary>
    private static async Task<WorkingBot> WithCardsAsync(DatabaseEngine engine, FakeChannel channel, params Case[] cases)
    {
        var bot = await WorkingBot.PrepareAsync(engine, channel);
        var yaml = OrganisationFixture
            .Yaml.Replace("web:specialists", "slack:#specialists", StringComparison.Ordinal)
            .Replace("web:billing", "slack:#billing", StringComparison.Ordinal);
        bot.Workplaces.Replace(new Workplace(OrganisationFixture.Of(("organisation.yaml", yaml)), null!));
        await bot.Get<Database>().OpenAsync(OpenMode.Create, CancellationToken.None);
        if (cases.Length == 0)
        {
            return bot;
        }
        await bot.Get<CaseStore>()
            .CommitAsync(
                null,
                new Decision { Cases = cases, Outbound = [.. cases.Select(one => Card(one.Id, one.Id, channel.Name))] },
                default
            );
        foreach (var row in await bot.Get<Outbox>().LeaseAsync(cases.Length, [channel.Name], default))
        {
            var number = int.Parse(row.What.Key["ESC-".Length..], System.Globalization.CultureInfo.InvariantCulture);
            var id = cases.Length > 9 ? $"{number:D3}.000001" : $"{number}.000001";
            await bot.Get<Outbox>().RecordAsync(row, new Delivery.Sent(new Place(channel.Name, Queue), id), default);
        }
        return bot;
    }

    private static async Task EditedAsync(WorkingBot bot, string id)
    {
        await bot.Get<CaseStore>()
            .CommitAsync(null, new Decision { Outbound = [Card($"edit-{bot.Clock.GetUtcNow():O}", id, "teams")] }, default);
        var row = (await bot.Get<Outbox>().LeaseAsync(10, ["teams"], default)).ShouldHaveSingleItem();
        await bot.Get<Outbox>().RecordAsync(row, new Delivery.Sent(row.Message!.Place, row.Message.MessageId), default);
    }

    private static async Task<PartState> RunAsync(WorkingBot bot)
    {
        var run = bot.Get<CardComparison>().RunAsync(() => Task.FromResult(true), default);
        await bot.UntilAsync(() => run.IsCompleted, TimeSpan.FromSeconds(2));
        return await run;
    }

    /// <summary>Of which cases the card is to be shown again; their timers are taken.</summary>
    private static async Task<IReadOnlyList<string>> ShownAgainAsync(WorkingBot bot, int cases)
    {
        var shown = new List<string>();
        foreach (var id in Enumerable.Range(1, cases).Select(number => $"ESC-{number}"))
        {
            if (await bot.Get<Timers>().FindAsync(id, TimerNames.CardCheck, default) is not null)
            {
                shown.Add(id);
                await bot.Get<Timers>().SetAsync(id, TimerNames.CardCheck, null, default);
            }
        }
        return shown;
    }

    private static Task<long> ToldAsync(WorkingBot bot) =>
        bot.Get<Database>()
            .ReadAsync(
                session => session.FindAsync("SELECT COUNT(*) FROM timers WHERE timer = 'checkup'", row => row.Long(0)),
                CancellationToken.None
            );

    /// <summary>A platform whose channels hold what a test puts there.</summary>
    private sealed class FakeStanding : IStandingMessages
    {
        private readonly Dictionary<string, List<StandingMessage>> _messages = [];

        public Dictionary<string, Standing> States { get; } = [];
        public Queue<Standing> Pages { get; } = [];
        public List<string> Calls { get; } = [];
        public int PageSize { get; set; } = 20;
        public TaskCompletionSource? Holds { get; set; }

        public void Put(string conversation, string id, string? slot = null) =>
            (_messages.TryGetValue(conversation, out var all) ? all : _messages[conversation] = []).Add(new(id, slot));

        public void Clear() => _messages.Clear();

        public Task<Place?> FindAsync(Place named, CancellationToken ct) =>
            Task.FromResult<Place?>(named with { Conversation = named.Conversation == "#specialists" ? Queue : "C0BILLING" });

        public Task<Standing> LookAsync(Place place, CancellationToken ct)
        {
            Calls.Add(place.Conversation);
            return Task.FromResult(States.GetValueOrDefault(place.Conversation, new Standing.Open()));
        }

        public async Task<Standing> ReadAsync(Place place, string? from, CancellationToken ct)
        {
            Calls.Add(place.Conversation);
            if (Holds is { } held)
            {
                await held.Task;
            }
            if (Pages.TryDequeue(out var page))
            {
                return page;
            }
            var all = _messages
                .GetValueOrDefault(place.Conversation, [])
                .Where(message => from is null || string.CompareOrdinal(message.Id, from) <= 0)
                .OrderByDescending(message => message.Id, StringComparer.Ordinal)
                .ToList();
            return new Standing.Messages([.. all.Take(PageSize)], all.Count <= PageSize);
        }
    }
}
