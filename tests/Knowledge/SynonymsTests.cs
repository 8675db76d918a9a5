using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class SynonymsTests
{
    private static readonly SearchIndex Index = SearchIndex.Of([
        new("two-factor", "Set up two-factor authentication", "Open the profile and scan the code with the phone.", []),
        new("sign-in", "Sign in", "Authentication happens at the gate. Two doors lead there.", []),
        new("receipts", "Where receipts are", "Every receipt of a payment is on the billing page.", []),
        new("trucks", "Lorries", "A lorry takes ten pallets.", []),
    ]);

    private static readonly Synonyms Own = Synonyms.Of([
        new(["2FA", "MFA"], ["two-factor authentication"]),
        new(["invoice", "receipt", "proof of payment"], []),
        new(["HGV"], ["lorry"]),
        new(["nothing known"], ["zorblax"]),
    ]);

    [Theory]
    [InlineData("2fa", "two-factor")]
    [InlineData("how do I set up MFA?", "two-factor")]
    [InlineData("where are my Invoices", "receipts")]
    [InlineData("I need a proof of payment", "receipts")]
    [InlineData("hgvs", "trucks")]
    public void A_question_in_own_words_finds_the_article(string question, string first) =>
        Search(question, Own)[0].Article.Id.ShouldBe(first);

    [Fact]
    public void Without_them_it_does_not()
    {
        Search("2fa", Synonyms.None).ShouldBeEmpty();
        Search("hgv", Synonyms.None).ShouldBeEmpty();
    }

    [Fact]
    public void One_direction_is_one_direction()
    {
        var index = SearchIndex.Of([new("short", "", "MFA is on.", [])]);
        index.Search(Query("two-factor authentication") with { Synonyms = Own }).Hits.ShouldBeEmpty();
    }

    [Fact]
    public void All_words_of_a_phrase_are_needed()
    {
        var hits = Search("mfa", Own);
        hits[0].Evidence.Anywhere.ShouldNotBe(0UL);
        hits.Where(hit => hit.Article.Id == "sign-in").ShouldAllBe(hit => hit.Evidence.Anywhere == 0);
    }

    [Fact]
    public void A_meaning_that_no_article_has_changes_nothing() =>
        Search("nothing known about payments", Own).Count.ShouldBe(Search("nothing known about payments", Synonyms.None).Count);

    [Fact]
    public void A_word_and_its_synonym_are_one_word_to_the_ranking()
    {
        var plain = Search("where is the receipt", Synonyms.None)[0].Evidence;
        var own = Search("where is the invoice", Own)[0].Evidence;
        own.Anywhere.ShouldNotBe(0UL);
        own.Line.ShouldBe(plain.Line, 0.2f);
    }

    [Theory]
    [InlineData("how do I export rows?")]
    [InlineData("authentication at the gate")]
    public void Questions_without_such_words_are_answered_as_before(string question) =>
        Search(question, Own)
            .Select(hit => (hit.Article.Id, hit.Score))
            .ShouldBe(Search(question, Synonyms.None).Select(hit => (hit.Article.Id, hit.Score)));

    [Theory]
    [InlineData("two-factor authentication", "two factor authenticat")]
    [InlineData("2FA", "2fa")]
    [InlineData("QX-7781", "qx 7781")]
    [InlineData("invoices", "invoic")]
    public void Phrases_are_read_as_the_index_reads_them(string phrase, string words) =>
        string.Join(' ', Synonyms.Read(phrase)).ShouldBe(words);

    [Fact]
    public void The_engine_uses_those_of_the_organisation()
    {
        var engine = new TriageEngine(new TriageData { Knowledge = Index, Synonyms = Own });
        engine
            .Judge(Question.Of("how do I set up MFA?"), Circumstances.None, DateTimeOffset.UnixEpoch)
            .Ranking[0]
            .ArticleId.ShouldBe("two-factor");
    }

    [Fact]
    public void The_file_is_checked_with_line_what_and_how_to_mend()
    {
        using var fixture = new OrganisationFixture();
        fixture.Write(
            "synonyms.yaml",
            """
            synonyms:
              - { words: [2fa], means: [two-factor authentication] }
              - { words: [invoice, bill] }
              - { words: [alone] }
              - { words: [Bill, receipt] }
              - { words: [one two three four five six, "!!"], mean: [x] }
              - just words
            """
        );
        var problems = fixture.Problems(null);
        problems.Select(problem => problem.Line).Distinct().Order().ShouldBe([4, 5, 6, 7]);
        problems.ShouldAllBe(problem => problem.File == "synonyms.yaml" && problem.Fix.Length > 0);
        problems.ShouldContain(problem => problem.Line == 5 && problem.What.Contains("first on line 3", StringComparison.Ordinal));
    }

    [Fact]
    public void The_file_is_read()
    {
        using var fixture = new OrganisationFixture();
        fixture.Write("synonyms.yaml", "synonyms:\n  - { words: [2fa, mfa], means: [two-factor authentication] }\n");
        var group = fixture.Read(null).Synonyms.ShouldHaveSingleItem();
        group.Words.ShouldBe(["2fa", "mfa"]);
        group.Means.ShouldBe(["two-factor authentication"]);
    }

    private static SearchQuery Query(string question) => new(question, Audience.Internal, new DateOnly(2026, 11, 2));

    private static IReadOnlyList<RankedArticle> Search(string question, Synonyms synonyms) =>
        Index.Search(Query(question) with { Synonyms = synonyms }).Hits;
}
