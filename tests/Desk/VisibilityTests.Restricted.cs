using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Restricted cases and questions, wherever they go.</summary>
public sealed partial class VisibilityTests
{
    [Fact]
    public async Task A_transfer_keeps_the_words_of_a_restricted_case_back_and_says_so()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        var secret = await EscalateAsync(world, ana, Secret);
        var dave = world.InThreadOf("dave", secret.Id);
        (
            await dave.FillsAsync(
                $"case:{secret.Id}:card",
                "Transfer",
                ("Queue", "technical"),
                ("Note for the next person", "look at PATAGONIA first")
            )
        ).ShouldBeEmpty();

        var there = All(world, place => place.Conversation == "C0SPECIALISTS");
        there.ShouldContain("ESC-1001 · P3 · Technical");
        there.ShouldContain("Restricted: its words are not shown here");
        there.ShouldNotContain("ZANZIBAR");
        there.ShouldNotContain("PATAGONIA");
        dave.Heard.ShouldContain("Its words were kept back");
        ana.Reads[^1].ShouldContain("It stays restricted");
        // People of the new queue gained nothing, its manager neither.
        foreach (var name in new[] { "carol", "tess" })
        {
            var person = world.Person(name, ChannelNames.Slack);
            await person.SaysAsync($"status {secret.Id}");
            person.Heard.ShouldContain("Its words were kept back when it moved here");
            (await person.OpensAsync($"case:{secret.Id}:card1", "Ask the rep")).ShouldBeOfType<FormAnswer.Refused>();
        }

        // Those who could read it still can.
        var dan = world.Person("dave", ChannelNames.Slack);
        await dan.SaysAsync($"status {secret.Id}");
        dan.Reads[^1].ShouldContain("ZANZIBAR");
    }

    [Fact]
    public async Task Whoever_claims_a_case_whose_words_were_kept_back_reads_them_alone()
    {
        await using var world = await OpenAsync();
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        (
            await world
                .InThreadOf("dave", secret.Id)
                .FillsAsync(
                    $"case:{secret.Id}:card",
                    "Transfer",
                    ("Queue", "technical"),
                    ("Note for the next person", "look at PATAGONIA first")
                )
        ).ShouldBeEmpty();
        var carol = world.Person("carol", ChannelNames.Slack);
        await carol.PressesAsync($"case:{secret.Id}:card1", "Claim");
        var own = string.Join('\n', carol.Reads);
        own.ShouldContain("ZANZIBAR");
        own.ShouldContain("PATAGONIA");
        await world.Person("ana").SaysAsync($"{secret.Id} and the invoice says ATACAMA");
        (
            await carol.FillsAsync(
                $"case:{secret.Id}:card1",
                "Resolve",
                ("What fixed it", "cured of SERENGETI"),
                ("Tell the client", "All is well.")
            )
        ).ShouldBeEmpty();
        string.Join('\n', carol.Reads).ShouldContain("ATACAMA");
        var there = All(world, place => place.Conversation == "C0SPECIALISTS");
        there.ShouldContain("The owner has them in their 1:1 chat");
        foreach (var word in new[] { "ZANZIBAR", "PATAGONIA", "ATACAMA", "SERENGETI" })
        {
            there.ShouldNotContain(word);
        }

        HeardBy(world, "tess").ShouldNotContain("ZANZIBAR");
        All(world, place => place.Conversation is "dm:tess").ShouldNotContain("ZANZIBAR");
    }

    [Fact]
    public async Task A_transfer_that_opens_a_restricted_case_tells_the_rep_and_shows_it()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        var secret = await EscalateAsync(world, ana, Secret);
        (
            await world
                .InThreadOf("dave", secret.Id)
                .FillsAsync($"case:{secret.Id}:card", "Transfer", ("Queue", "technical"), ("Who may read it there?", "open"))
        ).ShouldBeEmpty();
        All(world, place => place.Conversation == "C0SPECIALISTS").ShouldContain("ZANZIBAR");
        ana.Reads[^1].ShouldContain("people of Technical may read it now");
        var carol = world.Person("carol", ChannelNames.Slack);
        await carol.SaysAsync($"status {secret.Id}");
        carol.Reads[^1].ShouldContain("ZANZIBAR");
        (await world.TheCaseAsync()).Restricted.ShouldBeTrue();
        // Nobody else gained anything.
        var rob = world.Person("rob");
        await rob.SaysAsync($"status {secret.Id}");
        rob.Heard.ShouldContain("Only specialists");
    }

    [Fact]
    public async Task Lines_about_other_cases_of_which_nobody_knows_whether_they_are_restricted_go_when_a_case_moves()
    {
        await using var world = await OpenAsync();
        var known = await EscalateAsync(world, world.Person("ana"), Plain) with { Similar = ["ESC-0999 · open"], SimilarRestricted = [] };
        known.MovedTo("billing", movesPlace: true, opened: false, world.Clock.GetUtcNow()).Similar.ShouldNotBeEmpty();
        (known with { SimilarRestricted = null })
            .MovedTo("billing", movesPlace: true, opened: false, world.Clock.GetUtcNow())
            .Similar.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_about_a_restricted_case_stands_where_its_own_people_read_and_goes_when_the_case_moves()
    {
        await using var world = await OpenAsync(
            OnlyReaders.Replace(
                "  - { id: secret",
                "  - { id: money, when: { words: [payout] }, then: { escalate: now, queue: billing }, why: y }\n  - { id: secret",
                StringComparison.Ordinal
            )
        );
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        (
            await world
                .InThreadOf("dave", secret.Id)
                .FillsAsync(
                    $"case:{secret.Id}:card",
                    "Resolve",
                    ("What fixed it", "the ledger was booked twice, MADAGASCAR"),
                    ("Tell the client", "All is well.")
                )
        ).ShouldBeEmpty();
        var near = await EscalateAsync(world, world.Person("rob"), "Acme Freight: payout, the ledger shows ZANZIBAR twice");
        Actor.TextOf(world.CardOf($"case:{near.Id}:card")).ShouldContain("MADAGASCAR");
        (await world.InThreadOf("dave", near.Id).FillsAsync($"case:{near.Id}:card", "Transfer", ("Queue", "technical"))).ShouldBeEmpty();
        All(world, place => place.Conversation == "C0SPECIALISTS").ShouldContain(near.Id);
        All(world, place => place.Conversation == "C0SPECIALISTS").ShouldNotContain("MADAGASCAR");
        // A person who may read both still sees the line alone.
        var dave = world.Person("bob", ChannelNames.Slack);
        await dave.SaysAsync($"status {near.Id}");
        dave.Reads[^1].ShouldContain("MADAGASCAR");
    }

    [Fact]
    public async Task A_restricted_case_asked_for_in_a_channel_is_told_in_the_reps_own_chat()
    {
        await using var world = await OpenAsync();
        var ana = InRoom(world, "ana", thread: "root");
        await ana.SaysAsync(Secret);
        var secret = await world.TheCaseAsync();
        secret.Restricted.ShouldBeTrue();
        All(world, place => place.Conversation == "C0LOBBY").ShouldContain("I write to you about it in our 1:1 chat");
        var chat = world.Person("ana", ChannelNames.Slack);
        chat.Reads[^1].ShouldContain("ZANZIBAR");

        var dave = world.InThreadOf("dave", secret.Id);
        await dave.PressesAsync($"case:{secret.Id}:card", "Claim");
        (
            await dave.FillsAsync($"case:{secret.Id}:card", "Ask the rep", ("What do you need to know?", "which page, KILIMANJARO?"))
        ).ShouldBeEmpty();
        await dave.SaysAsync(">> we look into SAHARA", addressed: false);
        string.Join('\n', chat.Reads).ShouldContain("KILIMANJARO");
        string.Join('\n', chat.Reads).ShouldContain("SAHARA");
        // The answer in the 1:1 chat belongs to the question that was asked there.
        await chat.SaysAsync("page seven, GOBI");
        (await world.TheCaseAsync()).Asks.ShouldHaveSingleItem().Reply.ShouldBe("page seven, GOBI");
        (
            await dave.FillsAsync(
                $"case:{secret.Id}:card",
                "Resolve",
                ("What fixed it", "cured of SERENGETI"),
                ("Tell the client", "Say NAMIB.")
            )
        ).ShouldBeEmpty();
        string.Join('\n', chat.Reads).ShouldContain("NAMIB");
        await chat.PressesAsync($"case:{secret.Id}:outcome", "Client told");
        var lobby = All(world, place => place.Conversation == "C0LOBBY");
        foreach (var word in new[] { "ZANZIBAR", "KILIMANJARO", "SAHARA", "GOBI", "NAMIB", "SERENGETI" })
        {
            lobby.ShouldNotContain(word);
        }
    }

    [Fact]
    public async Task Reminders_tell_deputies_and_managers_only_what_they_may_read()
    {
        // Bob is on call for Acme; his deputy Carol works in another queue.
        await using var world = await OpenAsync();
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        (
            await world.InThreadOf("dave", secret.Id).FillsAsync($"case:{secret.Id}:card", "Transfer", ("Queue", "technical"))
        ).ShouldBeEmpty();
        await world.WaitAsync(TimeSpan.FromDays(3));
        All(world, place => place.Conversation == "dm:bob@example.com" || place.Conversation == "dm:mia@example.com")
            .ShouldContain("ZANZIBAR");
        foreach (var name in new[] { "carol", "tess" })
        {
            var told = All(world, place => place.Conversation == $"dm:{name}@example.com" || place.Conversation == $"dm:{name}");
            told.ShouldContain(secret.Id);
            told.ShouldNotContain("ZANZIBAR");
        }
    }

    [Fact]
    public async Task A_criterion_restricts_a_case_that_a_person_asks_for_even_when_it_is_not_the_first()
    {
        await using var world = await OpenAsync(OnlyOffered);
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        secret.Restricted.ShouldBeTrue();
        secret.Queue.ShouldBe("billing");
        secret.Priority.ShouldBe("p2");
    }

    [Fact]
    public async Task A_restricted_question_joins_no_case_that_others_read_and_teaches_no_article()
    {
        await using var world = await OpenAsync(OnlyOffered);
        var ana = world.Person("ana");
        var plain = await EscalateAsync(world, ana, Plain);
        await ana.SaysAsync("fraud: how do we reset a forgotten password");
        var answer = world.Messages.Last(message => message.Value.Place == ana.Place);
        Actor.TextOf(answer.Value.Card).ShouldNotContain("Add to");
        var question = answer.Value.Card.Buttons[0].Data[DataKeys.Question];
        await PressAsync(ana, Actions.AddToCase, (DataKeys.Question, question), (DataKeys.Case, plain.Id));
        ana.Heard.ShouldContain("fewer people");
        All(world, place => place.Conversation == "C0SPECIALISTS").ShouldNotContain("fraud");
        await ana.PressesAsync(answer.Key, "This solved it");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(0);
    }

    [Fact]
    public async Task Restricted_words_asked_for_in_a_channel_are_quoted_to_their_asker_alone()
    {
        await using var world = await OpenAsync(OnlyOffered);
        var ana = InRoom(world, "ana", thread: "root");
        await ana.SaysAsync("is this fraud? the quantum flux coupling ZANZIBAR wobbles");
        await ana.SaysAsync("specialist");
        ana.Heard.ShouldContain("ZANZIBAR");
        var question = world.Messages.First(message => message.Value.Place == ana.Place).Value.Card.Buttons[0].Data[DataKeys.Question];
        await PressAsync(InRoom(world, "rob", thread: "root"), Actions.Why, (DataKeys.Question, question));
        HeardBy(world, "rob").ShouldContain("Only Ana");
        All(world, place => place.Conversation == "C0LOBBY").ShouldNotContain("ZANZIBAR");
    }

    [Fact]
    public async Task A_digest_leaves_restricted_gaps_and_the_accounts_of_other_queues_out()
    {
        await using var world = await OpenAsync(OnlyOffered);
        await world.Person("ana").SaysAsync("is this fraud? the quantum flux coupling ZANZIBAR wobbles");
        await world.Person("ana").SaysAsync(Plain);
        var mia = world.Person("mia");
        await mia.SaysAsync("digest");
        mia.Reads[^1].ShouldNotContain("ZANZIBAR");
        await mia.PressesAsync(world.Messages.Last(message => message.Value.Place == mia.Place).Key, "Everything");
        mia.Reads[^1].ShouldContain("QUAGMIRE");
        mia.Reads[^1].ShouldNotContain("ZANZIBAR");
    }

    [Theory]
    [InlineData("own", false, false)]
    [InlineData("queue", true, false)]
    [InlineData("all", true, true)]
    public async Task How_much_a_rep_reads_of_colleagues_is_set(string width, bool inQueue, bool elsewhere)
    {
        await using var world = await OpenAsync(
            OnlyReaders,
            People
                .Replace("askers: anyone", $"askers: anyone\nreps_see: {width}", StringComparison.Ordinal)
                .Replace("name: Rob, roles: [rep]", "name: Rob, roles: [rep], queues: [technical]", StringComparison.Ordinal)
        );
        var technical = await EscalateAsync(world, world.Person("ana"), Plain);
        var billing = await EscalateAsync(
            world,
            world.Person("ana"),
            "the invoice of Birch & Sons is a billing contract GIBRALTAR of a strange kind"
        );
        if (billing.Queue != "billing")
        {
            (
                await world.InThreadOf("bob", billing.Id).FillsAsync($"case:{billing.Id}:card", "Transfer", ("Queue", "billing"))
            ).ShouldBeEmpty();
        }

        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        var rob = world.Person("rob");
        foreach (var theCase in new[] { technical, billing, secret })
        {
            await rob.SaysAsync($"status {theCase.Id}");
        }

        var read = string.Join('\n', rob.Reads);
        read.Contains("QUAGMIRE", StringComparison.Ordinal).ShouldBe(inQueue);
        read.Contains("GIBRALTAR", StringComparison.Ordinal).ShouldBe(elsewhere);
        read.ShouldNotContain("ZANZIBAR");
    }

    [Fact]
    public async Task In_a_1_1_chat_a_card_says_whether_its_article_may_be_sent_to_the_client()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("a webhook delivery fails, how is it tried again?");
        await PickedAsync("webhook-retry");
        ana.Reads[^1].ShouldContain("internal, not for the client");
        await ana.SaysAsync("how do we reset a forgotten password");
        await PickedAsync("password-reset");
        ana.Reads[^1].ShouldContain("may be sent to the client");
        await InRoom(world, "ana", thread: "root").SaysAsync("how do we reset a forgotten password");
        All(world, place => place.Conversation == "C0LOBBY").ShouldNotContain("sent to the client");

        Task PickedAsync(string article) =>
            PressAsync(
                ana,
                Actions.PickArticle,
                (
                    DataKeys.Question,
                    world.Messages.Values.Last(message => message.Place == ana.Place).Card.Buttons[0].Data[DataKeys.Question]
                ),
                (DataKeys.Article, article)
            );
    }
}
