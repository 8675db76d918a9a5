using System.Net;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights.Recurring;
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
    public async Task A_manager_sees_what_the_answers_promise_and_which_articles_stand_in_each_others_way()
    {
        using var mia = await SignInAsync(Mia);
        var page = await mia.ReadAsync("/console/knowledge");
        foreach (
            var words in new[]
            {
                "Promised: at most 10% of the answers are wrong.",
                "The confidence is known from the articles alone.",
                "questions about articles that were taken out",
                "from 50 such answers on, the engine may become less careful",
                "Taken for one another",
                "When API v1 is switched off",
                "Hidden by another article",
            }
        )
        {
            page.ShouldContain(words);
        }
        page.ShouldNotContain("**");
    }

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
        var now = _bot.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var asked = IssueSamples.Outbreak(now).Select((one, i) => one with { CaseId = $"ESC-20{i:00}" }).ToList();
        await IssueSamples.PutAsync(
            store,
            [.. IssueSamples.Month(now), .. asked],
            asked.Select(one =>
                TestDatabaseSamples.Case(one.CaseId!, state: CaseState.Closed) with
                {
                    QuestionId = one.Id,
                    Account = one.Judgement.Facts.AccountId,
                    Resolution = new Resolution("Cleared <it>", "", "", "It is fresh.", TestDatabaseSamples.AnaParty, now),
                }
            )
        );

        // As the watch does every ten minutes.
        var (organisation, triage) = _bot.Services.GetRequiredService<WorkplaceHolder>().Current;
        (await _bot.Services.GetRequiredService<RecurringIssues>().ReadAsync(organisation, triage.Data.Knowledge, default))
            .Select(issue => $"{issue.Name} {issue.Occurrences.Count(one => one.IsUnanswered)}")
            .ShouldBe(["manifest cache 5"]);

        using var mia = await SignInAsync(Mia);
        var page = await mia.ReadAsync("/console/knowledge");
        page.ShouldContain("manifest cache");
        page.ShouldContain($"data-write=\"ESC-2000\" data-chat=\"dm:{Mia}\"");
        var opened = await mia.SendJsonAsync(
            "/webchat/forms/open",
            new
            {
                conversation = $"dm:{Mia}",
                action = "write_article",
                data = new Dictionary<string, string> { ["case"] = "ESC-2000" },
            }
        );
        (await opened.Content.ReadAsStringAsync()).ShouldContain("Cleared");
    }

    [Fact]
    public async Task An_article_has_a_page_for_colleagues_with_its_text_and_only_the_cases_they_may_read()
    {
        var (store, articles) = (_bot.Services.GetRequiredService<CaseStore>(), _bot.Services.GetRequiredService<Articles>());
        await articles.PutAsync(
            [
                new("case-esc-7001", "A <mast> squeaks", "**Grease** the swivel. <script>alert(1)</script>", ["technical"])
                {
                    Source = "case ESC-7001",
                    Owner = Carol,
                    ReviewBy = new DateOnly(2027, 3, 31),
                },
            ],
            default
        );
        ArticleDraft Draft(string id, string theCase) =>
            new()
            {
                Id = id,
                Version = 1,
                State = ArticleDraftState.Published,
                CaseId = theCase,
                ArticleId = "case-esc-7001",
                Queue = "technical",
                Title = "A mast squeaks",
                Body = "Grease it.",
                Author = TestDatabaseSamples.AnaParty,
                At = TestDatabaseSamples.Morning,
                DecidedAt = TestDatabaseSamples.Morning,
                DecidedBy = TestDatabaseSamples.AnaParty,
            };
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    TestDatabaseSamples.Case("ESC-7001", queue: "technical"),
                    TestDatabaseSamples.Case("ESC-7002", queue: "billing") with
                    {
                        Restricted = true,
                    },
                ],
                Drafts = [Draft("ad1", "ESC-7001"), Draft("ad2", "ESC-7002")],
                Feedback =
                [
                    new("case-esc-7001", "q1", "solved", "mast?", Ana, TestDatabaseSamples.Morning),
                    new("case-esc-7001", "q2", "wrong", "mast?", Ana, TestDatabaseSamples.Morning)
                    {
                        Note = "no grease",
                        DoubtsVersion = 1,
                    },
                ],
            },
            default
        );

        using var carol = await SignInAsync(Carol);
        var page = await carol.ReadAsync("/console/article?id=case-esc-7001");
        foreach (
            var words in new[]
            {
                "A &lt;mast&gt; squeaks",
                "<strong>Grease</strong>",
                "31 Mar 2027",
                "1 question, as its asker said",
                "ESC-7001",
                "no grease",
            }
        )
        {
            page.ShouldContain(words);
        }

        page.ShouldNotContain("<script>alert");
        page.ShouldNotContain("ESC-7002");

        // A rep reads the article; what was said against it is for those who keep it true.
        using var ana = await SignInAsync(Ana);
        var read = await ana.ReadAsync("/console/article?id=case-esc-7001");
        read.ShouldContain("<strong>Grease</strong>");
        read.ShouldNotContain("no grease");
        // It was her own case.
        read.ShouldContain("ESC-7002");
        (await ana.GetAsync("/console/article?id=nosuch")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ana.ReadAsync("/console/article?id=%3Cb%3E")).ShouldContain("There is no such article in use.");
        using var nobody = new Browser(_bot.Http.BaseAddress!);
        (await nobody.ReadAsync("/console/article?id=case-esc-7001")).ShouldNotContain("Grease");
    }
}
