using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EscalationBot.Core.Messages;
using Moq;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Channels.WebChat.WebChatHost;

namespace EscalationBot.Tests.Channels.WebChat;

public sealed class WebChatApiTests : IAsyncLifetime
{
    private WebChatHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task What_a_rep_says_to_the_bot_is_kept_shown_and_handed_to_the_desk()
    {
        var id = await _host.SaysAsync(Ana, $"dm:{Ana}", "  How do I renew the certificate?\r\nThanks ");

        var said = _host.Received.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Said>();
        said.Text.ShouldBe("How do I renew the certificate?\nThanks");
        said.MessageId.ShouldBe(id);
        said.Addressed.ShouldBeTrue();
        said.Direct.ShouldBeTrue();
        said.From.ShouldBe(new PersonKey("web", Ana));
        said.Place.ShouldBe(new Place("web", $"dm:{Ana}"));
        (await _host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}"))
            .GetProperty("messages")[0]
            .GetProperty("author_name")
            .GetString()
            .ShouldBe("Ana");
    }

    [Fact]
    public async Task The_same_client_id_sent_twice_is_one_message_with_one_key()
    {
        var body = new
        {
            @as = Ana,
            conversation = $"dm:{Ana}",
            text = "once",
            client_id = "a-1",
        };

        var first = await (await _host.PostAsync("/webchat/messages", body)).Content.ReadFromJsonAsync<JsonElement>();
        var second = await (await _host.PostAsync("/webchat/messages", body)).Content.ReadFromJsonAsync<JsonElement>();

        second.GetProperty("id").GetString().ShouldBe(first.GetProperty("id").GetString());
        _host.Received.Select(inbound => inbound.DeliveryKey).Distinct().ShouldHaveSingleItem();
        (await _host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}")).GetProperty("messages").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task In_a_room_only_a_mention_is_meant_for_the_bot_and_a_message_starts_its_own_thread()
    {
        var talk = await _host.SaysAsync(Bob, "specialists", "Has anybody seen QX-7781? Write to robot@bot.example");
        await _host.SaysAsync(Bob, "specialists", "@Bot, my cases", talk);

        var said = _host.Received.OfType<Inbound.Said>().ToList();
        said[0].Addressed.ShouldBeFalse();
        said[0].Direct.ShouldBeFalse();
        said[0].Place.ShouldBe(new Place("web", "specialists", talk));
        said[1].Addressed.ShouldBeTrue();
        said[1].Text.ShouldBe("my cases");
        said[1].Place.ShouldBe(said[0].Place);
        (await _host.Channel.ReadThreadAsync(said[1].Place, CancellationToken.None))!
            .Select(quoted => (quoted.Who, quoted.Text))
            .ShouldBe([("Bob", "Has anybody seen QX-7781? Write to robot@bot.example"), ("Bob", "my cases")]);
    }

    [Fact]
    public async Task A_reply_to_a_reply_stands_in_the_same_thread()
    {
        var root = await _host.SaysAsync(Bob, "specialists", "root");
        var reply = await _host.SaysAsync(Bob, "specialists", "reply", root);
        await _host.SaysAsync(Mia, "specialists", "reply to the reply", reply);

        _host.Received.Last().Place.Thread.ShouldBe(root);
    }

    [Theory]
    [InlineData(Ana, "specialists", HttpStatusCode.Forbidden)]
    [InlineData(Ana, "dm:bob@example.com", HttpStatusCode.Forbidden)]
    [InlineData(Bob, "trust", HttpStatusCode.Forbidden)]
    [InlineData(Ana, "nowhere", HttpStatusCode.NotFound)]
    [InlineData("eve@example.com", "dm:eve@example.com", HttpStatusCode.BadRequest)]
    public async Task Nobody_writes_or_reads_where_they_do_not_belong(string who, string conversation, HttpStatusCode status)
    {
        (
            await _host.PostAsync(
                "/webchat/messages",
                new
                {
                    @as = who,
                    conversation,
                    text = "hello",
                }
            )
        ).StatusCode.ShouldBe(status);
        (await _host.Here.GetAsync($"/webchat/messages?as={who}&conversation={conversation}")).StatusCode.ShouldBe(status);
        _host.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"as":"ana@example.com","conversation":"dm:ana@example.com"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"as":"ana@example.com","conversation":"dm:ana@example.com","text":"   "}""", HttpStatusCode.BadRequest)]
    [InlineData(
        """{"as":"ana@example.com","conversation":"dm:ana@example.com","text":"x","client_id":"../../x"}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData("""{"as":"ana@example.com","conversation":"dm:ana@example.com","text":17}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"as":"ana@example.com","conversation":"dm:ana@example.com","text":"\ud800"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"as":"ana@example.com","conversation":"dm:ana@example.com","text":"x","thread":"1"}""", HttpStatusCode.NotFound)]
    public async Task A_bad_body_is_refused_with_a_sentence_and_nothing_is_kept(string body, HttpStatusCode status)
    {
        var answer = await _host.Here.PostAsync("/webchat/messages", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString().ShouldNotBeNullOrWhiteSpace();
        _host.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/webchat/messages")]
    [InlineData("/webchat/press")]
    [InlineData("/webchat/forms/open")]
    [InlineData("/webchat/forms/submit")]
    [InlineData("/webchat/reactions")]
    public async Task Every_address_refuses_oversized_nested_and_non_utf8_bodies(string path)
    {
        var nested = string.Concat(Enumerable.Repeat("{\"data\":", 200)) + "1" + new string('}', 200);
        (await _host.Here.PostAsync(path, new StringContent(nested, Encoding.UTF8, "application/json"))).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var large = new StringContent(
            $$"""{"as":"{{Ana}}","text":"{{new string('x', 1024 * 1024)}}"}""",
            Encoding.UTF8,
            "application/json"
        );
        (await _host.Here.PostAsync(path, large)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var bytes = new ByteArrayContent([.. "{\"as\":\""u8, 0xff, 0xfe, .. "\"}"u8]);
        bytes.Headers.ContentType = new("application/json");
        (await _host.Here.PostAsync(path, bytes)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Here.PostAsync(path, new StringContent("{}"))).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        _host.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_of_twenty_thousand_characters_is_kept_whole_and_a_longer_one_than_we_take_is_refused()
    {
        var text = new string('ä', 20_000);
        await _host.SaysAsync(Ana, $"dm:{Ana}", text);
        _host.Received.OfType<Inbound.Said>().Single().Text.ShouldBe(text);

        (
            await _host.PostAsync(
                "/webchat/messages",
                new
                {
                    @as = Ana,
                    conversation = $"dm:{Ana}",
                    text = new string('x', 40_001),
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_press_carries_the_buttons_action_data_and_inputs_and_the_place_of_its_card()
    {
        var card = await _host.BotShowsAsync(
            "specialists",
            new Card("ESC-1001", [], [new("claim", "Claim", new Dictionary<string, string> { ["case"] = "ESC-1001" })])
        );

        (
            await _host.PostAsync(
                "/webchat/press",
                new
                {
                    @as = Bob,
                    message = card,
                    action = "claim",
                    data = new { @case = "ESC-1001" },
                    values = new { rating = "5", nothing = "" },
                }
            )
        ).EnsureSuccessStatusCode();

        var pressed = _host.Received.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Pressed>();
        pressed.Action.ShouldBe("claim");
        pressed.Data["case"].ShouldBe("ESC-1001");
        pressed.Values.ShouldBe(new Dictionary<string, string> { ["rating"] = "5" });
        pressed.CardMessageId.ShouldBe(card);
        pressed.Place.ShouldBe(new Place("web", "specialists", card));
    }

    [Fact]
    public async Task A_press_on_a_message_that_one_cannot_see_finds_nothing()
    {
        var card = await _host.BotShowsAsync("specialists", Card.Of("ESC-1001"));

        (
            await _host.PostAsync(
                "/webchat/press",
                new
                {
                    @as = Ana,
                    message = card,
                    action = "claim",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (
            await _host.PostAsync(
                "/webchat/press",
                new
                {
                    @as = Bob,
                    message = "999",
                    action = "claim",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _host.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_opens_with_its_fields_or_says_why_not()
    {
        var card = await _host.BotShowsAsync("specialists", Card.Of("ESC-1001"));
        var form = new Form(
            "resolve",
            "Resolve ESC-1001",
            "Resolve",
            [new("account", "Account", FieldKind.Search) { Required = true }],
            new Dictionary<string, string> { ["case"] = "ESC-1001" }
        );
        _host
            .Forms.Setup(forms =>
                forms.OpenAsync(
                    It.Is<FormRequest>(request => request.Action == "resolve" && request.From.Id == Bob),
                    It.IsAny<CancellationToken>()
                )
            )
            .ReturnsAsync(new FormAnswer.Open(form));
        _host
            .Forms.Setup(forms => forms.OpenAsync(It.Is<FormRequest>(request => request.From.Id == Mia), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new FormAnswer.Refused("Only Bob may."));

        var opened = await (
            await _host.PostAsync(
                "/webchat/forms/open",
                new
                {
                    @as = Bob,
                    message = card,
                    action = "resolve",
                    data = new { @case = "ESC-1001" },
                }
            )
        ).Content.ReadFromJsonAsync<JsonElement>();
        opened.GetProperty("form").GetProperty("fields")[0].GetProperty("kind").GetString().ShouldBe("search");
        var refused = await (
            await _host.PostAsync(
                "/webchat/forms/open",
                new
                {
                    @as = Mia,
                    message = card,
                    action = "resolve",
                }
            )
        ).Content.ReadFromJsonAsync<JsonElement>();
        refused.GetProperty("refused").GetString().ShouldBe("Only Bob may.");
    }

    [Fact]
    public async Task A_form_with_errors_names_its_fields_and_is_not_handed_in()
    {
        _host
            .Forms.Setup(forms => forms.CheckAsync(It.IsAny<Inbound.Submitted>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(
                (Inbound.Submitted submitted, CancellationToken _) =>
                    submitted.Values.ContainsKey("fix") ? [] : new Dictionary<string, string> { ["fix"] = "Say what fixed it." }
            );
        var body = new Dictionary<string, object>
        {
            ["as"] = Bob,
            ["form"] = "resolve",
            ["conversation"] = "specialists",
            ["data"] = new { @case = "ESC-1001" },
            ["values"] = new { fix = "" },
        };

        var wrong = await _host.PostAsync("/webchat/forms/submit", body);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("errors")
            .GetProperty("fix")
            .GetString()
            .ShouldBe("Say what fixed it.");
        _host.Received.ShouldBeEmpty();

        body["values"] = new { fix = "Cleared the cache" };
        (await _host.PostAsync("/webchat/forms/submit", body)).EnsureSuccessStatusCode();
        _host.Received.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Submitted>().Data["case"].ShouldBe("ESC-1001");
    }

    [Fact]
    public async Task Typing_into_a_search_field_asks_the_desk()
    {
        _host
            .Forms.Setup(forms =>
                forms.SearchAsync(
                    "get_specialist",
                    "account",
                    "ac",
                    new PersonKey("web", Ana),
                    It.IsAny<Place>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ReturnsAsync([new Option("acme", "Acme Freight")]);

        var found = await _host.GetAsync($"/webchat/search?as={Ana}&form=get_specialist&field=account&q=ac");

        found.GetProperty("options")[0].GetProperty("title").GetString().ShouldBe("Acme Freight");
    }

    [Fact]
    public async Task Only_its_author_changes_or_deletes_a_message()
    {
        var id = await _host.SaysAsync(Bob, "specialists", "first");

        (await _host.Here.PutAsync($"/webchat/messages/{id}", Json(new { @as = Mia, text = "hers" }))).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await _host.Here.DeleteAsync($"/webchat/messages/{id}?as={Mia}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _host.Here.PutAsync($"/webchat/messages/{id}", Json(new { @as = Bob, text = "second" }))).EnsureSuccessStatusCode();
        (await _host.Here.DeleteAsync($"/webchat/messages/{id}?as={Bob}")).EnsureSuccessStatusCode();

        _host.Received.OfType<Inbound.Edited>().Single().Text.ShouldBe("second");
        _host.Received.OfType<Inbound.Deleted>().Single().MessageId.ShouldBe(id);
        (await _host.GetAsync($"/webchat/messages?as={Bob}&conversation=specialists")).GetProperty("messages").GetArrayLength().ShouldBe(0);
        (await _host.Here.PutAsync($"/webchat/messages/{id}", Json(new { @as = Bob, text = "third" }))).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_reaction_is_shown_and_handed_in_and_can_be_taken_off()
    {
        var id = await _host.BotShowsAsync($"dm:{Ana}", Card.Of("hello"));

        (
            await _host.PostAsync(
                "/webchat/reactions",
                new
                {
                    @as = Ana,
                    message = id,
                    reaction = "thumbs_up",
                    added = true,
                }
            )
        ).EnsureSuccessStatusCode();
        (await _host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}"))
            .GetProperty("messages")[0]
            .GetProperty("reactions")[0]
            .GetProperty("person")
            .GetString()
            .ShouldBe(Ana);
        (
            await _host.PostAsync(
                "/webchat/reactions",
                new
                {
                    @as = Ana,
                    message = id,
                    reaction = "thumbs_up",
                    added = false,
                }
            )
        ).EnsureSuccessStatusCode();
        (await _host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}"))
            .GetProperty("messages")[0]
            .TryGetProperty("reactions", out _)
            .ShouldBeFalse();
        _host.Received.OfType<Inbound.Reacted>().Select(reacted => reacted.Added).ShouldBe([true, false]);
        (
            await _host.PostAsync(
                "/webchat/reactions",
                new
                {
                    @as = Ana,
                    message = id,
                    reaction = "<b>",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_newest_page_comes_first_and_earlier_ones_on_request()
    {
        for (var i = 0; i < 120; i++)
        {
            await _host.BotShowsAsync($"dm:{Ana}", Card.Of($"message {i}"), $"key {i}");
        }

        var newest = await _host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}");
        newest.GetProperty("messages").GetArrayLength().ShouldBe(50);
        newest.GetProperty("earlier").GetBoolean().ShouldBeTrue();
        Words(newest, 49).ShouldBe("message 119");
        var before = newest.GetProperty("messages")[0].GetProperty("id").GetString();
        Words(await _host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}&before={before}"), 49).ShouldBe("message 69");
        var newer = await _host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}&after={before}");
        newer.GetProperty("messages").GetArrayLength().ShouldBe(49);
    }

    private static string? Words(JsonElement page, int at) =>
        page.GetProperty("messages")[at].GetProperty("card").GetProperty("fallback").GetString();
}
