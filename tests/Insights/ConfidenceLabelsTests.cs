using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights;

public sealed class ConfidenceLabelsTests
{
    private static readonly DateTimeOffset Asked = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Asked.AddDays(10);

    [Fact]
    public void What_a_person_says_weighs_wholly()
    {
        Of(Answered() with { State = QuestionState.Solved }).Single().ShouldBe(Label(right: true));
        Of(Answered() with { Rejected = ["a"] }).Single().ShouldBe(Label(right: false));
        Of(Answered() with { State = QuestionState.Escalated, CaseId = "ESC-1001" }).Single().Right.ShouldBeFalse();
    }

    [Fact]
    public void An_offer_says_whether_its_first_article_was_right_or_that_nobody_knows()
    {
        var offer = Answered() with { ShownArticle = null };
        offer = offer with { Judgement = offer.Judgement with { Verdict = new Verdict.Offer(offer.Judgement.Ranking) } };
        Of(offer with { State = QuestionState.Solved, ShownArticle = "a" })
            .Single()
            .ShouldBe(Label(right: true) with { WasAnswer = false });
        Of(offer with { State = QuestionState.Solved, ShownArticle = "b" }).Single().Right.ShouldBeFalse();
        // Opened, and then silence: not even that is known.
        Of(offer with { ShownArticle = "a" }).ShouldBeEmpty();
        foreach (var nobody in new[] { offer, offer with { ShownArticle = "b" }, offer with { CaseId = "ESC-1001" } })
        {
            Of(nobody).Single().ShouldBe(Label(right: false) with { WasAnswer = false, Weight = 0 });
        }
    }

    [Fact]
    public void Silence_weighs_little_and_not_before_72_hours()
    {
        var reader = new ConfidenceLabels(new CalibrationLog([]));
        reader.Add(Answered());
        reader.At(Asked.AddHours(71)).ShouldBeEmpty();
        var label = reader.At(Asked.AddHours(72)).ShouldHaveSingleItem();
        (label.Right, label.IsSaid).ShouldBe((true, false));
        label.Weight.ShouldBeInRange(0.01, 0.2);
    }

    [Fact]
    public void Coming_back_with_it_speaks_against_the_answer_more_than_silence_speaks_for_it()
    {
        var labels = Of(Answered(), Answered() with { Id = "q2", AskedAt = Asked.AddHours(20) });
        labels.Count(label => !label.Right).ShouldBe(1);
        labels.Single(label => !label.Right).Weight.ShouldBeGreaterThan(labels.Single(label => label.Right).Weight);
        // Somebody else, or a week later, is not coming back.
        Of(Answered(), Answered() with { Id = "q2", By = Person("bob"), AskedAt = Asked.AddHours(20) }).ShouldAllBe(label => label.Right);
        Of(Answered(), Answered() with { Id = "q2", AskedAt = Asked.AddHours(80) }).ShouldAllBe(label => label.Right);
    }

    [Fact]
    public void Of_people_who_were_forgotten_nobody_knows_whether_they_came_back() =>
        Of(Answered() with { By = new Party(new PersonKey("", ""), "", null) }).ShouldBeEmpty();

    private static IReadOnlyList<ConfidenceLabel> Of(params AskedQuestion[] questions)
    {
        var reader = new ConfidenceLabels(new CalibrationLog([]));
        foreach (var question in questions)
        {
            reader.Add(question);
        }
        return reader.At(Later);
    }

    private static ConfidenceLabel Label(bool right) =>
        new(0.9, right)
        {
            At = Asked,
            WasAnswer = true,
            AnswerFrom = 0.85,
        };

    private static Party Person(string name) => new(new PersonKey("teams", name), name, $"{name}@example.com");

    private static AskedQuestion Answered()
    {
        var hit = new Hit("a", 1, "A", "Text.", "", 10, 0.9, Asked, Unverified: false, 0);
        return new AskedQuestion
        {
            Id = "q1",
            Version = 1,
            State = QuestionState.Settled,
            By = Person("ana"),
            Place = new Place("teams", "dm:ana"),
            Text = "question",
            AskedAt = Asked,
            ShownArticle = "a",
            Judgement = new Judgement(
                new Verdict.Answer(hit, []),
                new QuestionFacts { Text = "question", Confidence = 0.9 },
                [hit],
                new Receipt(0.9, 0.85, 0.25, [], "1", "offer", "")
            ),
        };
    }
}
