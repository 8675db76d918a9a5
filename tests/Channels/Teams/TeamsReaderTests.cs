using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Receiving;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>What Teams sends, as the desk gets it. The shapes stand in activities.json.</summary>
public sealed class TeamsReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 5, TimeSpan.Zero);
    private static readonly JsonObject Shapes = JsonNode
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Channels/Teams/activities.json")))!
        .AsObject();

    private static Activity Shape(string name, Action<JsonObject>? change = null)
    {
        var shape = Shapes[name]!.DeepClone().AsObject();
        change?.Invoke(shape);
        return JsonSerializer.Deserialize(shape.ToJsonString(), TeamsJson.Default.Activity)!;
    }

    private static IReadOnlyList<Inbound> ReadAll(string name) => TeamsReader.Read(Shape(name), Now);

    private static T Read<T>(string name)
        where T : Inbound => ReadAll(name).ShouldHaveSingleItem().ShouldBeOfType<T>();

    [Fact]
    public void A_message_in_the_own_chat_keeps_its_words_and_says_who_where_when_and_in_which_language()
    {
        var said = Read<Inbound.Said>("personal");
        said.Text.ShouldBe("line one\nline two <b>&amp; \"q\"");
        said.From.ShouldBe(new PersonKey("teams", "29:rita"));
        said.FromName.ShouldBe("Rita");
        said.Place.ShouldBe(new Place("teams", "a:rita"));
        said.Direct.ShouldBeTrue();
        said.Addressed.ShouldBeTrue();
        said.At.ShouldBe(new DateTimeOffset(2026, 11, 23, 9, 0, 0, 123, TimeSpan.Zero));
        said.Locale.ShouldBe("de-DE");
        said.ServiceUrl.ShouldBe("https://smba.trafficmanager.net/emea/");
        said.MessageId.ShouldBe("1700000000101");
    }

    [Fact]
    public void The_bots_mention_is_taken_off_by_its_entity_and_other_people_keep_their_names()
    {
        var said = Read<Inbound.Said>("channel_mention");
        said.Text.ShouldBe("please ask Bob B about");
        said.Addressed.ShouldBeTrue();
        said.Direct.ShouldBeFalse();
        said.Place.ShouldBe(new Place("teams", "19:support@thread.tacv2", "1700000000090"));
    }

    [Fact]
    public void Words_that_only_look_like_a_mention_address_nobody()
    {
        var said = Read<Inbound.Said>("channel_talk");
        said.Addressed.ShouldBeFalse();
        said.Text.ShouldBe("I write <at>EscalationBot</at> without meaning it");
    }

    [Fact]
    public void A_post_in_a_channel_begins_its_own_thread_and_a_group_chat_has_none()
    {
        Read<Inbound.Said>("channel_post").Place.Thread.ShouldBe("1700000000104");
        var group = Read<Inbound.Said>("group");
        group.Place.ShouldBe(new Place("teams", "19:group@thread.v2"));
        group.Text.ShouldBe("hi group");
    }

    [Fact]
    public void A_reply_names_the_quoted_message_and_leaves_the_quote_out()
    {
        var said = Read<Inbound.Said>("quote");
        said.ReplyTo.ShouldBe("1700000000077");
        said.Text.ShouldBe("It is 4.2 & rising");
    }

    [Fact]
    public void Files_travel_as_links_that_a_browser_may_open()
    {
        var said = Read<Inbound.Said>("files");
        said.Text.ShouldBe("twin");
        said.Files.Select(file => (file.Name, file.Url))
            .ShouldBe([("gateway.log", "https://contoso.sharepoint.com/personal/rita/gateway.log"), ("image.png", "")]);
    }

    [Fact]
    public void A_submitted_card_is_a_press_with_its_data_and_its_inputs_apart()
    {
        var pressed = Read<Inbound.Pressed>("submit");
        pressed.Action.ShouldBe("rate");
        pressed.Data.ShouldBe(new Dictionary<string, string> { ["case"] = "ESC-1001" });
        pressed.Values.ShouldBe(
            new Dictionary<string, string>
            {
                ["rating"] = "4",
                ["notify"] = "true",
                ["count"] = "42",
            }
        );
        pressed.CardMessageId.ShouldBe("1700000000050");
        ReadAll("foreign_submit").ShouldBeEmpty();
    }

    [Fact]
    public void Edits_deletes_and_coming_back_are_told_apart_and_redelivery_is_not()
    {
        var (edit, back) = (Read<Inbound.Edited>("edit"), Read<Inbound.Edited>("undelete"));
        edit.ShouldSatisfyAllConditions(() => edit.MessageId.ShouldBe("1700000000101"), () => edit.Text.ShouldBe("edited text"));
        edit.MessageKey.ShouldNotBe(back.MessageKey);
        Read<Inbound.Edited>("edit").MessageKey.ShouldBe(edit.MessageKey);
        var other = TeamsReader.Read(Shape("edit", shape => shape["text"] = "again"), Now)[0];
        other.MessageKey.ShouldNotBe(edit.MessageKey);
        var gone = Read<Inbound.Deleted>("delete");
        gone.MessageId.ShouldBe("1700000000101");
        gone.Place.Thread.ShouldBe("1700000000090");
    }

    [Fact]
    public void Reactions_that_came_and_went_are_rows_of_their_own()
    {
        var rows = ReadAll("reactions").Cast<Inbound.Reacted>().ToList();
        rows.Select(row => (row.MessageId, row.Reaction, row.Added))
            .ShouldBe([("1700000000050", "like", true), ("1700000000050", "heart", false)]);
        rows.Select(row => row.MessageKey).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Another_bots_words_are_not_for_us() =>
        TeamsReader.Read(Shape("personal", shape => shape["from"]!["role"] = "bot"), Now).ShouldBeEmpty();

    [Fact]
    public void A_message_without_an_id_is_known_again_by_what_it_says()
    {
        var first = TeamsReader.Read(Shape("personal", shape => shape.Remove("id")), Now)[0];
        TeamsReader.Read(Shape("personal", shape => shape.Remove("id")), Now.AddSeconds(9))[0].MessageKey.ShouldBe(first.MessageKey);
    }
}
