using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>
/// Channels shared with other workspaces, and Enterprise Grid: which deliveries are ours, and what becomes of the others.
/// </summary>
public sealed class SlackConnectTests
{
    private const string Ours = "T000000001",
        Partner = "T0PARTNER01",
        Grid = "E0OURS";

    [Theory]
    [InlineData(Partner, null, Ours, null)]
    [InlineData(Partner, Partner, Ours, null)]
    [InlineData(Ours, Ours, Ours, null)]
    [InlineData(Partner, Ours, null, null)]
    [InlineData(Ours, null, null, null)]
    [InlineData(null, null, Ours, null)]
    [InlineData(null, null, null, null)]
    [InlineData(Partner, null, null, Grid)]
    [InlineData(null, null, "T0OTHER", Grid)]
    public async Task An_event_of_a_shared_channel_is_ours_when_our_installation_may_see_it(
        string? team,
        string? context,
        string? authorized,
        string? enterprise
    )
    {
        await using var world = await OpenAsync();
        await DeliverAsync(world, team, context, authorized, enterprise);
        world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Said>().Text.ShouldBe("the export fails");
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Theory]
    [InlineData(Ours, Ours, Partner, null)]
    [InlineData(Ours, null, Partner, "E0OTHER")]
    [InlineData(Partner, Partner, null, null)]
    [InlineData(Partner, null, null, null)]
    public async Task An_event_of_another_installation_is_refused_counted_and_seen_in_health(
        string? team,
        string? context,
        string? authorized,
        string? enterprise
    )
    {
        await using var world = await OpenAsync();
        (await DeliverAsync(world, team, context, authorized, enterprise)).ShouldBe(SlackReply.Ok);
        world.Reception.Kept.ShouldBeEmpty();
        world.Channel.State.Why.ShouldContain("another workspace");
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task One_message_delivered_under_two_workspaces_ids_is_kept_once()
    {
        await using var world = await OpenAsync();
        await DeliverAsync(world, Partner, null, Ours, null, id: "Ev1");
        await DeliverAsync(world, Ours, null, Ours, null, id: "Ev2");
        world.Reception.Kept.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_form_sent_by_a_person_of_the_connected_workspace_is_kept()
    {
        await using var world = await OpenAsync();
        (await world.Intake.TakeAsync(Submission(Partner, Ours), CancellationToken.None)).ShouldBe(SlackReply.Ok);
        world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Submitted>();
    }

    [Fact]
    public async Task A_form_of_another_installation_does_not_close_as_if_it_had_been_sent()
    {
        await using var world = await OpenAsync();
        var reply = await world.Intake.TakeAsync(Submission(Ours, Partner), CancellationToken.None);
        world.Reception.Kept.ShouldBeEmpty();
        var answer = JsonNode.Parse(reply.Json)!;
        answer["response_action"]!.GetValue<string>().ShouldBe("push");
        answer["view"]!.ToJsonString().ShouldContain("not set up for your workspace");
    }

    [Fact]
    public async Task A_press_on_our_card_counts_whoever_presses_it()
    {
        await using var world = await OpenAsync();
        await world.Intake.TakeAsync(Press(Partner, "U0TRIAGEB1"), CancellationToken.None);
        world.Reception.Kept.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Pressed>().From.Id.ShouldBe("U0ANA");
    }

    [Fact]
    public async Task A_refused_press_is_answered_where_slack_lets_us()
    {
        await using var world = await OpenAsync();
        world.Web.On("response/1");
        (await world.Intake.TakeAsync(Press(Partner, "U0SOMEBODY", "http://127.0.0.1:9/api/response/1"), CancellationToken.None)).ShouldBe(
            SlackReply.Ok
        );
        world.Reception.Kept.ShouldBeEmpty();
        world.Web.Last.Json["text"]!.GetValue<string>().ShouldContain("not set up for your workspace");
        world.Web.Last.Json["response_type"]!.GetValue<string>().ShouldBe("ephemeral");
        world.Web.Last.Authorization.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://evil.example/x")]
    [InlineData("http://hooks.slack.com/x")]
    [InlineData("https://hooks.slack.com.evil.example/x")]
    [InlineData("https://me@hooks.slack.com/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    public async Task A_refused_press_calls_nobody_but_slack(string url)
    {
        await using var world = await OpenAsync();
        await world.Intake.TakeAsync(Press(Partner, "U0SOMEBODY", url), CancellationToken.None);
        world.Web.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Ours, null, true)]
    [InlineData("T0OTHER", Grid, true)]
    [InlineData(Partner, null, false)]
    [InlineData(Partner, "E0OTHER", false)]
    public async Task A_command_of_another_workspace_gets_a_word(string team, string? enterprise, bool isOurs)
    {
        await using var world = await OpenAsync();
        var fields = new Dictionary<string, string?>
        {
            ["team_id"] = team,
            ["enterprise_id"] = enterprise,
            ["channel_id"] = "C0HELP",
            ["user_id"] = "W0ANA",
            ["command"] = "/cases",
            ["trigger_id"] = "1.2",
        };
        var reply = await world.Intake.TakeCommandAsync(fields.GetValueOrDefault, CancellationToken.None);
        world.Reception.Kept.Count.ShouldBe(isOurs ? 1 : 0);
        if (!isOurs)
        {
            JsonNode.Parse(reply.Json)!["text"]!.GetValue<string>().ShouldContain("not set up");
        }
    }

    [Fact]
    public async Task In_an_org_wide_installation_there_may_be_no_team_at_all()
    {
        await using var world = await OpenAsync();
        var press = JsonNode.Parse(SlackFixtures.Interaction("claim").GetRawText())!.AsObject();
        press["team"] = null;
        press["enterprise"] = new JsonObject { ["id"] = Grid };
        press["is_enterprise_install"] = true;
        press["user"] = new JsonObject { ["id"] = "W0BOB", ["team_id"] = "T0OTHER" };
        press.Remove("message");
        await world.Intake.TakeAsync(Element(press), CancellationToken.None);
        world.Reception.Kept.ShouldHaveSingleItem().From.ShouldBe(new PersonKey("slack", "W0BOB"));
    }

    [Fact]
    public async Task A_changed_account_is_looked_up_anew_and_a_changed_status_is_not()
    {
        await using var world = await OpenAsync();
        var mia = new PersonKey("slack", "U0MIA");
        await world.People.LearnAsync(
            new Profile(mia, "Mia", "mia@example.com", null, null) { Membership = Membership.Member, AccountId = mia.Id },
            CancellationToken.None
        );
        await ChangeAsync(
            "\"team_id\":\"T000000001\",\"profile\":{\"display_name\":\"Mia\",\"email\":\"mia@example.com\",\"status_text\":\"lunch\"}"
        );
        await ChangeAsync("\"team_id\":\"T000000001\",\"profile\":{\"display_name\":\"Mia\"}");
        (await FreshAsync()).ShouldBeTrue();

        foreach (var change in new[] { "\"is_restricted\":true", "\"deleted\":true", "\"is_email_confirmed\":false" })
        {
            await ChangeAsync(
                "\"team_id\":\"T000000001\"," + change + ",\"profile\":{\"display_name\":\"Mia\",\"email\":\"mia@example.com\"}"
            );
            (await FreshAsync()).ShouldBeFalse(change);
            await world.People.LearnAsync(
                new Profile(mia, "Mia", "mia@example.com", null, null) { Membership = Membership.Member, AccountId = mia.Id },
                CancellationToken.None
            );
        }
        await ChangeAsync("\"team_id\":\"T000000001\",\"profile\":{\"display_name\":\"Mia\",\"email\":\"other@example.com\"}");
        (await FreshAsync()).ShouldBeFalse();
        world.Reception.Kept.ShouldBeEmpty();

        async Task ChangeAsync(string user) =>
            await world.Intake.TakeAsync(
                JsonElement.Parse(
                    "{\"type\":\"event_callback\",\"team_id\":\"T000000001\",\"event_id\":\"Ev9\",\"event\":{\"type\":\"user_change\",\"user\":{\"id\":\"U0MIA\","
                        + user
                        + "}}}"
                ),
                CancellationToken.None
            );
        async Task<bool> FreshAsync() => (await world.People.FindAsync(mia, CancellationToken.None))!.IsFresh(world.Clock.GetUtcNow());
    }

    private static async Task<SlackWorld> OpenAsync()
    {
        var world = await SlackWorld.OpenAsync();
        world.Senses.Identity.Learn(SlackWorld.Self with { EnterpriseId = Grid });
        return world;
    }

    private static Task<SlackReply> DeliverAsync(
        SlackWorld world,
        string? team,
        string? context,
        string? authorized,
        string? enterprise,
        string id = "Ev0"
    )
    {
        var envelope = JsonNode.Parse(SlackFixtures.Event("mention_in_channel").GetRawText())!.AsObject();
        envelope["event"]!["text"] = "<@U0TRIAGEB1> the export fails";
        envelope["event_id"] = id;
        envelope["is_ext_shared_channel"] = true;
        (envelope["team_id"], envelope["context_team_id"]) = (team, context);
        envelope.Remove("authorizations");
        if (authorized is not null || enterprise is not null)
        {
            envelope["authorizations"] = new JsonArray(
                new JsonObject
                {
                    ["team_id"] = authorized,
                    ["enterprise_id"] = enterprise,
                    ["user_id"] = "U0TRIAGEB1",
                    ["is_bot"] = true,
                }
            );
        }
        return world.Intake.TakeAsync(Element(envelope), CancellationToken.None);
    }

    private static JsonElement Submission(string team, string installed)
    {
        var submission = JsonNode.Parse(SlackFixtures.Interaction("submission").GetRawText())!.AsObject();
        submission["team"] = new JsonObject { ["id"] = team };
        submission["user"] = new JsonObject { ["id"] = "U0ANA", ["team_id"] = team };
        submission["view"]!["app_installed_team_id"] = installed;
        return Element(submission);
    }

    private static JsonElement Press(string team, string author, string? responseUrl = null)
    {
        var press = JsonNode.Parse(SlackFixtures.Interaction("claim").GetRawText())!.AsObject();
        press["team"] = new JsonObject { ["id"] = team };
        press["user"] = new JsonObject { ["id"] = "U0ANA", ["team_id"] = team };
        press["message"] = new JsonObject
        {
            ["type"] = "message",
            ["user"] = author,
            ["ts"] = "1763815300.000400",
        };
        press["response_url"] = responseUrl;
        return Element(press);
    }

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());
}
