using System.Net;
using EscalationBot.Bot.Hosting;
using EscalationBot.Tests.Channels.WebChat;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

public sealed class LoopbackTests
{
    [Theory]
    [InlineData("Test-From", "203.0.113.9")]
    [InlineData("Host", "bot.example.com")]
    [InlineData("Host", "127.0.0.1.nip.example")]
    [InlineData("Host", "localhost.evil.example")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("CF-Connecting-IP", "127.0.0.1")]
    [InlineData("True-Client-IP", "127.0.0.1")]
    public async Task Without_a_way_to_sign_in_only_this_machine_gets_in(string header, string value)
    {
        await using var host = await WebChatHost.StartAsync();
        foreach (
            var path in new[] { "/", "/docs", "/webchat/people", "/webchat/messages?as=ana@example.com&conversation=dm:ana@example.com" }
        )
        {
            using var request = Get(path);
            request.Headers.TryAddWithoutValidation(header, value);
            (await host.Here.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await host.Here.SendAsync(Get(path))).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Theory]
    [InlineData("x_real_ip")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded")]
    [InlineData("X-Original-For")]
    [InlineData("X-Client-IP")]
    [InlineData("X-Cluster-Client-IP")]
    [InlineData("Fastly-Client-IP")]
    [InlineData("CF-Ray")]
    [InlineData("X-Azure-ClientIP")]
    [InlineData("X-ARR-LOG-ID")]
    [InlineData("X-Envoy-External-Address")]
    [InlineData("X-Amzn-Trace-Id")]
    [InlineData("CDN-Loop")]
    [InlineData("Front-End-Https")]
    [InlineData("X-ProxyUser-Ip")]
    [InlineData("X-Azure-Ref")]
    [InlineData("X-Amz-Cf-Id")]
    [InlineData("Fastly-SSL")]
    [InlineData("X-ClientIP")]
    [InlineData("Tailscale-User-Login")]
    [InlineData("Tailscale-Headers-Info")]
    [InlineData("ngrok-trace-id")]
    [InlineData("Ngrok-Auth-User-Email")]
    [InlineData("X-Appengine-User-IP")]
    [InlineData("Do-Connecting-Ip")]
    [InlineData("X-Vercel-Id")]
    [InlineData("Forwarded-For")]
    [InlineData("X_FORWARDED_FOR")]
    [InlineData("Forwarded-For-Ip")]
    [InlineData("Fly-Client-IP")]
    [InlineData("Edge-Client-IP-Address")]
    [InlineData("Edge-Real-IP-Address")]
    [InlineData("Fly-Region")]
    [InlineData("X-NF-Client-Connection-IP")]
    [InlineData("CloudFront-Viewer-Address")]
    [InlineData("Akamai-Origin-Hop")]
    [InlineData("Incap-Client-IP")]
    [InlineData("X-Sucuri-ClientIP")]
    [InlineData("X-Remote-Addr")]
    [InlineData("WL-Proxy-Client-IP")]
    [InlineData("X-Originating-IP")]
    [InlineData("Cf-Access-Authenticated-User-Email")]
    [InlineData("X-Goog-Authenticated-User-Email")]
    [InlineData("X-MS-CLIENT-PRINCIPAL")]
    [InlineData("X-Proxied-By")]
    [InlineData("X-Cloud-Trace-Context")]
    [InlineData("Remote-User")]
    [InlineData("X-Auth-Request-Email")]
    [InlineData("Bypass-Tunnel-Reminder")]
    public void What_any_proxy_or_tunnel_adds_is_no_loopback(string header)
    {
        var http = Local();
        Loopback.Is(http).ShouldBeTrue();
        http.Request.Headers[header] = "anything";
        Loopback.Is(http).ShouldBeFalse();
    }

    [Theory]
    [InlineData("traceparent")]
    [InlineData("baggage")]
    [InlineData("X-Request-Id")]
    [InlineData("X-Correlation-Id")]
    [InlineData("X-Trace-Id")]
    [InlineData("X-B3-TraceId")]
    [InlineData("X-Requested-With")]
    [InlineData("X-Prometheus-Scrape-Timeout-Seconds")]
    [InlineData("X-Api-Key")]
    [InlineData("x-ms-client-request-id")]
    [InlineData("x-goog-api-client")]
    [InlineData("Proxy-Connection")]
    [InlineData("Sec-Fetch-Site")]
    [InlineData("Last-Event-ID")]
    [InlineData("Upgrade-Insecure-Requests")]
    [InlineData("X-Fragment")]
    [InlineData("DNT")]
    public void What_browsers_and_tools_of_this_machine_send_leaves_it_loopback(string header)
    {
        var http = Local();
        http.Request.Headers[header] = "anything";
        Loopback.Is(http).ShouldBeTrue();
    }

    /// <summary>A proxy on this machine may look like it: a public address says that there is one.</summary>
    [Theory]
    [InlineData("https://bot.example.com", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:3978", HttpStatusCode.OK)]
    public async Task With_a_public_address_this_machine_is_no_exception(string url, HttpStatusCode status)
    {
        await using var host = await WebChatHost.StartAsync(settings: ("Console:Url", url));
        (await host.Here.SendAsync(Get("/webchat/people"))).StatusCode.ShouldBe(status);
    }

    [Fact]
    public void A_proxy_that_says_nothing_but_speaks_HTTP_1_0_is_no_loopback()
    {
        var http = Local();
        http.Request.Protocol = "HTTP/1.0";
        Loopback.Is(http).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_remote_address_nothing_is_loopback()
    {
        var http = Local();
        http.Connection.RemoteIpAddress = null;
        Loopback.Is(http).ShouldBeFalse();
    }

    private static DefaultHttpContext Local()
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:127.0.0.1");
        http.Request.Host = new("localhost", 3978);
        http.Request.Protocol = "HTTP/1.1";
        return http;
    }

    private static HttpRequestMessage Get(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,*/*");
        return request;
    }
}
