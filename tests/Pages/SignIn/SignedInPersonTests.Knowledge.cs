using System.Net;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Insights.Recurring;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>The page of the knowledge base.</summary>
public sealed partial class SignedInPersonTests
{
    [Fact]
    public async Task A_manager_sees_doubted_articles_and_says_that_one_is_still_right_and_others_do_not()
    {
        var (store, articles) = (_bot.Services.GetRequiredService<CaseStore>(), _bot.Services.GetRequiredService<Articles>());
        var article = (await articles.LiveAsync(default))[0];
        await store.CommitAsync(
            null,
            new Decision
            {
                Feedback =
                [
                    new(article.Id, "q1", "wrong", "how", Ana, TestDatabaseSamples.Morning)
                    {
                        Note = "the <b>menu</b> is gone",
                        DoubtsVersion = article.Version,
                    },
                ],
                Doubts =
                [
                    new ArticleDoubt
                    {
                        ArticleId = article.Id,
                        Version = 1,
                        ArticleVersion = article.Version,
                        At = TestDatabaseSamples.Morning,
                        Times = 1,
                        IsOpen = true,
                        Asked = [Mia],
                    },
                ],
            },
            default
        );

        using var carol = await SignInAsync(Carol);
        (await carol.GetAsync("/console/knowledge")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.SendFormAsync("/console/knowledge", ("article", article.Id))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await store.FindDoubtAsync(article.Id, default))!.IsOpen.ShouldBeTrue();

        using var mia = await SignInAsync(Mia);
        (await mia.ReadAsync("/console")).ShouldContain("href=\"/console/knowledge\"");
        var page = await mia.ReadAsync("/console/knowledge");
        foreach (var words in new[] { article.Id, "the &lt;b&gt;menu&lt;/b&gt; is gone", "Still right", "It is wrong" })
        {
            page.ShouldContain(words);
        }

        var answer = await mia.SendFormAsync("/console/knowledge", ("article", article.Id));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("No article is doubted");
        (await store.FindDoubtAsync(article.Id, default))!.IsOpen.ShouldBeFalse();
        (await (await mia.SendFormAsync("/console/knowledge", ("article", article.Id))).Content.ReadAsStringAsync()).ShouldContain(
            "That is settled already"
        );
        (await (await mia.SendFormAsync("/console/knowledge", ("article", "nosuch"))).Content.ReadAsStringAsync()).ShouldContain(
            "not in use any more"
        );
    }

    [Fact]
    public async Task Stale_unused_and_conflicting_articles_stand_on_the_page_of_knowledge()
    {
        await _bot
            .Services.GetRequiredService<Articles>()
            .PutAsync(
                [
                    new("keep-old", "How long exports are kept", "A finished data export is kept for 30 days on the server.", [])
                    {
                        Source = "import",
                        ReviewBy = new DateOnly(2025, 1, 31),
                        Owner = Mia,
                    },
                    new("keep-new", "How long exports are kept", "A finished data export is kept for 90 days on the server.", [])
                    {
                        Source = "import",
                    },
                ],
                default
            );
        await _bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision
                {
                    Questions =
                    [
                        TestDatabaseSamples.Question("q-recent") with
                        {
                            AskedAt = DateTimeOffset.UtcNow,
                            ShownArticle = "keep-new",
                        },
                    ],
                },
                default
            );
        await _bot.Services.GetRequiredService<EscalationBot.Bot.Organisation.WorkplaceLoader>().RefreshAsync(default);

        using var mia = await SignInAsync(Mia);
        var page = await mia.ReadAsync("/console/knowledge");
        Part("stale", "conflicts").ShouldContain("keep-old");
        Part("stale", "conflicts").ShouldContain("31 Jan 2025");
        Part("conflicts", "unused").ShouldContain("keep-new");
        Part("unused", "</main>").ShouldContain("keep-old");
        Part("unused", "</main>").ShouldNotContain("keep-new");

        string Part(string from, string to) =>
            page[
                page.IndexOf($"id=\"{from}\"", StringComparison.Ordinal)..page.IndexOf(
                    to.StartsWith('<') ? to : $"id=\"{to}\"",
                    StringComparison.Ordinal
                )
            ];
    }

    [Fact]
    public async Task A_gap_stands_on_the_page_with_its_cost_and_who_is_to_write_and_its_button_names_the_case()
    {
        var store = _bot.Services.GetRequiredService<CaseStore>();
        var now = DateTimeOffset.UtcNow;
        var asked = IssueSamples.Outbreak(now).Select((one, i) => one with { CaseId = $"ESC-20{i:00}" }).ToList();
        await IssueSamples.PutAsync(
            store,
            [.. IssueSamples.Month(now), .. asked],
            asked.Select(one =>
                TestDatabaseSamples.Case(one.CaseId!, state: CaseState.Closed) with
                {
                    QuestionId = one.Id,
                    Resolution = new Resolution("Cleared <it>", "", "", "It is fresh.", TestDatabaseSamples.AnaParty, now),
                }
            )
        );

        using var mia = await SignInAsync(Mia);
        var page = await mia.ReadAsync("/console/knowledge");
        page.ShouldContain("manifest cache");
        page.ShouldContain($"data-write=\"ESC-2004\" data-chat=\"dm:{Mia}\"");
        var opened = await mia.SendJsonAsync(
            "/webchat/forms/open",
            new
            {
                conversation = $"dm:{Mia}",
                action = "write_article",
                data = new Dictionary<string, string> { ["case"] = "ESC-2004" },
            }
        );
        (await opened.Content.ReadAsStringAsync()).ShouldContain("Cleared");
    }
}
