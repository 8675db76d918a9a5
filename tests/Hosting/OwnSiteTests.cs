using System.Net;
using EscalationBot.Tests.Channels.WebChat;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

/// <summary>What another site's page sends in a person's name.</summary>
public sealed class OwnSiteTests
{
    [Theory]
    [InlineData("/webchat/messages", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("/WebChat/messages", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("/WEBCHAT/MESSAGES/", "Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("/webchat/messages", "Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("/WebChat/Messages", "Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("/webchat/messages", "Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/Webchat/messages", "Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("/webchat/messages", "Origin", "http://localhost", HttpStatusCode.OK)]
    [InlineData("/webchat/messages", "X-Nothing", "a program", HttpStatusCode.OK)]
    public async Task Another_sites_page_cannot_act_for_a_person(string path, string header, string value, HttpStatusCode status)
    {
        await using var host = await WebChatHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = WebChatHost.Json(
                new
                {
                    @as = WebChatHost.Ana,
                    conversation = "dm:ana@example.com",
                    text = "hello",
                }
            ),
        };
        request.Headers.TryAddWithoutValidation(header, value);

        (await host.Here.SendAsync(request)).StatusCode.ShouldBe(status);

        host.Received.Count.ShouldBe(status == HttpStatusCode.OK ? 1 : 0);
    }

    [Theory]
    [InlineData("cross-site", "navigate", "document", HttpStatusCode.OK)]
    [InlineData("cross-site", "no-cors", "image", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "navigate", "iframe", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "no-cors", "document", HttpStatusCode.Forbidden)]
    [InlineData("same-site", "cors", "empty", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", "cors", "empty", HttpStatusCode.OK)]
    [InlineData("none", "navigate", "document", HttpStatusCode.OK)]
    public async Task A_link_from_elsewhere_opens_a_page_and_nothing_else_of_another_site_reads_one(
        string site,
        string mode,
        string dest,
        HttpStatusCode status
    )
    {
        await using var host = await WebChatHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Docs");
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Mode", mode);
        request.Headers.Add("Sec-Fetch-Dest", dest);

        (await host.Here.SendAsync(request)).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Behind_a_proxy_that_changes_the_host_the_public_address_is_our_own()
    {
        await using var host = await WebChatHost.StartAsync("correct horse", settings: ("Console:Url", "https://bot.example.com"));
        foreach (
            var (origin, status) in new[]
            {
                ("https://bot.example.com", HttpStatusCode.Unauthorized),
                ("https://other.example.com", HttpStatusCode.Forbidden),
            }
        )
        {
            using var form = new FormUrlEncodedContent([new("password", "not the right one")]);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = form };
            request.Headers.Add("Origin", origin);
            (await host.Here.SendAsync(request)).StatusCode.ShouldBe(status, origin);
        }
    }
}
