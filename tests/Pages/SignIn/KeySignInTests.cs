using System.Net;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>The emergency key.</summary>
public sealed class KeySignInTests
{
    private const string Key = "correct horse",
        Elsewhere = "203.0.113.9";

    [Fact]
    public async Task With_a_key_pages_lead_to_the_sign_in_and_the_chat_is_refused_also_on_this_machine()
    {
        await using var host = await WebChatHost.StartAsync(Key);

        var page = await host.Here.SendAsync(Get("/console?x=1"));
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.OriginalString.ShouldBe("/login?next=%2Fconsole%3Fx%3D1");
        (await host.Here.GetAsync("/webchat/people")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Here.SendAsync(Get("/assets/app.css"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_right_key_opens_the_pages_also_from_elsewhere_and_a_forged_cookie_nothing()
    {
        await using var host = await WebChatHost.StartAsync(Key);

        (await SignInAsync(host, "wrong horses")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var cookie = await CookieAsync(host);

        (await WithCookieAsync(host, cookie)).ShouldBe(HttpStatusCode.OK);
        (await WithCookieAsync(host, cookie[..^1] + (cookie[^1] == 'A' ? 'B' : 'A'))).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithCookieAsync(host, "escalationbot=99999999999." + cookie.Split('=')[1])).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithCookieAsync(host, "escalationbot=.")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_key_is_nobody_in_the_chat()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        var cookie = await CookieAsync(host);

        foreach (
            var path in new[]
            {
                $"/webchat/messages?as={WebChatHost.Ana}&conversation=dm:{WebChatHost.Ana}",
                $"/webchat/stream?as={WebChatHost.Ana}",
                $"/webchat/search?as={WebChatHost.Ana}&form=a&field=b",
            }
        )
        {
            (await WithCookieAsync(host, cookie, path)).ShouldBe(HttpStatusCode.Forbidden, path);
        }

        using var say = new HttpRequestMessage(HttpMethod.Post, "/webchat/messages")
        {
            Content = WebChatHost.Json(
                new
                {
                    @as = WebChatHost.Ana,
                    conversation = $"dm:{WebChatHost.Ana}",
                    text = "hello",
                }
            ),
        };
        say.Headers.Add("Cookie", cookie);
        (await host.Here.SendAsync(say)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        host.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server_for_every_copy_of_the_cookie()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        var cookie = await CookieAsync(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/LOGOUT");
        request.Headers.Add("Cookie", cookie);

        var left = await host.Here.SendAsync(request);

        left.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        left.Headers.GetValues("Set-Cookie").ShouldContain(set => set.StartsWith("escalationbot=;", StringComparison.Ordinal));
        // The browser forgets what it kept of the pages: drafts, in every tab, and cached answers. Not "cookies": those of other hosts of
        // the same domain would go as well.
        left.Headers.GetValues("Clear-Site-Data").ShouldBe(["\"cache\", \"storage\""]);
        (await WithCookieAsync(host, cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_came_in_who_did_not_and_who_left_stands_in_the_audit()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        await SignInAsync(host, "a wrong guess");
        var cookie = await CookieAsync(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/logout");
        request.Headers.Add("Cookie", cookie);
        await host.Here.SendAsync(request);

        var rows = await host
            .Services.GetRequiredService<Database>()
            .ReadAsync(
                session =>
                    session.QueryAsync(
                        "SELECT kind, verb, identity, result, detail FROM audit_pending ORDER BY id",
                        row => string.Join(' ', Enumerable.Range(0, 5).Select(row.Text))
                    ),
                default
            );

        rows.ShouldBe([
            $"refusal sign_in key:web:{Elsewhere} wrong key",
            "admin sign_in operator done key",
            "admin sign_out operator done key",
        ]);
    }

    [Fact]
    public async Task A_session_ends_by_itself_after_twelve_hours()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        var clock = (TestClock)host.Services.GetRequiredService<TimeProvider>();
        var cookie = await CookieAsync(host);

        clock.Advance(TimeSpan.FromHours(11.9));
        (await WithCookieAsync(host, cookie)).ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromHours(.2));
        (await WithCookieAsync(host, cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_from_before_and_never_keeps_its_id()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        var first = await CookieAsync(host);

        var second = (await SignInAsync(host, Key, cookie: first)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        second.ShouldNotBe(first);
        (await WithCookieAsync(host, first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithCookieAsync(host, second)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("")]
    [InlineData("/\t/evil.example")]
    [InlineData("/docs?x=ü", "/docs?x=%C3%BC")]
    [InlineData("/x/..//evil.example")]
    [InlineData("/./%2e%2e//evil.example")]
    public async Task After_signing_in_one_stays_on_this_site(string next, string where = "/")
    {
        await using var host = await WebChatHost.StartAsync(Key);

        (await SignInAsync(host, Key, next)).Headers.Location!.OriginalString.ShouldBe(where);
    }

    [Fact]
    public async Task The_hash_of_the_key_does_in_the_settings()
    {
        await using var host = await WebChatHost.StartAsync(KeyHash.Of(Key).ToString());

        (await SignInAsync(host, "wrong horses")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(host, KeyHash.Of(Key).ToString())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await WithCookieAsync(host, await CookieAsync(host))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guessing_costs_more_each_time_and_a_right_key_costs_nothing_and_forgives_nothing()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        var clock = (TestClock)host.Services.GetRequiredService<TimeProvider>();
        for (var i = 0; i < 40; i++)
        {
            (await SignInAsync(host, Key)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        }

        for (var i = 0; i < 6; i++)
        {
            (await SignInAsync(host, $"a wrong guess {i}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        var refused = await SignInAsync(host, "another guess");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.ToString().ShouldBe("1");
        (await SignInAsync(host, Key)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        clock.Advance(TimeSpan.FromSeconds(1));
        (await SignInAsync(host, Key)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await SignInAsync(host, "yet another guess")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(host, "yet another guess")).Headers.RetryAfter!.ToString().ShouldBe("2");
    }

    [Fact]
    public async Task No_number_of_guesses_from_elsewhere_locks_the_right_key_out()
    {
        await using var host = await WebChatHost.StartAsync(Key);
        for (var i = 0; i < 300; i++)
        {
            await SignInAsync(host, "a wrong guess", from: $"198.51.100.{i % 250}");
        }

        (await SignInAsync(host, Key, from: "203.0.113.77")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        // A network of IPv6 addresses is one guesser.
        for (var i = 0; i < 7; i++)
        {
            await SignInAsync(host, "a wrong guess", from: $"2001:db8:1:1::{i + 1:x}");
        }

        (await SignInAsync(host, Key, from: "2001:db8:1:1::ff")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync(host, Key, from: "2001:db8:1:2::1")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task The_page_of_the_key_says_what_it_is_for_and_a_page_of_another_site_cannot_send_it()
    {
        await using var host = await WebChatHost.StartAsync(Key);

        var page = await host.Here.GetStringAsync("/login");
        page.ShouldContain("Emergency key");
        page.ShouldNotContain("work account");
        page.ShouldNotContain("Northwind");
        using var form = new FormUrlEncodedContent([new("password", Key)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Login") { Content = form };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await host.Here.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("739104682957")]
    [InlineData("nur kleine buchstaben")]
    [InlineData("ÄÖÜ ß é Ž ñ Ø")]
    [InlineData("пароль из пяти слов")]
    [InlineData("長い合言葉は十二文字以上です")]
    [InlineData("🦊🐝🌵🎺🚲🧀🪁🍐🐙🎲🧭🪀")]
    [InlineData("\"'<>&;%00\\{}$()`|")]
    public async Task A_key_may_be_of_any_characters(string key)
    {
        new ConsoleOptions { Password = key }
            .Problems()
            .ShouldBeEmpty();
        await using var host = await WebChatHost.StartAsync(key);
        (await SignInAsync(host, key)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await using var hashed = await WebChatHost.StartAsync(KeyHash.Of(key).ToString());
        (await SignInAsync(hashed, key)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_key_is_compared_as_it_was_typed_whole_and_with_its_spaces_and_capitals(bool hashed)
    {
        // Longer than what some functions look at (bcrypt: 72 bytes).
        var key = " Two Spaces  and a Tail " + new string('x', 100) + "Z ";
        await using var host = await WebChatHost.StartAsync(hashed ? KeyHash.Of(key).ToString() : key);
        string[] others =
        [
            key.Trim(),
            key.TrimEnd(),
            key + " ",
            key.ToLowerInvariant(),
            key.ToUpperInvariant(),
            key[..72],
            key[..^2] + "Y ",
            key.Replace("  ", " ", StringComparison.Ordinal),
            key.Replace("Spaces", "Spaces\u200b", StringComparison.Ordinal),
        ];
        for (var i = 0; i < others.Length; i++)
        {
            (await SignInAsync(host, others[i], from: $"198.51.100.{i}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, others[i]);
        }

        (await SignInAsync(host, key)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("password1234")]
    [InlineData("P@ssw0rd!2024")]
    [InlineData("Passwort12345")]
    [InlineData("123456789012")]
    [InlineData("210987654321")]
    [InlineData("qwertyuiop12")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("abcdefghijkl")]
    [InlineData("letmein letmein")]
    [InlineData("Administrator1")]
    [InlineData("iloveyou2026")]
    [InlineData("escalationbot")]
    [InlineData("Escalation-Bot-2026")]
    [InlineData("changeme1234")]
    [InlineData("welcome12345")]
    [InlineData("            ")]
    public void A_key_that_is_guessed_first_refuses_to_start(string key) =>
        new ConsoleOptions { Password = key }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldStartWith("Console:Password: the emergency key is among those that are guessed first");

    [Theory]
    [InlineData("correct horse")]
    [InlineData("twelve-letters")]
    [InlineData("the administrator sleeps on tuesdays")]
    [InlineData("my password is kept in the green book")]
    [InlineData("welcome to the third floor")]
    public void A_key_that_only_holds_such_a_word_is_taken(string key) =>
        new ConsoleOptions { Password = key }
            .Problems()
            .ShouldBeEmpty();

    [Theory]
    [InlineData("short")]
    [InlineData("elevenchars")]
    [InlineData("🦊🐝🌵🎺🚲🧀")]
    [InlineData("pbkdf2-sha256:1000:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha256:600000:AAAA:AAAA")]
    public void A_weak_key_refuses_to_start(string key) =>
        new ConsoleOptions { Password = key }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldStartWith("Console:Password: ");

    [Fact]
    public async Task A_new_key_ends_the_sessions_of_the_old_one_and_a_restart_ends_none()
    {
        using var folder = new TemporaryFolder();
        KeyValuePair<string, string?>[] Settings(string key) =>
            [new("Console:Password", key), new("Database:ConnectionString", $"Data Source={folder.File("a.db")}")];
        string cookie;
        await using (var bot = await RunningBot.StartAsync(Settings(Key)))
        {
            using var form = new FormUrlEncodedContent([new("password", Key)]);
            cookie = (await bot.Http.PostAsync("/login", form)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            (await ConsoleAsync(bot)).ShouldBe(HttpStatusCode.OK);
            // The keys that encrypt cookies are in the database, where replicas find them, and what encrypts them is not.
            (await bot.Services.GetRequiredService<SignInStore>().KeysAsync(CancellationToken.None))
                .ShouldHaveSingleItem()
                .Text.ShouldStartWith("sealed:1:");
        }

        await using (var bot = await RunningBot.StartAsync(Settings(Key)))
        {
            (await ConsoleAsync(bot)).ShouldBe(HttpStatusCode.OK);
        }

        await using (var bot = await RunningBot.StartAsync(Settings("another horse")))
        {
            (await ConsoleAsync(bot)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        async Task<HttpStatusCode> ConsoleAsync(RunningBot bot)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/console");
            request.Headers.Add("Cookie", cookie);
            return (await bot.Http.SendAsync(request)).StatusCode;
        }
    }

    private static HttpRequestMessage Get(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,*/*");
        return request;
    }

    private static async Task<string> CookieAsync(WebChatHost host)
    {
        var signedIn = await SignInAsync(host, Key);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        signedIn.Headers.Location!.OriginalString.ShouldBe("/console");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        return cookie.Split(';')[0];
    }

    private static async Task<HttpResponseMessage> SignInAsync(
        WebChatHost host,
        string password,
        string next = "/console",
        string from = Elsewhere,
        string? cookie = null
    )
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["password"] = password, ["next"] = next });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = form };
        request.Headers.Add("Test-From", from);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await host.Here.SendAsync(request);
    }

    private static async Task<HttpStatusCode> WithCookieAsync(WebChatHost host, string cookie, string path = "/webchat/people")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Test-From", Elsewhere);
        request.Headers.Host = "bot.example.com";
        return (await host.Here.SendAsync(request)).StatusCode;
    }
}
