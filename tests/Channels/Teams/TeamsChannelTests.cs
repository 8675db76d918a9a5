using System.Net;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

public sealed class TeamsChannelTests : IAsyncLifetime
{
    private static readonly Place Chat = new("teams", "a:ana"),
        Thread = new("teams", "19:support@thread.tacv2", "1700000000090"),
        Root = new("teams", "19:support@thread.tacv2"),
        Group = new("teams", "19:group@thread.v2");

    private TeamsWorld _world = null!;

    public async Task InitializeAsync()
    {
        var settings = TeamsWorld.WithTokens;
        settings["Teams:ServiceUrl"] = TeamsWorld.ServiceUrl;
        _world = await TeamsWorld.StartAsync(settings);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    private static Outbound.Show Show(Card? card = null) =>
        new("slot", new Destination.At(Chat), card ?? Card.Of("words")) { Key = "key", Lane = "lane" };

    private Task<Delivery> PostAsync(Destination to, DateTimeOffset? lookSince = null, Card? card = null) =>
        _world.Channel.SendAsync(new Dispatch(Show(card), to, null, null, lookSince), CancellationToken.None);

    private Task<Delivery> EditAsync(Place place) =>
        _world.Channel.SendAsync(new Dispatch(Show(), new Destination.At(place), "m1", place, null), CancellationToken.None);

    private (string Call, JsonNode? Body, string? Authorization) Called() => _world.Microsoft.Calls.ShouldHaveSingleItem();

    [Fact]
    public async Task A_message_goes_to_the_chat_with_our_token()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        (await PostAsync(new Destination.At(Chat))).ShouldBe(new Delivery.Sent(Chat, "m1"));
        Called().Call.ShouldBe("POST /emea/v3/conversations/a:ana/activities");
        Called().Authorization.ShouldBe("Bearer our-token");
        Called().Body!["text"]!.GetValue<string>().ShouldBe("words");
        _world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task A_thread_is_answered_inside_and_a_group_chat_has_no_threads()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m2"}""");
        (await PostAsync(new Destination.At(Thread))).ShouldBe(new Delivery.Sent(Thread, "m1"));
        (await PostAsync(new Destination.At(Group))).ShouldBe(new Delivery.Sent(Group, "m2"));
        _world
            .Microsoft.Calls.Select(call => call.Call)
            .ShouldBe([
                "POST /emea/v3/conversations/19:support@thread.tacv2;messageid=1700000000090/activities",
                "POST /emea/v3/conversations/19:group@thread.v2/activities",
            ]);
    }

    [Fact]
    public async Task A_post_in_a_channel_opens_a_thread_whose_id_is_the_message()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"19:support@thread.tacv2;messageid=17","activityId":"17"}""");
        (await PostAsync(new Destination.At(Root))).ShouldBe(new Delivery.Sent(Root, "17"));
        Called().Call.ShouldBe("POST /emea/v3/conversations");
        Called().Body!["channelData"]!["channel"]!["id"]!.GetValue<string>().ShouldBe("19:support@thread.tacv2");
        Called().Body!["channelData"]!["tenant"]!["id"]!.GetValue<string>().ShouldBe(TeamsWorld.Tenant);
        Called().Body!["isGroup"]!.GetValue<bool>().ShouldBeTrue();
        Called().Body!["activity"]!["text"]!.GetValue<string>().ShouldBe("words");
    }

    [Fact]
    public async Task A_person_is_written_to_in_a_chat_that_is_opened_once()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"a:bob"}""");
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m2"}""");
        (await PostAsync(new Destination.Direct("teams", "29:bob", null))).ShouldBe(new Delivery.Sent(new Place("teams", "a:bob"), "m1"));
        (await PostAsync(new Destination.Direct("teams", "29:bob", null))).ShouldBe(new Delivery.Sent(new Place("teams", "a:bob"), "m2"));
        var calls = _world.Microsoft.Calls.ToList();
        calls
            .Select(call => call.Call)
            .ShouldBe([
                "POST /emea/v3/conversations",
                "POST /emea/v3/conversations/a:bob/activities",
                "POST /emea/v3/conversations/a:bob/activities",
            ]);
        calls[0].Body!["members"]![0]!["id"]!.GetValue<string>().ShouldBe("29:bob");
        calls[0].Body!["tenantId"]!.GetValue<string>().ShouldBe(TeamsWorld.Tenant);
        calls[0].Body!["bot"]!["id"]!.GetValue<string>().ShouldBe("28:" + TeamsWorld.AppId);
    }

    [Fact]
    public async Task A_person_is_found_by_e_mail_when_met_before_and_else_named()
    {
        (await PostAsync(new Destination.Direct("teams", null, "carol@example.com")))
            .ShouldBeOfType<Delivery.Drop>()
            .Why.ShouldContain("carol@example.com");
        await _world.People.LearnAsync(
            new Profile(new PersonKey("teams", "29:carol"), "Carol", "Carol@example.com", null, null) { Membership = Membership.Member },
            CancellationToken.None
        );
        await _world.People.OpenedAsync(new PersonKey("teams", "29:carol"), "a:carol", CancellationToken.None);
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        (await PostAsync(new Destination.Direct("teams", null, "carol@example.com"))).ShouldBe(
            new Delivery.Sent(new Place("teams", "a:carol"), "m1")
        );
    }

    [Fact]
    public async Task Words_for_one_person_go_to_their_own_chat_never_to_the_channel()
    {
        await _world.People.OpenedAsync(new PersonKey("teams", "29:bob"), "a:bob", CancellationToken.None);
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m2"}""");
        foreach (var place in new[] { Thread, Chat })
        {
            await _world.Channel.SendAsync(
                new Dispatch(
                    new Outbound.Whisper(place, new PersonKey("teams", place == Chat ? "29:ana" : "29:bob"), Card.Of("psst"))
                    {
                        Key = "k",
                        Lane = "l",
                    },
                    null,
                    null,
                    null,
                    null
                ),
                CancellationToken.None
            );
        }
        _world
            .Microsoft.Calls.Select(call => call.Call)
            .ShouldBe(["POST /emea/v3/conversations/a:bob/activities", "POST /emea/v3/conversations/a:ana/activities"]);
    }

    [Fact]
    public async Task A_slot_that_has_its_message_is_edited_in_place_and_removed()
    {
        _world.Microsoft.Then(HttpStatusCode.OK, """{"id":"m1"}""");
        _world.Microsoft.Then(HttpStatusCode.OK);
        (await EditAsync(Thread)).ShouldBe(new Delivery.Sent(Thread, "m1"));
        var remove = new Outbound.Remove("slot") { Key = "k", Lane = "l" };
        (
            await _world.Channel.SendAsync(new Dispatch(remove, null, "m1", Thread, null), CancellationToken.None)
        ).ShouldBeOfType<Delivery.Sent>();
        (
            await _world.Channel.SendAsync(new Dispatch(remove, null, null, null, null), CancellationToken.None)
        ).ShouldBeOfType<Delivery.Sent>();
        _world
            .Microsoft.Calls.Select(call => call.Call)
            .ShouldBe([
                "PUT /emea/v3/conversations/19:support@thread.tacv2;messageid=1700000000090/activities/m1",
                "DELETE /emea/v3/conversations/19:support@thread.tacv2;messageid=1700000000090/activities/m1",
            ]);
    }

    [Fact]
    public async Task A_message_that_is_gone_vanished()
    {
        _world.Microsoft.Then(HttpStatusCode.NotFound, """{"error":{"code":"ActivityNotFoundInConversation","message":"no"}}""");
        (await EditAsync(Chat)).ShouldBeOfType<Delivery.Vanished>();
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(412, false)]
    [InlineData(503, false)]
    [InlineData(502, true)]
    [InlineData(504, true)]
    [InlineData(500, true)]
    public async Task Busy_is_later_and_unclear_is_said_to_be_unclear(int status, bool mayHaveArrived)
    {
        _world.Microsoft.Then((HttpStatusCode)status);
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBe(mayHaveArrived);
        _world.Channel.State.Status.ShouldBe("degraded");
    }

    [Fact]
    public async Task Retry_After_is_honoured_within_reason()
    {
        _world.Microsoft.Then(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(17));
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Retry>().After.ShouldBe(TimeSpan.FromSeconds(17));
        _world.Microsoft.Then(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromDays(9));
        (await PostAsync(new Destination.At(Group))).ShouldBeOfType<Delivery.Retry>().After.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_conversation_that_asked_for_patience_is_left_alone_whatever_is_for_it()
    {
        _world.Microsoft.Then(HttpStatusCode.TooManyRequests, retryAfter: TimeSpan.FromSeconds(17));
        await PostAsync(new Destination.At(Chat));
        _world.Clock.Advance(TimeSpan.FromSeconds(7));
        foreach (var turnedAway in new[] { await PostAsync(new Destination.At(Chat)), await EditAsync(Chat) })
        {
            var retry = turnedAway.ShouldBeOfType<Delivery.Retry>();
            (retry.After, retry.IsAsked, retry.MayHaveArrived).ShouldBe((TimeSpan.FromSeconds(10), true, false));
        }
        _world.Microsoft.Calls.Count.ShouldBe(1);
        // Another conversation is not concerned.
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m2"}""");
        (await PostAsync(new Destination.At(Group))).ShouldBeOfType<Delivery.Sent>();
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Sent>();
    }

    [Theory]
    [InlineData(404, "ConversationNotFound", "no longer exists")]
    [InlineData(400, "BadSyntax", "BadSyntax")]
    public async Task Never_comes_with_the_reason_in_words(int status, string code, string words)
    {
        _world.Microsoft.Then((HttpStatusCode)status, $$"""{"error":{"code":"{{code}}","message":"x"} }""");
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Drop>().Why.ShouldContain(words);
    }

    [Theory]
    [InlineData("19:old@thread.tacv2", "19:new@thread.tacv2", "19:new@thread.tacv2", true)]
    [InlineData("19:old@thread.tacv2", "19:old@thread.tacv2", "19:old@thread.tacv2", false)] // until the app is there again
    [InlineData("19:old@thread.tacv2", "19:old@thread.tacv2", "19:new@thread.tacv2", false)] // what has no other place
    public async Task A_card_in_a_team_without_the_app_that_no_queue_names_is_posted_where_its_queue_is_now(
        string stands,
        string to,
        string named,
        bool anew
    )
    {
        var yaml = OrganisationFixture.Yaml.Replace("web:specialists", $"teams:{named}", StringComparison.Ordinal);
        _world.Get<WorkplaceHolder>().Replace(new Workplace(OrganisationFixture.Of(("organisation.yaml", yaml)), null!));
        _world.Microsoft.Then(HttpStatusCode.Forbidden, """{"error":{"code":"BotNotInConversationRoster","message":"x"} }""");
        var show = new Outbound.Show("slot", new Destination.At(new Place("teams", to)), Card.Of("x")) { Key = "k", Lane = "lane" };
        var delivery = await _world.Channel.SendAsync(
            new Dispatch(show, show.To, "1", new Place("teams", stands), null),
            CancellationToken.None
        );
        (delivery is Delivery.Vanished).ShouldBe(anew);
        (delivery is Delivery.Retry { NeedsSomebody: true }).ShouldBe(!anew);
    }

    [Theory]
    [InlineData("MessageWritesBlocked", "blocked")]
    [InlineData("BotNotInConversationRoster", "not installed")]
    [InlineData("BotDisabledByAdmin", "admin center")]
    public async Task What_is_for_a_conversation_waits_until_the_app_is_there_again(string code, string words)
    {
        var refusal = $$"""{"error":{"code":"{{code}}","message":"x"} }""";
        _world.Microsoft.Then(HttpStatusCode.Forbidden, refusal);
        _world.Microsoft.Then(HttpStatusCode.Forbidden, refusal);
        foreach (var delivery in new[] { await PostAsync(new Destination.At(Chat)), await EditAsync(Chat) })
        {
            var retry = delivery.ShouldBeOfType<Delivery.Retry>();
            (retry.NeedsSomebody, retry.MayHaveArrived).ShouldBe((true, false));
            retry.Why.ShouldContain(words);
        }
        _world.Channel.State.Status.ShouldBe("degraded");
    }

    [Theory]
    [InlineData("19:here@thread.tacv2", true)]
    [InlineData("19:elsewhere@thread.tacv2", false)]
    public async Task The_thread_of_a_team_without_the_app_waits_while_a_queue_names_it_and_is_given_back_when_none_does(
        string named,
        bool waits
    )
    {
        var yaml = OrganisationFixture.Yaml.Replace("web:specialists", $"teams:{named}", StringComparison.Ordinal);
        _world.Get<WorkplaceHolder>().Replace(new Workplace(OrganisationFixture.Of(("organisation.yaml", yaml)), null!));
        _world.Microsoft.Then(HttpStatusCode.Forbidden, """{"error":{"code":"BotNotInConversationRoster","message":"x"} }""");
        var to = new Destination.At(new Place("teams", "19:here@thread.tacv2", "1"));
        var show = new Outbound.Show("slot", new Destination.ThreadOf("case:ESC-1001:card"), Card.Of("x")) { Key = "k", Lane = "lane" };
        var delivery = await _world.Channel.SendAsync(new Dispatch(show, to, null, null, null), CancellationToken.None);
        (delivery is Delivery.Retry { NeedsSomebody: true }).ShouldBe(waits);
        (delivery is Delivery.Drop).ShouldBe(!waits);
    }

    [Fact]
    public async Task What_is_for_a_person_wherever_they_are_finds_another_way_at_once()
    {
        _world.Microsoft.Then(HttpStatusCode.Forbidden, """{"error":{"code":"BotNotInConversationRoster","message":"x"} }""");
        (await PostAsync(new Destination.Direct("teams", "29:ana", null)))
            .ShouldBeOfType<Delivery.Drop>()
            .Why.ShouldContain("not installed");
    }

    [Fact]
    public async Task A_lost_answer_to_a_post_may_have_arrived_and_to_an_edit_does_not_matter()
    {
        _world.Microsoft.Answers.Enqueue(() => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        _world.Microsoft.Answers.Enqueue(() => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBeTrue();
        (await EditAsync(Chat)).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_sent_again_says_so()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m2"}""");
        await PostAsync(new Destination.At(Chat), _world.Clock.GetUtcNow());
        await PostAsync(new Destination.At(Chat), _world.Clock.GetUtcNow(), new Card("x", [new CardPart.Heading("H")], []));
        _world
            .Microsoft.Calls.Count(call => call.Body!.ToJsonString().Contains("the first may have arrived", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Too_big_is_tried_once_more_and_smaller()
    {
        _world.Microsoft.Then(HttpStatusCode.RequestEntityTooLarge);
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        (
            await PostAsync(
                new Destination.At(Chat),
                card: new Card("x", [.. Enumerable.Range(0, 20).Select(_ => (CardPart)new CardPart.Quote(new string('w', 3000), null))], [])
            )
        ).ShouldBeOfType<Delivery.Sent>();
        var sizes = _world.Microsoft.Calls.Select(call => call.Body!.ToJsonString().Length).ToList();
        sizes[1].ShouldBeLessThan(25_000);
        sizes[0].ShouldBeGreaterThan(sizes[1]);
    }

    [Fact]
    public async Task Without_a_token_messages_wait_and_the_endpoint_goes_on()
    {
        _world.Microsoft.IsTokenRefused = true;
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Retry>().MayHaveArrived.ShouldBeFalse();
        _world.Channel.State.ShouldSatisfyAllConditions(
            state => state.Status.ShouldBe("degraded"),
            state => state.Why.ShouldContain("token")
        );
        using var response = await _world.SendAsync(TeamsWorld.Activity());
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _world.Microsoft.Calls.ShouldBeEmpty();

        _world.Microsoft.IsTokenRefused = false;
        _world.Clock.Advance(TimeSpan.FromSeconds(3));
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Sent>();
    }

    [Fact]
    public async Task A_refused_token_is_replaced()
    {
        _world.Microsoft.Then(HttpStatusCode.Unauthorized);
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Retry>();
        (await PostAsync(new Destination.At(Chat))).ShouldBeOfType<Delivery.Sent>();
    }

    [Fact]
    public async Task The_address_that_Teams_used_last_wins_over_the_first_guess()
    {
        const string other = "https://smba.trafficmanager.net/amer/";
        using var heard = await _world.SendAsync(
            TeamsWorld.Activity(("serviceUrl", other)).ToJsonString(),
            "Bearer " + _world.Microsoft.Token(_world.Microsoft.Claims(("serviceurl", other)))
        );
        heard.StatusCode.ShouldBe(HttpStatusCode.OK);
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        await PostAsync(new Destination.At(Chat));
        Called().Call.ShouldStartWith("POST /amer/");
    }

    [Fact]
    public async Task A_persons_address_is_their_mail_in_small_letters_never_their_sign_in_name()
    {
        _world.Microsoft.Then(
            HttpStatusCode.OK,
            """{"id":"29:ana","name":"Ana","email":"Ana@Example.com","userPrincipalName":"x@y","tenantId":"AAAAAAAA-1111-4222-8333-444444444444","aadObjectId":"0a"}"""
        );
        _world.Microsoft.Then(
            HttpStatusCode.OK,
            """{"id":"29:ana","name":"Ana","userPrincipalName":"ANA@example.com","tenantId":"aaaaaaaa-1111-4222-8333-444444444444"}"""
        );
        _world.Microsoft.Then(HttpStatusCode.NotFound);
        _world.Microsoft.Then(HttpStatusCode.ServiceUnavailable);
        var person = new PersonKey("teams", "29:ana");
        (await _world.Channel.FindProfileAsync(person, Thread, CancellationToken.None)).ShouldBe(
            new Profile(person, "Ana", "ana@example.com", null, null) { Membership = Membership.Member, AccountId = "0a" }
        );
        (await _world.Channel.FindProfileAsync(person, Thread, CancellationToken.None))!.Email.ShouldBeNull();
        (await _world.Channel.FindProfileAsync(person, Thread, CancellationToken.None)).ShouldBeNull();
        await Should.ThrowAsync<PlatformUnavailableException>(() =>
            _world.Channel.FindProfileAsync(person, Thread, CancellationToken.None)
        );
        _world.Microsoft.Calls.First().Call.ShouldBe("GET /emea/v3/conversations/19:support@thread.tacv2/members/29:ana");
    }

    [Fact]
    public async Task An_answer_that_takes_a_while_shows_typing_and_a_quick_one_does_not()
    {
        using var slow = await _world.SendAsync(TeamsWorld.Activity());
        _world.Microsoft.Then(HttpStatusCode.Accepted);
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        SpinWait.SpinUntil(() => !_world.Microsoft.Calls.IsEmpty, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        Called().Body!["type"]!.GetValue<string>().ShouldBe("typing");

        using var quick = await _world.SendAsync(TeamsWorld.Activity(("id", "1700000000002")));
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        await PostAsync(new Destination.At(Chat));
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        _world.Microsoft.Calls.Count.ShouldBe(2);
    }
}
