using CsCheck;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A day on which colleagues help each other with a case, what happens when two act at one moment, and its clocks.</summary>
public sealed class TogetherTests
{
    private const string Card = "case:ESC-1001:card";

    private static Dictionary<string, string> Of(string key = "x") =>
        new()
        {
            [DataKeys.Case] = "ESC-1001",
            [DataKeys.Consult] = key,
            [DataKeys.Invite] = key,
        };

    private static Dictionary<string, string> Text(string text, params (string Key, string Value)[] more)
    {
        var values = new Dictionary<string, string> { ["text"] = text };
        foreach (var (key, value) in more)
        {
            values[key] = value;
        }

        return values;
    }

    [Fact]
    public async Task Bob_s_week_a_colleague_who_knows_one_who_joins_a_vendor_who_takes_his_time_and_a_rep_who_writes_first()
    {
        var (world, ana, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        var chat = world.Person("bob", ChannelNames.Slack);
        var mia = world.Person("mia");
        await mia.SaysAsync("follow ESC-1001");

        // Monday: Bob does not know flux couplings. Carol does.
        await bob.FillsAsync(
            Card,
            "Consult",
            ("Which colleague?", "carol@example.com"),
            ("What do you want to know?", "Does a flux coupling wobble?")
        );
        await world.WaitAsync(TimeSpan.FromMinutes(20));
        await carol.FillsAsync(
            "case:ESC-1001:consult:1",
            "Answer",
            ("Your answer", "Only when the Heim nut is worn. I can look at it with you.")
        );
        bob.Reads.ShouldContain(text => text.Contains("Carol answers") && text.Contains("Heim nut"));
        await bob.FillsAsync(Card, "Invite", ("Whom?", "carol@example.com"), ("What for?", "Then look at it with me."));
        await carol.PressesAsync("case:ESC-1001:invite:1", "Accept");
        chat.Reads.ShouldContain("ESC-1001: Carol accepted and joins.");

        // The nut comes on Friday. Nothing is late until then, and Ana knows when it goes on.
        await bob.FillsAsync(Card, "Snooze", ("Until which day?", "2026-11-27"), ("What do you wait for?", "The Heim nut."));
        ana.Reads.ShouldContain(text => text.Contains("Bob goes on with it"));
        await world.WaitAsync(TimeSpan.FromDays(2));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind IN ('update_late', 'resolve_late')")).ShouldBe(0);

        // Wednesday: the client found one. Ana says so, and Bob hears it two days early.
        await ana.SaysAsync("ESC-1001 they found a nut in the hangar, what now?");
        chat.Reads.ShouldContain(text => text.Contains("Ana wrote, so it goes on before its day"));
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "A new Heim nut"), ("Tell the client", "Put it in and tighten it."));
        carol.Reads.Count(text => text.Contains("ESC-1001 is resolved by Bob.")).ShouldBe(1);
        mia.Reads.Count(text => text.Contains("ESC-1001 is resolved by Bob.")).ShouldBe(1);
        ana.Reads.ShouldContain(text => text.Contains("Put it in and tighten it."));
        ana.Reads.ShouldAllBe(text => !text.Contains("Only when the Heim nut is worn"));
        (await world.TheCaseAsync()).FirstClaimedAt.ShouldNotBeNull();
        (await world.TheCaseAsync()).Owner!.Name.ShouldBe("Bob");
    }

    [Fact]
    public async Task Of_two_people_of_a_queue_who_answer_at_one_moment_one_is_heard_and_the_other_gets_their_words_back()
    {
        var (world, _, bob, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Consult", ("Or which queue?", "billing"), ("What do you want to know?", "Is it billed?"));
        var (mia, chat) = (world.Person("mia", ChannelNames.Slack), world.Person("bob", ChannelNames.Slack));
        await world.HandInTogetherAsync(
            mia.Acts(Actions.ConsultAnswer, Of("1"), Text("Mia's answer")),
            chat.Acts(Actions.ConsultAnswer, Of("1"), Text("Bob's answer"))
        );
        var answer = (await world.TheCaseAsync()).Consults.Single().Answer;
        answer.ShouldBeOneOf("Mia's answer", "Bob's answer");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'consult_answered'")).ShouldBe(1);
        var loser = answer == "Mia's answer" ? chat : mia;
        loser.Heard.ShouldStartWith("That is answered already");
        loser.Heard.ShouldContain("s answer");
    }

    [Fact]
    public async Task A_resolution_and_an_answer_a_snooze_and_a_word_of_the_rep_at_one_moment_leave_the_truth()
    {
        var (world, ana, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        var chat = world.Person("bob", ChannelNames.Slack);
        await world.HandInTogetherAsync(
            chat.Acts(Actions.Snooze, Of(), Text("wait", ("until", "2026-11-27"))),
            carol.Acts(Actions.Follow, Of()),
            ana.Acts(Actions.Consult, Of(), Text("And me?", ("person", "carol@example.com")))
        );
        var theCase = await world.TheCaseAsync();
        (theCase.Snoozed is not null, theCase.Followers.Count, theCase.Consults.Count).ShouldBe((true, 1, 1));
        await world.HandInTogetherAsync(
            chat.Acts(Actions.Resolve, Of(), new Dictionary<string, string> { ["fix"] = "x", ["tell"] = "y" }),
            carol.Acts(Actions.ConsultAnswer, Of("1"), Text("Yes."))
        );
        var over = await world.TheCaseAsync();
        over.State.ShouldBe(CaseState.Resolved);
        over.Snoozed.ShouldBeNull();
        over.Consults.Single().State.ShouldBeOneOf(ConsultState.Answered, ConsultState.Withdrawn);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer IN ('snooze', 'consult', 'stale')")).ShouldBe(0);
    }

    [Fact]
    public void Whatever_was_waited_for_the_time_to_resolve_is_what_was_promised_and_the_waiting_counted_once()
    {
        var organisation = OrganisationFixture.Of(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("hours: { mon-fri: \"09:00-17:00\" }", "hours: 24/7", StringComparison.Ordinal)
                    .Replace("holidays: [2026-12-25]\n", "", StringComparison.Ordinal)
            )
        );
        var start = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        var span = Gen.Select(
            Gen.Int[0, 300],
            Gen.Int[1, 90],
            Gen.Bool,
            (from, minutes, isAsk) => (From: from, To: from + minutes, IsAsk: isAsk)
        );
        span.Array[0, 6]
            .Sample(spans =>
            {
                var theCase = new Core.Cases.Case
                {
                    Id = "ESC-1",
                    Version = 1,
                    State = CaseState.Claimed,
                    Queue = "technical",
                    Priority = "p1",
                    Question = "q",
                    Rep = new Party(new PersonKey("teams", "ana"), "Ana", "ana@example.com"),
                    RepPlace = new Place("teams", "dm:ana"),
                    CreatedAt = start,
                    QueuedAt = start,
                    ChangedAt = start,
                    Asks =
                    [
                        .. spans
                            .Where(one => one.IsAsk)
                            .Select((one, n) => new RepAsk($"{n}", "?", "Bob", start.AddMinutes(one.From), "!", start.AddMinutes(one.To))),
                    ],
                    Pauses =
                    [
                        .. spans.Where(one => !one.IsAsk).Select(one => new Pause(start.AddMinutes(one.From), start.AddMinutes(one.To))),
                    ],
                };
                var waited = Enumerable.Range(0, 400).Count(minute => spans.Any(one => one.From <= minute && minute < one.To));
                Clocks.DeadlinesOf(theCase, organisation).Resolve.ShouldBe(start.AddHours(4).AddMinutes(waited));
            });
    }
}
