using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>The bot is called into the middle of a thread.</summary>
public sealed class ThreadTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Unknown = "the quantum flux coupling on our zeppelin wobbles";
    private static readonly Place Thread = new("slack", "C0FIELD", "root");

    private static Quoted Earlier(DeskWorld world, string who, string text, string id, int minutesAgo = 10) =>
        new(who, world.Clock.GetUtcNow().AddMinutes(-minutesAgo), text) { MessageId = id };

    private static Actor InThread(DeskWorld world, string name) => new(world, new PersonKey("slack", name), Thread, false);

    private static async Task BecomesCaseAsync(DeskWorld world, Actor ana, string text)
    {
        await ana.SaysAsync(text);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Escalating_in_the_middle_of_a_thread_captures_the_whole_thread()
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Threads[Thread.Lane] =
        [
            Earlier(world, "Zoe", "Acme Freight cannot fly since Tuesday", "root"),
            Earlier(world, "Yan", "the log says QX-7781", "m2", 9) with
            {
                Files = [new FileLink("log.txt", "https://files.example/log.txt")],
            },
        ];
        await BecomesCaseAsync(world, InThread(world, "ana"), Unknown);
        var theCase = await world.TheCaseAsync();
        theCase.Conversation.Select(turn => (turn.Who, turn.Overheard)).ShouldBe([("Zoe", true), ("Yan", true), ("Ana", false)]);
        theCase.Question.ShouldBe(Unknown);
        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("Conversation: Zoe: Acme Freight cannot fly since Tuesday\nYan: the log says QX-7781");
        card.ShouldContain("https://files.example/log.txt");
    }

    [Fact]
    public async Task A_long_thread_is_kept_whole_and_stands_in_the_thread_of_the_case()
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Threads[Thread.Lane] =
        [
            .. Enumerable.Range(0, 25).Select(n => Earlier(world, "Zoe", $"word {n}", n == 0 ? "root" : $"m{n}", 60 - n)),
        ];
        await BecomesCaseAsync(world, InThread(world, "ana"), Unknown);
        (await world.TheCaseAsync()).Conversation.Count.ShouldBe(26);
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Zoe: word 0\n… 19 more messages …\nZoe: word 20");
        var whole = world.InThreadOf("bob", "ESC-1001").Reads.ShouldHaveSingleItem();
        whole.ShouldContain("The whole thread before Ana asked for help: 26 messages");
        whole.ShouldContain("“word 12” Zoe");
    }

    [Fact]
    public async Task A_thread_that_cannot_be_read_loses_no_message_and_the_packet_says_so()
    {
        await using var world = await DeskWorld.OpenAsync();
        await BecomesCaseAsync(world, InThread(world, "ana"), Unknown);
        (await world.TheCaseAsync()).ThreadUnread.ShouldBeTrue();
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Earlier messages of the thread could not be read. Ask the rep for them.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("specialist")]
    public async Task Called_without_words_of_its_own_the_thread_is_the_question(string words)
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Threads[Thread.Lane] = [Earlier(world, "Zoe", Unknown, "root"), Earlier(world, "Yan", "same here", "m2", 9)];
        var ana = InThread(world, "ana");
        await BecomesCaseAsync(world, ana, words);
        var theCase = await world.TheCaseAsync();
        theCase.Question.ShouldBe(Unknown);
        theCase.Conversation.Select(turn => turn.Who).ShouldBe(["Zoe", "Yan"]);
        await ana.EditsAsync("root", "the flux coupling whistles");
        (await world.TheCaseAsync()).Question.ShouldBe("the flux coupling whistles");
    }

    [Fact]
    public async Task Escalate_this_on_a_message_in_a_thread_brings_the_thread_and_names_who_wrote_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Threads[Thread.Lane] =
        [
            Earlier(world, "Zoe", "first", "root"),
            Earlier(world, "Yan", Unknown, "m2", 9),
            Earlier(world, "Zoe", "last", "m3", 8),
        ];
        var ana = InThread(world, "ana");
        var data = new Dictionary<string, string> { [DataKeys.Text] = Unknown, [DataKeys.Message] = "m2" };
        var form = (await world.Forms.OpenAsync(new(Actions.EscalateMessage, data, ana.Key, Thread), CancellationToken.None))
            .ShouldBeOfType<FormAnswer.Open>()
            .Form;
        (await ana.SendsAsync(form)).ShouldBeEmpty();
        (await world.TheCaseAsync())
            .Conversation.Select(turn => (turn.Who, turn.Text))
            .ShouldBe([("Zoe", "first"), ("Yan", Unknown), ("Zoe", "last")]);
    }

    [Fact]
    public async Task An_edit_of_an_earlier_message_shows_in_the_case()
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Threads[Thread.Lane] = [Earlier(world, "Zoe", "it happens on gate seven", "root")];
        var ana = InThread(world, "ana");
        await BecomesCaseAsync(world, ana, Unknown);
        await ana.EditsAsync("root", "it happens on gate nine");
        var theCase = await world.TheCaseAsync();
        theCase.Question.ShouldBe(Unknown);
        theCase.Conversation[0].Text.ShouldBe("it happens on gate nine");
        theCase.Conversation[0].Before.ShouldBe(["it happens on gate seven"]);
    }

    [Fact]
    public async Task A_thread_of_thousands_keeps_its_first_and_its_last_messages()
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Threads[Thread.Lane] =
        [
            .. Enumerable.Range(0, 900).Select(n => Earlier(world, "Zoe", new string('x', 9000), n == 0 ? "root" : $"m{n}", 2000 - n)),
        ];
        await BecomesCaseAsync(world, InThread(world, "ana"), Unknown);
        var theCase = await world.TheCaseAsync();
        theCase.Turns.ShouldBe(201);
        // A decision reads the first three and the newest forty; the others are rows of their own.
        var conversation = theCase.Conversation;
        conversation.Count.ShouldBe(43);
        conversation[0].MessageKey.ShouldBe("relay:slack:C0FIELD:root");
        conversation.ShouldAllBe(turn => turn.Text.Length <= 4000);
    }
}
