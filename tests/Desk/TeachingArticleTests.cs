using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A resolved case becomes an article: drafted from the case, approved by somebody else, and then it answers.</summary>
public sealed class TeachingArticleTests
{
    private const string Card = "case:ESC-1001:card";

    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: hush, when: { words: [hush] }, then: { escalate: now, queue: technical, restricted: true }, why: y }
        """;

    /// <summary>Ana asked about the mast of Acme Freight, and Bob solved it.</summary>
    private static async Task<(DeskWorld World, Actor Bob, Actor Carol)> ResolvedAsync(
        string words = "the mooring mast of Acme Freight squeaks in wind"
    )
    {
        var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        var ana = world.Person("ana");
        await ana.SaysAsync(words);
        if (!world.Messages.ContainsKey(Card))
        {
            await ana.FillsAsync(
                world.Messages.Last(message => message.Value.Place == ana.Place).Key,
                "Get a specialist",
                ("How urgent?", "p2")
            );
        }

        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(
            Card,
            "Resolve",
            ("What fixed it", "Grease the swivel as Bob showed Acme Freight."),
            ("Root cause", "The swivel was dry, password=hunter2secret."),
            ("What was ruled out", "The bolts"),
            ("Tell the client", "Grease the swivel every spring.")
        );
        return (world, bob, world.InThreadOf("carol", "ESC-1001"));
    }

    private static string TheSlot(DeskWorld world) =>
        world
            .Messages.Keys.Where(slot =>
                slot.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal) && slot.EndsWith(":card", StringComparison.Ordinal)
            )
            .ShouldHaveSingleItem();

    private static string TextIn(DeskWorld world, string slot) => Actor.TextOf(world.CardOf(slot));

    [Fact]
    public async Task A_resolved_case_is_drafted_without_names_and_secrets_and_somebody_else_publishes_it()
    {
        var (world, bob, carol) = await ResolvedAsync();
        await using var _w = world;
        var form = (await bob.OpensAsync(Card, "Write article")).ShouldBeOfType<FormAnswer.Open>().Form;
        var fields = form.Fields.ToDictionary(field => field.Label, field => field.Value ?? "");
        fields["Symptoms"].ShouldContain("the mooring mast of the client squeaks in wind");
        fields["What fixes it"].ShouldBe("Grease the swivel as a colleague showed the client.");
        fields["What was ruled out"].ShouldBe("The bolts");
        fields["Words for the client"].ShouldBe("Grease the swivel every spring.");
        fields.Values.ShouldAllBe(value => !value.Contains("hunter2secret") && !value.Contains("Acme"));
        (await bob.SendsAsync(form, ("Title", "A mooring mast squeaks"))).ShouldBeEmpty();
        var slot = TheSlot(world);
        world.Messages[slot].Place.Conversation.ShouldBe("C0SPECIALISTS");
        TextIn(world, slot).ShouldStartWith("Article for review: A mooring mast squeaks");
        TextIn(world, slot).ShouldContain("## How it was found out");

        await bob.PressesAsync(slot, "Approve");
        bob.Heard.ShouldStartWith("You wrote it");
        await world.Person("ana").PressesAsync(world.CardOf(slot).Buttons[0]);
        var articles = new Articles(world.Store.Database);
        (await articles.LiveAsync(default)).ShouldBeEmpty();

        await carol.PressesAsync(slot, "Approve");
        var article = (await articles.LiveAsync(default)).ShouldHaveSingleItem();
        (article.Id, article.Title, article.Source, article.Owner).ShouldBe(
            ("case-esc-1001", "A mooring mast squeaks", "case ESC-1001", "bob@example.com")
        );
        TextIn(world, slot).ShouldContain("Published, approved by Carol");
        world.Messages.Values.ShouldContain(message =>
            Actor.TextOf(message.Card).StartsWith("Your article “A mooring mast squeaks” is published", StringComparison.Ordinal)
        );
        await carol.PressesAsync(
            new CardButton(Actions.PublishArticle, "Approve", new Dictionary<string, string> { [DataKeys.Draft] = slot.Split(':')[1] })
        );
        carol.Heard.ShouldStartWith("It is published already");

        world.Teach([.. DeskWorld.Articles, .. await articles.LiveAsync(default)]);
        var eva = world.Person("eva");
        await eva.SaysAsync("our mooring mast squeaks in the wind");
        eva.Reads[^1].ShouldContain("A mooring mast squeaks");
        eva.Reads[^1].ShouldContain("Grease the swivel");
    }

    [Fact]
    public async Task Whoever_approves_reads_before_it_is_live_what_would_get_worse_and_its_author_that_nothing_did()
    {
        var (world, bob, carol) = await ResolvedAsync();
        await using var _w = world;
        await new Articles(world.Store.Database).PutAsync([.. DeskWorld.Articles], default);
        var eva = world.Person("eva");
        await eva.SaysAsync("how do I renew the signing certificate for single sign-on?");
        await eva.PressesAsync(world.Messages.Last(message => message.Value.Place == eva.Place).Key, "This solved it");
        (await bob.FillsAsync(Card, "Write article", ("Title", "A mooring mast squeaks"))).ShouldBeEmpty();
        await LooksAtDraftsAsync(world);
        var slot = TheSlot(world);
        TextIn(world, slot).ShouldContain("Checked against 1 confirmed question: it would not get worse.");
        await carol.PressesAsync(slot, "Approve");
        world.Messages.Values.ShouldContain(message =>
            Actor.TextOf(message.Card).EndsWith("Checked against 1 confirmed question: it did not get worse.", StringComparison.Ordinal)
        );
        TextIn(world, slot).ShouldNotContain("would get");
        await LooksAtDraftsAsync(world);
        TextIn(world, slot).ShouldContain("Published, approved by Carol");

        const string Same = "How do I renew the signing certificate for single sign-on";
        await bob.FillsAsync(Card, "Write article", ("Title", Same), ("Symptoms", Same), ("What fixes it", $"{Same}? {Same}."));
        await LooksAtDraftsAsync(world);
        var worse = TextIn(
            world,
            world.Messages.Keys.Last(one =>
                one.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal) && one.EndsWith(":card", StringComparison.Ordinal)
            )
        );
        worse.ShouldContain("1 of 1 confirmed questions would get worse:");
        worse.ShouldContain("Was: “Renew the signing certificate for single sign-on” answers → now: ");
        worse.ShouldContain("a question whose words you may not read");
    }

    /// <summary>The host's watch has confirmed questions asked for drafts that wait.</summary>
    private static async Task LooksAtDraftsAsync(DeskWorld world)
    {
        var (organisation, triage) = world.Workplaces.Current;
        var runs = new KnowledgeRuns(world.Cases, new KnowledgeChecks(world.Store.Database), world.Clock);
        foreach (var draft in await world.Cases.WaitingDraftsAsync(default))
        {
            await runs.LookAtDraftAsync(
                organisation,
                triage,
                draft,
                (article, _) => Task.FromResult(triage.Data.Knowledge.With([article], [])),
                default
            );
        }

        await world.WaitAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_draft_that_nobody_reads_is_reminded_of_and_then_managers_hear_of_it()
    {
        var (world, bob, carol) = await ResolvedAsync();
        await using var _w = world;
        await world.Person("mia", ChannelNames.Slack).SaysAsync("hello");
        await bob.FillsAsync(Card, "Write article");
        var slot = TheSlot(world);
        List<string> Told(string words) => [.. world.Messages.Values.Select(one => one.Card.Fallback).Where(text => text.Contains(words))];

        await world.WaitAsync(TimeSpan.FromDays(7));
        Told("Nobody has read this article yet. Somebody else than Bob").Count.ShouldBe(1);
        Told("has waited for a second person in Technical for four working days").Count.ShouldBe(1);

        // Once it is read, nobody is reminded.
        await carol.FillsAsync(slot, "Return", ("What is to change?", "Name the grease."));
        await bob.FillsAsync(Card, "Write article");
        await carol.PressesAsync(
            world.Messages.Keys.Last(one =>
                one.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal) && one.EndsWith(":card", StringComparison.Ordinal)
            ),
            "Approve"
        );
        await world.WaitAsync(TimeSpan.FromDays(14));
        Told("Nobody has read this article yet").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_decisions_at_one_moment_one_wins_and_what_is_given_back_comes_with_its_reason()
    {
        var (world, bob, carol) = await ResolvedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Write article");
        var slot = TheSlot(world);
        (await bob.OpensAsync(slot, "Return")).ShouldBeOfType<FormAnswer.Refused>().Sentence.ShouldStartWith("You wrote it");
        await bob.FillsAsync(Card, "Write article");
        bob.Heard.ShouldContain("waits for a second person already");
        await carol.FillsAsync(slot, "Return", ("What is to change?", "Name the grease."));
        TextIn(world, slot).ShouldContain("Given back by Carol: Name the grease.");
        world.Messages.Values.ShouldContain(message => Actor.TextOf(message.Card).Contains("back: Name the grease."));
        (await new Articles(world.Store.Database).LiveAsync(default)).ShouldBeEmpty();

        await bob.FillsAsync(Card, "Write article", ("What fixes it", "Grease no. 7."));
        var second = world.Messages.Keys.Last(one =>
            one.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal) && one.EndsWith(":card", StringComparison.Ordinal)
        );
        var data = world.CardOf(second).Buttons[0].Data;
        await world.HandInTogetherAsync(
            world.Person("carol", ChannelNames.Slack).Acts(Actions.PublishArticle, data),
            world.Person("mia", ChannelNames.Slack).Acts(Actions.PublishArticle, data)
        );
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'article_published'")).ShouldBe(1);
        (await new Articles(world.Store.Database).LiveAsync(default)).ShouldHaveSingleItem().Body.ShouldContain("Grease no. 7.");

        await bob.FillsAsync(Card, "Write article", ("What fixes it", "Grease no. 8."));
        var third = world.Messages.Keys.Last(one =>
            one.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal) && one.EndsWith(":card", StringComparison.Ordinal)
        );
        TextIn(world, third).ShouldContain("− Grease no. 7.\n+ Grease no. 8.");
        await carol.PressesAsync(third, "Approve");
        (await new Articles(world.Store.Database).LiveAsync(default)).ShouldHaveSingleItem().Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_restricted_case_gives_none_nor_do_words_that_a_criterion_restricts()
    {
        var (world, bob, _) = await ResolvedAsync("hush: the mast of Acme Freight squeaks");
        await using var _w = world;
        TextIn(world, Card).ShouldNotContain("[Write article]");
        await bob.SubmitsAsync(
            Actions.WriteArticle,
            new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" },
            new Dictionary<string, string>
            {
                ["title"] = "x",
                ["symptoms"] = "y",
                ["fix"] = "z",
            }
        );
        bob.Heard.ShouldStartWith("The case is restricted");

        var (other, ben, _) = await ResolvedAsync();
        await using var _o = other;
        await ben.FillsAsync(Card, "Write article", ("What fixes it", "Say hush to the mast"));
        ben.Heard.ShouldStartWith("These words are for few people");
        (await other.Store.CountAsync("SELECT COUNT(*) FROM article_drafts")).ShouldBe(0);
        await ben.FillsAsync("case:ESC-1001:card", "Reopen");
        await ben.SubmitsAsync(
            Actions.WriteArticle,
            new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" },
            new Dictionary<string, string>
            {
                ["title"] = "x",
                ["symptoms"] = "y",
                ["fix"] = "z",
            }
        );
        ben.Heard.ShouldContain("has no fix yet");
    }
}
