using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackInteractionTests
{
    [Fact]
    public async Task A_press_carries_its_data_the_cards_selects_and_where_it_happened()
    {
        await using var world = await SlackWorld.OpenAsync();
        (await TakeAsync(world, "claim")).ShouldBe(SlackReply.Ok);
        var pressed = world.Reception.Kept.Single().ShouldBeOfType<Inbound.Pressed>();
        pressed.Action.ShouldBe("claim");
        pressed.Data.ShouldBe(new Dictionary<string, string> { ["case"] = "ESC-1001" });
        pressed.Values.ShouldBe(new Dictionary<string, string> { ["rating"] = "5" });
        pressed.CardMessageId.ShouldBe("1763815300.000400");
        pressed.Place.ShouldBe(new Place("slack", "C0QUEUE", "1763815300.000400"));
        pressed.From.ShouldBe(new PersonKey("slack", "U0BOB"));
    }

    [Fact]
    public async Task A_press_that_is_delivered_twice_is_kept_once()
    {
        await using var world = await SlackWorld.OpenAsync();
        await TakeAsync(world, "claim");
        await TakeAsync(world, "claim");
        world.Reception.Kept.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_choice_travels_with_the_next_button()
    {
        await using var world = await SlackWorld.OpenAsync();
        await TakeAsync(world, "select_choice");
        world.Reception.Kept.ShouldBeEmpty();
        var payload = JsonNode.Parse(SlackFixtures.Interaction("claim").GetRawText())!;
        payload["state"]!["values"]!["b1"]!["rating:value"]!["selected_option"] = null;
        await world.Intake.TakeAsync(System.Text.Json.JsonElement.Parse(payload.ToJsonString()), CancellationToken.None);
        world.Reception.Kept.Single().ShouldBeOfType<Inbound.Pressed>().Values["rating"].ShouldBe("4");
    }

    [Fact]
    public async Task A_button_that_is_not_ours_goes_to_the_desk_by_its_name()
    {
        await using var world = await SlackWorld.OpenAsync();
        await TakeAsync(world, "button_of_an_old_version");
        var pressed = world.Reception.Kept.Single().ShouldBeOfType<Inbound.Pressed>();
        pressed.Action.ShouldBe("approve_v1");
        pressed.Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_press_in_an_ephemeral_has_no_card_to_edit_and_no_thread()
    {
        await using var world = await SlackWorld.OpenAsync();
        await TakeAsync(world, "press_in_an_ephemeral");
        var pressed = world.Reception.Kept.Single().ShouldBeOfType<Inbound.Pressed>();
        pressed.CardMessageId.ShouldBeNull();
        pressed.Place.ShouldBe(new Place("slack", "C0QUEUE"));
    }

    [Fact]
    public async Task A_press_in_App_Home_means_the_direct_chat()
    {
        await using var world = await SlackWorld.OpenAsync();
        await TakeAsync(world, "press_in_app_home");
        var pressed = world.Reception.Kept.Single().ShouldBeOfType<Inbound.Pressed>();
        pressed.Place.ShouldBe(new Place("slack", "U0BOB"));
        pressed.Direct.ShouldBeTrue();
        pressed.CardMessageId.ShouldBeNull();
    }

    [Fact]
    public async Task A_form_opens_within_the_request_and_remembers_where()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.open");
        await TakeAsync(world, "menu_choice_that_opens_a_form");
        world.Forms.Asked.Single().Action.ShouldBe("transfer");
        world.Forms.Asked.Single().Data["case"].ShouldBe("ESC-1001");
        var opened = world.Web.Last.Json;
        opened["trigger_id"]!.GetValue<string>().ShouldBe("111.222.menu");
        var view = opened["view"]!;
        view["callback_id"]!.GetValue<string>().ShouldBe("resolve");
        JsonNode
            .Parse(view["private_metadata"]!.GetValue<string>())!
            .ToJsonString()
            .ShouldBe("""{"c":"C0QUEUE","d":{"case":"ESC-1001"},"t":"1763815300.000400"}""");
        view["blocks"]![0]!["block_id"]!.GetValue<string>().ShouldBe("fix");
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slow_form_shows_one_moment_first_and_is_filled_in_afterwards()
    {
        await using var world = await SlackWorld.OpenAsync();
        var slow = new TaskCompletionSource<FormAnswer>();
        var filled = new TaskCompletionSource<JsonObject>();
        var ready = await world.Forms.Answer;
        world.Forms.Answer = slow.Task;
        world
            .Web.On("views.open", """{"ok":true,"view":{"id":"V9"}}""")
            .On(
                "views.update",
                call =>
                {
                    filled.SetResult(call.Json);
                    return new HttpResponseMessage { Content = new StringContent("""{"ok":true}""") };
                }
            );
        (await TakeAsync(world, "menu_choice_that_opens_a_form")).ShouldBe(SlackReply.Ok);
        world.Web.Last.Body.ShouldContain("One moment");
        slow.SetResult(ready);
        var update = await filled.Task;
        update["view_id"]!.GetValue<string>().ShouldBe("V9");
        update["view"]!["callback_id"]!.GetValue<string>().ShouldBe("resolve");
    }

    [Fact]
    public async Task That_a_form_came_too_late_is_told_once_however_often_the_press_is_delivered()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.open", """{"ok":false,"error":"expired_trigger_id"}""");
        await TakeAsync(world, "menu_choice_that_opens_a_form");
        await TakeAsync(world, "menu_choice_that_opens_a_form");
        var told = world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Pressed>();
        told.Action.ShouldBe("form_too_late");
        told.From.ShouldBe(new PersonKey("slack", "U0BOB"));
        told.Place.Conversation.ShouldBe("C0QUEUE");
        world.Web.Calls.Count(call => call.Method == "views.open").ShouldBe(1);
    }

    [Fact]
    public async Task A_press_that_is_delivered_again_to_another_replica_opens_nothing_and_says_nothing()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.open", """{"ok":false,"error":"exchanged_trigger_id"}""");
        await TakeAsync(world, "menu_choice_that_opens_a_form");
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_form_is_a_private_sentence()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Forms.Answer = Task.FromResult<FormAnswer>(new FormAnswer.Refused("Bob has it <!channel>."));
        world.Web.On("chat.postEphemeral");
        await TakeAsync(world, "menu_choice_that_opens_a_form");
        var told = world.Web.Last.Json;
        told["user"]!.GetValue<string>().ShouldBe("U0BOB");
        told["channel"]!.GetValue<string>().ShouldBe("C0QUEUE");
        told["text"]!.GetValue<string>().ShouldBe("Bob has it &lt;!channel&gt;.");
        told.ContainsKey("thread_ts").ShouldBeFalse("the card stands in the channel, not in its thread");
    }

    [Fact]
    public async Task A_submission_is_kept_with_its_place_data_and_filled_fields()
    {
        await using var world = await SlackWorld.OpenAsync();
        (await TakeAsync(world, "submission")).Json.ShouldBeNull();
        await TakeAsync(world, "submission");
        var submitted = world.Reception.Kept.Single().ShouldBeOfType<Inbound.Submitted>();
        submitted.Form.ShouldBe("resolve");
        submitted.Data.ShouldBe(new Dictionary<string, string> { ["case"] = "ESC-1001" });
        submitted.Values.ShouldBe(new Dictionary<string, string> { ["fix"] = "cleared <the> cache", ["account"] = "acme" });
        submitted.Place.ShouldBe(new Place("slack", "C0QUEUE", "1763815300.000400"));
    }

    [Fact]
    public async Task Field_errors_keep_the_form_open_and_only_name_inputs()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Forms.Wrong["cause"] = "Say why.";
        world.Forms.Wrong["not_in_the_form"] = "Somebody was faster.";
        var reply = await TakeAsync(world, "submission");
        JsonNode
            .Parse(Encoding.UTF8.GetString(reply.Json!))!
            .ToJsonString()
            .ShouldBe("""{"response_action":"errors","errors":{"cause":"Say why.","fix":"Somebody was faster."}}""");
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Type_ahead_answers_with_options()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Forms.Found = [new Option("acme", "Acme & Sons")];
        var reply = await TakeAsync(world, "suggestion");
        world.Forms.Searched.ShouldBe(("get_specialist", "account", "acm"));
        var option = JsonNode.Parse(reply.Json)!["options"]![0]!;
        option["value"]!.GetValue<string>().ShouldBe("acme");
        option["text"]!["text"]!.GetValue<string>().ShouldBe("Acme &amp; Sons");
    }

    [Fact]
    public async Task The_message_shortcut_opens_a_form_with_the_messages_words()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.open");
        await TakeAsync(world, "message_shortcut");
        var asked = world.Forms.Asked.Single();
        asked.Action.ShouldBe(Actions.EscalateMessage);
        asked.Data.ShouldBe(new Dictionary<string, string> { ["text"] = "the export <fails>", ["message"] = "1763815200.000900" });
        asked.Place.ShouldBe(new Place("slack", "C0HELP", "1763815200.000900"));
    }

    [Fact]
    public async Task Escalate_opens_the_form_with_the_text()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.open");
        await CommandAsync(world, "/escalate", "our &lt;export&gt; fails");
        var asked = world.Forms.Asked.Single();
        asked.Action.ShouldBe(Actions.GetSpecialist);
        asked.Data["text"].ShouldBe("our <export> fails");
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Escalate_whose_trigger_ran_out_is_a_private_command()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("views.open", """{"ok":false,"error":"expired_trigger_id"}""");
        await CommandAsync(world, "/escalate", "our export fails");
        var said = world.Reception.Kept.Single().ShouldBeOfType<Inbound.Said>();
        (said.Command, said.Text, said.Addressed, said.Privately).ShouldBe(("specialist", "our export fails", true, true));
    }

    [Theory]
    [InlineData("/case", "ESC-1001", "status")]
    [InlineData("/cases", "", "my cases")]
    [InlineData("/digest", "", "digest")]
    [InlineData("/unheard_of", "x", "help")]
    public async Task Other_commands_are_private_words(string command, string text, string meaning)
    {
        await using var world = await SlackWorld.OpenAsync();
        (await CommandAsync(world, command, text)).ShouldBe(SlackReply.Ok);
        var said = world.Reception.Kept.Single().ShouldBeOfType<Inbound.Said>();
        (said.Command, said.Text, said.Privately, said.Place).ShouldBe((meaning, text, true, new Place("slack", "C0HELP")));
    }

    [Theory]
    [InlineData("""{"type":"block_actions"}""", 400)]
    [InlineData("""{"user":{"id":"U1"}}""", 400)]
    [InlineData("""[]""", 400)]
    [InlineData("""{"type":"something_new","user":{"id":"U1"}}""", 200)]
    [InlineData("""{"type":"block_actions","user":{"id":"U1"},"actions":[]}""", 200)]
    [InlineData("""{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"x","private_metadata":"not json"}}""", 200)]
    [InlineData(
        """{"type":"block_actions","api_app_id":"A0STRANGER","user":{"id":"U1"},"actions":[{"action_id":"claim","value":"claim"}]}""",
        200
    )]
    [InlineData(
        """{"type":"block_actions","team":{"id":"T0STRANGER"},"user":{"id":"U1"},"actions":[{"action_id":"claim","value":"claim"}]}""",
        200
    )]
    public async Task Odd_and_foreign_payloads_change_nothing(string json, int status)
    {
        await using var world = await SlackWorld.OpenAsync();
        (await world.Intake.TakeAsync(System.Text.Json.JsonElement.Parse(json), CancellationToken.None)).Status.ShouldBe(status);
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_closed_form_is_only_acknowledged()
    {
        await using var world = await SlackWorld.OpenAsync();
        (await TakeAsync(world, "closed")).ShouldBe(SlackReply.Ok);
        world.Reception.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Being_rate_limited_is_told_for_a_while()
    {
        await using var world = await SlackWorld.OpenAsync();
        await world.Intake.TakeAsync(
            System.Text.Json.JsonElement.Parse(
                """{"type":"app_rate_limited","team_id":"T000000001","api_app_id":"A0TRIAGE01","minute_rate_limited":1763815200}"""
            ),
            CancellationToken.None
        );
        world.Channel.State.Status.ShouldBe("degraded");
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.Intake.TakeAsync(SlackFixtures.Event("message_in_direct_chat"), CancellationToken.None);
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task Losing_the_workspace_is_told_until_the_token_works_again()
    {
        await using var world = await SlackWorld.OpenAsync();
        await world.Intake.TakeAsync(SlackFixtures.Event("app_uninstalled"), CancellationToken.None);
        world.Channel.State.Why.ShouldContain("install it again");
        world.Senses.TokenWorks();
        world.Channel.State.Status.ShouldBe("ok");
    }

    private static Task<SlackReply> TakeAsync(SlackWorld world, string fixture) =>
        world.Intake.TakeAsync(SlackFixtures.Interaction(fixture), CancellationToken.None);

    private static Task<SlackReply> CommandAsync(SlackWorld world, string command, string text)
    {
        var fields = new Dictionary<string, string>
        {
            ["team_id"] = "T000000001",
            ["api_app_id"] = "A0TRIAGE01",
            ["channel_id"] = "C0HELP",
            ["user_id"] = "U0ALICE",
            ["command"] = command,
            ["text"] = text,
            ["trigger_id"] = "333.444",
        };
        return world.Intake.TakeCommandAsync(fields.GetValueOrDefault, CancellationToken.None);
    }
}
