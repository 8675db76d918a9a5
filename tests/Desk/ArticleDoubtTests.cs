using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What people say is wrong with an article, short of escalating: it is doubted, put right, and trusted again.</summary>
public sealed class ArticleDoubtTests
{
    private const string Question = "how do I renew the signing certificate for single sign-on?";
    private static readonly Article Certificate = DeskWorld.Articles[0] with { Owner = "carol@example.com", Source = "import" };

    private static async Task<(DeskWorld World, Articles Articles)> OpenAsync(string? owner = "carol@example.com")
    {
        var world = await DeskWorld.OpenAsync();
        var articles = new Articles(world.Store.Database);
        await articles.PutAsync([Certificate with { Owner = owner }, .. DeskWorld.Articles.Skip(1)], default);
        await LearnAsync(world, articles);
        return (world, articles);
    }

    /// <summary>What a running bot's watch does every two seconds.</summary>
    private static async Task LearnAsync(DeskWorld world, Articles articles) => world.Teach(await articles.LiveAsync(default));

    private static string Newest(DeskWorld world, Actor who) => world.Messages.Last(message => message.Value.Place == who.Place).Key;

    private static async Task<Actor> ReportAsync(DeskWorld world, string who, string reason, string note = "")
    {
        var rep = world.Person(who);
        await rep.SaysAsync(Question);
        if (!rep.Reads[^1].Contains("Choose Renew", StringComparison.Ordinal))
        {
            await rep.PressesAsync(
                world.CardOf(Newest(world, rep)).Buttons.First(button => button.Title.StartsWith("Renew the", StringComparison.Ordinal))
            );
        }

        (await rep.FillsAsync(Newest(world, rep), "Not right", ("What is it?", reason), ("What would be right?", note))).ShouldBeEmpty();
        rep.Heard.ShouldStartWith("Noted, thank you.");
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        return rep;
    }

    private static List<KeyValuePair<string, (Place Place, string Id, Card Card, int Edits)>> Tasks(DeskWorld world) =>
        [.. world.Messages.Where(message => message.Key.StartsWith(ArticleDoubt.Prefix, StringComparison.Ordinal))];

    [Fact]
    public async Task What_two_colleagues_call_wrong_is_offered_as_doubted_and_its_owner_is_asked_once()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await ReportAsync(world, "ana", "wrong", "Since May it is under Security.");
        await ReportAsync(world, "ana", "outdated");
        await ReportAsync(world, "ana+x", "wrong"); // the same mailbox
        await ReportAsync(world, "eva", "incomplete");
        Tasks(world).ShouldBeEmpty();
        await ReportAsync(world, "eva", "wrong", "The menu is gone.");
        var (slot, task) = Tasks(world).ShouldHaveSingleItem();
        task.Place.Conversation.ShouldBe("dm:carol@example.com");
        var text = Actor.TextOf(task.Card);
        text.ShouldStartWith("Please put right: Renew the signing certificate for single sign-on");
        text.ShouldContain("2 colleagues call it wrong");
        text.ShouldContain("Since May it is under Security.");
        text.ShouldContain("The menu is gone.");
        text.ShouldEndWith("[Still right]");

        await LearnAsync(world, articles);
        var uma = world.Person("uma");
        await uma.SaysAsync(Question);
        uma.Reads[^1].ShouldContain("[Renew the signing certificate for single sign-on (doubted)]");
        uma.Reads[^1].ShouldNotContain("This solved it");
        await uma.PressesAsync(Newest(world, uma), "Renew the signing certificate for single sign-on (doubted)");
        uma.Reads[^1].ShouldContain("Choose Renew");
        uma.Reads[^1].ShouldContain("Doubted: colleagues call this article wrong or outdated.");

        // One more says so: the same task says it.
        await ReportAsync(world, "uma", "outdated");
        Tasks(world).ShouldHaveSingleItem().Key.ShouldBe(slot);
        Actor.TextOf(world.CardOf(slot)).ShouldContain("3 colleagues call it wrong");
    }

    [Fact]
    public async Task Words_of_whoever_is_erased_go_from_its_owners_chat_and_the_others_stay()
    {
        var (world, _) = await OpenAsync();
        await using var _w = world;
        await ReportAsync(world, "ana", "wrong", "ANAWORDS about May");
        await ReportAsync(world, "eva", "wrong", "The menu is gone.");
        Actor.TextOf(Tasks(world).ShouldHaveSingleItem().Value.Card).ShouldContain("ANAWORDS");
        await new PersonErasing(world.Store.Database).EraseAsync("ana@example.com", "Ana", "(erased)", default);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        var left = Actor.TextOf(Tasks(world).ShouldHaveSingleItem().Value.Card);
        left.ShouldNotContain("ANAWORDS");
        left.ShouldContain("The menu is gone.");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE body LIKE '%ANAWORDS%'")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback WHERE note LIKE '%ANAWORDS%'")).ShouldBe(0);
    }

    [Fact]
    public async Task New_words_settle_it_and_what_was_said_of_the_old_ones_counts_no_more()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await ReportAsync(world, "ana", "wrong");
        await ReportAsync(world, "eva", "wrong");
        await articles.PutAsync([Certificate with { Body = "Choose Renew under Security." }], default);
        await LearnAsync(world, articles);
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        Actor.TextOf(Tasks(world).ShouldHaveSingleItem().Value.Card).ShouldStartWith("The words of “Renew the signing certificate");
        var uma = world.Person("uma");
        await uma.SaysAsync(Question);
        uma.Reads[^1].ShouldContain("This solved it");
        // Of the new words one has said it, and then two: that is a task of its own.
        await ReportAsync(world, "uma", "wrong");
        Tasks(world).Count.ShouldBe(1);
        await ReportAsync(world, "ana", "outdated");
        Tasks(world).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Its_owner_or_a_manager_says_that_it_is_still_right_and_nobody_else()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await ReportAsync(world, "ana", "wrong");
        await ReportAsync(world, "eva", "outdated");
        var (slot, task) = Tasks(world).ShouldHaveSingleItem();
        var button = task.Card.Buttons.ShouldHaveSingleItem();
        var bob = world.Person("bob", ChannelNames.Slack);
        await bob.PressesAsync(button);
        bob.Heard.ShouldStartWith("Only the article's owner and managers");
        (await articles.LiveAsync(default)).Count(article => article.IsDoubted).ShouldBe(1);

        var carol = world.Person("carol", ChannelNames.Slack);
        await carol.PressesAsync(button);
        carol.Heard.ShouldContain("answers again");
        Actor.TextOf(world.CardOf(slot)).ShouldStartWith("Carol says that");
        (await articles.LiveAsync(default)).ShouldAllBe(article => !article.IsDoubted);
        var mia = world.Person("mia", ChannelNames.Slack);
        await mia.PressesAsync(button);
        mia.Heard.ShouldStartWith("That is settled already");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'article_confirmed'")).ShouldBe(1);

        // What was reported before counts no more.
        await ReportAsync(world, "uma", "wrong");
        (await articles.LiveAsync(default)).ShouldAllBe(article => !article.IsDoubted);
    }

    [Fact]
    public async Task A_manager_who_takes_a_report_back_settles_it_too()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await ReportAsync(world, "ana", "wrong");
        await ReportAsync(world, "eva", "wrong");
        var lessons = new Lessons(world.Store.Database);
        var report = (await lessons.NewestAsync(long.MaxValue, 10, default)).First(lesson => lesson.Kind == "wrong");
        await lessons.UndoAsync(
            report.Id,
            "mia@example.com",
            new AuditEntry(AuditKind.Admin, "undo_lesson", AuditActor.Of(new PersonKey("web", "mia"), null)) { Surface = "console" },
            default
        );
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        Actor.TextOf(Tasks(world).ShouldHaveSingleItem().Value.Card).ShouldStartWith("What was reported about");
        (await articles.LiveAsync(default)).ShouldAllBe(article => !article.IsDoubted);
    }

    [Fact]
    public async Task Without_an_owner_the_managers_of_its_queue_are_asked()
    {
        var (world, _) = await OpenAsync(owner: null);
        await using var _w = world;
        await ReportAsync(world, "ana", "wrong");
        await ReportAsync(world, "eva", "wrong");
        Tasks(world).ShouldHaveSingleItem().Value.Place.Conversation.ShouldBe("dm:mia@example.com");
    }

    [Fact]
    public async Task Two_reports_at_one_moment_ask_its_owner_once()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        List<Inbound> both = [];
        foreach (var who in new[] { "ana", "eva" })
        {
            var rep = world.Person(who);
            await rep.SaysAsync(Question);
            var button = world
                .CardOf(Newest(world, rep))
                .Buttons.SelectMany(one => one.Menu ?? [one])
                .Single(one => one.Action == Actions.Feedback);
            both.Add(rep.Acts(Actions.Feedback, button.Data, new Dictionary<string, string> { ["reason"] = "wrong" }));
        }

        await world.HandInTogetherAsync([.. both]);
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        Tasks(world).Count.ShouldBe(1);
        (await articles.LiveAsync(default)).Count(article => article.IsDoubted).ShouldBe(1);
    }

    [Fact]
    public async Task Only_who_got_the_article_reports_it_and_only_colleagues_count()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await world.Person("ana").SaysAsync(Question);
        var button = world
            .Messages.Values.Single()
            .Card.Buttons.SelectMany(one => one.Menu ?? [one])
            .Single(one => one.Action == Actions.Feedback);
        var eva = world.Person("eva");
        await eva.SubmitsAsync(Actions.Feedback, button.Data, new Dictionary<string, string> { ["reason"] = "wrong" });
        eva.Heard.ShouldStartWith("Only ana can answer that");
        var ana = world.Person("ana");
        await ana.SubmitsAsync(
            Actions.Feedback,
            new Dictionary<string, string>(button.Data) { [DataKeys.Article] = "invoice-download" },
            new Dictionary<string, string> { ["reason"] = "wrong" }
        );
        ana.Heard.ShouldStartWith("That article was not shown");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(0);

        // Nobody knows who two members without an address are: they may be one.
        world.Tells = profile => profile.Person.Id.StartsWith("nn", StringComparison.Ordinal) ? profile with { Email = null } : profile;
        await ReportAsync(world, "nn1", "wrong");
        await ReportAsync(world, "nn2", "wrong");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(2);
        Tasks(world).ShouldBeEmpty();
        (await articles.LiveAsync(default)).ShouldAllBe(article => !article.IsDoubted);
    }

    [Fact]
    public async Task What_is_wrong_can_be_said_after_none_of_these_and_after_it_did_not_solve_it()
    {
        var (world, _) = await OpenAsync();
        await using var _w = world;
        var ana = world.Person("ana");
        await ana.SaysAsync(Question);
        await ana.SaysAsync("it still doesn't work");
        (await ana.FillsAsync(Newest(world, ana), "Not right", ("What is it?", "incomplete"))).ShouldBeEmpty();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback WHERE kind = 'incomplete'")).ShouldBe(1);

        world.Teach([Certificate with { ReviewBy = new DateOnly(2026, 1, 1) }]);
        var eva = world.Person("eva");
        await eva.SaysAsync(Question);
        var offer = Newest(world, eva);
        await eva.PressesAsync(world.CardOf(offer).Buttons[0]);
        await eva.PressesAsync(offer, "None of these");
        eva.Reads[0].ShouldContain("Not that one, then.");
        (await eva.FillsAsync(offer, "Not right", ("What is it?", "outdated"))).ShouldBeEmpty();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback WHERE kind = 'outdated'")).ShouldBe(1);
    }
}
