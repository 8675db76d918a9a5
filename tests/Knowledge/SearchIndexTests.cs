using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class SearchIndexTests
{
    private static readonly DateOnly Today = new(2026, 11, 2);

    private static readonly Article Password = new(
        "password",
        "Reset a password",
        "Open the profile page and choose Reset password. The link works for one hour.",
        ["login"]
    );
    private static readonly Article Export = new(
        "export",
        "Export limits",
        "# Limits\nAn export holds at most 10,000 rows.\n\n# Errors\nError QX-7781 means that the export queue is full.",
        ["export"]
    );
    private static readonly Article Invoice = new(
        "invoice",
        "Where invoices are",
        "Invoices are listed under Billing, History.",
        ["billing"]
    );

    [Fact]
    public void The_article_with_the_questions_words_is_first() =>
        First(SearchIndex.Of([Password, Export, Invoice]), "how can I reset my password?").ShouldBe("password");

    [Theory]
    [InlineData("QX-7781")]
    [InlineData("qx7781")]
    [InlineData("we get qx 7781 since today")]
    public void An_error_code_is_found_however_it_is_typed(string question) =>
        First(SearchIndex.Of([Password, Export, Invoice]), question).ShouldBe("export");

    [Fact]
    public void The_best_passage_is_the_one_with_the_words()
    {
        var hit = Search(SearchIndex.Of([Password, Export, Invoice]), "QX-7781").Hits[0];
        hit.BestPassage().Heading.ShouldBe("Errors");
        hit.BestPassage().Text.ShouldContain("queue is full");
    }

    [Theory]
    [InlineData("")]
    [InlineData("🙂")]
    [InlineData("zzzyx qwrtpl")]
    public void Nothing_is_found_without_a_word_that_an_article_has(string question) =>
        Search(SearchIndex.Of([Password, Export]), question).Hits.ShouldBeEmpty();

    [Theory]
    [InlineData("how can I resett my pasword")]
    [InlineData("reset passwrod")]
    [InlineData("password resetting")]
    public void A_mistyped_word_is_taken_for_the_known_one(string question) =>
        First(SearchIndex.Of([Password, Export, Invoice]), question).ShouldBe("password");

    [Theory]
    [InlineData("QX-7782", "QX-7781")]
    [InlineData("axport", "export")]
    [InlineData("rows", "rose")]
    public void Codes_first_letters_and_short_words_are_not_corrected(string question, string word) =>
        Search(SearchIndex.Of([new Article("only", "", word, [])]), question).Hits.Where(hit => hit.Evidence.Anywhere > 1).ShouldBeEmpty();

    [Fact]
    public void An_empty_index_finds_nothing() => Search(SearchIndex.Empty(), "anything").Hits.ShouldBeEmpty();

    [Fact]
    public void Articles_without_title_tags_or_body_are_no_trouble()
    {
        var index = SearchIndex.Of([new Article("bare", "", "webhook retries", []), new Article("titled", "webhook signature", "", [])]);
        Search(index, "webhook").Hits.Count.ShouldBe(2);
        Search(index, "webhook signature").Hits[0].BestPassage().Text.ShouldBe("");
    }

    [Fact]
    public void A_client_sees_only_articles_for_clients()
    {
        var index = SearchIndex.Of([Password, Password with { Id = "for-clients", Audience = Audience.Client }]);
        index
            .Search(new SearchQuery("reset password", Audience.Client, Today))
            .Hits.ShouldHaveSingleItem()
            .Article.Id.ShouldBe("for-clients");
        Search(index, "reset password").Hits.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("2026-11-03", null, false)]
    [InlineData("2026-11-02", null, true)]
    [InlineData(null, "2026-11-01", false)]
    [InlineData(null, "2026-11-02", true)]
    public void Only_articles_in_force_are_found(string? from, string? to, bool found)
    {
        var article = Password with
        {
            InForceFrom = from is null ? null : DateOnly.Parse(from),
            InForceTo = to is null ? null : DateOnly.Parse(to),
        };
        Search(SearchIndex.Of([article]), "reset password").Hits.Count.ShouldBe(found ? 1 : 0);
    }

    [Fact]
    public void Excluded_ids_and_other_tags_are_not_found()
    {
        var index = SearchIndex.Of([Password, Password with { Id = "second", Tags = ["other"] }]);
        index
            .Search(new SearchQuery("reset password", Audience.Internal, Today) { Not = ["password"] })
            .Hits.ShouldHaveSingleItem()
            .Article.Id.ShouldBe("second");
        index
            .Search(new SearchQuery("reset password", Audience.Internal, Today) { Tag = "OTHER" })
            .Hits.ShouldHaveSingleItem()
            .Article.Id.ShouldBe("second");
    }

    [Fact]
    public void Changes_give_a_new_snapshot_and_leave_the_old_one_as_it_was()
    {
        var old = SearchIndex.Of([Password, Export]);
        var changed = old.With([Invoice, Export with { Title = "Webhook limits", Body = "Webhooks are sent five times." }], ["password"]);
        (changed.Count, old.Count).ShouldBe((2, 2));
        First(changed, "webhooks").ShouldBe("export");
        Search(changed, "reset").Hits.ShouldBeEmpty();
        First(old, "reset").ShouldBe("password");
        changed.Find("export")!.Title.ShouldBe("Webhook limits");
        changed.Find("password").ShouldBeNull();
        old.With([], ["never there"]).Count.ShouldBe(2);
    }

    [Fact]
    public void An_index_changed_article_by_article_ranks_as_one_built_at_once()
    {
        var articles = Enumerable.Range(0, 3_000).Select(Random).ToList();
        var grown = SearchIndex.Empty();
        foreach (var some in articles.Chunk(170))
        {
            grown = grown.With(some, []);
        }
        grown = grown.With(
            articles.Where((_, i) => i % 7 == 0).Select(article => article with { Body = "something else for now" }),
            articles.Where((_, i) => i % 11 == 0).Select(article => article.Id)
        );
        grown = grown.With(articles.Where((_, i) => i % 7 == 0 || i % 11 == 0), []);
        var atOnce = SearchIndex.Of(articles);
        grown.Count.ShouldBe(3_000);
        foreach (var question in articles.Where((_, i) => i % 100 == 0).Select(article => article.Title))
        {
            var expected = Search(atOnce, question).Hits.Select(hit => (hit.Article.Id, Math.Round(hit.Score, 3)));
            Search(grown, question).Hits.Select(hit => (hit.Article.Id, Math.Round(hit.Score, 3))).ShouldBe(expected);
        }
    }

    [Fact]
    public void A_question_of_twenty_thousand_characters_is_answered()
    {
        var question = string.Join(' ', Enumerable.Range(0, 3_000).Select(i => $"word{i}")) + " reset password";
        Should.NotThrow(() => Search(SearchIndex.Of([Password, Export]), question));
        First(SearchIndex.Of([Password, Export]), "reset password " + question).ShouldBe("password");
    }

    [Fact]
    public void Searching_from_many_threads_while_articles_change_always_sees_a_whole_snapshot()
    {
        var index = SearchIndex.Of([Password, Export, Invoice]);
        Parallel.For(
            0,
            200,
            i =>
            {
                if (i % 20 == 0)
                {
                    lock (Password)
                    {
                        Volatile.Write(ref index, index.With([Invoice with { Id = $"invoice{i}" }], []));
                    }
                }
                First(Volatile.Read(ref index), "reset password").ShouldBe("password");
            }
        );
        index.Count.ShouldBe(13);
    }

    [Fact]
    public void A_question_that_it_solved_before_teaches_an_article()
    {
        const string Wording = "my colleague is locked out after the holidays";
        var index = SearchIndex.Of([Password, Export, Invoice]);
        Search(index, "colleague locked").Hits.ShouldBeEmpty();
        First(index.With([Password with { SolvedQuestions = [Wording] }], []), "colleague locked out").ShouldBe("password");
    }

    private static string First(SearchIndex index, string question) => Search(index, question).Hits[0].Article.Id;

    private static Ranking Search(SearchIndex index, string question) => index.Search(new SearchQuery(question, Audience.Internal, Today));

    private static Article Random(int number)
    {
        var random = new Random(number);
        string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => $"w{random.Next(random.Next(2_000) + 1):x}"));
        return new Article($"a{number}", Words(6), Words(40), []);
    }
}
