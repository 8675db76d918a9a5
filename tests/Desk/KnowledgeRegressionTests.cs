using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>When articles change, what people said they solved is asked again, and who changed them hears what got worse.</summary>
public sealed class KnowledgeRegressionTests
{
    private const string Question = "how do I renew the signing certificate for single sign-on?";
    private const string Kept = "a question whose words you may not read";
    private static readonly Article Certificate = DeskWorld.Articles[0] with { Owner = "carol@example.com" };

    /// <summary>Ana's question was solved by the certificate's article, which Carol keeps, and this was looked at once.</summary>
    private static async Task<(DeskWorld World, Articles Articles)> OpenAsync(string? owner = "carol@example.com", string who = "ana")
    {
        var world = await DeskWorld.OpenAsync();
        var articles = new Articles(world.Store.Database);
        await ChangeAsync(world, articles, [Certificate with { Owner = owner }, .. DeskWorld.Articles.Skip(1)]);
        await SolvedAsync(world, who);
        await RunAsync(world);
        Told(world).ShouldBeEmpty("what was never looked at is compared with nothing");
        return (world, articles);
    }

    private static async Task SolvedAsync(DeskWorld world, string who, string question = Question)
    {
        var asker = world.Person(who);
        await asker.SaysAsync(question);
        await asker.PressesAsync(world.Messages.Last(message => message.Value.Place == asker.Place).Key, "This solved it");
    }

    /// <summary>The articles are these from now on, in the store and in force.</summary>
    private static async Task ChangeAsync(DeskWorld world, Articles articles, IReadOnlyList<Article> all)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await articles.PutAsync([.. all], default);
        await articles.RetireOthersAsync(Articles.File, all.Select(article => article.Id).ToHashSet(StringComparer.Ordinal), default);
        world.Teach(await articles.LiveAsync(default));
    }

    /// <summary>What the host's watch does a little later; each call is a start of its own.</summary>
    private static async Task RunAsync(DeskWorld world)
    {
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        var runs = new KnowledgeRuns(world.Cases, new KnowledgeChecks(world.Store.Database), world.Clock);
        (await runs.RunAsync(world.Workplaces.Current.Organisation, world.Workplaces.Current.Triage, default)).ShouldBeTrue();
        await world.WaitAsync(TimeSpan.FromSeconds(1));
    }

    private static List<KeyValuePair<string, (Place Place, string Id, Card Card, int Edits)>> Told(DeskWorld world) =>
        [.. world.Messages.Where(message => message.Key.StartsWith(KnowledgeCheck.Prefix, StringComparison.Ordinal))];

    private static Article Emptied => Certificate with { Title = "Opening hours of the office", Body = "The office opens at nine." };

    [Fact]
    public async Task What_no_longer_finds_its_article_is_told_once_to_whoever_keeps_it_without_words_they_may_not_read()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await ChangeAsync(world, articles, [Emptied, .. DeskWorld.Articles.Skip(1)]);
        await RunAsync(world);
        var (slot, told) = Told(world).ShouldHaveSingleItem();
        told.Place.Conversation.ShouldBe("dm:carol@example.com");
        var text = Actor.TextOf(told.Card);
        text.ShouldStartWith("1 confirmed question finds worse since an article changed");
        text.ShouldContain("Changed: “Opening hours of the office”.");
        text.ShouldContain(Kept);
        text.ShouldNotContain("signing certificate");
        text.ShouldContain("Was: “Opening hours of the office” answers → now: ");
        text.ShouldContain("pinned.yaml");

        // Nothing is told again, after a start neither, nor when something else changes.
        await RunAsync(world);
        await ChangeAsync(world, articles, [Emptied, .. DeskWorld.Articles.Skip(2), DeskWorld.Articles[1] with { Body = "Tried twice." }]);
        await RunAsync(world);
        Told(world).ShouldHaveSingleItem().Key.ShouldBe(slot);

        // Put right, and lost again: that is new.
        await ChangeAsync(world, articles, [Certificate, .. DeskWorld.Articles.Skip(1)]);
        await RunAsync(world);
        Told(world).Count.ShouldBe(1);
        await ChangeAsync(world, articles, [Emptied, .. DeskWorld.Articles.Skip(1)]);
        await RunAsync(world);
        Told(world).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_asked_reads_their_own_words_and_a_new_article_that_answers_instead_is_its_owners_matter()
    {
        var (world, articles) = await OpenAsync(who: "bob");
        await using var _w = world;
        var rival = Certificate with
        {
            Id = "sso-new",
            Title = "How do I renew the signing certificate for single sign-on",
            Body = "How do I renew the signing certificate for single sign-on? Ask the office.",
            Owner = "bob@example.com",
        };
        await ChangeAsync(world, articles, [Certificate, rival, .. DeskWorld.Articles.Skip(1)]);
        await RunAsync(world);
        var told = Told(world).ShouldHaveSingleItem().Value;
        told.Place.Conversation.ShouldBe("dm:bob");
        var text = Actor.TextOf(told.Card);
        text.ShouldContain($"“{Question}”");
        text.ShouldContain("Changed: “How do I renew the signing certificate for single sign-on”.");
        text.ShouldContain("now: “How do I renew the signing certificate for single sign-on”");
    }

    [Fact]
    public async Task A_change_that_makes_nothing_worse_is_silent_and_one_of_this_moment_waits()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await ChangeAsync(
            world,
            articles,
            [Certificate with { Body = Certificate.Body + "\n4. Sign in again." }, .. DeskWorld.Articles.Skip(1)]
        );
        var runs = new KnowledgeRuns(world.Cases, new KnowledgeChecks(world.Store.Database), world.Clock);
        (await runs.RunAsync(world.Workplaces.Current.Organisation, world.Workplaces.Current.Triage, default)).ShouldBeFalse();
        await RunAsync(world);
        Told(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_article_that_is_retired_while_it_is_asked_is_found_at_the_next_look_and_managers_hear_where_nobody_keeps_it()
    {
        var (world, articles) = await OpenAsync(owner: null);
        await using var _w = world;
        var old = world.Workplaces.Current;
        await ChangeAsync(world, articles, [.. DeskWorld.Articles.Skip(1)]);
        world.Workplaces.Replace(old);
        await RunAsync(world);
        Told(world).ShouldBeEmpty("the engine had it still");

        await ChangeAsync(world, articles, [.. DeskWorld.Articles.Skip(1), DeskWorld.Articles[1] with { Id = "webhooks-2" }]);
        await RunAsync(world);
        var told = Told(world).ShouldHaveSingleItem().Value;
        told.Place.Conversation.ShouldBe("dm:mia@example.com");
        Actor.TextOf(told.Card).ShouldContain("Was: “Renew the signing certificate for single sign-on” answers");
    }

    [Fact]
    public async Task Of_an_article_that_colleagues_doubt_its_own_message_tells_and_no_other()
    {
        var (world, articles) = await OpenAsync();
        await using var _w = world;
        await ChangeAsync(world, articles, [Certificate, .. DeskWorld.Articles.Skip(1), DeskWorld.Articles[1] with { Id = "webhooks-2" }]);
        world.Teach([.. (await articles.LiveAsync(default)).Select(one => one.Id == Certificate.Id ? one with { IsDoubted = true } : one)]);
        await RunAsync(world);
        Told(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_erased_is_told_without_its_words_and_what_is_restricted_now_is_not_asked()
    {
        var (world, articles) = await OpenAsync(who: "carol");
        await using var _w = world;
        var live = await new KnowledgeChecks(world.Store.Database).FindAsync(KnowledgeCheck.Live, default);
        live.ShouldNotBeNull().Results.ShouldHaveSingleItem();
        await ChangeAsync(world, articles, [Emptied, .. DeskWorld.Articles.Skip(1)]);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        var runs = new KnowledgeRuns(world.Cases, new KnowledgeChecks(world.Store.Database), world.Clock);
        await runs.RunAsync(world.Workplaces.Current.Organisation, world.Workplaces.Current.Triage, default);
        await new PersonErasing(world.Store.Database).EraseAsync("carol@example.com", "Carol", "somebody", default);
        await world.WaitAsync(TimeSpan.FromSeconds(1));
        Told(world).ShouldHaveSingleItem();
        Actor.TextOf(Told(world)[0].Value.Card).ShouldNotContain("signing certificate");

        var criteria = CriteriaSet.From(
            OrganisationFixture.Of(
                (
                    "criteria.yaml",
                    """
                    version: 1
                    owner: mia@example.com
                    review_by: 2027-06-30
                    criteria:
                      - { id: hush, when: { words: [certificate] }, then: { escalate: now, queue: technical, restricted: true }, why: y }
                    """
                )
            )
        );
        var hushed = new TriageEngine(world.Workplaces.Current.Triage.Data with { Criteria = criteria });
        await SolvedAsync(world, "eva", "where do I download an invoice?");
        var own = (await world.Cases.SolvedQuestionsAsync(default, 1, default))[0] with { Text = Question };
        ConfirmedQuestions.Chosen([own], world.Workplaces.Current.Triage, world.Clock.GetUtcNow()).Count.ShouldBe(1);
        ConfirmedQuestions.Chosen([own], hushed, world.Clock.GetUtcNow()).ShouldBeEmpty();
        var restricted = own with { Judgement = own.Judgement with { Restricted = true } };
        ConfirmedQuestions.Chosen([restricted], world.Workplaces.Current.Triage, world.Clock.GetUtcNow()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_ten_thousand_confirmed_questions_the_newest_are_asked_each_wording_once()
    {
        var (world, _) = await OpenAsync();
        await using var _w = world;
        var one = (await world.Cases.SolvedQuestionsAsync(default, 1, default)).ShouldHaveSingleItem();
        for (var batch = 0; batch < 10; batch++)
        {
            List<AskedQuestion> many =
            [
                .. Enumerable
                    .Range(batch * 1_000, 1_000)
                    .Select(number =>
                        one with
                        {
                            Id = $"many{number:D5}",
                            Version = 1,
                            // Of two that say the same one is asked.
                            Text = $"how do I renew the signing certificate {number / 2}?",
                            AskedAt = one.AskedAt.AddMilliseconds(-number),
                        }
                    ),
            ];
            await world.Cases.CommitAsync(null, new Decision { Questions = many }, default);
        }

        var articles = new Articles(world.Store.Database);
        await ChangeAsync(world, articles, [Emptied, .. DeskWorld.Articles.Skip(1)]);
        await RunAsync(world);
        var live = (await new KnowledgeChecks(world.Store.Database).FindAsync(KnowledgeCheck.Live, default))!;
        live.Results.Count.ShouldBe(ConfirmedQuestions.Most);
        live.Results.ShouldContain(result => result.Question == "many00002");
        live.Results.ShouldNotContain(result => result.Question == "many00003");
        Actor.TextOf(Told(world).ShouldHaveSingleItem().Value.Card).ShouldContain("more");
    }
}
