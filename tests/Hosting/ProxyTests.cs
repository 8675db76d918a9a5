using System.Net;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

public sealed class ProxyTests
{
    private const string Key = "correct horse";

    [Fact]
    public async Task Behind_a_trusted_proxy_that_says_https_cookies_are_Host_and_Secure_and_HSTS_is_sent()
    {
        await using var bot = await RunningBot.StartAsync([new("Console:Password", Key), new("Proxies:Trusted", "127.0.0.0/8, 10.1.2.3")]);
        using var answer = await SignInAsync(
            bot,
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "bot.example.com")
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var cookie = answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("__Host-escalationbot=");
        cookie.ShouldContain("secure", Case.Insensitive);
        cookie.ShouldContain("path=/", Case.Insensitive);
        cookie.ShouldNotContain("domain", Case.Insensitive);
        answer.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
    }

    [Fact]
    public async Task What_an_untrusted_proxy_says_is_ignored()
    {
        await using var bot = await RunningBot.StartAsync([new("Console:Password", Key), new("Proxies:Trusted", "10.0.0.0/8")]);
        using var answer = await SignInAsync(bot, ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"));

        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldStartWith("escalationbot=");
        answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    [Fact]
    public async Task Where_the_public_address_is_https_cookies_are_secure_whatever_the_proxy_says()
    {
        await using var host = await WebChatHost.StartAsync(Key, settings: ("Console:Url", "https://bot.example.com"));
        using var form = new FormUrlEncodedContent([new("password", Key)]);
        var cookie = (await host.Here.PostAsync("/login", form)).Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();

        cookie.ShouldStartWith("__Host-escalationbot=");
        cookie.ShouldContain("secure", Case.Insensitive);
        // The same session under the plain name, as another page of the host could plant it, counts for nothing.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/webchat/people");
        request.Headers.Add("Cookie", cookie.Split(';')[0].Replace("__Host-", "", StringComparison.Ordinal));
        (await host.Here.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Guessers_behind_a_trusted_proxy_are_told_apart_and_behind_another_they_are_one()
    {
        foreach (var (trusted, status) in new[] { ("127.0.0.1", HttpStatusCode.SeeOther), ("", HttpStatusCode.TooManyRequests) })
        {
            await using var bot = await RunningBot.StartAsync([new("Console:Password", Key), new("Proxies:Trusted", trusted)]);
            for (var i = 0; i < 8; i++)
            {
                using var guess = new FormUrlEncodedContent([new("password", "a wrong guess")]);
                using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = guess };
                request.Headers.Add("X-Forwarded-For", "198.51.100.7");
                (await bot.Http.SendAsync(request)).Dispose();
            }

            using var answer = await SignInAsync(bot, ("X-Forwarded-For", "203.0.113.9"));
            answer.StatusCode.ShouldBe(status, trusted);
        }
    }

    [Fact]
    public async Task Who_comes_through_a_trusted_proxy_is_never_on_this_machine_even_when_it_says_so()
    {
        await using var bot = await RunningBot.StartAsync([new("Proxies:Trusted", "127.0.0.1, ::1")]);
        foreach (
            var headers in new[]
            {
                new[] { ("X-Forwarded-For", "127.0.0.1") },
                [("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Host", "localhost"), ("X-Forwarded-Proto", "http")],
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/webchat/people");
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }

            (await bot.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await bot.Http.GetAsync("/webchat/people")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example.com")]
    [InlineData("10.0.0/8x")]
    public void What_is_no_address_and_no_network_is_named(string entry) =>
        new ProxyOptions { Trusted = $"10.0.0.7, {entry}" }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldStartWith($"Proxies:Trusted: \"{entry}\"");

    private static async Task<HttpResponseMessage> SignInAsync(RunningBot bot, params (string Name, string Value)[] headers)
    {
        using var form = new FormUrlEncodedContent([new("password", Key)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = form };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await bot.Http.SendAsync(request);
    }
}
