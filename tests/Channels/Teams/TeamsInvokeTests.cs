using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

public sealed class TeamsInvokeTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Data = new(StringComparer.Ordinal) { ["case"] = "ESC-1001" };
    private static readonly PersonKey Ana = new("teams", "29:ana");
    private static readonly Card CaseCard = new(
        "ESC-1001",
        [new CardPart.Heading("ESC-1001"), new CardPart.Text("Claimed by Bob")],
        [new CardButton("resolve", "Resolve", Data) { OpensForm = true }]
    );
    private static readonly Form ResolveForm = new(
        "resolve",
        "Resolve ESC-1001",
        "Resolve",
        [
            new FormField("fix", "What fixed it", FieldKind.Paragraph) { Required = true },
            new FormField("account", "Account", FieldKind.Search) { Options = [new Option("acme", "Acme")] },
            new FormField("urgency", "How urgent?", FieldKind.Choice)
            {
                Options = [new Option("p1", "P1"), new Option("p2", "P2")],
                Value = "p2",
            },
        ],
        Data
    );

    private TeamsWorld _world = null!;

    public async Task InitializeAsync() => _world = await TeamsWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    private static JsonObject Execute(string verb = "claim") =>
        new()
        {
            ["action"] = new JsonObject
            {
                ["type"] = "Action.Execute",
                ["verb"] = verb,
                ["data"] = Carried.Write(verb, Data),
            },
            ["trigger"] = "manual",
        };

    private static Outbound.Show Show(string slot, Card card) =>
        new(slot, new Destination.At(new Place("teams", "a:ana")), card) { Key = "o1-0", Lane = "l" };

    private static Outbound.Whisper Whisper(string words, PersonKey? to = null) =>
        new(new Place("teams", "a:ana"), to ?? Ana, Card.Of(words)) { Key = "o1-1", Lane = "l" };

    private Task BindAsync(string slot, DateTimeOffset updatedAt = default) =>
        _world.Store.Database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "INSERT INTO messages (slot, channel, conversation, thread, message_id, case_id, question_id, "
                        + "posted_at, updated_at) VALUES (@slot, 'teams', 'a:ana', NULL, '1700000000099', 'ESC-1001', "
                        + "NULL, 0, @updated)",
                    slot,
                    updatedAt == default ? 0L : updatedAt.ToUnixTimeMilliseconds()
                ),
            CancellationToken.None
        );

    [Fact]
    public async Task While_the_database_is_away_a_dialog_says_that_nothing_was_sent_in_the_shape_that_dialogs_know()
    {
        var away = new StoreException("PostgreSQL does not answer.");
        _world.Forms.Opens = _ => throw away;
        var opening = new JsonObject { ["data"] = Carried.Write("resolve", Data) };
        foreach (var name in new[] { "task/fetch", "composeExtension/fetchTask" })
        {
            Said((await _world.InvokeAsync(name, opening.DeepClone().AsObject()))["task"]!);
        }

        _world.Reception.Fails = away;
        foreach (var name in new[] { "task/submit", "composeExtension/submitAction" })
        {
            Said((await _world.InvokeAsync(name, opening.DeepClone().AsObject()))["task"]!);
        }

        // Cards have a shape of their own.
        var pressed = await _world.InvokeAsync("adaptiveCard/action", Execute());
        pressed["statusCode"]!.GetValue<int>().ShouldBe(500);
        pressed["value"]!["message"]!.GetValue<string>().ShouldContain("was not sent");

        static void Said(JsonNode task)
        {
            task["type"]!.GetValue<string>().ShouldBe("message");
            task["value"]!.GetValue<string>().ShouldContain("What you typed was not sent");
        }
    }

    [Fact]
    public async Task A_press_is_answered_with_the_card_as_it_is_now()
    {
        await BindAsync("case:ESC-1001:card");
        _world.Reception.Outcome = new Handled([Show("case:ESC-1001:rep", Card.Of("other")), Show("case:ESC-1001:card", CaseCard)]);
        var answer = await _world.InvokeAsync("adaptiveCard/action", Execute());
        answer["statusCode"]!.GetValue<int>().ShouldBe(200);
        answer["type"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.card.adaptive");
        answer["value"]!.ToJsonString().ShouldContain("Claimed by Bob");
        var pressed = _world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Pressed>();
        pressed.ShouldSatisfyAllConditions(
            () => pressed.Action.ShouldBe("claim"),
            () => pressed.Data["case"].ShouldBe("ESC-1001"),
            () => pressed.CardMessageId.ShouldBe("1700000000099")
        );
    }

    [Fact]
    public async Task Who_comes_second_reads_why_on_top_of_the_true_card_and_only_there()
    {
        await BindAsync("case:ESC-1001:card");
        _world.Shown.Keep("a:ana", "1700000000099", CaseCard);
        _world.Reception.Outcome = new Handled([Whisper("Bob claimed it 3 min ago.")]);
        var answer = await _world.InvokeAsync("adaptiveCard/action", Execute());
        var body = answer["value"]!["body"]!.AsArray();
        body[0]!.ToJsonString().ShouldContain("Bob claimed it 3 min ago.");
        body[1]!.ToJsonString().ShouldContain("ESC-1001");
        _world.Reception.Taken.ShouldBe(["o1-1"]);
    }

    [Fact]
    public async Task A_change_that_still_waits_to_be_shown_is_truer_than_what_was_shown_last()
    {
        await BindAsync("case:ESC-1001:card");
        _world.Shown.Keep("a:ana", "1700000000099", CaseCard with { Parts = [new CardPart.Text("Unclaimed")] });
        var waiting = Show("case:ESC-1001:card", CaseCard);
        await _world.Store.Database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "INSERT INTO outbox (id, key, lane, channel, kind, slot, body, created_at, state, due_at, "
                        + "leased_until, attempts) VALUES (1, 'k', 'l', 'teams', 'show', @slot, @body, 0, 0, 0, 0, 0)",
                    waiting.Slot,
                    System.Text.Json.JsonSerializer.Serialize(waiting, MessagesJson.Default.Outbound)
                ),
            CancellationToken.None
        );
        _world.Reception.Outcome = new Handled([Whisper("Bob claimed it.")]);
        var answer = (await _world.InvokeAsync("adaptiveCard/action", Execute()))["value"]!.ToJsonString();
        answer.ShouldContain("Claimed by Bob");
        answer.ShouldNotContain("Unclaimed");
    }

    [Fact]
    public async Task A_card_that_another_replica_has_edited_since_is_not_shown_from_memory()
    {
        await BindAsync("case:ESC-1001:card", _world.Clock.GetUtcNow().AddMinutes(1));
        _world.Shown.Keep("a:ana", "1700000000099", CaseCard);
        _world.Reception.Outcome = new Handled([Whisper("Bob claimed it.")]);
        (await _world.InvokeAsync("adaptiveCard/action", Execute()))["value"]!.GetValue<string>().ShouldBe("Bob claimed it.");
    }

    [Fact]
    public async Task What_the_outbox_says_already_is_not_said_again()
    {
        _world.Reception.OutboxWasFaster = true;
        _world.Reception.Outcome = new Handled([Whisper("Bob claimed it.")]);
        (await _world.InvokeAsync("adaptiveCard/action", Execute())).ToJsonString().ShouldNotContain("Bob claimed it.");
    }

    [Fact]
    public async Task Words_for_others_are_left_alone()
    {
        _world.Reception.Outcome = new Handled([Whisper("psst", new PersonKey("teams", "29:bob"))]);
        (await _world.InvokeAsync("adaptiveCard/action", Execute())).ToJsonString().ShouldNotContain("psst");
        _world.Reception.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_card_to_show_the_words_come_alone_and_a_slow_desk_is_told_of()
    {
        _world.Reception.Outcome = new Handled([Whisper("Bob claimed it.")]);
        var words = await _world.InvokeAsync("adaptiveCard/action", Execute());
        words["type"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.activity.message");
        words["value"]!.GetValue<string>().ShouldBe("Bob claimed it.");
        _world.Reception.Outcome = null;
        (await _world.InvokeAsync("adaptiveCard/action", Execute(), ("id", "another")))["value"]!
            .GetValue<string>()
            .ShouldContain("Working on it");
    }

    [Theory]
    [InlineData("adaptiveCard/action", """{"action":{"type":"Action.Execute","verb":"launch","data":{}}}""", 400)]
    [InlineData("adaptiveCard/action", "null", 400)]
    [InlineData("adaptiveCard/action", """{"action":"x"}""", 400)]
    [InlineData("planet/move", "{}", 501)]
    [InlineData("", "{}", 501)]
    public async Task A_problem_stands_in_the_body_of_a_200_and_nothing_is_kept(string name, string value, int status)
    {
        var answer = await _world.InvokeAsync(name, JsonNode.Parse(value));
        answer["statusCode"]!.GetValue<int>().ShouldBe(status);
        answer["type"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.error");
        _world.Reception.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("task/fetch", """{"data":{"msteams":{"type":"task/fetch"},"action":"launch"}}""")]
    [InlineData("task/fetch", "7")]
    [InlineData("task/submit", """{"data":{}}""")]
    [InlineData("task/submit", "\"x\"")]
    [InlineData("composeExtension/fetchTask", """{"commandId":"planet"}""")]
    public async Task A_dialog_nobody_knows_closes_with_a_sentence(string name, string value)
    {
        var answer = await _world.InvokeAsync(name, JsonNode.Parse(value));
        answer["task"]!["type"]!.GetValue<string>().ShouldBe("message");
        answer["task"]!["value"]!.GetValue<string>().ShouldNotBeEmpty();
        _world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_is_told_in_the_body()
    {
        _world.Forms.Opens = _ => throw new InvalidOperationException("boom");
        (await _world.InvokeAsync("task/fetch", new JsonObject { ["data"] = Carried.Write("resolve", Data) }))["task"]!["value"]!
            .GetValue<string>()
            .ShouldStartWith("Something went wrong on my side.");
    }

    [Fact]
    public async Task A_form_opens_with_labels_options_and_what_is_known()
    {
        _world.Forms.Opens = _ => new FormAnswer.Open(ResolveForm);
        var task = (await _world.InvokeAsync("task/fetch", new JsonObject { ["data"] = Carried.Write("resolve", Data) }))["task"]!;
        task["type"]!.GetValue<string>().ShouldBe("continue");
        task["value"]!["title"]!.GetValue<string>().ShouldBe("Resolve ESC-1001");
        var inputs = task["value"]!["card"]!["content"]!["body"]!.AsArray();
        inputs.Select(input => input!["label"]!.GetValue<string>()).ShouldBe(["What fixed it", "Account", "How urgent?"]);
        inputs[0]!["isRequired"]!.GetValue<bool>().ShouldBeTrue();
        inputs[1]!["choices.data"]!["dataset"]!.GetValue<string>().ShouldBe("resolve/account");
        inputs[2]!["value"]!.GetValue<string>().ShouldBe("p2");
        _world
            .Forms.Asked.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                asked => asked.Action.ShouldBe("resolve"),
                asked => asked.Data["case"].ShouldBe("ESC-1001"),
                asked => asked.From.ShouldBe(Ana)
            );
    }

    [Fact]
    public async Task Typing_ahead_asks_the_desk()
    {
        var results = (
            await _world.InvokeAsync("application/search", new JsonObject { ["queryText"] = "ac", ["dataset"] = "resolve/account" })
        )["value"]!["results"]!.AsArray();
        results.ShouldHaveSingleItem()!["value"]!.GetValue<string>().ShouldBe("resolve.account");
        (await _world.InvokeAsync("application/search", new JsonObject { ["queryText"] = 7 }))["value"]!["results"]!
            .AsArray()
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Errors_show_under_their_fields_and_what_was_typed_stays()
    {
        _world.Forms.Opens = _ => new FormAnswer.Open(ResolveForm);
        _world.Forms.Errors["fix"] = "Please write what fixed it.";
        var data = Carried.Write("resolve", Data, Carried.Sends);
        (data["fix"], data["urgency"]) = ("x", "p1");
        var task = (await _world.InvokeAsync("task/submit", new JsonObject { ["data"] = data }))["task"]!;
        task["type"]!.GetValue<string>().ShouldBe("continue");
        var body = task["value"]!["card"]!["content"]!["body"]!.AsArray();
        body[0]!["value"]!.GetValue<string>().ShouldBe("x");
        body[1]!["text"]!.GetValue<string>().ShouldBe("Please write what fixed it.");
        body[3]!["value"]!.GetValue<string>().ShouldBe("p1");
        _world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_good_form_is_kept_and_closes_with_the_desks_words()
    {
        _world.Reception.Outcome = new Handled([Whisper("Sent to Rita.")]);
        var data = Carried.Write("resolve", Data, Carried.Sends);
        (data["fix"], data["account"]) = ("cleared the cache", "");
        var task = (await _world.InvokeAsync("task/submit", new JsonObject { ["data"] = data }))["task"]!;
        task.ToJsonString().ShouldBe("""{"type":"message","value":"Sent to Rita."}""");
        var submitted = _world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Submitted>();
        submitted.Form.ShouldBe("resolve");
        submitted.Values.ShouldBe(new Dictionary<string, string> { ["fix"] = "cleared the cache" });
        submitted.Data.ShouldBe(Data);
    }

    [Fact]
    public async Task A_refused_form_closes_with_the_reason_and_the_typed_words_stay_on_their_way()
    {
        var back = new Card(
            "Only Ana can answer that.",
            [
                new CardPart.Text("Only Ana can answer that."),
                new CardPart.Note("Your text:"),
                new CardPart.Quote("ten minutes of typing", null),
            ],
            []
        );
        _world.Reception.Outcome = new Handled([new Outbound.Whisper(new Place("teams", "a:ana"), Ana, back) { Key = "k", Lane = "l" }]);
        var data = Carried.Write("resolve", Data, Carried.Sends);
        data["fix"] = "ten minutes of typing";
        var task = (await _world.InvokeAsync("task/submit", new JsonObject { ["data"] = data }))["task"]!;
        task.ToJsonString().ShouldBe("""{"type":"message","value":"Only Ana can answer that."}""");
        _world.Reception.Taken.ShouldBeEmpty();

        // The message that follows has them.
        MessageJson.Write(back).ToJsonString().ShouldContain("ten minutes of typing");
    }

    [Fact]
    public async Task A_menu_leads_to_its_forms_and_presses()
    {
        var button = new CardButton("more", "More", Data)
        {
            Menu = [new CardButton("transfer", "Transfer", Data) { OpensForm = true }, new CardButton("release", "Release", Data)],
        };
        var menu = (await _world.InvokeAsync("task/fetch", new JsonObject { ["data"] = Carried.WriteMenu(button) }))["task"]!["value"]!;
        menu["title"]!.GetValue<string>().ShouldBe("More");
        var choices = menu["card"]!["content"]!["body"]![1]!["actions"]!.AsArray();
        choices.Select(choice => choice!["title"]!.GetValue<string>()).ShouldBe(["Transfer", "Release"]);

        _world.Forms.Opens = _ => new FormAnswer.Open(ResolveForm);
        (await _world.InvokeAsync("task/submit", new JsonObject { ["data"] = choices[0]!["data"]!.DeepClone() }))["task"]!["type"]!
            .GetValue<string>()
            .ShouldBe("continue");
        (await _world.InvokeAsync("task/submit", new JsonObject { ["data"] = choices[1]!["data"]!.DeepClone() }))["task"]!["type"]!
            .GetValue<string>()
            .ShouldBe("message");
        _world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Pressed>().Action.ShouldBe("release");
    }

    [Fact]
    public async Task Escalate_this_brings_the_messages_words_into_the_form()
    {
        _world.Forms.Opens = _ => new FormAnswer.Open(ResolveForm);
        var payload = new JsonObject
        {
            ["id"] = "1700",
            ["body"] = new JsonObject { ["contentType"] = "html", ["content"] = "<p>It fails &amp; stops</p>" },
            ["from"] = new JsonObject { ["user"] = new JsonObject { ["displayName"] = "Client" } },
        };
        var answer = await _world.InvokeAsync(
            "composeExtension/fetchTask",
            new JsonObject
            {
                ["commandId"] = "escalate_message",
                ["commandContext"] = "message",
                ["messagePayload"] = payload,
            }
        );
        answer["task"]!["type"]!.GetValue<string>().ShouldBe("continue");
        var asked = _world.Forms.Asked.ShouldHaveSingleItem();
        asked.Action.ShouldBe(Actions.EscalateMessage);
        asked.Data.ShouldBe(
            new Dictionary<string, string>
            {
                ["message"] = "1700",
                ["text"] = "It fails & stops",
                ["who"] = "Client",
            }
        );
        var data = Carried.Write(Actions.EscalateMessage, Data, Carried.Sends);
        data["fix"] = "y";
        (await _world.InvokeAsync("composeExtension/submitAction", new JsonObject { ["commandId"] = "escalate_message", ["data"] = data }))[
            "task"
        ]!["type"]!
            .GetValue<string>()
            .ShouldBe("message");
        _world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Submitted>();
    }

    [Fact]
    public async Task Feedback_is_a_reaction_to_the_answer()
    {
        (
            await _world.InvokeAsync(
                "message/submitAction",
                JsonNode.Parse("""{"actionName":"feedback","actionValue":{"reaction":"dislike","feedback":"old"}}""")
            )
        ).Count.ShouldBe(0);
        var reacted = _world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Reacted>();
        (reacted.MessageId, reacted.Reaction, reacted.Added).ShouldBe(("1700000000099", "dislike", true));
        await _world.InvokeAsync(
            "message/submitAction",
            JsonNode.Parse("""{"actionName":"feedback","actionValue":{"reaction":7}}"""),
            ("id", "b")
        );
        _world.Reception.Kept.Count.ShouldBe(1);
    }
}
