using System.Net;
using EscalationBot.Tests.Channels.WebChat;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

public sealed class ConsoleGateTests
{
    [Theory]
    [InlineData("Test-From", "203.0.113.9")]
    [InlineData("Host", "bot.example.com")]
    [InlineData("Host", "127.0.0.1.nip.example")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    public async Task Without_a_password_only_this_machine_gets_in(string header, string value)
    {
        await using var host = await WebChatHost.StartAsync();
        foreach (var path in new[] { "/", "/docs", "/webchat/people", "/webchat/messages?as=ana@example.com&conversation=dm:ana@example.com" })
        {
            using var request = Get(path);
            request.Headers.TryAddWithoutValidation(header, value);
            (await host.Here.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await host.Here.SendAsync(Get(path))).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost", HttpStatusCode.OK)]
    [InlineData("X-Nothing", "a program", HttpStatusCode.OK)]
    public async Task Another_sites_page_cannot_act_for_a_person(string header, string value, HttpStatusCode status)
    {
        await using var host = await WebChatHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webchat/messages") { Content = WebChatHost.Json(new { @as = WebChatHost.Ana, conversation = "dm:ana@example.com", text = "hello" }) };
        request.Headers.TryAddWithoutValidation(header, value);

        (await host.Here.SendAsync(request)).StatusCode.ShouldBe(status);

        host.Received.Count.ShouldBe(status == HttpStatusCode.OK ? 1 : 0);
    }

    [Fact]
    public async Task With_a_password_pages_lead_to_the_sign_in_and_the_chat_is_refused()
    {
        await using var host = await WebChatHost.StartAsync("correct horse");

        var page = await host.Here.SendAsync(Get("/console?x=1"));
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.OriginalString.ShouldBe("/login?next=%2Fconsole%3Fx%3D1");
        (await host.Here.GetAsync("/webchat/people")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Here.SendAsync(Get("/assets/app.css"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_right_password_opens_everything_also_from_elsewhere_and_a_forged_cookie_nothing()
    {
        await using var host = await WebChatHost.StartAsync("correct horse");

        (await SignInAsync(host, "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var signedIn = await SignInAsync(host, "correct horse");
        signedIn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        signedIn.Headers.Location!.OriginalString.ShouldBe("/console");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        var value = cookie.Split(';')[0];

        (await WithCookieAsync(host, value)).ShouldBe(HttpStatusCode.OK);
        (await WithCookieAsync(host, value[..^1] + (value[^1] == '0' ? '1' : '0'))).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithCookieAsync(host, "escalationbot=99999999999." + value.Split('.')[1])).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithCookieAsync(host, "escalationbot=.")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("")]
    public async Task After_signing_in_one_stays_on_this_site(string next)
    {
        await using var host = await WebChatHost.StartAsync("correct horse");

        (await SignInAsync(host, "correct horse", next)).Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        await using var host = await WebChatHost.StartAsync("correct horse");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add((await SignInAsync(host, $"guess {i}")).StatusCode);
        }

        answers.Take(10).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        answers.Skip(10).ShouldAllBe(status => status == HttpStatusCode.TooManyRequests);
        (await SignInAsync(host, "correct horse")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static HttpRequestMessage Get(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,*/*");
        return request;
    }

    private static async Task<HttpResponseMessage> SignInAsync(WebChatHost host, string password, string next = "/console")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["password"] = password, ["next"] = next });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = form };
        request.Headers.Add("Test-From", "203.0.113.9");
        return await host.Here.SendAsync(request);
    }

    private static async Task<HttpStatusCode> WithCookieAsync(WebChatHost host, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/webchat/people");
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Test-From", "203.0.113.9");
        request.Headers.Host = "bot.example.com";
        return (await host.Here.SendAsync(request)).StatusCode;
    }
}
