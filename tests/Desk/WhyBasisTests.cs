using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class WhyBasisTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, 0, "from the articles alone")]
    [InlineData(true, 1, "from 1 confirmed answer")]
    [InlineData(true, 37, "from 37 confirmed answers")]
    [InlineData(false, 0, "careful until then")]
    public void Why_says_what_the_confidence_rests_on(bool articles, int answers, string words) =>
        Confidence(new ConfidenceBasis(articles, answers)).ShouldContain(words);

    [Fact]
    public void A_receipt_from_before_this_was_kept_says_nothing_of_it() => Confidence(null).ShouldNotContain("\n");

    private static string Confidence(ConfidenceBasis? basis)
    {
        using var files = new OrganisationFixture();
        var workplace = new Workplace(
            OrganisationFolder.Read(files.Folder, Now).Organisation!,
            new TriageEngine(new TriageData { Knowledge = SearchIndex.Empty() })
        );
        var words = Words.In("en");
        var asked = new AskedQuestion
        {
            Id = "q1",
            Version = 1,
            State = QuestionState.Shown,
            By = new Party(new PersonKey("teams", "ana"), "Ana", "ana@example.com"),
            Place = new Place("teams", "dm:ana"),
            Text = "question",
            AskedAt = Now,
            Judgement = new Judgement(
                new Verdict.NotCovered(OnlyPeople: false),
                new QuestionFacts { Text = "question" },
                [],
                new Receipt(0.5, 0.85, 0.25, [], "1", "offer", "") { Basis = basis }
            ),
        };
        return new AnswerCards(workplace, words, new When(words, TimeZoneInfo.Utc, Now))
            .Why(asked)
            .Parts.OfType<CardPart.FactList>()
            .Single()
            .Facts.Single(fact => fact.Label == words["why_confidence"])
            .Value;
    }
}
