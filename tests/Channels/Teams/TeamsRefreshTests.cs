using System.Net;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>Copies of cards become true when somebody looks at them.</summary>
public sealed class TeamsRefreshTests : IAsyncLifetime
{
    private const string Slot = "case:ESC-1001:outcome";
    private static readonly Place Chat = new("teams", "a:ana");
    private static readonly CardButton Told = new("client_told", "Client told", new Dictionary<string, string> { ["case"] = "ESC-1001" });

    private TeamsWorld _world = null!;

    public async Task InitializeAsync()
    {
        var settings = TeamsWorld.WithTokens;
        settings["Teams:ServiceUrl"] = TeamsWorld.ServiceUrl;
        _world = await TeamsWorld.StartAsync(settings);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    private static Card Of(string words, int version, params IReadOnlyList<CardReader> readers) =>
        new(words, [new CardPart.Text(words)], [Told]) { Refresh = new(Slot, version, readers) };

    [Fact]
    public async Task A_card_with_live_buttons_names_those_who_may_see_it_sixty_at_most()
    {
        await _world.People.LearnAsync(
            new Profile(new PersonKey("teams", "29:bob"), "Bob", "bob@example.com", null, null) { Membership = Membership.Member },
            default
        );
        await _world.People.LearnAsync(
            new Profile(new PersonKey("slack", "U7"), "Carol", "carol@example.com", null, null) { Membership = Membership.Member },
            default
        );
        var crowd = Enumerable.Range(0, 70).Select(i => new CardReader(new PersonKey("teams", $"29:{i}"), null));
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        _world.Microsoft.Then(HttpStatusCode.OK, """{"id":"m1"}""");
        await SendAsync(
            Of("open", 3, [new(null, "bob@example.com"), new(null, "carol@example.com"), new(new PersonKey("slack", "U7"), null)]),
            null
        );
        await SendAsync(Of("open", 4, [new(null, "bob@example.com"), .. crowd]), "m1");

        var refreshes = _world.Microsoft.Calls.Select(call => call.Body!["attachments"]![0]!["content"]!["refresh"]!).ToList();
        refreshes[0]["userIds"]!.ToJsonString().ShouldBe("""["29:bob"]""");
        refreshes[1]["userIds"]!.AsArray().Count.ShouldBe(60);
        refreshes[1]["userIds"]![0]!.GetValue<string>().ShouldBe("29:bob");
        refreshes[1]["action"]!["type"]!.GetValue<string>().ShouldBe("Action.Execute");
        refreshes[1]["action"]!["verb"]!.GetValue<string>().ShouldBe(CardRefreshAction.Verb);
    }

    [Fact]
    public async Task Looked_at_it_shows_how_things_stand_and_nothing_is_kept_of_the_look()
    {
        await BindAsync("1700000000099");
        _world.Forms.Current[Slot] = Of("closed", 5, [new(new PersonKey("teams", "29:ana"), null)]) with { Buttons = [] };
        var answer = await LookAsync(version: 3);
        answer["type"]!.GetValue<string>().ShouldBe(CardJson.ContentType);
        answer["value"]!.ToJsonString().ShouldContain("closed");
        answer["value"]!.ToJsonString().ShouldNotContain("Client told");
        answer["value"]!["refresh"]!["userIds"]!.ToJsonString().ShouldBe("""["29:ana"]""");
        _world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_copy_says_that_it_is_one_and_has_nothing_to_press()
    {
        await BindAsync("another");
        _world.Forms.Current[Slot] = Of("resolved", 3) with
        {
            Parts = [new CardPart.Text("resolved"), new CardPart.Select("rating", "How was it?", [new Option("1", "1")], null)],
        };
        var shown = (await LookAsync(version: 3))["value"]!.ToJsonString();
        shown.ShouldContain("This card was sent twice.");
        shown.ShouldContain("resolved");
        shown.ShouldNotContain("Client told");
        shown.ShouldNotContain("Input.ChoiceSet");
        shown.ShouldContain(CardRefreshAction.Verb);

        // It stays one, and what is said in its thread belongs to the case all the same.
        (await LookAsync(version: 3))["value"]!
            .ToJsonString()
            .ShouldContain("This card was sent twice.");
        var copy = (
            await new SlotMessages(_world.Store.Database).FindBindingAsync("teams", Chat.Conversation, "1700000000099", default)
        ).ShouldNotBeNull();
        (copy.Slot, copy.IsCopy).ShouldBe((Slot, true));
        (await new SlotMessages(_world.Store.Database).FindSlotAsync(Slot, default))!.MessageId.ShouldBe("another");
    }

    [Fact]
    public async Task Whoever_looks_before_its_send_is_recorded_makes_no_copy_of_the_card_itself()
    {
        await BindAsync("1700000000099");
        var messages = new SlotMessages(_world.Store.Database);
        var itself = (await messages.FindSlotAsync(Slot, default)).ShouldNotBeNull();
        await messages.AdoptAsync(Slot, Chat, itself.MessageId, default);
        (await messages.FindBindingAsync("teams", Chat.Conversation, itself.MessageId, default))!.IsCopy.ShouldBeFalse();

        // Nor is it one where an earlier version of the program took it for one.
        await _world.Store.Database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "INSERT INTO messages (slot, channel, conversation, thread, message_id, case_id, question_id, posted_at, updated_at) "
                        + "VALUES (@slot, 'teams', 'a:ana', NULL, '1700000000099', 'ESC-1001', NULL, 1, 1)",
                    $"copy:1700000000099:{Slot}"
                ),
            CancellationToken.None
        );
        _world.Forms.Current[Slot] = Of("resolved", 3);
        var shown = (await LookAsync(version: 2))["value"]!.ToJsonString();
        shown.ShouldContain("Client told");
        shown.ShouldNotContain("This card was sent twice.");
    }

    [Fact]
    public async Task What_is_said_under_a_card_whose_send_was_never_recorded_belongs_to_its_case()
    {
        var messages = new SlotMessages(_world.Store.Database);
        Task<SlotMessage?> BoundAsync() => messages.FindBindingAsync("teams", Chat.Conversation, "1700000000099", default);
        _world.Forms.Current[Slot] = Of("open", 3);
        await LookAsync(version: 3);
        (await BoundAsync()).ShouldBeNull("no card of that slot is on its way");

        // Teams took it, and the process died: its row still waits to be sent again.
        var show = new Outbound.Show(Slot, new Destination.At(Chat), Of("open", 3))
        {
            Key = "key",
            Lane = "lane",
            CaseId = "ESC-1001",
        };
        await _world.Store.Database.WriteAsync(
            session => OutboxAdding.AddAsync(session, _world.Store.Database, [show], null, null, DateTimeOffset.UnixEpoch),
            CancellationToken.None
        );
        (await LookAsync(version: 2))["value"]!.ToJsonString().ShouldContain("Client told");
        var bound = (await BoundAsync()).ShouldNotBeNull();
        (bound.Slot, bound.CaseId).ShouldBe((Slot, "ESC-1001"));

        // When it was sent again, the first one is a copy, and its thread goes on all the same.
        await BindAsync("another");
        (await LookAsync(version: 3))["value"]!.ToJsonString().ShouldContain("This card was sent twice.");
        (await BoundAsync())!.CaseId.ShouldBe("ESC-1001");
    }

    [Fact]
    public async Task A_card_that_is_true_keeps_what_was_chosen_in_it()
    {
        await BindAsync("1700000000099");
        _world.Forms.Current[Slot] = Of("resolved", 3) with
        {
            Parts = [new CardPart.Select("rating", "How was it?", [new Option("1", "1")], null)],
        };
        (await LookAsync(version: 3))["value"]!.GetValue<string>().ShouldBeEmpty();
        (await LookAsync(version: 2))["value"]!["body"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_card_in_which_something_is_chosen_never_asks_to_be_drawn_anew()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        _world.Microsoft.Then(HttpStatusCode.OK, """{"id":"m1"}""");
        var readers = new CardReader(new PersonKey("teams", "29:ana"), null);
        var rated = Of("resolved", 3, readers) with
        {
            Parts = [new CardPart.Text("resolved"), new CardPart.Select("rating", "How was it?", [new Option("1", "1")], null)],
        };

        await SendAsync(rated, null);
        await SendAsync(Of("closed", 4, readers), "m1");

        var cards = _world.Microsoft.Calls.Select(call => call.Body!["attachments"]![0]!["content"]!).ToList();
        cards[0].ToJsonString().ShouldContain("Input.ChoiceSet");
        cards[0]["refresh"].ShouldBeNull();
        // When the choice is gone from it, it becomes true by itself again.
        cards[1]["refresh"].ShouldNotBeNull();
        // And one that was sent by a version before, with a choice open in it, is left as it is while it is true.
        await BindAsync("1700000000099");
        _world.Forms.Current[Slot] = rated;
        (await LookAsync(version: 3))["value"]!.GetValue<string>().ShouldBeEmpty();
        (await LookAsync(version: 2))["value"]!["refresh"].ShouldBeNull();
    }

    [Theory]
    [InlineData("case:ESC-9999:card")]
    [InlineData("")]
    public async Task Nothing_is_shown_of_what_is_not_there_or_not_for_them(string slot)
    {
        var answer = await _world.InvokeAsync("adaptiveCard/action", Action(slot, 1));
        answer["statusCode"]!.GetValue<int>().ShouldBe(200);
        answer["value"]!.GetValue<string>().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_store_knows_better_than_the_card_which_slot_its_message_fills()
    {
        await BindAsync("1700000000099");
        _world.Forms.Current[Slot] = Of("mine", 5);
        _world.Forms.Current["case:ESC-1002:card"] = Of("somebody else's", 5);
        (await _world.InvokeAsync("adaptiveCard/action", Action("case:ESC-1002:card", 1)))["value"]!.ToJsonString().ShouldContain("mine");
    }

    private static JsonObject Action(string slot, int version) =>
        new()
        {
            ["action"] = new JsonObject
            {
                ["type"] = "Action.Execute",
                ["verb"] = CardRefreshAction.Verb,
                ["data"] = Carried.Write(
                    CardRefreshAction.Verb,
                    new Dictionary<string, string>
                    {
                        ["slot"] = slot,
                        ["version"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    }
                ),
            },
            ["trigger"] = "automatic",
        };

    private Task<JsonObject> LookAsync(int version) => _world.InvokeAsync("adaptiveCard/action", Action(Slot, version));

    private Task<Delivery> SendAsync(Card card, string? messageId) =>
        _world.Channel.SendAsync(
            new Dispatch(
                new Outbound.Show(Slot, new Destination.At(Chat), card) { Key = "key", Lane = "lane" },
                new Destination.At(Chat),
                messageId,
                messageId is null ? null : Chat,
                null
            ),
            CancellationToken.None
        );

    private Task BindAsync(string message) =>
        _world.Store.Database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "INSERT INTO messages (slot, channel, conversation, thread, message_id, case_id, question_id, "
                        + "posted_at, updated_at) VALUES (@slot, 'teams', 'a:ana', NULL, @message, 'ESC-1001', NULL, 0, 0)",
                    Slot,
                    message
                ),
            CancellationToken.None
        );
}
