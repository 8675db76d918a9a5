using System.Globalization;
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

namespace EscalationBot.Tests.Triage.Criteria;

/// <summary>
/// The sample organisation through the real engine: its criteria keep their promises, and its articles are found by the questions that reps
/// would type.
/// </summary>
public sealed class SamplePoliciesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private static readonly string Knowledge = Path.Combine(OrganisationFixture.SampleFolder, "knowledge");

    private static readonly Lazy<TriageEngine> Engine = new(() =>
        Of(OrganisationFolder.Read(OrganisationFixture.SampleFolder, Now).Organisation.ShouldNotBeNull())
    );

    private static TriageEngine Of(OrganisationSnapshot organisation) =>
        new(TriageData.Of(SearchIndex.Of(Articles()), organisation, new TriageOptions()));

    private static IEnumerable<Article> Articles() =>
        Files().Select(file => ArticleFiles.Read(Path.GetFileName(file), File.ReadAllText(file), Now).Article.ShouldNotBeNull(file));

    private static string[] Files() => System.IO.Directory.GetFiles(Knowledge, "*.md");

    private static Judgement Ask(string question) => Engine.Value.Judge(Question.Of(question), Circumstances.None, Now);

    [Fact]
    public void The_samples_criteria_pass_their_own_check()
    {
        var report = CriteriaCheck.CheckFolder(
            OrganisationFixture.SampleFolder,
            Now,
            organisation =>
            {
                var engine = Of(organisation);
                return text => engine.Judge(Question.Of(text), Circumstances.None, Now).Facts;
            }
        );

        report.Problems.ShouldBeEmpty();
        report.Examples.ShouldBeGreaterThan(60);
        var criteria = report.Organisation.ShouldNotBeNull().Criteria.Criteria;
        criteria.Count.ShouldBeGreaterThanOrEqualTo(10);
        criteria.ShouldAllBe(criterion => criterion.Why.EndsWith('.'));
    }

    [Fact]
    public void Every_article_is_whole_owned_and_in_a_category()
    {
        var organisation = Engine.Value.Data;
        var people = OrganisationFolder.Read(OrganisationFixture.SampleFolder, Now).Organisation.ShouldNotBeNull();
        foreach (var file in Files())
        {
            var reading = ArticleFiles.Read(Path.GetFileName(file), File.ReadAllText(file), Now);
            reading.Problems.ShouldBeEmpty(file);
            var article = reading.Article.ShouldNotBeNull();
            article.Id.ShouldBe(Path.GetFileNameWithoutExtension(file));
            article.ReviewBy.ShouldNotBeNull(file);
            people.FindPerson(article.Owner).ShouldNotBeNull(file);
            article.Tags.Any(organisation.Categories.Contains).ShouldBeTrue($"{file} has no category among its tags");
            article.Body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeInRange(120, 450, file);
        }

        var articles = Articles().ToList();
        articles.Count.ShouldBeGreaterThanOrEqualTo(40);
        articles.Count(article => article.Audience == Audience.Client).ShouldBeGreaterThan(15);
        articles.Count(article => article.ReviewBy < DateOnly.FromDateTime(Now.DateTime)).ShouldBe(1);
        articles.Count(article => article.InForceTo < DateOnly.FromDateTime(Now.DateTime)).ShouldBe(1);
    }

    [Theory]
    [InlineData("how do I reset my password", "password-reset")]
    [InlineData("user says the reset mail never arrives", "password-reset-mail-missing")]
    [InlineData("SSO users get thrown back to the login page, SP-1107", "sso-login-loop")]
    [InlineData("SP-1112 assertion rejected for everybody since this morning", "sso-assertion-rejected")]
    [InlineData("lost phone, cannot get past two-factor", "two-factor-lost-phone")]
    [InlineData("what is an editor allowed to do?", "roles-and-permissions")]
    [InlineData("HG-4010 when calling the API", "token-expired")]
    [InlineData("how to rotate an API token without downtime", "token-rotate")]
    [InlineData("client gets 429 from the API", "api-rate-limits")]
    [InlineData("how do they verify the webhook signature", "webhook-signature")]
    [InlineData("HG-4291 webhook endpoint disabled", "webhook-endpoint-disabled")]
    [InlineData("which IP addresses must the firewall allow", "outgoing-addresses")]
    [InlineData("when will API v1 be switched off?", "api-v1-shutdown")]
    [InlineData("LA-2203 during a big export", "export-fails-large")]
    [InlineData("the export download link has expired", "export-link-expired")]
    [InlineData("LA-2311 in the import report", "import-errors")]
    [InlineData("restore a folder that was deleted last week", "restore-deleted")]
    [InlineData("how long are deleted documents kept?", "restore-deleted")]
    [InlineData("how are service credits calculated?", "service-credits")]
    [InlineData("two workspaces on one invoice", "multi-workspace-billing")]
    [InlineData("put a purchase order number on the invoice", "purchase-order-number")]
    [InlineData("card payment declined TY-3303", "card-declined")]
    [InlineData("who signs a contract amendment?", "contract-amendments")]
    [InlineData("notice period for enterprise contracts", "renewal-and-notice")]
    public void A_reps_question_finds_its_article(string question, string article) => Ask(question).Ranking[0].ArticleId.ShouldBe(article);

    [Fact]
    public void Every_article_in_force_is_first_for_its_own_title_and_only_the_known_pair_is_in_conflict()
    {
        string[] pair = ["webhook-retries", "webhook-delivery-guarantees"];
        foreach (var article in Articles().Where(article => article.InForceTo is null))
        {
            var judgement = Ask(article.Title);

            judgement.Ranking[0].ArticleId.ShouldBe(article.Id);
            judgement.Facts.ArticleConflicting.ShouldBe(pair.Contains(article.Id), article.Id);
            judgement.Facts.Frustrated.ShouldBeFalse(article.Id);
            (judgement.Verdict is Verdict.Answer or Verdict.Offer).ShouldBe(
                !pair.Contains(article.Id) && article.Id != "discount-approval",
                $"{article.Id}: {string.Join(", ", judgement.Receipt.Fired)}"
            );
        }
    }

    [Fact]
    public void The_articles_that_contradict_each_other_send_the_question_to_people()
    {
        var judgement = Ask("how often is a failed webhook retried?");

        judgement
            .Ranking.Take(2)
            .Select(hit => hit.ArticleId)
            .ShouldBe(["webhook-retries", "webhook-delivery-guarantees"], ignoreOrder: true);
        judgement.Receipt.Fired.ShouldBe(["conflicting-articles"]);
        judgement.Verdict.ShouldBeOfType<Verdict.Escalate>();
    }

    [Fact]
    public void An_article_that_is_no_longer_in_force_is_not_shown_and_one_past_review_is_no_answer_about_money()
    {
        Ask("service credits rules until March 2026").Ranking.ShouldNotContain(hit => hit.ArticleId == "service-credits-2025");

        var discount = Ask("which discount may be given for a three year contract?");
        discount.Ranking[0].ArticleId.ShouldBe("discount-approval");
        discount.Ranking[0].Unverified.ShouldBeTrue();
        discount.Verdict.ShouldBeOfType<Verdict.NotCovered>();
    }

    [Fact]
    public void What_no_article_covers_is_not_answered()
    {
        var verdict = Ask("The loading dock tablet prints barcode QX-7781 upside down since Tuesday").Verdict;

        verdict.ShouldBe(new Verdict.NotCovered(OnlyPeople: false), string.Create(CultureInfo.InvariantCulture, $"{verdict}"));
    }

    [Theory]
    [InlineData("Eastgate's lawyer announced legal action about the October outage", "legal-threat", "billing", "p1")]
    [InlineData("production is down at Acme, nobody can work", "production-outage", "technical", "p1")]
    [InlineData("Kestrel thinks an account was compromised", "security-breach", "trust", "p1")]
    [InlineData("Cobalt Cold Storage wants a service credit of 1,200 EUR", "credit-over-limit", "billing", "p2")]
    [InlineData("a person asks Birchwood to delete all personal data", "privacy-request", "trust", "p2")]
    public void Topics_that_need_people_escalate_at_once(string question, string criterion, string queue, string priority)
    {
        var judgement = Ask(question);

        judgement.Receipt.Fired[0].ShouldBe(criterion);
        var escalate = judgement.Verdict.ShouldBeOfType<Verdict.Escalate>();
        (escalate.Queue, escalate.Priority).ShouldBe((queue, priority));
    }
}
