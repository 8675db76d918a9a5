using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// What people's reactions teach: only about articles that were shown to them, and only when two colleagues say the same.
/// </summary>
public sealed class LessonTests
{
    private const string Known = "how do I renew the signing certificate for single sign-on?";
    private const string Other = "invoice-download";

    [Fact]
    public async Task Five_presses_with_another_articles_id_teach_nothing()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        for (var press = 0; press < 5; press++)
        {
            await ana.SaysAsync(Known);
            var shown = world
                .Messages.Last(message => message.Value.Place == ana.Place)
                .Value.Card.Buttons.Single(button => button.Action == Actions.Solved);
            await ana.PressesAsync(shown with { Data = new Dictionary<string, string>(shown.Data) { [DataKeys.Article] = Other } });
            ana.Heard.ShouldBe("That article was not shown in answer to this question, so nothing was noted.");
        }

        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE state = 'solved'")).ShouldBe(0);
        await ana.SaysAsync(Known);
        ana.Reads[^1].ShouldContain("Renew the signing certificate for single sign-on");
    }

    [Fact]
    public async Task An_article_that_was_not_offered_cannot_be_chosen_and_then_confirmed()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var id = await QuestionAsync(world);
        var offered = world
            .Messages.Values.Single()
            .Card.Buttons.SelectMany(button => button.Menu ?? [button])
            .Select(button => button.Data.GetValueOrDefault(DataKeys.Article))
            .ToList();
        var others = DeskWorld.Articles.Select(article => article.Id).Except(offered).ToList();
        others.ShouldNotBeEmpty();
        foreach (var article in others)
        {
            await ana.PressesAsync(Button(Actions.PickArticle, id, article));
            await ana.PressesAsync(Button(Actions.Solved, id, article));
        }

        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(0);
    }

    [Fact]
    public async Task Only_the_asker_teaches()
    {
        await using var world = await DeskWorld.OpenAsync();
        await world.Person("ana").SaysAsync(Known);
        var id = await QuestionAsync(world);
        var ben = world.Person("ben");
        foreach (var action in new[] { Actions.Solved, Actions.NoneOfThese, Actions.PickArticle })
        {
            await ben.PressesAsync(Button(action, id, "sso-certificate"));
            ben.Heard.ShouldContain("ana");
        }

        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(0);
    }

    [Fact]
    public async Task None_of_these_says_nothing_about_an_answer_that_was_not_an_offer()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var id = await QuestionAsync(world);
        await ana.PressesAsync(Button(Actions.Solved, id, "sso-certificate"));
        await ana.PressesAsync(Button(Actions.NoneOfThese, id, null));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback WHERE kind = 'rejected'")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE state = 'solved' AND finished_at IS NOT NULL")).ShouldBe(1);
    }

    /// <summary>Pressed on a card of the day before, it opens the question again: somebody waits, and not for ever.</summary>
    [Fact]
    public async Task None_of_these_after_a_day_opens_the_question_and_a_quiet_day_ends_it_again()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var id = await QuestionAsync(world);
        // As if the engine had been less sure.
        var asked = (await world.Cases.FindQuestionAsync(id, default))!;
        var offer = new Verdict.Offer([.. asked.Judgement.Ranking.Take(2)]);
        var offered = asked with { Version = asked.Version + 1, Judgement = asked.Judgement with { Verdict = offer } };
        await world.Cases.CommitAsync(null, new Decision { Questions = [offered] }, default);
        await world.WaitAsync(TimeSpan.FromHours(25));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE state = 'settled'")).ShouldBe(1);
        await ana.PressesAsync(Button(Actions.NoneOfThese, id, null));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE state = 'shown'")).ShouldBe(1);
        await world.WaitAsync(TimeSpan.FromHours(25));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE state = 'settled'")).ShouldBe(1);
    }

    [Fact]
    public async Task An_article_that_was_chosen_from_an_offer_is_confirmed_by_its_asker()
    {
        await using var world = await OpenRivalsAsync();
        var ana = world.Person("ana");
        await ChooseAndConfirmAsync(world, ana, Wording);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback WHERE kind = 'solved' ")).ShouldBe(1);
    }

    /// <summary>
    /// What a running bot gives to everybody after the lessons: one colleague's five confirmations change nothing, a second colleague's do.
    /// </summary>
    [Fact]
    public async Task A_learned_wording_counts_from_the_second_colleague_on()
    {
        await using var world = await OpenRivalsAsync();
        var articles = new Articles(world.Store.Database);
        var ana = world.Person("ana");
        for (var press = 0; press < 5; press++)
        {
            await ChooseAndConfirmAsync(world, ana, Wording);
        }

        (await articles.LiveAsync(default)).ShouldAllBe(article => article.SolvedQuestions.Count == 0);
        (await TopAsync(articles)).ShouldBe("freeze-account");
        await ChooseAndConfirmAsync(world, world.Person("ben"), Wording);
        (await TopAsync(articles)).ShouldBe("unlock-account");
    }

    [Fact]
    public async Task One_colleague_cannot_take_an_article_away_from_everybody()
    {
        await using var world = await DeskWorld.OpenAsync();
        var articles = new Articles(world.Store.Database);
        await articles.PutAsync([.. DeskWorld.Articles], default);
        for (var report = 0; report < 3; report++)
        {
            await RejectAsync(world, "ana");
        }

        Judge(await articles.LiveAsync(default), Known).ShouldBeOfType<Verdict.Answer>().Best.ArticleId.ShouldBe("sso-certificate");
        await RejectAsync(world, "ben");
        (Judge(await articles.LiveAsync(default), Known) as Verdict.Answer)?.Best.ArticleId.ShouldNotBe("sso-certificate");
    }

    private const string Wording = "frozen account thaw";

    private static async Task<DeskWorld> OpenRivalsAsync()
    {
        var world = await DeskWorld.OpenAsync();
        Article[] rivals =
        [
            new("freeze-account", "Frozen account", "A frozen account is thawed by its owner: thaw it under Settings.", ["technical"])
            {
                Audience = Audience.Client,
            },
            new(
                "unlock-account",
                "Locked account",
                "A locked account, frozen after five wrong passwords, can thaw by itself after an hour.",
                ["technical"]
            )
            {
                Audience = Audience.Client,
            },
        ];
        await new Articles(world.Store.Database).PutAsync([.. rivals, .. DeskWorld.Articles], default);
        world.Teach([.. rivals, .. DeskWorld.Articles]);
        return world;
    }

    /// <summary>Asks, chooses the second article from those that are shown, and says that it helped.</summary>
    private static async Task ChooseAndConfirmAsync(DeskWorld world, Actor who, string wording)
    {
        await who.SaysAsync(wording);
        var card = world.Messages.Last(message => message.Value.Place == who.Place).Value.Card;
        var pick = card
            .Buttons.SelectMany(button => button.Menu ?? [button])
            .Single(button => button.Action == Actions.PickArticle && button.Data[DataKeys.Article] == "unlock-account");
        await who.PressesAsync(pick);
        await who.PressesAsync(Button(Actions.Solved, pick.Data[DataKeys.Question], "unlock-account"));
        (
            await world.Store.CountAsync($"SELECT COUNT(*) FROM questions WHERE id = '{pick.Data[DataKeys.Question]}' AND state = 'solved'")
        ).ShouldBe(1);
    }

    private static async Task RejectAsync(DeskWorld world, string name)
    {
        var rep = world.Person(name);
        await rep.SaysAsync(Known);
        await rep.SaysAsync("specialist");
        await rep.PressesAsync(world.Messages.Last(message => message.Value.Place == rep.Place).Key, "Send to specialists");
    }

    private static async Task<string> TopAsync(Articles articles) =>
        SearchIndex
            .Of(await articles.LiveAsync(default))
            .Search(new SearchQuery(Wording, Audience.Client, new DateOnly(2026, 11, 23)))
            .Hits[0]
            .Article.Id;

    private static Verdict Judge(IReadOnlyList<Article> articles, string question) =>
        new TriageEngine(new TriageData { Knowledge = SearchIndex.Of(articles) })
            .Judge(Question.Of(question), Circumstances.None, TestDatabaseSamples.Morning)
            .Verdict;

    private static CardButton Button(string action, string question, string? article)
    {
        var data = new Dictionary<string, string> { [DataKeys.Question] = question };
        if (article is not null)
        {
            data[DataKeys.Article] = article;
        }

        return new CardButton(action, action, data);
    }

    private static Task<string> QuestionAsync(DeskWorld world) =>
        world.Store.Database.ReadAsync(
            session => session.FindAsync("SELECT id FROM questions ORDER BY id DESC LIMIT 1", row => row.Text(0)),
            default
        )!;
}
