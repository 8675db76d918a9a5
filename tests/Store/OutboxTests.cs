using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class OutboxTests
{
    private static readonly Delivery.Sent Arrived = new(new Place("web", "room"), "m1");

    [Theory, Engines]
    public async Task Rows_of_a_lane_go_out_one_after_the_other(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1", "s1", "a"), Show("2", "s2", "a"), Show("3", "s3", "b"));

        var rows = await LeaseAsync(outbox);
        Keys(rows).ShouldBe(["1", "3"]);
        Keys(await LeaseAsync(outbox)).ShouldBeEmpty();

        await outbox.RecordAsync(rows[0], Arrived, default);
        Keys(await LeaseAsync(outbox)).ShouldBe(["2"]);
    }

    [Theory, Engines]
    public async Task What_is_held_back_for_better_words_goes_out_when_its_time_has_come(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(
            test,
            Show("1", "s1", "a") with
            {
                HeldFor = TimeSpan.FromSeconds(6),
            },
            Show("2", "s2", "a"),
            Show("3", "s3", "b") with
            {
                HeldFor = TimeSpan.Zero,
            }
        );
        Keys(await LeaseAsync(outbox)).ShouldBe(["3"]);
        test.Clock.Advance(TimeSpan.FromSeconds(6));
        Keys(await LeaseAsync(outbox)).ShouldBe(["1"]);
    }

    [Theory, Engines]
    public async Task A_newer_card_takes_the_place_of_one_that_is_held_back_and_goes_out_at_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1", "s1", "a") with { HeldFor = TimeSpan.FromSeconds(6) }, Show("2", "s2", "a"));
        await AddAsync(test, Show("3", "s1", "a"));
        var first = (await LeaseAsync(outbox)).ShouldHaveSingleItem();
        first.What.Key.ShouldBe("3");
        await outbox.RecordAsync(first, Arrived, default);
        Keys(await LeaseAsync(outbox)).ShouldBe(["2"]);
    }

    [Theory, Engines]
    public async Task What_is_held_back_is_let_go_when_there_are_no_better_words(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1", "s1", "a") with { HeldFor = TimeSpan.FromSeconds(6) });
        await outbox.LetGoAsync("s2", default);
        Keys(await LeaseAsync(outbox)).ShouldBeEmpty();
        await outbox.LetGoAsync("s1", default);
        Keys(await LeaseAsync(outbox)).ShouldBe(["1"]);
    }

    [Theory, Engines]
    public async Task A_sent_message_fills_its_slot_and_the_next_card_edits_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1") with { CaseId = "ESC-1001", QuestionId = "q" });
        var first = (await LeaseAsync(outbox)).Single();
        first.Message.ShouldBeNull();
        await outbox.RecordAsync(first, Arrived, default);
        await AddAsync(test, Show("2"));

        var second = (await LeaseAsync(outbox)).Single();

        second.Message!.MessageId.ShouldBe("m1");
        second.LookSince.ShouldBeNull();
        var messages = new SlotMessages(test.Database);
        (await messages.FindBindingAsync("web", "room", "m1", default)).ShouldBe(
            new SlotMessage("slot", new Place("web", "room"), "m1", "ESC-1001", "q", Morning, Morning)
        );
        (await messages.OfCaseAsync("ESC-1001", default)).ShouldHaveSingleItem();
        (await messages.FindBindingAsync("web", "room", "m2", default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task After_a_crash_in_the_middle_of_a_send_the_channel_is_told_to_look_first(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));
        (await LeaseAsync(outbox)).Single().LookSince.ShouldBeNull();
        test.Clock.Advance(Outbox.Lease);

        var again = (await LeaseAsync(outbox)).Single();

        again.LookSince.ShouldBe(Morning);
        // A certain "not now" after looking leaves the first try as uncertain as it was.
        await outbox.RecordAsync(again, new Delivery.Retry(TimeSpan.Zero, "429", MayHaveArrived: false), default);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        (await LeaseAsync(outbox)).Single().LookSince.ShouldBe(Morning);
    }

    [Theory, Engines]
    public async Task A_refusal_that_is_certain_needs_no_looking_and_a_lost_answer_does(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));
        await outbox.RecordAsync(
            (await LeaseAsync(outbox)).Single(),
            new Delivery.Retry(TimeSpan.FromSeconds(30), "429", MayHaveArrived: false),
            default
        );

        test.Clock.Advance(TimeSpan.FromSeconds(29));
        (await LeaseAsync(outbox)).ShouldBeEmpty();
        (await outbox.NextDueInAsync(default)).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9));
        test.Clock.Advance(TimeSpan.FromSeconds(9));
        var second = (await LeaseAsync(outbox)).Single();
        second.LookSince.ShouldBeNull();
        var sentAt = test.Clock.GetUtcNow();
        await outbox.RecordAsync(second, new Delivery.Retry(TimeSpan.Zero, "timeout", MayHaveArrived: true), default);

        test.Clock.Advance(TimeSpan.FromMinutes(2));
        (await LeaseAsync(outbox)).Single().LookSince.ShouldBe(sentAt);
    }

    [Theory, Engines]
    public async Task A_row_given_back_unbegun_is_as_if_it_had_not_been_leased(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));

        await outbox.ReleaseAsync((await LeaseAsync(outbox)).Single(), default);

        var again = (await LeaseAsync(outbox)).Single();
        (again.Attempt, again.LookSince).ShouldBe((1, null));
    }

    [Theory, Engines]
    public async Task A_newer_card_supersedes_a_waiting_one_and_takes_its_place(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("old", "card", "a"), Show("between", "other", "a"));

        await AddAsync(test, Show("new", "card", "a", "new words"));

        var first = (await LeaseAsync(outbox)).Single();
        first.What.Key.ShouldBe("new");
        await outbox.RecordAsync(first, Arrived, default);
        Keys(await LeaseAsync(outbox)).ShouldBe(["between"]);
        (await test.CountAsync("SELECT state FROM outbox WHERE key = 'old'")).ShouldBe(3);
    }

    [Theory, Engines]
    public async Task A_card_that_may_have_been_posted_is_not_superseded(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("old"));
        await LeaseAsync(outbox);

        await AddAsync(test, Show("new"));

        test.Clock.Advance(Outbox.Lease);
        var row = (await LeaseAsync(outbox)).Single();
        (row.What.Key, row.LookSince).ShouldBe(("old", Morning));
    }

    [Theory, Engines]
    public async Task Cards_of_one_slot_in_different_lanes_both_go_out(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1", lane: "a"), Show("2", lane: "b"));

        Keys(await LeaseAsync(outbox)).ShouldBe(["1", "2"]);
    }

    [Theory, Engines]
    public async Task The_pause_that_a_platform_asked_for_holds_for_the_newer_card_too(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("old"));
        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), new Delivery.Retry(TimeSpan.FromSeconds(30), "429", false), default);

        await AddAsync(test, Show("new"));

        (await LeaseAsync(outbox)).ShouldBeEmpty();
        test.Clock.Advance(TimeSpan.FromSeconds(40));
        Keys(await LeaseAsync(outbox)).ShouldBe(["new"]);
    }

    [Theory, Engines]
    public async Task Taking_back_what_was_never_sent_sends_nothing(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"), new Outbound.Remove("slot") { Key = "2", Lane = "lane" });

        var row = (await LeaseAsync(outbox)).Single();

        row.What.ShouldBeOfType<Outbound.Remove>();
        row.Message.ShouldBeNull();
        await AddAsync(test, new Outbound.Remove("nowhere") { Key = "3", Lane = "lane" });
        (await test.CountAsync("SELECT COUNT(*) FROM outbox WHERE key = '3'")).ShouldBe(0);
    }

    [Theory, Engines]
    public async Task A_removed_message_leaves_its_slot(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));
        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), Arrived, default);
        await AddAsync(test, new Outbound.Remove("slot") { Key = "2", Lane = "lane" });
        var removal = (await LeaseAsync(outbox)).Single();
        (removal.Channel, removal.Message!.MessageId).ShouldBe(("web", "m1"));

        await outbox.RecordAsync(removal, new Delivery.Vanished(), default);

        (await new SlotMessages(test.Database).FindSlotAsync("slot", default)).ShouldBeNull();
        (await LeaseAsync(outbox)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task A_thread_waits_for_the_message_it_hangs_under(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var reply = new Outbound.Show("reply", new Destination.ThreadOf("card"), Card.Of("in the thread")) { Key = "reply", Lane = "rep" };
        var outbox = await WithAsync(test, Show("card", "card", "queue"), reply);
        var card = (await LeaseAsync(outbox)).Single();
        card.What.Key.ShouldBe("card");

        await outbox.RecordAsync(card, Arrived, default);

        var row = (await LeaseAsync(outbox)).Single();
        (row.What.Key, row.Channel, row.Attempt, row.Root!.Thread).ShouldBe(("reply", "web", 1, new Place("web", "room", "m1")));
    }

    [Theory, Engines]
    public async Task A_thread_whose_message_is_never_to_come_does_not_wait_for_ever(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var reply = new Outbound.Show("reply", new Destination.ThreadOf("card"), Card.Of("in the thread")) { Key = "reply", Lane = "rep" };
        var outbox = await WithAsync(test, Show("card", "card", "queue"), reply);

        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), new Delivery.Drop("channel_not_found"), default);

        var row = (await LeaseAsync(outbox)).Single();
        (row.What.Key, row.Root).ShouldBe(("reply", null));
    }

    [Theory, Engines]
    public async Task A_message_that_vanished_is_posted_anew(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));
        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), Arrived, default);
        await AddAsync(test, Show("2"));

        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), new Delivery.Vanished(), default);

        var again = (await LeaseAsync(outbox)).Single();
        (again.What.Key, again.Message, again.LookSince).ShouldBe(("2", null, null));
    }

    [Theory, Engines]
    public async Task What_cannot_be_delivered_comes_back_to_the_desk_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));
        var inbox = new Inbox(test.Database);
        var row = (await LeaseAsync(outbox)).Single();

        await outbox.RecordAsync(row, new Delivery.Drop("is_archived"), default);
        await outbox.RecordAsync(row, new Delivery.Drop("is_archived"), default);

        var told = (await inbox.LeaseAsync(10, [], default)).ShouldHaveSingleItem().Inbound.ShouldBeOfType<Inbound.Undelivered>();
        (told.What.Key, told.Why).ShouldBe(("1", "is_archived"));
    }

    [Theory, Engines]
    public async Task A_row_is_tried_for_a_day_and_then_dropped(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1"));
        for (var i = 0; i < 40; i++)
        {
            await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), new Delivery.Retry(TimeSpan.Zero, "503", false), default);
            test.Clock.Advance(TimeSpan.FromMinutes(2));
        }
        test.Clock.Advance(TimeSpan.FromDays(1));

        await outbox.RecordAsync((await LeaseAsync(outbox)).Single(), new Delivery.Retry(TimeSpan.Zero, "503", false), default);

        (await new Inbox(test.Database).LeaseAsync(10, [], default))
            .Single()
            .Inbound.ShouldBeOfType<Inbound.Undelivered>()
            .Why.ShouldBe("Tried for 24 hours: 503");
    }

    [Theory, Engines]
    public async Task Rows_of_a_channel_that_is_off_wait_and_are_counted(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1", channel: "slack"));

        (await outbox.LeaseAsync(10, ["web"], default)).ShouldBeEmpty();
        (await outbox.LeaseAsync(10, [], default)).ShouldBeEmpty();

        (await outbox.WaitingAsync(default)).ShouldBe([new Waiting("slack", 1, Morning)]);
        Keys(await outbox.LeaseAsync(10, ["web", "slack"], default)).ShouldBe(["1"]);
    }

    [Theory, Engines]
    public async Task A_request_that_waits_can_take_what_it_shows_itself_and_frees_the_rest(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, outbox, cases) = (new Inbox(test.Database), new Outbox(test.Database), new CaseStore(test.Database));
        var id = await inbox.AddAsync(Said("1"), TimeSpan.FromSeconds(1), default);
        await cases.CommitAsync(
            id,
            new Decision
            {
                Outbound = [Psst("words", "a"), Psst("more", "b"), Show("card", "s2", "c"), Show("elsewhere", "s3", "d", channel: "slack")],
            },
            default
        );

        // Held back for the request: only words for the one person who waits.
        Keys(await outbox.LeaseAsync(10, ["web", "slack"], default)).ShouldBe(["card", "elsewhere"]);
        (await outbox.TakeAsync("words", default)).ShouldBeTrue();

        (await outbox.TakeAsync("words", default)).ShouldBeFalse();
        Keys(await LeaseAsync(outbox)).ShouldBe(["more"]);
        (await outbox.TakeAsync("more", default)).ShouldBeFalse();
        (await outbox.CausedByAsync(id!.Value, default)).Select(one => one.Key).ShouldBe(["words", "more", "card", "elsewhere"]);

        static Outbound.Whisper Psst(string key, string lane) =>
            new(new Place("web", "room"), Ana, Card.Of("psst")) { Key = key, Lane = lane };
    }

    [Theory, Engines]
    public async Task What_no_request_took_goes_out_when_its_patience_is_over(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (inbox, outbox, cases) = (new Inbox(test.Database), new Outbox(test.Database), new CaseStore(test.Database));
        var id = await inbox.AddAsync(Said("1"), TimeSpan.FromSeconds(1), default);
        await cases.CommitAsync(
            id,
            new Decision
            {
                Outbound = [new Outbound.Whisper(new Place("web", "room"), Ana, Card.Of("psst")) { Key = "words", Lane = "a" }],
            },
            default
        );
        Keys(await LeaseAsync(outbox)).ShouldBeEmpty();

        test.Clock.Advance(TimeSpan.FromSeconds(2));

        Keys(await LeaseAsync(outbox)).ShouldBe(["words"]);
    }

    [Theory, Engines]
    public async Task Every_kind_of_row_comes_back_as_it_was(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        Outbound[] all =
        [
            Show("1", "s1", "a"),
            new Outbound.Show("s2", new Destination.Direct("slack", null, "ana@example.com"), Card.Of("hello")) { Key = "2", Lane = "b" },
            new Outbound.Whisper(new Place("teams", "19:x", "7"), Ana, Card.Of("psst")) { Key = "3", Lane = "c" },
            new Outbound.Home(new PersonKey("slack", "U1"), Card.Of("home")) { Key = "4", Lane = "d" },
        ];
        var outbox = await WithAsync(test, all);

        var rows = await outbox.LeaseAsync(10, ["web", "slack", "teams"], default);

        rows.Select(row => Text(row.What)).ShouldBe(all.Select(Text));
        rows.Select(row => row.Channel).ShouldBe(["web", "slack", "teams", "slack"]);
        await outbox.RenewAsync([.. rows.Select(row => row.Id)], default);
        (await outbox.ClearLeasesAsync(default)).ShouldBe(4);
    }

    [Theory, Engines]
    public async Task A_late_renewal_keeps_nothing_back_that_is_to_be_sent_again(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var outbox = await WithAsync(test, Show("1", "s1", "a"));
        var row = (await outbox.LeaseAsync(10, ["web"], default)).ShouldHaveSingleItem();

        // The renewal took the id while the row was being sent, and reaches the database after the platform had asked for a pause.
        await outbox.RecordAsync(
            row,
            new Delivery.Retry(TimeSpan.FromSeconds(1), "Slack asked for a pause.", MayHaveArrived: false) { IsAsked = true },
            default
        );
        await outbox.RenewAsync([row.Id], default);

        test.Clock.Advance(TimeSpan.FromSeconds(2));
        (await outbox.LeaseAsync(10, ["web"], default)).ShouldHaveSingleItem().Id.ShouldBe(row.Id);
    }

    private static async Task<Outbox> WithAsync(TestDatabase test, params Outbound[] rows)
    {
        await AddAsync(test, rows);
        return new Outbox(test.Database);
    }

    private static async Task AddAsync(TestDatabase test, params Outbound[] rows) =>
        (await new CaseStore(test.Database).CommitAsync(null, new Decision { Outbound = rows }, default)).ShouldBe(Committed.Stored);

    private static Task<IReadOnlyList<OutboxRow>> LeaseAsync(Outbox outbox) => outbox.LeaseAsync(10, ["web"], default);

    private static List<string> Keys(IEnumerable<OutboxRow> rows) => [.. rows.Select(row => row.What.Key)];
}
