using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>Somebody who signed in is themselves, everywhere, and sees what their role and queues let them.</summary>
public sealed partial class SignedInPersonTests : IAsyncLifetime
{
    private const string Ana = "ana@example.com",
        Carol = "carol@example.com",
        Dave = "dave@example.com",
        Mia = "mia@example.com";

    private RunningBot _bot = null!;

    public async Task InitializeAsync()
    {
        _bot = await RunningBot.StartAsync([new("Console:Password", "correct horse")]);
        await _bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision
                {
                    Cases =
                    [
                        TestDatabaseSamples.Case("ESC-1001", queue: "technical") with
                        {
                            Question = "technical words",
                        },
                        TestDatabaseSamples.Case("ESC-1002", queue: "billing") with
                        {
                            Question = "billing words",
                        },
                        TestDatabaseSamples.Case("ESC-1003", queue: "trust") with
                        {
                            Question = "trust words",
                        },
                    ],
                },
                CancellationToken.None
            );
    }

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task A_person_acts_as_themselves_only_at_every_address_of_the_chat()
    {
        using var carol = await SignInAsync(Carol);
        foreach (
            var path in new[]
            {
                $"/webchat/messages?as={Mia}&conversation=dm:{Mia}",
                $"/webchat/search?as={Mia}&form=escalate&field=account&q=a",
                $"/webchat/stream?as={Mia}",
                $"/webchat/stream?as={Carol}&as={Mia}",
                $"/WebChat/Messages?as={Ana}&conversation=dm:{Ana}",
            }
        )
        {
            (await carol.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        var message = await (
            await carol.SendJsonAsync("/webchat/messages", new { conversation = $"dm:{Carol}", text = "help" })
        ).Content.ReadAsStringAsync();
        message.ShouldContain("\"id\"");
        var id = System.Text.Json.JsonDocument.Parse(message).RootElement.GetProperty("id").GetString();
        foreach (
            var (path, body) in new (string, object)[]
            {
                (
                    "/webchat/messages",
                    new
                    {
                        @as = Mia,
                        conversation = $"dm:{Mia}",
                        text = "forged",
                    }
                ),
                (
                    "/webchat/press",
                    new
                    {
                        @as = Mia,
                        message = id,
                        action = "my_cases",
                    }
                ),
                (
                    "/webchat/forms/open",
                    new
                    {
                        @as = Mia,
                        action = "escalate",
                        data = new { },
                    }
                ),
                (
                    "/webchat/forms/submit",
                    new
                    {
                        @as = Mia,
                        form = "escalate",
                        data = new { },
                        values = new { },
                    }
                ),
                (
                    "/webchat/reactions",
                    new
                    {
                        @as = Mia,
                        message = id,
                        reaction = "thumbs_up",
                    }
                ),
            }
        )
        {
            (await carol.SendJsonAsync(path, body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await carol.GetAsync($"/webchat/messages?conversation=dm:{Carol}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await carol.GetAsync($"/webchat/messages?as={Carol}&conversation=dm:{Carol}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await carol.GetAsync($"/webchat/messages?conversation=dm:{Mia}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.ReadAsync("/webchat/people")).ShouldNotContain(Mia);
    }

    [Fact]
    public async Task The_audit_is_for_managers_and_who_looked_stands_in_it()
    {
        using var carol = await SignInAsync(Carol);
        foreach (var path in new[] { "/console/audit", "/console/audit.csv", "/CONSOLE/AUDIT" })
        {
            (await carol.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        using var ana = await SignInAsync(Ana);
        (await ana.GetAsync("/console/audit")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var mia = await SignInAsync(Mia);
        (await mia.GetAsync("/console/audit")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _bot.Services.GetRequiredService<AuditChain>().SealAsync(default);
        (
            await _bot.Services.GetRequiredService<AuditReading>().FindAsync(new AuditFilter { Who = Mia, Kind = "view" }, default)
        ).ShouldContain(row => row.Verb == "audit" && row.Surface == "console");
        (await carol.ReadAsync("/console")).ShouldNotContain("/console/audit");
    }

    [Fact]
    public async Task A_manager_sets_and_releases_a_legal_hold_in_the_console_and_others_do_not()
    {
        using var mia = await SignInAsync(Mia);
        (await mia.ReadAsync("/console")).ShouldContain("action=\"/console/hold\"");
        (await HoldAsync(mia, "ESC-1001", "set", "claim of the carrier")).ShouldContain("ESC-1001 is under legal hold.");
        var cases = _bot.Services.GetRequiredService<CaseStore>();
        (await cases.FindCaseAsync("ESC-1001", default))!.Hold!.By.Email.ShouldBe(Mia);
        (await mia.ReadAsync("/console")).ShouldContain("claim of the carrier");
        (await HoldAsync(mia, "ESC-1001", "release", "settled")).ShouldContain("The legal hold of ESC-1001 is released.");
        (await cases.FindCaseAsync("ESC-1001", default))!.Hold.ShouldBeNull();
        (await HoldAsync(mia, "ESC-4711", "set", "x")).ShouldContain("I know no such case any more.");

        using var carol = await SignInAsync(Carol);
        (await carol.ReadAsync("/console")).ShouldNotContain("/console/hold");
        (await carol.SendFormAsync("/console/hold", ("case", "ESC-1001"), ("what", "set"), ("why", "x"))).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await cases.FindCaseAsync("ESC-1001", default))!.Hold.ShouldBeNull();

        async Task<string> HoldAsync(Browser by, string id, string what, string why)
        {
            var answer = await by.SendFormAsync("/console/hold", ("case", id), ("what", what), ("why", why));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_manager_looks_through_lessons_and_takes_one_back_and_others_do_not()
    {
        await _bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision { Feedback = [new("export-limits", "q1", "solved", "get <b>data</b> out", Ana, TestDatabaseSamples.Morning)] },
                CancellationToken.None
            );
        var lessons = _bot.Services.GetRequiredService<Lessons>();
        var lesson = (await lessons.NewestAsync(long.MaxValue, 10, default)).ShouldHaveSingleItem();
        var id = lesson.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

        using var carol = await SignInAsync(Carol);
        (await carol.GetAsync("/console/lessons")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.SendFormAsync("/console/lessons", ("id", id))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await lessons.FindAsync(lesson.Id, default))!.UndoneAt.ShouldBeNull();

        using var mia = await SignInAsync(Mia);
        var page = await mia.ReadAsync("/console/lessons");
        foreach (var words in new[] { "export-limits", "solved it", "get &lt;b&gt;data&lt;/b&gt; out", Ana, "Take back" })
        {
            page.ShouldContain(words);
        }

        var answer = await mia.SendFormAsync("/console/lessons", ("id", id));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("It teaches nothing from now on.");
        (await lessons.FindAsync(lesson.Id, default))!.UndoneBy.ShouldBe(Mia);
        await _bot.Services.GetRequiredService<AuditChain>().SealAsync(default);
        (
            await _bot.Services.GetRequiredService<AuditReading>().FindAsync(new AuditFilter { Who = Mia, Kind = "admin" }, default)
        ).ShouldContain(row => row.Verb == "undo_lesson" && row.Subject == "export-limits");
        (await (await mia.SendFormAsync("/console/lessons", ("id", id))).Content.ReadAsStringAsync()).ShouldContain(
            "has taken it back already"
        );
        (await (await mia.SendFormAsync("/console/lessons", ("id", "404"))).Content.ReadAsStringAsync()).ShouldContain("no such lesson");
    }

    [Fact]
    public async Task The_chat_page_shows_a_person_their_own_columns_and_no_choice_of_others()
    {
        using var ana = await SignInAsync(Ana);
        foreach (var path in new[] { "/", $"/?rep=rob@example.com&specialist={Carol}&manager={Mia}" })
        {
            var page = await ana.ReadAsync(path);
            page.ShouldContain("data-as=\"ana@example.com\"");
            page.ShouldNotContain("rob@example.com");
            page.ShouldNotContain(Carol);
            page.ShouldNotContain("id=\"col-manager\"");
            page.ShouldNotContain("href=\"/console\"");
            page.ShouldContain("Sign out");
        }
    }

    [Theory]
    [InlineData(Carol, "technical words,trust words", "billing words")]
    [InlineData(Dave, "billing words,trust words", "technical words")]
    [InlineData(Mia, "technical words,billing words,trust words", "")]
    [InlineData("otto@example.com", "billing words,trust words", "technical words")]
    public async Task The_console_shows_the_work_of_a_persons_own_queues(string email, string seen, string unseen)
    {
        using var person = await SignInAsync(email);
        foreach (var path in new[] { "/console", "/Console/Cases.csv" })
        {
            var page = await person.ReadAsync(path);
            foreach (var words in seen.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                page.ShouldContain(words);
            }

            foreach (var words in unseen.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                page.ShouldNotContain(words);
            }
        }

        var whole = await person.ReadAsync("/console");
        whole.Contains("Organisation files", StringComparison.Ordinal).ShouldBe(email is Mia or "otto@example.com");
        whole.Contains("Not delivered", StringComparison.Ordinal).ShouldBe(email is Mia or "otto@example.com");
    }

    [Fact]
    public async Task A_rep_has_no_console()
    {
        using var ana = await SignInAsync(Ana);
        foreach (var path in new[] { "/console", "/CONSOLE/cases.csv" })
        {
            var answer = await ana.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("specialists and managers");
        }
    }

    [Fact]
    public async Task What_could_not_be_delivered_is_shown_to_the_manager_of_its_queue_only()
    {
        var outbox = _bot.Services.GetRequiredService<Outbox>();
        await _bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision { Outbound = [Lost("technical", "ESC-1001"), Lost("trust", "ESC-1003"), Lost("nobody", null)] },
                CancellationToken.None
            );
        for (var i = 0; i < 400 && (await outbox.DroppedAsync(10, default)).Count < 3; i++)
        {
            await Task.Delay(25);
        }

        using var otto = await SignInAsync("otto@example.com");
        var page = await otto.ReadAsync("/console");
        page.ShouldContain("lost trust");
        page.ShouldNotContain("lost technical");
        page.ShouldNotContain("lost nobody");
        using var key = new Browser(_bot.Http.BaseAddress!);
        await key.SendFormAsync("/login", ("password", "correct horse"));
        (await key.ReadAsync("/console")).ShouldContain("lost nobody");

        // Whoever sees a row sends it again; others do not, whatever number they name.
        var rows = await outbox.DroppedAsync(10, default);
        string Number(string words) =>
            rows.Single(row => row.What is Outbound.Show show && show.Card.Fallback == words).Id.ToString(CultureInfo.InvariantCulture);
        foreach (var id in new[] { Number("lost technical"), "", "-1", "x" })
        {
            var refused = await otto.SendFormAsync("/console/undelivered", ("id", id));
            (await refused.Content.ReadAsStringAsync()).ShouldContain("no longer to be sent again");
        }
        var sent = await otto.SendFormAsync("/console/undelivered", ("id", Number("lost trust")));
        (await sent.Content.ReadAsStringAsync()).ShouldContain("It is being sent again.");
        using var carol = await SignInAsync(Carol);
        (await carol.SendFormAsync("/console/undelivered", ("id", "1"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        Outbound.Show Lost(string what, string? caseId) =>
            new("lost:" + what, new Destination.At(new("web", "nowhere")), Card.Of("lost " + what))
            {
                Key = "lost-" + what,
                Lane = "lost:" + what,
                CaseId = caseId,
            };
    }

    [Fact]
    public async Task Whoever_left_the_organisation_is_nobody_from_then_on()
    {
        await using var host = await WebChatHost.StartAsync("correct horse");
        var code = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("code"u8));
        await host
            .Services.GetRequiredService<SignInStore>()
            .PutLinkAsync(
                code,
                WebChatHost.Ana,
                "test",
                host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(1),
                default
            );
        using var form = new FormUrlEncodedContent([new("code", "code")]);
        var cookie = (await host.Here.PostAsync("/login/link", form)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        (await PeopleAsync()).ShouldBe(HttpStatusCode.OK);
        host.Left.Add(WebChatHost.Ana);
        (await PeopleAsync()).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> PeopleAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/webchat/people");
            request.Headers.Add("Cookie", cookie);
            return (await host.Here.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_person_signs_out()
    {
        using var carol = await SignInAsync(Carol);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/webchat/stream");
        request.Headers.Add("Cookie", carol.Cookies.GetCookieHeader(_bot.Http.BaseAddress!));
        using var answer = await _bot.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
        await using var events = SseParser.Create(body).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();

        await carol.SendFormAsync("/logout");

        while (await events.MoveNextAsync())
        {
            // What was under way.
        }

        patience.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Streams_of_one_person_have_an_end_and_others_have_their_own()
    {
        using var carol = await SignInAsync(Carol);
        using var dave = await SignInAsync(Dave);
        var open = new List<HttpResponseMessage>();
        try
        {
            for (var i = 0; i < new LimitsOptions().StreamsPerPerson; i++)
            {
                open.Add(await ListenAsync(carol));
            }

            open.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
            (await ListenAsync(carol)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            open.Add(await ListenAsync(dave));
            open[^1].StatusCode.ShouldBe(HttpStatusCode.OK);
            open[0].Dispose();
            HttpStatusCode again;
            var tries = 0;
            do
            {
                await Task.Delay(50);
                using var next = await ListenAsync(carol);
                again = next.StatusCode;
            } while (again != HttpStatusCode.OK && ++tries < 100);
            again.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            open.ForEach(answer => answer.Dispose());
        }

        async Task<HttpResponseMessage> ListenAsync(Browser browser)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/webchat/stream");
            request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(_bot.Http.BaseAddress!));
            return await _bot.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
    }

    [Fact]
    public async Task Personal_pages_are_kept_by_no_cache()
    {
        using var mia = await SignInAsync(Mia);
        foreach (
            var path in new[]
            {
                "/",
                "/console",
                "/console/cases.csv",
                "/webchat/people",
                $"/webchat/messages?conversation=dm:{Mia}",
                "/login",
                "/docs",
            }
        )
        {
            (await mia.GetAsync(path)).Headers.CacheControl!.NoStore.ShouldBeTrue(path);
        }
    }

    /// <summary>As a link does it, without the chat around.</summary>
    private async Task<Browser> SignInAsync(string email)
    {
        var code = $"code-of-{email}-{Guid.NewGuid():n}";
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code)));
        var now = _bot.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await _bot.Services.GetRequiredService<SignInStore>().PutLinkAsync(id, email, "test", now.AddMinutes(1), default);
        var browser = new Browser(_bot.Http.BaseAddress!);
        (await browser.SendFormAsync("/login/link", ("code", code))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return browser;
    }
}
