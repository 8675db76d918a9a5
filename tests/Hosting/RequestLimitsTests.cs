using System.Net;
using System.Security.Cryptography;
using System.Text;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

/// <summary>Nobody gets more of the pages and the web chat than a person can use.</summary>
public sealed class RequestLimitsTests
{
    private const string Ana = "ana@example.com",
        Mia = "mia@example.com";

    /// <summary>Keeps no cookies: each request sends its own.</summary>
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    [Fact]
    public async Task A_person_over_the_limit_is_told_when_to_go_on_in_every_session_of_theirs_and_others_go_on()
    {
        await using var bot = await StartAsync(("Limits:RequestsPerMinutePerPerson", "20"));
        var (first, second, mia) = (await CookieAsync(bot, Ana), await CookieAsync(bot, Ana), await CookieAsync(bot, Mia));
        for (var i = 0; i < 20; i++)
        {
            (await GetAsync(bot, "/webchat/people", i % 2 == 0 ? first : second)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var refused = await GetAsync(bot, "/webchat/people", first);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        int.Parse(refused.Headers.RetryAfter!.ToString()).ShouldBeInRange(1, 3);
        (await refused.Content.ReadAsStringAsync()).ShouldMatch("More requests come from you than a person can make. Wait [123] s");
        (await GetAsync(bot, "/webchat/people", second)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await GetAsync(bot, "/webchat/people", mia)).StatusCode.ShouldBe(HttpStatusCode.OK);
        // What is refused is refused whole: nothing of it was kept.
        using var say = Request(bot, HttpMethod.Post, "/webchat/messages", first);
        say.Content = WebChatHost.Json(new { conversation = $"dm:{Ana}", text = "one too many" });
        (await Http.SendAsync(say)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await Http.GetStringAsync(new Uri(bot.Http.BaseAddress!, "/metrics"))).ShouldContain(
            "escalationbot_http_limited_total{what=\"requests\",whom=\"person\"} 3\n"
        );
    }

    [Fact]
    public async Task Somebody_who_is_let_in_again_after_the_wait_goes_on()
    {
        await using var bot = await StartAsync(("Limits:RequestsPerMinutePerPerson", "60"));
        var ana = await CookieAsync(bot, Ana);
        HttpResponseMessage answer;
        do
        {
            answer = await GetAsync(bot, "/webchat/people", ana);
        } while (answer.StatusCode == HttpStatusCode.OK);

        await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value + TimeSpan.FromMilliseconds(500));

        (await GetAsync(bot, "/webchat/people", ana)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_over_the_limit_reads_so_as_a_page_and_as_json_before_anybody_looks_who_it_is()
    {
        await using var bot = await StartAsync(("Limits:RequestsPerMinutePerAddress", "10"));
        for (var i = 0; i < 10; i++)
        {
            // A network of IPv6 addresses is one caller.
            (await GetAsync(bot, "/login", from: $"2001:db8:1:1::{i + 1:x}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var page = await GetAsync(bot, "/login", from: "2001:db8:1:1::ff");
        page.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await page.Content.ReadAsStringAsync()).ShouldContain("More requests come from you than a person can make.");
        foreach (var path in new[] { "/", "/console", "/nowhere", "/assets/app.css", "/health/ready", "/metrics", "/webchat/people" })
        {
            using var answer = await GetAsync(bot, path, from: "2001:db8:1:1::ff");
            answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, path);
            answer.Headers.RetryAfter.ShouldNotBeNull(path);
        }

        (await GetAsync(bot, "/login", from: "2001:db8:1:2::1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(bot, "/login", from: "198.51.100.7")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Teams_and_Slack_are_not_counted_since_all_their_people_come_from_few_addresses()
    {
        await using var bot = await StartAsync(
            ("Limits:RequestsPerMinutePerAddress", "3"),
            ("Slack:SigningSecret", "secret"),
            ("Slack:BotToken", "xoxb-1"),
            ("Slack:ApiUrl", "http://127.0.0.1:9/")
        );
        for (var i = 0; i < 12; i++)
        {
            using var request = Request(bot, HttpMethod.Post, "/slack/events", from: "198.51.100.7");
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            (await Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Streams_that_were_refused_are_counted_as_well()
    {
        await using var bot = await StartAsync(("Limits:StreamsPerPerson", "1"));
        var ana = await CookieAsync(bot, Ana);
        using var open = await ListenAsync(bot, ana);
        using var refused = await ListenAsync(bot, ana);

        (open.StatusCode, refused.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.TooManyRequests));
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await Http.GetStringAsync(new Uri(bot.Http.BaseAddress!, "/metrics"))).ShouldContain(
            "escalationbot_http_limited_total{what=\"streams\",whom=\"person\"} 1\n"
        );
    }

    /// <summary>A page asks once every few seconds and once for each thing that is done: nobody comes near.</summary>
    [Fact]
    public void What_is_set_from_the_start_is_a_hundred_requests_a_second_for_each_person()
    {
        var limits = new LimitsOptions();
        limits.RequestsPerMinutePerPerson.ShouldBeGreaterThanOrEqualTo(6_000);
        limits.RequestsPerMinutePerAddress.ShouldBeGreaterThanOrEqualTo(10 * limits.RequestsPerMinutePerPerson);
    }

    private static Task<RunningBot> StartAsync(params (string Name, string Value)[] settings) =>
        RunningBot.StartAsync([
            new("Console:Password", "correct horse battery"),
            new("Proxies:Trusted", "127.0.0.0/8"),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)),
        ]);

    private static async Task<HttpResponseMessage> GetAsync(RunningBot bot, string path, string? cookie = null, string? from = null) =>
        await Http.SendAsync(Request(bot, HttpMethod.Get, path, cookie, from));

    private static async Task<HttpResponseMessage> ListenAsync(RunningBot bot, string cookie) =>
        await Http.SendAsync(Request(bot, HttpMethod.Get, "/webchat/stream", cookie), HttpCompletionOption.ResponseHeadersRead);

    private static HttpRequestMessage Request(RunningBot bot, HttpMethod method, string path, string? cookie = null, string? from = null)
    {
        var request = new HttpRequestMessage(method, new Uri(bot.Http.BaseAddress!, path));
        request.Headers.Accept.ParseAdd("text/html,*/*");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add("X-Forwarded-For", from ?? "198.51.100.1");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return request;
    }

    private static async Task<string> CookieAsync(RunningBot bot, string email)
    {
        var code = $"code-of-{email}-{Guid.NewGuid():n}";
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
        var ends = bot.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(1);
        await bot.Services.GetRequiredService<SignInStore>().PutLinkAsync(id, email, code, ends, default);
        using var request = Request(bot, HttpMethod.Post, "/login/link");
        request.Content = new FormUrlEncodedContent([new("code", code)]);
        using var answer = await Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }
}
