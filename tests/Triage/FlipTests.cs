using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class FlipTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private const string Known = "how do I renew the signing certificate for single sign-on?";

    private static readonly Article[] Articles =
    [
        new(
            "renew-cert",
            "Renew the signing certificate for single sign-on",
            "1. Open Settings, Identity, Certificates.\n2. Choose Renew and download the metadata file.",
            ["technical"]
        ),
        new(
            "invoice",
            "Find and download an invoice",
            "Invoices are listed under Billing, History. Choose the month and download the PDF.",
            ["billing"]
        ),
        new("keep-old", "How long exports are kept", "A finished data export is kept for 30 days on the server.", []),
        new("keep-new", "How long exports are kept", "A finished data export is kept for 90 days on the server.", []),
        new(
            "webhook",
            "How webhook deliveries are retried",
            "A failed webhook delivery is tried again five times within one day.",
            ["technical"]
        ),
    ];

    [Fact]
    public void One_criterion_is_named_with_the_words_that_fired_it() =>
        Judge($"their lawyer asks {Known}", Of("legal", new Condition.Words(["lawyer", "sue", "court"]), Escalation.Now))
            .Receipt.Flip.ShouldBe("Without “of legal” (the question says \"lawyer\") it would be: answer.");

    [Fact]
    public void Two_criteria_that_both_escalate_must_both_go()
    {
        var judgement = Judge(
            $"their lawyer asks {Known}",
            Of("legal", new Condition.Words(["lawyer"]), Escalation.Now),
            Of("certificate", new Condition.Words(["cert*"]), Escalation.Now)
        );
        judgement.Receipt.Flip.ShouldBe(
            "Without “of legal” (the question says \"lawyer\") and “of certificate” (the question says \"cert*\") it would be: answer."
        );
        judgement.Receipt.RunnerUp.ShouldBe("answer");
    }

    [Fact]
    public void A_criterion_that_only_offers_people_is_what_remains_without_the_one_that_escalates() =>
        Judge(
            $"their lawyer asks {Known}",
            Of("legal", new Condition.Words(["lawyer"]), Escalation.Now),
            Of("certificate", new Condition.Words(["cert*"]), Escalation.Offer)
        )
            .Receipt.RunnerUp.ShouldBe("not covered");

    [Fact]
    public void A_contradiction_behind_a_criterion_is_not_forgotten() =>
        Judge("how long are finished exports kept?", Of("exports", new Condition.Words(["exports"]), Escalation.Now))
            .Receipt.Flip.ShouldStartWith(
                "Without “of exports” (the question says \"exports\"), and if the two articles agreed, it would be: "
            );

    [Fact]
    public void Nobody_is_promised_an_article_where_there_is_none()
    {
        var judgement = Judge("the office dog of their lawyer", Of("legal", new Condition.Words(["lawyer"]), Escalation.Offer));
        judgement.Verdict.ShouldBe(new Verdict.NotCovered(OnlyPeople: true));
        judgement.Receipt.Flip.ShouldStartWith("Without “of legal” (the question says \"lawyer\") no article would cover it either.");
    }

    [Fact]
    public void A_stale_article_on_money_would_be_the_answer_once_reviewed()
    {
        var judgement = Judge("find and download an invoice", past: true);
        judgement.Verdict.ShouldBe(new Verdict.NotCovered(OnlyPeople: false));
        judgement.Receipt.RunnerUp.ShouldBe("answer");
        judgement.Receipt.Flip.ShouldContain("Reviewed, it would be: answer.");
    }

    [Fact]
    public void A_criterion_that_lacks_one_thing_and_has_another_is_told_and_one_that_lacks_a_word_is_not()
    {
        var near = Of("night", new Condition.All([new Condition.Words(["certificate"]), new Condition.OutsideHours(true)]), Escalation.Now);
        var far = Of("legal", new Condition.Words(["lawyer"]), Escalation.Now);
        Judge(Known, far, near).Receipt.Flip.ShouldEndWith("If also the organisation is closed, “of night” would make it a case at once.");
        Judge(Known, far).Receipt.Flip.ShouldNotContain("legal");
    }

    /// <summary>Sure enough for an answer, were it a question.</summary>
    [Theory]
    [InlineData("export")]
    [InlineData("Export?")]
    public void One_word_gets_a_choice_however_sure_the_first_article_is(string word)
    {
        var judgement = new TriageEngine(Sample()).Judge(Question.Of(word), Circumstances.None, Now);
        judgement.Receipt.Confidence.ShouldBeGreaterThanOrEqualTo(judgement.Receipt.AnswerFrom);
        judgement.Verdict.ShouldBeOfType<Verdict.Offer>().Candidates.Count.ShouldBeGreaterThan(1);
        judgement.Receipt.RunnerUp.ShouldBe("answer");
        judgement.Receipt.Flip.ShouldStartWith("One word names a topic and no question;");
    }

    [Theory]
    [InlineData("HG-4291", "webhook-endpoint-disabled")]
    [InlineData("SP-1107?", "sso-login-loop")]
    [InlineData("LA-2210", "export-link-expired")]
    public void A_code_that_one_article_names_is_a_question_and_one_that_several_name_is_none(string code, string article)
    {
        var engine = new TriageEngine(Sample());
        engine.Judge(Question.Of(code), Circumstances.None, Now).Verdict.ShouldBeOfType<Verdict.Answer>().Best.ArticleId.ShouldBe(article);
        // Two articles name it: the one about tokens that ended, and the one about changing them.
        engine.Judge(Question.Of("HG-4011"), Circumstances.None, Now).Verdict.ShouldBeOfType<Verdict.Offer>();
    }

    private static TriageData Sample() =>
        TriageData.Of(
            SearchIndex.Of(KnowledgeFolder.Read(OrganisationFixture.SampleFolder).Articles),
            OrganisationFolder.Read(OrganisationFixture.SampleFolder).Organisation!,
            new TriageOptions()
        );

    /// <summary>What the receipt promises is what comes out, for every example of the sample organisation.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void On_the_sample_organisation_every_runner_up_comes_true_after_the_change(bool doubted)
    {
        var organisation = OrganisationFolder.Read(OrganisationFixture.SampleFolder).Organisation!;
        var data = Sample();
        if (doubted)
        {
            data = data with { Knowledge = SearchIndex.Of(data.Knowledge.Articles.Select(article => article with { IsDoubted = true })) };
        }
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (
            var text in organisation
                .Criteria.Criteria.SelectMany(criterion => criterion.Examples)
                .Select(example => example.Text)
                .Concat(data.Knowledge.Articles.Select(article => article.Title))
        )
        {
            var question = Question.Of(text);
            var then = new TriageEngine(data).Judge(question, Circumstances.None, Now);
            var after = Changed(data, question, then);
            after.ShouldBe(then.Receipt.RunnerUp, $"{text}: {then.Receipt.Flip}");
            after.ShouldNotBe(
                then.Verdict is Verdict.NotCovered { OnlyPeople: true } ? "only people" : TriageEngine.NameOf(then.Verdict),
                text
            );
            var kind = TriageEngine.NameOf(then.Verdict);
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
        }
        seen.Keys.Order().ShouldBe(doubted ? ["escalate", "not covered", "offer"] : ["answer", "escalate", "not covered", "offer"]);
    }

    private static string Changed(TriageData data, Question question, Judgement then)
    {
        var (receipt, facts) = (then.Receipt, then.Facts);
        var set = data.Criteria;
        if (then.Verdict is Verdict.Ask ask)
        {
            question = question with { AlreadyAsked = [ask.Fact] };
        }
        if (then.Verdict is Verdict.Escalate or Verdict.NotCovered { OnlyPeople: true })
        {
            set = CriteriaSet.From(
                data.Criteria.Policy with
                {
                    Criteria =
                    [
                        .. data.Criteria.Policy.Criteria.Where(criterion =>
                            !receipt.Flip.Contains($"“{criterion.Why.TrimEnd('.')}” (", StringComparison.Ordinal)
                        ),
                    ],
                },
                data.Zone
            );
        }
        if (
            receipt.Flip.Contains("eviewed, it would be", StringComparison.Ordinal)
            || receipt.Flip.Contains("orrected, it would be", StringComparison.Ordinal)
        )
        {
            facts = facts with { ArticleStale = false, ArticleDoubted = false };
        }
        else if (
            receipt.Flip.Contains("articles agreed", StringComparison.Ordinal)
            || receipt.Flip.Contains("if they agreed", StringComparison.Ordinal)
        )
        {
            then = then with { Conflict = false };
        }
        else if (receipt.Flip.Contains("From ", StringComparison.Ordinal))
        {
            facts = facts with
            {
                ArticleMissing = false,
                Confidence = receipt.RunnerUp == "answer" ? receipt.AnswerFrom : receipt.OfferFrom,
            };
        }
        else if (receipt.Flip.Contains("Below ", StringComparison.Ordinal))
        {
            facts = facts with
            {
                Confidence = (receipt.RunnerUp == "offer" ? receipt.AnswerFrom : receipt.OfferFrom) - 0.001,
                ArticleMissing = receipt.RunnerUp == "not covered",
            };
        }
        return TriageEngine.NameOf(
            new TriageEngine(data with { Criteria = set }).JudgeAgain(question, then with { Facts = facts }, Now).Verdict
        );
    }

    private static Judgement Judge(string text, params Criterion[] criteria) => Judge(text, past: false, criteria);

    private static Judgement Judge(string text, bool past, params Criterion[] criteria) =>
        new TriageEngine(
            new TriageData
            {
                Knowledge = SearchIndex.Of(
                    Articles.Select(article => past ? article with { ReviewBy = new DateOnly(2026, 11, 1) } : article)
                ),
                Criteria = CriteriaSet.From(new CriteriaPolicy(1, null, null, criteria, "hash"), TimeZoneInfo.Utc),
            }
        ).Judge(Question.Of(text), Circumstances.None, Now);

    private static Criterion Of(string id, Condition when, Escalation escalate) =>
        new(id, when, new Effect(escalate, null, null, null, Restricted: false, []), $"of {id}", [], 1);
}
