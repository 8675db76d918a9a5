using System.Net;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>Files of Teams: from whom the bot fetches them, and what it hands over.</summary>
public sealed class TeamsFilesTests : IAsyncLifetime
{
    private static readonly Place Chat = new("teams", "a:ana");
    private TeamsWorld _world = null!;

    public async Task InitializeAsync()
    {
        var settings = TeamsWorld.WithTokens;
        settings["Teams:ServiceUrl"] = TeamsWorld.ServiceUrl;
        _world = await TeamsWorld.StartAsync(settings);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    private Task<FileOpening> OpenAsync(string address) =>
        _world.Get<TeamsFiles>().OpenAsync(new FileSource(ChannelNames.Teams, address), CancellationToken.None);

    [Fact]
    public async Task The_connector_gets_our_token_for_a_picture()
    {
        _world.Microsoft.Then(HttpStatusCode.OK, "pixels");
        (await OpenAsync("https://smba.trafficmanager.net/amer/v3/attachments/0-1/views/original")).ShouldBeOfType<FileOpening.Opened>();
        _world.Microsoft.Calls.ShouldHaveSingleItem().Authorization.ShouldBe("Bearer our-token");
    }

    /// <summary>Whoever writes to the bot names the address, and our token opens all of the connector.</summary>
    [Theory]
    [InlineData("v3/conversations/a:ana/members")]
    [InlineData("v3/attachments/0-1")]
    [InlineData("v3/attachments/0-1/views")]
    [InlineData("v3/attachments/0-1/views/original/x")]
    [InlineData("v3/attachments/0-1/views/original?x=/v3/attachments/1/views/2")]
    [InlineData("v3/attachments/0-1/views/original#x")]
    [InlineData("v3/attachments/../conversations/a/views/original")]
    [InlineData("v3/attachments/%2e%2e/views/original")]
    [InlineData("v3/attachments/0-1/views/%2e%2e%2f%2e%2e%2fconversations")]
    [InlineData("v3/attachments/0-1%2f..%2f..%2fconversations/views/original")]
    [InlineData("v3/attachments/0-1%252f/views/original")]
    [InlineData("v3/attachments/0-1\\..\\x/views/original")]
    [InlineData("v3/conversations/x/../../v3/attachments/0-1/views/original")]
    [InlineData("other/v3/attachments/0-1/views/original")]
    [InlineData("../amer/v3/attachments/0-1/views/original")]
    public async Task At_the_connector_only_an_attachment_below_the_activity_s_own_address_is_fetched(string path)
    {
        foreach (var home in new[] { TeamsWorld.ServiceUrl, TeamsWorld.ServiceUrl.TrimEnd('/') })
        {
            var opening = await _world
                .Get<TeamsFiles>()
                .OpenAsync(new FileSource(ChannelNames.Teams, TeamsWorld.ServiceUrl + path) { Home = home }, CancellationToken.None);
            opening.ShouldBeOfType<FileOpening.Refused>(path);
        }
        _world.Microsoft.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_attachment_right_below_the_activity_s_own_address_is_fetched()
    {
        _world.Microsoft.Then(HttpStatusCode.OK, "pixels");
        var source = new FileSource(ChannelNames.Teams, TeamsWorld.ServiceUrl + "v3/attachments/0-eus.d4_1/views/original");
        (
            await _world.Get<TeamsFiles>().OpenAsync(source with { Home = TeamsWorld.ServiceUrl }, CancellationToken.None)
        ).ShouldBeOfType<FileOpening.Opened>();
        _world.Microsoft.Calls.ShouldHaveSingleItem().Authorization.ShouldBe("Bearer our-token");
    }

    [Fact]
    public async Task Without_tokens_only_the_sender_s_own_origin_is_asked_and_never_ourselves()
    {
        await using var world = await TeamsWorld.StartAsync(TeamsWorld.Anonymous);
        var ours = world.Http.BaseAddress!.AbsoluteUri;
        const string Home = "http://127.0.0.1:3978/",
            Picture = "v3/attachments/0-1/views/original";
        foreach (
            var (address, home) in new (string, string?)[]
            {
                (ours + Picture, ours),
                (ours.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + Picture, ours),
                ("http://127.0.0.1:3979/" + Picture, Home),
                ("http://localhost:3978/" + Picture, Home),
                (Home + "v3/conversations/a/members", Home),
                (Home + "console/audit.csv", Home),
                (Home + Picture, null),
            }
        )
        {
            (
                await world.Get<TeamsFiles>().OpenAsync(new FileSource(ChannelNames.Teams, address) { Home = home }, CancellationToken.None)
            ).ShouldBeOfType<FileOpening.Refused>(address);
        }
        world.Microsoft.Calls.ShouldBeEmpty();
        world.Microsoft.Then(HttpStatusCode.OK, "pixels");
        (
            await world
                .Get<TeamsFiles>()
                .OpenAsync(new FileSource(ChannelNames.Teams, Home + Picture) { Home = Home }, CancellationToken.None)
        ).ShouldBeOfType<FileOpening.Opened>();
    }

    [Fact]
    public async Task SharePoint_gets_no_token_for_a_file()
    {
        _world.Microsoft.Then(HttpStatusCode.OK, "bytes");
        (await OpenAsync("https://contoso.sharepoint.com/download.aspx?tempauth=1")).ShouldBeOfType<FileOpening.Opened>();
        _world.Microsoft.Calls.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Theory]
    [InlineData("https://evil.example/v3/attachments/0-1/views/original")]
    [InlineData("https://smba.trafficmanager.net.evil.example/x")]
    [InlineData("https://evil.trafficmanager.net/x")]
    [InlineData("https://evilsharepoint.com/x")]
    [InlineData("http://contoso.sharepoint.com/x")]
    [InlineData("https://contoso.sharepoint.com:8443/x")]
    [InlineData("https://user@contoso.sharepoint.com/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://localhost/admin")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    public async Task Nobody_else_is_asked(string address)
    {
        (await OpenAsync(address)).ShouldBeOfType<FileOpening.Refused>();
        _world.Microsoft.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    [InlineData(HttpStatusCode.Redirect, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    public async Task A_refusal_says_what_helps_and_a_pause_is_kept(HttpStatusCode status, bool isLater)
    {
        _world.Microsoft.Then(status, "");
        var opening = await OpenAsync("https://contoso.sharepoint.com/x");
        (opening is FileOpening.Later).ShouldBe(isLater);
        if (opening is FileOpening.Refused refused)
        {
            refused.Why.ShouldContain("Attach it");
        }
    }

    [Fact]
    public async Task A_file_of_a_chat_on_Teams_is_fetched_since_its_link_opens_for_nobody_else()
    {
        var own = new FileLink("a.docx", "https://contoso.sharepoint.com/a.docx") { Source = new FileSource("teams", "https://x") };
        var show = new Outbound.Show("slot", new Destination.At(Chat), Card.Of("a.docx"))
        {
            Key = "k",
            Lane = "l",
            File = own,
        };
        var delivery = await _world.Channel.SendAsync(new Dispatch(show, show.To, null, null, null), default);
        delivery.ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("Attach it");
    }

    private Task<(System.Text.Json.Nodes.JsonObject? Message, string Why)> MessageAsync(CarriedFile file, Place place) =>
        _world.Get<TeamsFiles>().MessageAsync(Other, file, place, "key-1", default);

    private static FileLink Other => new("plan.pdf", "") { Source = new FileSource(ChannelNames.Slack, "F1") };

    [Fact]
    public async Task In_a_channel_what_Teams_takes_from_no_bot_is_refused_with_what_helps()
    {
        foreach (var (type, length) in new[] { ("application/pdf", 10), ("image/png", 61 * 1024) })
        {
            await using var file = Carried("a", type, length);
            var (message, why) = await MessageAsync(file, new Place("teams", "19:support@thread.tacv2", "17"));
            message.ShouldBeNull();
            why.ShouldContain("link");
        }
    }

    [Fact]
    public async Task A_small_picture_travels_within_the_message()
    {
        await using var file = Carried("fix.png", "image/png", 3);
        var (message, _) = await MessageAsync(file, Chat);
        var attachment = message!["attachments"]![0]!;
        attachment["contentUrl"]!.GetValue<string>().ShouldBe("data:image/png;base64,AAAA");
        attachment["name"]!.GetValue<string>().ShouldBe("fix.png");
    }

    [Fact]
    public async Task In_a_1_1_chat_a_file_is_offered_and_a_forged_or_declined_consent_moves_nothing()
    {
        await using var file = Carried("plan.pdf", "application/pdf", 10);
        var (message, _) = await MessageAsync(file, Chat);
        var card = message!["attachments"]![0]!;
        card["contentType"]!.GetValue<string>().ShouldEndWith("file.consent");
        card["content"]!["acceptContext"]!["file"]!.GetValue<string>().ShouldBe("key-1");
        var offers = _world.Get<FileOffers>();
        var offer = (await offers.FindAsync("key-1", default))!;
        (offer.File, offer.Conversation).ShouldBe((Other with { Source = Other.Source! with { Size = 10 } }, "a:ana"));

        await ConsentAsync("accept", "other-key", "https://contoso.sharepoint.com/up");
        await ConsentAsync("accept", "key-1", "https://contoso.sharepoint.com/up", "a:eve");
        _world.Microsoft.Calls.ShouldBeEmpty();
        await ConsentAsync("decline", "key-1", "");
        (await offers.FindAsync("key-1", default)).ShouldBeNull();
        _world.Microsoft.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://evil.example/up")]
    [InlineData("http://contoso.sharepoint.com/up")]
    [InlineData("https://contoso.sharepoint.com.evil.example/up")]
    public async Task Bytes_are_put_into_no_drive_but_Microsofts(string address)
    {
        await using var file = Carried("plan.pdf", "application/pdf", 10);
        await MessageAsync(file, Chat);
        _world.Microsoft.Then(HttpStatusCode.Created, """{"id":"m1"}""");
        await ConsentAsync("accept", "key-1", address);
        _world.Microsoft.Calls.ShouldHaveSingleItem().Body!.ToJsonString().ShouldContain("did not come along");
    }

    private Task ConsentAsync(string action, string key, string address, string conversation = "a:ana") =>
        _world.InvokeAsync(
            "fileConsent/invoke",
            System.Text.Json.Nodes.JsonNode.Parse(
                $$$"""{ "type": "fileUpload", "action": "{{{action}}}", "context": { "file": "{{{key}}}" }, "uploadInfo": { "uploadUrl": "{{{address}}}" } }"""
            ),
            (
                "conversation",
                System.Text.Json.Nodes.JsonNode.Parse(
                    $$"""{ "id": "{{conversation}}", "conversationType": "personal", "tenantId": "{{TeamsWorld.Tenant}}" }"""
                )
            )
        );

    private static CarriedFile Carried(string name, string type, int length)
    {
        var stream = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose,
            }
        );
        stream.Write(new byte[length]);
        stream.Position = 0;
        return new CarriedFile(stream, name, type);
    }
}
