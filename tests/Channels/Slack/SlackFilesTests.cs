using System.Net;
using System.Text;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>A file of another platform comes into a thread on Slack, and a file of Slack can be fetched for another.</summary>
public sealed class SlackFilesTests
{
    private const string Upload = """{"ok":true,"upload_url":"http://127.0.0.1:9/upload/v1/abc","file_id":"F9"}""",
        Replies = """{"ok":true,"messages":[{"user":"U0TRIAGEB1","ts":"1.3","files":[{"id":"F1","title":"{0}"}]}]}""";
    private static readonly Place Thread = new("slack", "C0QUEUE", "1.2");

    private static async Task<SlackWorld> OpenAsync()
    {
        var world = await SlackWorld.OpenAsync();
        world.Elsewhere.Answers = _ => FakeFileSource.Bytes(Encoding.UTF8.GetBytes("pixels"), "image/png");
        return world;
    }

    private static Task<Delivery> HandOverAsync(SlackWorld world, FileLink? file = null, DateTimeOffset? lookSince = null) =>
        world.SendAsync(
            SlackWorld.Show(Card.Of("error.png")) with
            {
                File = file ?? world.Elsewhere.File("error.png"),
            },
            new Destination.At(Thread),
            lookSince: lookSince
        );

    [Fact]
    public async Task It_is_uploaded_without_the_token_and_shared_in_the_thread()
    {
        await using var world = await OpenAsync();
        world.Web.On("files.getUploadURLExternal", Upload).On("/upload/v1/abc", "OK - 6").On("files.completeUploadExternal");
        (await HandOverAsync(world)).ShouldBeOfType<Delivery.Sent>();
        var (asked, sent, shared) = (world.Web.Calls[0], world.Web.Calls[1], world.Web.Calls[2]);
        asked.Form["filename"].ShouldBe("error.png");
        asked.Form["length"].ShouldBe("6");
        sent.Authorization.ShouldBe("");
        sent.Body.ShouldBe("pixels");
        shared.Json["channel_id"]!.GetValue<string>().ShouldBe("C0QUEUE");
        shared.Json["thread_ts"]!.GetValue<string>().ShouldBe("1.2");
        shared.Json["files"]![0]!["id"]!.GetValue<string>().ShouldBe("F9");
    }

    [Fact]
    public async Task Bytes_go_to_no_other_host_than_Slacks()
    {
        await using var world = await OpenAsync();
        world.Web.On("files.getUploadURLExternal", Upload.Replace("127.0.0.1:9", "slack.com.evil.example", StringComparison.Ordinal));
        (await HandOverAsync(world)).ShouldBeOfType<Delivery.Drop>();
    }

    [Fact]
    public async Task A_missing_scope_is_named_with_what_helps()
    {
        await using var world = await OpenAsync();
        world.Web.On("files.getUploadURLExternal", """{"ok":false,"error":"missing_scope","needed":"files:write"}""");
        (await HandOverAsync(world)).ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("files:write");
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_not_uploaded()
    {
        await using var world = await SlackWorld.OpenAsync();
        (await HandOverAsync(world)).ShouldBe(new Delivery.Drop("There is nothing."));
    }

    [Theory]
    [InlineData("error.png", true)]
    [InlineData("other.png", false)]
    public async Task After_an_uncertain_try_it_is_looked_for_before_it_is_sent_again(string there, bool isFound)
    {
        await using var world = await OpenAsync();
        world.Web.On("conversations.replies", Replies.Replace("{0}", there, StringComparison.Ordinal));
        if (!isFound)
        {
            world.Web.On("files.getUploadURLExternal", Upload).On("/upload/v1/abc", "OK").On("files.completeUploadExternal");
        }
        (await HandOverAsync(world, lookSince: world.Clock.GetUtcNow())).ShouldBeOfType<Delivery.Sent>();
        world.Web.Calls.Count.ShouldBe(isFound ? 1 : 4);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/files-pri/T1-F1/a.png", "image/png", HttpStatusCode.OK, true)]
    [InlineData("http://127.0.0.1:9/files-pri/T1-F1/a.png", "text/html", HttpStatusCode.OK, false)]
    [InlineData("http://127.0.0.1:9/files-pri/T1-F1/a.png", "image/png", HttpStatusCode.Redirect, false)]
    [InlineData("https://files.slack.com.evil.example/a.png", "", HttpStatusCode.OK, false)]
    [InlineData("https://files.slack.com:8443/a.png", "", HttpStatusCode.OK, false)]
    [InlineData("http://files.slack.com/a.png", "", HttpStatusCode.OK, false)]
    [InlineData("http://169.254.169.254/latest/meta-data", "", HttpStatusCode.OK, false)]
    [InlineData("file:///etc/passwd", "", HttpStatusCode.OK, false)]
    public async Task Only_Slacks_hosts_are_asked_for_bytes_and_get_the_token(
        string url,
        string type,
        HttpStatusCode status,
        bool isFetched
    )
    {
        await using var world = await OpenAsync();
        world.Web.On("files.info", $$$"""{"ok":true,"file":{"id":"F1","mimetype":"image/png","url_private_download":"{{{url}}}"}}""");
        if (type.Length > 0)
        {
            world.Web.On(
                "/files-pri/T1-F1/a.png",
                _ => new HttpResponseMessage(status) { Content = new StringContent("pixels", Encoding.UTF8, type) }
            );
        }
        if (isFetched)
        {
            world.Web.On("files.getUploadURLExternal", Upload).On("/upload/v1/abc", "OK").On("files.completeUploadExternal");
        }
        // Without a page that people can open it is carried within Slack, too.
        // Its link opens for those among whom it was sent, and for nobody else: it is carried all the same.
        var file = new FileLink("a.png", "https://acme.slack.com/files/F1") { Source = new FileSource("slack", "F1") };
        var delivery = await HandOverAsync(world, file);
        (delivery is Delivery.Sent).ShouldBe(isFetched, delivery.ToString());
        world
            .Web.Calls.Where(call => call.Method.StartsWith("/files-pri", StringComparison.Ordinal))
            .ShouldAllBe(call => call.Authorization == "Bearer xoxb-test-token");
    }
}
