using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class SmallStoresTests
{
    [Theory, Engines]
    public async Task People_of_many_addresses_are_found_on_one_channel_in_one_go(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var people = new People(test.Database);
        foreach (
            var (channel, id, email) in new[]
            {
                ("teams", "29:ana", "ana@example.com"),
                ("slack", "U1", "ana@example.com"),
                ("slack", "U2", "bob@example.com"),
                ("teams", "29:carol", "carol@example.com"),
                ("teams", "29:eve", "eve@example.com"),
            }
        )
        {
            await people.LearnAsync(
                new Profile(new PersonKey(channel, id), id, email, null, null)
                {
                    Membership = id == "29:eve" ? Membership.Guest : Membership.Member,
                },
                default
            );
        }

        var ids = await people.IdsAsync(
            "teams",
            [
                .. Enumerable.Range(0, 120).Select(i => $"p{i}@example.com"),
                "carol@example.com",
                "ana@example.com",
                "bob@example.com",
                "eve@example.com",
            ],
            default
        );

        ids.ShouldBe(
            new Dictionary<string, string> { ["ana@example.com"] = "29:ana", ["carol@example.com"] = "29:carol" },
            ignoreOrder: true
        );
        (await people.IdsAsync("teams", [], default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task A_button_of_a_page_does_not_say_where_somebody_talks(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var people = new People(test.Database);
        var (slack, web) = (new PersonKey("slack", "U1"), new PersonKey("web", "mia@example.com"));
        foreach (var key in new[] { slack, web })
        {
            await people.LearnAsync(new Profile(key, "Mia", "mia@example.com", null, null) { Membership = Membership.Member }, default);
        }
        Inbound Does(string id, PersonKey who, bool onPage) =>
            Said(id, "D1", who.Channel) with
            {
                Origin = Said(id, "D1", who.Channel).Origin with { From = who, OnPage = onPage },
            };

        // Whoever was never met in a chat is written to in the web chat.
        await people.SeenAsync(Does("1", web, onPage: true), default);
        (await people.FindByEmailAsync("mia@example.com", default))[0].Key.ShouldBe(web);

        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await people.SeenAsync(Does("2", slack, onPage: false), default);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await people.SeenAsync(Does("3", web, onPage: true), default);
        (await people.FindByEmailAsync("mia@example.com", default))[0].Key.ShouldBe(slack);

        await people.SeenAsync(Does("4", web, onPage: false), default);
        (await people.FindByEmailAsync("mia@example.com", default))[0].Key.ShouldBe(web);
    }

    [Theory, Engines]
    public async Task A_person_is_known_on_every_channel_the_last_used_first(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var people = new People(test.Database);
        var (slack, teams) = (new PersonKey("slack", "U1"), new PersonKey("teams", "29:a"));
        await people.SeenAsync(
            Said("1", "D1", "slack") with
            {
                Origin = Said("1", "D1", "slack").Origin with { From = slack, FromName = "Ana" },
            },
            default
        );
        await people.LearnAsync(
            new Profile(slack, "Ana A.", "ANA@example.com", "Europe/Berlin", "de") { Membership = Membership.Member },
            default
        );
        await people.LearnAsync(new Profile(teams, "Ana", "ana@example.com", null, null) { Membership = Membership.Member }, default);

        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await people.SeenAsync(Said("2", "a:1", "teams") with { Origin = Said("2", "a:1", "teams").Origin with { From = teams } }, default);
        (await people.FindByEmailAsync("ana@EXAMPLE.com", default)).Select(person => person.Key).ShouldBe([teams, slack]);

        // Seconds later on the other channel: that one is the last used, however busy both are.
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await people.SeenAsync(Said("3", "D1", "slack") with { Origin = Said("3", "D1", "slack").Origin with { From = slack } }, default);
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await people.SeenAsync(Said("4", "a:1", "teams") with { Origin = Said("4", "a:1", "teams").Origin with { From = teams } }, default);
        (await people.FindByEmailAsync("ana@example.com", default))[0].Key.ShouldBe(teams);

        var known = (await new People(test.Database).FindAsync(slack, default))!;
        known.ShouldBe(
            new SeenPerson(slack, "Ana A.", "ana@example.com", "Europe/Berlin", "de", "D1", Morning.AddSeconds(2), Morning)
            {
                Membership = Membership.Member,
            }
        );
        known.IsFresh(Morning.AddHours(23)).ShouldBeTrue();
        known.IsFresh(Morning.AddHours(25)).ShouldBeFalse();
        (await people.FindAsync(new PersonKey("slack", "U9"), default)).ShouldBeNull();
        (await people.OpenedAsync(new PersonKey("slack", "U9"), "D9", default)).Conversation.ShouldBe("D9");
    }

    [Theory, Engines]
    public async Task A_busy_person_costs_one_row_a_minute(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var people = new People(test.Database);
        await people.SeenAsync(Said("1"), default);
        test.Clock.Advance(TimeSpan.FromSeconds(20));
        (await people.SeenAsync(Said("2"), default)).SeenAt.ShouldBe(Morning);
        test.Clock.Advance(TimeSpan.FromSeconds(50));
        (await people.SeenAsync(Said("3"), default)).SeenAt.ShouldBe(Morning.AddSeconds(70));
    }

    [Theory, Engines]
    public async Task A_channel_remembers_small_things(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var memory = new ChannelMemory(test.Database);
        await memory.SetAsync("slack", "channel:#a", "C1", default);
        await memory.SetAsync("slack", "channel:#a", "C2", default);
        await memory.SetAsync("slack", "me", "U1", default);

        (await memory.FindAsync("slack", "channel:#a", default)).ShouldBe("C2");
        (await memory.AllAsync("slack", "channel:", default)).ShouldHaveSingleItem().Value.ShouldBe("C2");
        await memory.SetAsync("slack", "me", null, default);
        (await memory.FindAsync("slack", "me", default)).ShouldBeNull();
        (await memory.FindAsync("teams", "channel:#a", default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Articles_are_added_changed_left_and_retired(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var articles = new Articles(test.Database);
        var export = new Article("export", "Export", "Press Export.", ["export"])
        {
            Source = Articles.File,
            ReviewBy = new DateOnly(2027, 1, 1),
        };
        (await articles.PutAsync([export, export with { Id = "sso", Source = "import" }], default)).ShouldBe([
            ArticleChange.Added,
            ArticleChange.Added,
        ]);
        var revision = await articles.RevisionAsync(default);
        (await articles.PutAsync([export], default)).ShouldBe([ArticleChange.Unchanged]);
        (await articles.RevisionAsync(default)).ShouldBe(revision);

        test.Clock.Advance(TimeSpan.FromDays(1));
        (await articles.PutAsync([export with { Tags = ["data"] }], default)).ShouldBe([ArticleChange.Changed]);
        var sameWords = (await articles.FindAsync("export", default))!;
        (sameWords.Version, sameWords.Updated).ShouldBe((1, Morning));
        (await articles.PutAsync([export with { Body = "Press Export twice." }], default)).ShouldBe([ArticleChange.Changed]);
        var newWords = (await articles.FindAsync("export", default))!;
        (newWords.Version, newWords.Updated).ShouldBe((2, Morning.AddDays(1)));
        (await articles.RevisionAsync(default)).ShouldBeGreaterThan(revision);

        (await articles.PutAsync([export with { Source = "import", Body = "Other." }], default)).ShouldBe([ArticleChange.FileWins]);
        (await articles.RetireOthersAsync(Articles.File, new HashSet<string>(), default)).ShouldBe(["export"]);
        (await articles.LiveAsync(default)).Select(article => article.Id).ShouldBe(["sso"]);
        (await articles.FindAsync("export", default)).ShouldNotBeNull();
        (await articles.RetireAsync("export", default)).ShouldBeFalse();
        (await articles.PutAsync([export], default)).ShouldBe([ArticleChange.Added]);
        (await articles.LiveAsync(default)).Count.ShouldBe(2);
    }

    [Theory, Engines]
    public async Task An_article_learns_the_wordings_it_solved(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var articles = new Articles(test.Database);
        await articles.PutAsync([new Article("export", "Export", "Press Export.", [])], default);
        await new CaseStore(test.Database).CommitAsync(
            null,
            new Decision
            {
                Feedback =
                [
                    new("export", "q1", "solved", "how to get data out", "ana@example.com", Morning),
                    new("export", "q2", "rejected", "no", null, Morning),
                    new("export", "q3", "solved", "how to get data out", null, Morning),
                ],
            },
            default
        );

        (await articles.LiveAsync(default)).Single().SolvedQuestions.ShouldBe(["how to get data out"]);
        (await articles.FeedbackAsync("export", default)).ShouldBe(
            new Dictionary<string, long> { ["solved"] = 2, ["rejected"] = 1 },
            ignoreOrder: true
        );
    }

    [Theory, Engines]
    public async Task A_timer_fires_once_and_only_when_due(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (timers, inbox) = (new Timers(test.Database), new Inbox(test.Database));
        await timers.SetAsync("ESC-1001", "claim", Morning.AddMinutes(5), default);
        await timers.SetAsync("ESC-1001", "claim", Morning.AddMinutes(10), default);
        await timers.SetAsync("ESC-1002", "claim", Morning.AddMinutes(10), default);
        await timers.SetAsync("ESC-1003", "claim", Morning.AddMinutes(10), default);
        await timers.SetAsync("ESC-1003", "claim", null, default);

        test.Clock.Advance(TimeSpan.FromMinutes(9));
        (await timers.PassAsync(10, default)).ShouldBe(0);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await using var other = await test.OpenAnotherAsync();
        var fired = await Task.WhenAll(timers.PassAsync(10, default), new Timers(other).PassAsync(10, default));

        fired.Sum().ShouldBe(2);
        (await timers.PassAsync(10, default)).ShouldBe(0);
        (await inbox.LeaseAsync(10, [], default))
            .Select(row => (Inbound.TimePassed)row.Inbound)
            .Select(passed => (passed.Subject, passed.Timer, passed.DueAt))
            .Order()
            .ShouldBe([("ESC-1001", "claim", Morning.AddMinutes(10)), ("ESC-1002", "claim", Morning.AddMinutes(10))]);
        // Set again for the same moment (a decision made twice): it has fired.
        await timers.SetAsync("ESC-1001", "claim", Morning.AddMinutes(10), default);
        await timers.PassAsync(10, default);
        (await test.CountAsync("SELECT COUNT(*) FROM inbox")).ShouldBe(2);
        (await timers.FindAsync("ESC-1001", "claim", default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Counters_count(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var counters = new Counters(test.Database);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => counters.AddAsync("x", 2, default)));
        (await counters.GetAsync("x", default)).ShouldBe(40);
        (await counters.GetAsync("y", default)).ShouldBe(0);
    }
}
