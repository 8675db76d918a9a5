using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights;

public sealed class ReplayTests
{
    private static readonly DateTimeOffset At = new(2026, 10, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly Hit Hit = new(
        "export-limits",
        1,
        "Limits of data exports",
        "An export holds 500,000 rows.",
        "",
        10,
        0.95,
        At,
        Unverified: false,
        0
    );

    private static string Criteria(params string[] lines) =>
        $"version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n{string.Join('\n', lines.Select(line => "  - " + line))}\n";

    private static Replay Of(string now, string other) =>
        new(
            OrganisationFixture.Of(("criteria.yaml", Criteria(now))),
            OrganisationFixture.Of(("criteria.yaml", Criteria(other))).Criteria,
            Today
        );

    private const string Lawyer = "{ id: legal, when: { words: [lawyer] }, then: { escalate: now, queue: billing, priority: p1 }, why: y }";

    [Fact]
    public void A_question_under_the_same_criteria_does_not_move()
    {
        var one = Of(Lawyer, Lawyer).Of(Ask("their lawyer calls"));
        one.Moves.ShouldBeFalse();
        one.Before.ShouldSatisfyAllConditions(
            before => before.Verdict.ShouldBe("escalate"),
            before => before.Queue.ShouldBe("billing"),
            before => before.Criteria.ShouldBe(["legal"])
        );
    }

    [Fact]
    public void Verdict_queue_and_priority_changes_are_told()
    {
        Of(Lawyer, "{ id: legal, when: { words: [lawyer] }, then: { escalate: now, priority: p2 }, why: y }")
            .Of(Ask("their lawyer calls"))
            .Move.ShouldBe("escalate (billing, p1) → escalate (technical, p2)");
        Of(Lawyer, "{ id: other, when: { words: [zebra] }, then: { escalate: now }, why: y }")
            .Of(Ask("their lawyer calls"))
            .Move.ShouldBe("escalate (billing, p1) → answer");
        Of(Lawyer, "{ id: legal, when: { words: [lawyer] }, then: { escalate: offer }, why: y }")
            .Of(Ask("their lawyer calls"))
            .Move.ShouldBe("escalate (billing, p1) → only people");
        Of(Lawyer, "{ id: sure, when: { confidence_under: 0.5 }, then: { escalate: now }, why: y }")
            .Of(Ask("their lawyer calls", confidence: 0.4))
            .After.Text.ShouldBe("escalate (technical, p3)");
    }

    [Fact]
    public void Facts_stand_as_they_were_when_the_question_was_asked()
    {
        const string third = "{ id: third, when: { repeat_contacts: { count: 3, within: 14d } }, then: { escalate: now }, why: y }";
        const string night = "{ id: night, when: { outside_hours: true, words: [export] }, then: { escalate: now }, why: y }";
        var asked = Ask("export");
        var facts = asked.Judgement.Facts with { EarlierContacts = [At.AddDays(-1), At.AddDays(-13)], OutsideHours = true };
        asked = asked with { Judgement = asked.Judgement with { Facts = facts } };
        Of(Lawyer, third).Of(asked).After.Verdict.ShouldBe("escalate");
        Of(Lawyer, night).Of(asked).After.Verdict.ShouldBe("escalate");
        Of(Lawyer, third).Of(Ask("export")).After.Verdict.ShouldBe("answer");
    }

    [Fact]
    public void The_words_of_what_is_restricted_are_not_told()
    {
        const string loud = "{ id: legal, when: { words: [lawyer] }, then: { escalate: now, restricted: true }, why: y }";
        const string quiet = "{ id: legal, when: { words: [lawyer] }, then: { restricted: true }, why: y }";
        var asked = Ask("their lawyer calls");
        Of(loud, Lawyer).Of(asked).Text.ShouldBeEmpty();
        Of(Lawyer, loud).Of(asked).Text.ShouldBeEmpty();
        Of(Lawyer, quiet).Of(asked).Text.ShouldBeEmpty();
        Of(Lawyer, Lawyer).Of(asked with { Judgement = asked.Judgement with { Restricted = true } }).Text.ShouldBeEmpty();
        Of(Lawyer, Lawyer).Of(asked).Text.ShouldNotBeEmpty();
        var replay = new Replay(
            OrganisationFixture.Of(("criteria.yaml", Criteria(Lawyer))),
            OrganisationFixture.Of(("criteria.yaml", Criteria(Lawyer))).Criteria,
            Today,
            ["ESC-1001"]
        );
        replay.Of(asked with { CaseId = "ESC-1001" }).Text.ShouldBeEmpty();
        replay.Of(asked with { CaseId = "ESC-1002" }).Text.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("from: 2026-12-01", "answer", "escalate")] // yet to come: tried, but not in force now
    [InlineData("to: 2026-11-01", "answer", "answer")] // over
    [InlineData("from: 2026-11-01", "escalate", "escalate")] // in force today, though not when it was asked
    public void Dates_of_criteria_count_as_of_today_and_those_to_come_are_tried(string dates, string before, string after)
    {
        var dated = $"{{ id: export, when: {{ words: [export] }}, then: {{ escalate: now }}, why: y, {dates} }}";
        var one = Of(dated, dated).Of(Ask("export"));
        one.Before.Verdict.ShouldBe(before);
        one.After.Verdict.ShouldBe(after);
    }

    [Fact]
    public void The_summary_counts_moves_queues_known_bad_and_what_had_been_solved()
    {
        var replay = Of(
            Lawyer,
            "{ id: exports, when: { words: [export] }, then: { escalate: now, queue: technical, priority: p2 }, why: y }"
        );
        var summary = new ReplaySummary();
        foreach (
            var asked in new[]
            {
                Ask("an export") with
                {
                    Id = "q1",
                    State = QuestionState.Solved,
                    ShownArticle = Hit.ArticleId,
                },
                Ask("an export again") with
                {
                    Id = "q2",
                    Rejected = [Hit.ArticleId],
                    CaseId = "ESC-1001",
                    State = QuestionState.Escalated,
                },
                Ask("a lawyer") with
                {
                    Id = "q3",
                },
                Ask("a zebra") with
                {
                    Id = "q4",
                    CaseId = "ESC-1002",
                    State = QuestionState.Escalated,
                },
            }
        )
        {
            summary.Add(replay.Of(asked));
        }
        summary.Questions.ShouldBe(4);
        summary
            .Moves.Select(move => (move.Key, move.Count()))
            .ShouldBe([("answer → escalate (technical, p2)", 2), ("escalate (billing, p1) → answer", 1)]);
        summary.NewlyEscalated.Select(one => one.Id).ShouldBe(["q1", "q2"]);
        summary.NewlyAnswered.Select(one => one.Id).ShouldBe(["q3"]);
        summary.SolvedAndTaken.Select(one => one.Id).ShouldBe(["q1"]);
        (summary.KnownBad, summary.KnownBadCaughtBefore, summary.KnownBadCaughtAfter).ShouldBe((2, 0, 1));
        summary.Queues["billing"].ShouldBe((1, 0));
        summary.Queues["technical"].ShouldBe((2, 3)); // q2 and q4 asked for a person before; q1 comes on top
    }

    private static AskedQuestion Ask(string text, double confidence = 0.95)
    {
        var party = new Party(new PersonKey("teams", "ana"), "Ana", "ana@example.com");
        var hit = Hit with { Confidence = confidence };
        return new AskedQuestion
        {
            Id = "q1",
            Version = 1,
            State = QuestionState.Shown,
            By = party,
            Place = new Place("teams", "dm:ana"),
            Direct = true,
            Text = text,
            AskedAt = At,
            Judgement = new Judgement(
                new Verdict.Answer(hit, []),
                new QuestionFacts { Text = text, Confidence = confidence },
                [hit],
                new Receipt(confidence, 0.89, 0.25, [], "1", "offer", "")
            ),
        };
    }
}
