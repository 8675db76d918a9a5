using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

/// <summary>Filters are inside the search: a thousand better articles that may not be found never crowd out the ten that may.</summary>
public sealed class SearchFilterTests
{
    private static readonly DateOnly Today = new(2026, 11, 2);
    private static readonly SearchQuery Query = new("reset the password", Audience.Internal, Today);

    // Those that may not be found fit the question better, and are found more often than any candidate list is long.
    private static SearchIndex With(Func<Article, Article> hide, Func<Article, Article> show) =>
        SearchIndex.Of([
            .. Enumerable
                .Range(0, 1_000)
                .Select(i => hide(new Article($"hidden-{i}", "Reset the password", "Reset the password.", ["other"]))),
            .. Enumerable
                .Range(0, 10)
                .Select(i =>
                    show(
                        new Article(
                            $"shown-{i}",
                            "Sign in",
                            $"There is a long way to a password, and it has many turns; number {i}.",
                            ["wanted"]
                        )
                    )
                ),
        ]);

    private static void FindsOnlyTheShown(SearchIndex index, SearchQuery query)
    {
        var hits = index.Search(query).Hits;
        hits.Count.ShouldBe(10);
        hits.ShouldAllBe(hit => hit.Article.Id.StartsWith("shown", StringComparison.Ordinal));
    }

    [Fact]
    public void Audience_of_the_reader() =>
        FindsOnlyTheShown(
            With(article => article, article => article with { Audience = Audience.Client }),
            Query with
            {
                Reader = Audience.Client,
            }
        );

    [Fact]
    public void In_force_dates() =>
        FindsOnlyTheShown(
            With(article => article with { InForceTo = Today.AddDays(-1) }, article => article with { InForceFrom = Today }),
            Query
        );

    [Fact]
    public void Tag() => FindsOnlyTheShown(With(article => article, article => article), Query with { Tag = "Wanted" });

    [Fact]
    public void Categories_of_a_queue() =>
        FindsOnlyTheShown(With(article => article, article => article), Query with { Tags = ["another", "wanted"] });

    [Fact]
    public void Language() =>
        FindsOnlyTheShown(
            With(
                article => article with { Language = "fr" },
                article => article with { Language = article.Id.EndsWith('3') ? null : "de-AT" }
            ),
            Query with
            {
                Language = "de",
            }
        );

    [Fact]
    public void Articles_that_were_shown_already() =>
        FindsOnlyTheShown(
            With(article => article, article => article),
            Query with
            {
                Not = [.. Enumerable.Range(0, 1_000).Select(i => $"hidden-{i}")],
            }
        );

    [Fact]
    public void Removed_articles() =>
        FindsOnlyTheShown(
            With(article => article, article => article).With([], Enumerable.Range(0, 1_000).Select(i => $"hidden-{i}")),
            Query
        );

    [Fact]
    public void A_new_version_of_the_articles_is_filtered_anew()
    {
        var index = With(article => article, article => article);
        FindsOnlyTheShown(index, Query with { Tag = "wanted" });
        index = index.With([new Article("late", "Reset the password", "", ["wanted"])], []);
        index.Search(Query with { Tag = "wanted" }).Hits[0].Article.Id.ShouldBe("late");
    }
}
