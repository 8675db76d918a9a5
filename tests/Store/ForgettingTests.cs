using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Store.WebChat;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Store;

public sealed class ForgettingTests
{
    private static readonly DateTimeOffset Later = Morning.AddDays(731);
    private const string Secret = "Zaphod Beeblebrox";

    /// <summary>Every table that may hold words or names.</summary>
    private static readonly string[] Everywhere =
    [
        "cases.body",
        "cases.rep_email",
        "cases.rep_key",
        "cases.rep_lane",
        "cases.owner_email",
        "questions.body",
        "questions.email",
        "questions.person",
        "questions.lane",
        "history.who",
        "history.who_email",
        "history.detail",
        "feedback.question_text",
        "feedback.by_email",
        "web_messages.card",
        "web_messages.author",
        "web_reactions.person",
        "people_seen.name",
        "people_seen.email",
        "messages.conversation",
        "messages.slot",
    ];

    private static async Task<long> FindAsync(TestDatabase test, string words)
    {
        var found = 0L;
        foreach (var column in Everywhere)
        {
            var (table, name) = (column.Split('.')[0], column.Split('.')[1]);
            found += await test.CountAsync($"SELECT COUNT(*) FROM {table} WHERE {name} LIKE '%{words}%'");
        }

        return found;
    }

    private static Case Old(string id, CaseState state) =>
        Case(id, state: state) with
        {
            Question = Secret,
            Tried = Secret,
            Conversation = [new Turn(Morning, Secret, Secret, "m")],
            Owner = AnaParty with { Name = Secret },
            Asks = [new RepAsk("a", Secret, Secret, Morning, Secret, Morning)],
            Resolution = state is CaseState.Closed ? new Resolution(Secret, Secret, Secret, Secret, AnaParty, Morning) : null,
            ClientToldAt = state is CaseState.Closed ? Morning : null,
            Rating = 4,
            Similar = [Secret],
            Facts = [new KnownFact(Secret, Secret) { Who = Secret, MessageKey = Secret }],
            Found = [new KnownFact(Secret, Secret)],
            HeldAsks = [new HeldAsk("h", Secret, AnaParty with { Name = Secret })],
            Consults =
            [
                new Consult("1", Secret, AnaParty with { Name = Secret }, Morning, Morning)
                {
                    Person = Secret,
                    Key = new PersonKey(ChannelNames.Slack, Secret),
                    AnsweredBy = AnaParty with { Name = Secret },
                    Answer = Secret,
                },
            ],
            Invites = [new Invite("1", Secret, AnaParty with { Name = Secret }, Morning, Secret) { Why = Secret }],
            Followers = [AnaParty with { Name = Secret }],
            Snoozed = new Snooze(AnaParty with { Name = Secret }, Morning, Morning, Secret),
            OfferedTo = Secret,
            TurnedDown = [new TurnedDown(Secret, Secret, Secret, Morning)],
            Calls = [new Call(Secret, Secret, Morning, 1)],
        };

    private static AskedQuestion Question(string id, QuestionState state, string? caseId = null) =>
        TestDatabaseSamples.Question(id, state: state, caseId: caseId) with
        {
            Text = Secret,
            SearchedAs = Secret,
            Turns = [new Turn(Morning, Secret, Secret, "m")],
            By = AnaParty with { Name = Secret },
        };

    private static async Task FillAsync(TestDatabase test, CaseState state, QuestionState asked)
    {
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Cases = [Old("ESC-1001", state)],
                Questions = [Question("q1", asked, "ESC-1001")],
                History =
                [
                    new HistoryEntry("ESC-1001", "q1", Morning, "escalated", Secret, "ana@example.com", Secret),
                    new HistoryEntry(null, "q1", Morning, "asked", Secret, null, Secret),
                ],
                Feedback = [new ArticleFeedback("export", "q1", "solved", Secret, "ana@example.com", Morning)],
            },
            default
        );
    }

    [Theory, Engines]
    public async Task What_is_over_and_old_loses_its_words_and_names_and_keeps_its_numbers(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await FillAsync(test, CaseState.Closed, QuestionState.Ended);
        var (measures, forgetting) = (new Measures(test.Database), new Forgetting(test.Database));
        await new People(test.Database).LearnAsync(
            new Profile(Ana, Secret, "ana@example.com", null, null) { Membership = Membership.Member },
            default
        );
        await new Identities(test.Database).BindAsync("slack", "ana@example.com", "U1", Secret, default);
        await new Identities(test.Database).BindAsync("slack", "ana@example.com", "U2", Secret, default);
        var web = new WebMessages(test.Database);
        var message = await web.AddAsync(new NewWebMessage("k", "dm:ana", null, "ana@example.com", null, Card.Of(Secret)), default);
        await web.ReactAsync(new WebReaction(message.Id, Secret, "smile"), added: true, default);
        var line = await measures.LineAsync(Morning.AddDays(-1), Later, default);

        (await forgetting.ForgetAsync(test.Clock.GetUtcNow().AddDays(-730), default)).ShouldBe(0);
        (await FindAsync(test, Secret)).ShouldBeGreaterThan(8);
        test.Clock.AdvanceTo(Later.AddDays(1));
        (await forgetting.ForgetAsync(Later.AddDays(-730), default)).ShouldBeGreaterThan(4);

        (await FindAsync(test, Secret)).ShouldBe(0);
        (await FindAsync(test, "example.com")).ShouldBe(0);
        (await measures.LineAsync(Morning.AddDays(-1), Later, default)).ShouldBe(line);
        var kept = (await measures.CasesAsync(Morning.AddDays(-1), Later, default)).ShouldHaveSingleItem();
        (kept.Queue, kept.Priority, kept.Rating, kept.ResolvedAt, kept.State).ShouldBe(("technical", "p2", 4, Morning, "closed"));
        List<string> history = [];
        await new Records(test.Database).EachHistoryAsync(entry => history.Add(entry.Kind), default);
        history.ShouldBe(["escalated", "asked"]);
        (await new Articles(test.Database).FeedbackAsync("export", default))["solved"].ShouldBe(1);
        (await new CaseStore(test.Database).FindCaseAsync("ESC-1001", default)).ShouldBeNull();
        (await new CaseStore(test.Database).FindQuestionAsync("q1", default)).ShouldBeNull();
        (await forgetting.ForgetAsync(Later.AddDays(-730), default)).ShouldBe(0);
    }

    [Theory, Engines]
    public async Task What_is_open_and_what_waits_to_be_sent_is_not_touched(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await FillAsync(test, CaseState.Claimed, QuestionState.Escalated);
        var web = new WebMessages(test.Database);
        var (outbox, slots) = (new Outbox(test.Database), new SlotMessages(test.Database));
        var root = await web.AddAsync(new NewWebMessage("k", "room", null, WebMessage.Bot, null, Card.Of("card")), default);
        var talk = await web.AddAsync(new NewWebMessage("k2", "room", root.Id, "bob@example.com", null, Card.Of("hm")), default);
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Outbound = [Show("o1", slot: "case:ESC-1001:card") with { CaseId = "ESC-1001" }, Show("o2", slot: "waits", lane: "other")],
            },
            default
        );
        var sent = (await outbox.LeaseAsync(10, ["web"], default)).Single(row => row.What.Key == "o1");
        await outbox.RecordAsync(
            sent,
            new Delivery.Sent(new Place("web", "room"), root.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            default
        );
        test.Clock.AdvanceTo(Later.AddDays(1));

        await new Forgetting(test.Database).ForgetAsync(Later.AddDays(-730), default);

        var theCase = (await new CaseStore(test.Database).FindCaseAsync("ESC-1001", default))!;
        theCase.Question.ShouldBe(Secret);
        (await new CaseStore(test.Database).FindQuestionAsync("q1", default))!.Text.ShouldBe(Secret);
        (await new CaseStore(test.Database).HistoryAsync("ESC-1001", default)).ShouldAllBe(entry => entry.Who == Secret);
        (await slots.FindSlotAsync("case:ESC-1001:card", default)).ShouldNotBeNull();
        (await test.CountAsync("SELECT COUNT(*) FROM outbox WHERE state = 0")).ShouldBe(1);
        (await web.FindAsync(root.Id, default)).ShouldNotBeNull();
        (await web.FindAsync(talk.Id, default)).ShouldNotBeNull();
    }

    [Theory, Engines]
    public async Task Many_rows_are_forgotten_in_small_steps_whatever_their_order(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Questions =
                [
                    .. Enumerable.Range(0, 130).Select(n => Question($"q{n}", n % 13 == 0 ? QuestionState.Shown : QuestionState.Settled)),
                ],
            },
            default
        );
        await new Forgetting(test.Database).ForgetAsync(Later, default);
        (await test.CountAsync("SELECT COUNT(*) FROM questions WHERE person = ':'")).ShouldBe(120);
        (await test.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(130);
    }
}
