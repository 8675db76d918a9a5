using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights;

/// <summary>Labelled messages of a replay.</summary>
public sealed class LabelCheckTests
{
    private static readonly ReplayOutcome Answer = new("answer", null, null, null, Restricted: false, []);
    private static readonly ReplayOutcome Case = new("escalate", "technical", "p1", null, Restricted: false, ["noise"]);

    private static string File(string id) =>
        $"version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - {{ id: {id}, when: {{ words: [x] }}, then: {{ escalate: now }}, why: y }}\n";

    private static LabelCheck Of(params VerdictLabel[] labels) =>
        new(
            labels,
            OrganisationFixture.Of(("criteria.yaml", File("noise"))),
            OrganisationFixture.Of(("criteria.yaml", File("other"))).Criteria
        );

    private static VerdictLabel Label(string question, JudgedParts right, string by = "bob") =>
        TestDatabaseSamples.Label($"vl-{question}-{by}", question, by: by) with
        {
            Right = right,
        };

    private static Replayed Message(string id, ReplayOutcome before, ReplayOutcome after) =>
        new(id, null, "words", default, before, after, Solved: false, KnownBad: false);

    [Theory]
    [InlineData("answer", null, null, null, 1, 0)]
    [InlineData("offer", null, null, null, 0, 0)]
    [InlineData("escalate", null, null, null, 0, 1)]
    [InlineData("escalate", "technical", "p1", "noise", 0, 1)]
    [InlineData("escalate", "billing", null, null, 0, 0)]
    [InlineData(null, null, "p2", null, 0, 0)]
    [InlineData(null, null, null, "noise", 0, 1)]
    [InlineData(null, null, null, "other", 0, 0)]
    [InlineData(null, null, null, JudgedParts.NoCriterion, 1, 0)]
    public void All_parts_that_were_named_must_be_as_they_say(
        string? verdict,
        string? queue,
        string? priority,
        string? criterion,
        int before,
        int after
    )
    {
        var check = Of(Label("q1", new(verdict, queue, priority, criterion)));
        check.Add(Message("q1", Answer, Case));
        check.Add(Message("q2", Answer, Case));
        (check.Labelled, check.RightBefore, check.RightAfter, check.Worse.Count).ShouldBe((1, before, after, before > after ? 1 : 0));
    }

    [Fact]
    public void Two_people_who_contradict_each_other_do_not_count_and_two_who_add_to_each_other_do()
    {
        var check = Of(
            Label("q1", new("answer", null, null, null)),
            Label("q1", new("escalate", null, "p1", null), "carol"),
            Label("q2", new("escalate", null, null, null)),
            Label("q2", new(null, null, "p1", null), "carol"),
            Label("q3", new("answer", null, null, null)),
            Label("q3", new(null, "billing", null, null), "carol")
        );
        check.Add(Message("q3", Answer, Case));
        check.Add(Message("q1", Answer, Case));
        check.Add(Message("q2", Answer, Case));
        (check.Disagree, check.Labelled, check.RightBefore, check.RightAfter).ShouldBe((2, 1, 0, 1));
    }

    [Fact]
    public void What_names_a_queue_or_a_criterion_that_is_gone_does_not_count()
    {
        var check = Of(
            Label("q1", new(null, "closed", null, null)),
            Label("q2", new(null, null, null, "deleted")),
            Label("q3", new("escalate", null, null, null)),
            Label("q3", new("answer", "closed", null, null), "carol")
        );
        check.Add(Message("q1", Answer, Case));
        check.Add(Message("q2", Answer, Case));
        check.Add(Message("q3", Answer, Case));
        (check.Gone, check.Disagree, check.Labelled, check.RightAfter).ShouldBe((3, 0, 1, 1));
    }
}
