using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Teams.Receiving;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>A file that a person lets the bot put into their OneDrive, from the card that asks to the file that is there.</summary>
public sealed class FileConsentTests : IAsyncLifetime
{
    private const string Drive = "https://contoso-my.sharepoint.com/personal/ana/uploadSession?guid=1";
    private static readonly Place Chat = new("teams", "a:ana");
    private readonly FakeFileSource _slack = new(ChannelNames.Slack);
    private TeamsWorld _world = null!;

    public async Task InitializeAsync()
    {
        var settings = TeamsWorld.WithTokens;
        settings["Teams:ServiceUrl"] = TeamsWorld.ServiceUrl;
        _world = await TeamsWorld.StartAsync(settings, [_slack]);
        _slack.Answers = _ => FakeFileSource.Bytes(Encoding.UTF8.GetBytes("the plan"), "application/pdf");
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    /// <summary>The bot hands a file of Slack over; the key under which the card that asks is answered.</summary>
    private async Task<string> OfferAsync()
    {
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"card-1"}""");
        var show = new Outbound.Show("slot", new Destination.At(Chat), Card.Of("plan.pdf"))
        {
            Key = "key-1",
            Lane = "l",
            File = _slack.File("plan.pdf"),
        };
        (await _world.Channel.SendAsync(new Dispatch(show, show.To, null, null, null), default)).ShouldBe(
            new Delivery.Sent(Chat, "card-1")
        );
        var (_, body, _) = _world.Microsoft.Calls.ShouldHaveSingleItem();
        var card = body!["attachments"]![0]!;
        card["contentType"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.teams.card.file.consent");
        card["name"]!.GetValue<string>().ShouldBe("plan.pdf");
        card["content"]!["sizeInBytes"]!.GetValue<int>().ShouldBe(8);
        _world.Microsoft.Calls.Clear();
        return card["content"]!["acceptContext"]!["file"]!.GetValue<string>();
    }

    private static async Task PressAsync(TeamsWorld world, string action, string key) =>
        await world.InvokeAsync(
            "fileConsent/invoke",
            new JsonObject
            {
                ["type"] = "fileUpload",
                ["action"] = action,
                ["context"] = new JsonObject { ["file"] = key },
                ["uploadInfo"] =
                    action == "accept"
                        ? new JsonObject
                        {
                            ["contentUrl"] = "https://contoso-my.sharepoint.com/personal/ana/Documents/plan.pdf",
                            ["name"] = "plan.pdf",
                            ["uploadUrl"] = Drive,
                            ["uniqueId"] = "1150D938",
                            ["fileType"] = "pdf",
                        }
                        : null,
            },
            ("replyToId", "card-1")
        );

    private void Answer(params HttpStatusCode[] statuses)
    {
        foreach (var status in statuses)
        {
            _world.Microsoft.Then(status, """{"id":"m"}""");
        }
    }

    private IReadOnlyList<string> Calls() =>
        [.. _world.Microsoft.Calls.Select(call => call.Call.Replace("/emea/v3/conversations/a:ana/", "", StringComparison.Ordinal))];

    private string Said(int call) => _world.Microsoft.Calls.ElementAt(call).Body!.ToJsonString();

    [Fact]
    public async Task Allowed_its_bytes_are_put_into_the_drive_and_the_file_is_shown()
    {
        var key = await OfferAsync();
        Answer(HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK);
        await PressAsync(_world, "accept", key);

        _world.Microsoft.Uploads.ShouldBe([("bytes 0-7/8", "the plan")]);
        Calls().ShouldBe([$"PUT {Drive}", "POST activities", "DELETE activities/card-1"]);
        _world.Microsoft.Calls.First().Authorization.ShouldBeNull();
        var card = _world.Microsoft.Calls.ElementAt(1).Body!["attachments"]![0]!;
        card["contentType"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.teams.card.file.info");
        card["contentUrl"]!.GetValue<string>().ShouldBe("https://contoso-my.sharepoint.com/personal/ana/Documents/plan.pdf");
        card["content"]!.ToJsonString().ShouldBe("""{"uniqueId":"1150D938","fileType":"pdf"}""");
        (await _world.Get<FileOffers>().FindAsync(key, default)).ShouldBeNull();

        // Pressed once more by a client that still shows the card.
        await PressAsync(_world, "accept", key);
        _world.Microsoft.Uploads.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Declined_nothing_moves_then_or_later()
    {
        var key = await OfferAsync();
        await PressAsync(_world, "decline", key);
        await PressAsync(_world, "accept", key);
        _world.Microsoft.Uploads.ShouldBeEmpty();
        _world.Microsoft.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task An_address_that_ran_out_is_said_in_words_and_the_file_is_offered_anew(HttpStatusCode status)
    {
        var key = await OfferAsync();
        Answer(status, HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK);
        await PressAsync(_world, "accept", key);

        Calls().ShouldBe([$"PUT {Drive}", "POST activities", "POST activities", "DELETE activities/card-1"]);
        Said(1).ShouldContain("plan.pdf did not come along. The place in your OneDrive closed");
        Said(2).ShouldContain("card.file.consent");

        Answer(HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK);
        await PressAsync(_world, "accept", key);
        _world.Microsoft.Uploads.Count.ShouldBe(2);
        Said(5).ShouldContain("card.file.info");
    }

    [Fact]
    public async Task A_drive_that_stumbles_once_gets_the_whole_file_again()
    {
        var key = await OfferAsync();
        Answer(HttpStatusCode.ServiceUnavailable, HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK);
        await PressAsync(_world, "accept", key);

        _world.Microsoft.Uploads.ShouldBe([("bytes 0-7/8", "the plan"), ("bytes 0-7/8", "the plan")]);
        Said(2).ShouldContain("card.file.info");
    }

    [Fact]
    public async Task After_a_restart_on_the_way_the_person_hears_of_it_and_may_allow_it_once_more()
    {
        var key = await OfferAsync();
        var offers = _world.Get<FileOffers>();
        // What a process leaves that ends between the answer to the press and the last byte.
        await offers.AcceptAsync(key, (await offers.FindAsync(key, default))!, TeamsWorld.ServiceUrl, default);

        await using var next = await _world.RestartedAsync([_slack]);
        (await next.Get<FileConsents>().RecoverAsync(default)).ShouldBe(0);
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        next.Microsoft.Then(HttpStatusCode.Created, """{"id":"m"}""");
        next.Microsoft.Then(HttpStatusCode.Created, """{"id":"m"}""");
        (await next.Get<FileConsents>().RecoverAsync(default)).ShouldBe(1);
        next.Microsoft.Calls.First().Body!.ToJsonString().ShouldContain("interrupted");
        next.Microsoft.Calls.Last().Body!.ToJsonString().ShouldContain("card.file.consent");
        (await next.Get<FileConsents>().RecoverAsync(default)).ShouldBe(0);

        foreach (var status in new[] { HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK })
        {
            next.Microsoft.Then(status, """{"id":"m"}""");
        }
        await PressAsync(next, "accept", key);
        next.Microsoft.Uploads.ShouldBe([("bytes 0-7/8", "the plan")]);
    }

    [Fact]
    public async Task A_file_that_is_gone_where_it_was_sent_is_said_in_words()
    {
        var key = await OfferAsync();
        _slack.Answers = _ => new FileOpening.Refused("It is no longer there. Send it once more.");
        Answer(HttpStatusCode.Created);
        await PressAsync(_world, "accept", key);
        _world.Microsoft.Uploads.ShouldBeEmpty();
        Said(0).ShouldContain("It is no longer there. Send it once more.");
    }
}
