using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackReaderTests
{
    private static readonly SlackSelf Self = new("T000000001", "U0TRIAGEB1", "B0TRIAGE01", "A0TRIAGE01", "triage");

    [Fact]
    public void A_direct_message_reads_as_a_person_reads_it()
    {
        var said = Read("message_in_direct_chat").ShouldBeOfType<Inbound.Said>();
        said.Text.ShouldBe("does 2 < 3 & hold? see docs (https://x.example/y) and @Bob Baker");
        said.Addressed.ShouldBeTrue();
        said.Direct.ShouldBeTrue();
        said.MessageId.ShouldBe("1763815200.000100");
        said.From.ShouldBe(new PersonKey("slack", "U0ALICE"));
        said.Place.ShouldBe(new Place("slack", "D0ALICE"));
        said.At.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1763815200000).AddMicroseconds(100));
        said.DeliveryKey.ShouldBe("slack:Ev0001");
        said.MessageKey.ShouldBe("slack:T000000001:D0ALICE:1763815200.000100:said");
    }

    [Fact]
    public void A_mention_and_its_message_are_one_thing_that_starts_its_own_thread()
    {
        var mention = Read("mention_in_channel").ShouldBeOfType<Inbound.Said>();
        var message = Read("message_of_that_mention").ShouldBeOfType<Inbound.Said>();
        mention.MessageKey.ShouldBe(message.MessageKey);
        mention.DeliveryKey.ShouldNotBe(message.DeliveryKey);
        foreach (var said in new[] { mention, message })
        {
            said.Addressed.ShouldBeTrue();
            said.Direct.ShouldBeFalse();
            said.Text.ShouldBe("hey the export fails");
            said.Place.ShouldBe(new Place("slack", "C0HELP", "1763815300.000200"));
        }
    }

    [Fact]
    public void Our_id_is_known_from_the_delivery_before_Slack_was_asked() =>
        SlackReader
            .Read(SlackFixtures.Event("message_of_that_mention"), self: null, _ => null)
            .ShouldBeOfType<Inbound.Said>()
            .Addressed.ShouldBeTrue();

    [Fact]
    public void A_reply_in_a_thread_is_heard_even_when_it_is_hidden_and_not_for_us()
    {
        var said = Read("reply_in_thread").ShouldBeOfType<Inbound.Said>();
        said.Addressed.ShouldBeFalse();
        said.Text.ShouldBe(">> tell them");
        said.Place.Thread.ShouldBe("1763815300.000200");
        said.ReplyTo.ShouldBe("1763815300.000200");
    }

    [Fact]
    public void Files_come_as_links_and_deleted_ones_do_not() =>
        Read("message_with_files")
            .ShouldBeOfType<Inbound.Said>()
            .Files.Select(file => (file.Name, file.Url))
            .ShouldBe([("log & trace.txt", "https://acme.slack.example/files/U0ALICE/F1/log")]);

    [Fact]
    public void The_words_of_a_forwarded_message_belong_to_what_was_said() =>
        Read("forwarded_message").ShouldBeOfType<Inbound.Said>().Text.ShouldBe("what about this?\n\n> Client: we see QX-7781 <again>");

    [Fact]
    public void An_edit_names_the_message_and_its_new_words()
    {
        var edited = Read("edit").ShouldBeOfType<Inbound.Edited>();
        edited.MessageId.ShouldBe("1763815300.000200");
        edited.Text.ShouldBe("hey the import fails");
        edited.Place.ShouldBe(new Place("slack", "C0HELP", "1763815300.000200"));
        edited.MessageKey.ShouldEndWith(":1763815800.000000:edited");
    }

    [Theory]
    [InlineData("deletion", "1763815200.000100", null)]
    [InlineData("deleted_first_message_of_a_thread", "1763815300.000200", "1763815300.000200")]
    public void A_deletion_names_the_message_and_who_had_written_it(string fixture, string message, string? thread)
    {
        var deleted = Read(fixture).ShouldBeOfType<Inbound.Deleted>();
        deleted.MessageId.ShouldBe(message);
        deleted.From.Id.ShouldBe("U0ALICE");
        deleted.Place.Thread.ShouldBe(thread);
    }

    [Theory]
    [InlineData("talk_in_channel")]
    [InlineData("edit_by_unfurl")]
    [InlineData("edit_of_our_own")]
    [InlineData("our_own_message")]
    [InlineData("another_bots_message")]
    [InlineData("channel_join_notice")]
    [InlineData("reaction_to_somebody_else")]
    [InlineData("person_joined_channel")]
    [InlineData("user_tokens_revoked")]
    public void What_is_not_for_us_is_left_alone(string fixture) => Read(fixture).ShouldBeNull();

    [Fact]
    public void A_reaction_to_our_words_is_told()
    {
        var reacted = Read("reaction").ShouldBeOfType<Inbound.Reacted>();
        (reacted.MessageId, reacted.Reaction, reacted.Added).ShouldBe(("1763815300.000400", "thumbsup", true));
        reacted.From.Id.ShouldBe("U0ALICE");
    }

    [Fact]
    public void Opening_the_home_tab_is_told_each_time_and_the_messages_tab_once()
    {
        Read("home_opened").ShouldBeOfType<Inbound.HomeOpened>().Place.ShouldBe(new Place("slack", "D0ALICE"));
        Read("messages_tab_opened").ShouldBeOfType<Inbound.Arrived>().MessageKey.ShouldBe("slack:T000000001:U0ALICE:arrived");
    }

    [Fact]
    public void Coming_into_and_leaving_a_channel_are_told()
    {
        var arrived = Read("bot_joined_channel").ShouldBeOfType<Inbound.Arrived>();
        arrived.From.Id.ShouldBe("U0BOB");
        arrived.Place.ShouldBe(new Place("slack", "C0HELP"));
        Read("bot_left_channel").ShouldBeOfType<Inbound.Departed>().Everywhere.ShouldBeFalse();
    }

    [Theory]
    [InlineData("app_uninstalled")]
    [InlineData("tokens_revoked")]
    public void Losing_the_workspace_is_told(string fixture) => Read(fixture).ShouldBeOfType<Inbound.Departed>().Everywhere.ShouldBeTrue();

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"event_id":"Ev1"}""")]
    [InlineData("""{"event_id":"Ev1","event":{"type":"message"}}""")]
    [InlineData("""{"event_id":"Ev1","event":{"type":"message","channel":7,"ts":[],"user":{}}}""")]
    [InlineData("""{"event_id":"Ev1","event":{"type":"message","subtype":"message_changed","channel":"C1","message":{}}}""")]
    [InlineData("""{"event_id":"Ev1","event":{"type":"reaction_added","item":[]}}""")]
    [InlineData("""{"event_id":7,"event":{"type":"message","channel":"D1","ts":"1.0","user":"U1"}}""")]
    public void Odd_shapes_are_nothing(string json) => SlackReader.Read(JsonElement.Parse(json), Self, _ => null).ShouldBeNull();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("99999999999999999999.1")]
    [InlineData("-5.0")]
    public void A_ts_that_is_no_time_does_no_harm(string ts) => SlackReader.TimeOf(ts).ShouldBe(DateTimeOffset.UnixEpoch);

    private static Inbound? Read(string fixture) =>
        SlackReader.Read(SlackFixtures.Event(fixture), Self, id => id == "U0BOB" ? "Bob Baker" : null);
}
