using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Webhooks;
using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Webhooks;

/// <summary>The company's own endpoint is asked signed, for two seconds, and is believed in what it has reason to say.</summary>
public sealed class AccountSourceTests : IAsyncDisposable
{
    private const string Secret = "fedcba9876543210fedcba9876543210";
    private const string Good = """
        { "account": "acme", "tier": "Enterprise", "arr": 38400.5, "renewal": "2027-03-31", "owner_email": "Mia@example.com",
          "language": "de-AT", "notes": "Pays by wire", "new_member": { "whatever": [1] },
          "lines": [ { "label": "Contract", "value": "Enterprise until 31 Mar 2027" }, { "label": "Billing", "value": "2 invoices open" } ] }
        """;

    private readonly TestClock _clock = new();
    private WebApplication? _app;
    private ServiceProvider? _services;
    private int _asked;

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    /// <summary>A sample server: checks the time and the signature of the question, and answers it.</summary>
    private async Task<string> ServeAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Urls"] = "http://127.0.0.1:0";
        _app = builder.Build();
        _app.MapPost(
            "/account",
            async http =>
            {
                using var buffer = new MemoryStream();
                await http.Request.Body.CopyToAsync(buffer);
                var stamp = http.Request.Headers["X-EscalationBot-Timestamp"].ToString();
                byte[] signed = [.. Encoding.ASCII.GetBytes(stamp + "."), .. buffer.ToArray()];
                var expected = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed));
                var age = _clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(stamp, CultureInfo.InvariantCulture));
                if (http.Request.Headers["X-EscalationBot-Signature"] != expected || age.Duration() > TimeSpan.FromMinutes(5))
                {
                    http.Response.StatusCode = 401;
                    return;
                }

                _asked++;
                var question = JsonNode.Parse(buffer.ToArray())!;
                ((string?)question["type"]).ShouldBe("account.read");
                question.AsObject().Count.ShouldBe(3, "nothing of the case goes out");
                await answer(http);
            }
        );
        await _app.StartAsync();
        return _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/account";
    }

    private IChannel Channel(string url, string secret = Secret)
    {
        var organisation = OrganisationFixture.Of(
            (
                "organisation.yaml",
                OrganisationFixture.Yaml + $"\ntiers: [starter, enterprise]\nlive_accounts: {{ url: \"{url}\", fresh_for: 10m }}\n"
            )
        );
        var holder = new WorkplaceHolder();
        holder.Replace(
            new Workplace(organisation, new TriageEngine(new TriageData { Knowledge = Core.Knowledge.Search.SearchIndex.Of([]) }))
        );
        _services = new ServiceCollection()
            .AddSingleton(holder)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("LiveAccounts:Secret", secret)]).Build())
            .AddSingleton<TimeProvider>(_clock)
            .AddWebhooks()
            .BuildServiceProvider();
        return _services.GetRequiredService<IChannel>();
    }

    private static async Task<AccountAnswer> AskAsync(IChannel channel, bool again = false, string account = "acme")
    {
        var to = new Destination.At(new Place(ChannelNames.Webhook, "case:ESC-1001:account"));
        var show = new Outbound.Show("case:ESC-1001:account", to, Card.Of("x"))
        {
            Key = "row-7",
            Lane = "l",
            CaseId = "ESC-1001",
            Query = new AccountQuery(account, again),
        };
        return (await channel.SendAsync(new Dispatch(show, to, null, null, null), CancellationToken.None))
            .ShouldBeOfType<Delivery.Sent>()
            .Answer.ShouldNotBeNull();
    }

    private PartState Health => _services!.GetRequiredService<AccountSource>().State;

    [Fact]
    public async Task It_is_asked_with_a_signature_over_time_and_body_and_its_facts_are_read()
    {
        var answer = await AskAsync(Channel(await ServeAsync(http => http.Response.WriteAsync(Good))));
        answer.Why.ShouldBeNull();
        var facts = answer.Facts.ShouldNotBeNull();
        (facts.Tier, facts.Arr, facts.Renewal).ShouldBe(("enterprise", 38400.5m, new DateOnly(2027, 3, 31)));
        (facts.OwnerEmail, facts.Language, facts.Notes).ShouldBe(("mia@example.com", "de-AT", "Pays by wire"));
        facts.Lines.ShouldBe([new("Contract", "Enterprise until 31 Mar 2027"), new("Billing", "2 invoices open")]);
        answer.At.ShouldBe(_clock.GetUtcNow());
        Health.ShouldBe(PartState.Ok());
    }

    [Fact]
    public async Task With_another_secret_it_refuses_and_cards_say_so()
    {
        var channel = Channel(await ServeAsync(http => http.Response.WriteAsync(Good)), new string('x', 40));
        (await AskAsync(channel)).Why.ShouldBe("The account's endpoint answered 401.");
        _asked.ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public async Task Nothing_goes_out_unsigned(string secret)
    {
        var channel = Channel(await ServeAsync(http => http.Response.WriteAsync(Good)), secret);
        (await AskAsync(channel)).Why.ShouldBe(
            "No secret is set for live_accounts: set LiveAccounts:Secret to at least 32 characters, and restart."
        );
        _asked.ShouldBe(0);
        Health.Why.ShouldContain("LiveAccounts:Secret");
    }

    [Theory]
    [InlineData("<!doctype html><title>Sign in</title>", "something else")]
    [InlineData("", "something else")]
    [InlineData("[]", "something else")]
    [InlineData("null", "something else")]
    [InlineData("{\"account\":\"acme\",\"account\":\"birch\"}", "something else")]
    [InlineData("{\"account\":\"acme\",\"notes\":\"\\ud800\"}", "something else")]
    [InlineData("{\"account\":\"acme\",\"x\":[[[[[1]]]]]}", "something else")]
    [InlineData("{}", "another account")]
    [InlineData("{\"account\":\"birch\",\"arr\":1}", "another account")]
    [InlineData("{\"account\":7}", "another account")]
    [InlineData("{\"account\":\"acme\",\"arr\":-1}", "arr")]
    [InlineData("{\"account\":\"acme\",\"arr\":1e99}", "arr")]
    [InlineData("{\"account\":\"acme\",\"arr\":\"38400\"}", "arr")]
    [InlineData("{\"account\":\"acme\",\"arr\":2000000000000}", "arr")]
    [InlineData("{\"account\":\"acme\",\"tier\":\"bussiness\"}", "tier")]
    [InlineData("{\"account\":\"acme\",\"tier\":{\"id\":1}}", "tier")]
    [InlineData("{\"account\":\"acme\",\"renewal\":\"31.03.2027\"}", "renewal")]
    [InlineData("{\"account\":\"acme\",\"owner_email\":\"Mia <mia@example.com>\"}", "owner_email")]
    [InlineData("{\"account\":\"acme\",\"language\":\"d'e\"}", "language")]
    [InlineData("{\"account\":\"acme\",\"notes\":\"a\\nb\"}", "notes")]
    [InlineData("{\"account\":\"acme\",\"notes\":\"a\\u202eb\"}", "notes")]
    [InlineData("{\"account\":\"acme\",\"lines\":{\"label\":\"a\"}}", "lines")]
    [InlineData("{\"account\":\"acme\",\"lines\":[{\"label\":\"a\"}]}", "lines")]
    [InlineData("{\"account\":\"acme\",\"lines\":[{\"label\":\"a\",\"value\":[\"b\"]}]}", "lines")]
    [InlineData("{\"account\":\"acme\",\"lines\":[1,2,3,4,5,6,7,8,9]}", "lines")]
    public void What_is_wrong_or_about_somebody_else_is_not_believed_in_anything(string body, string why)
    {
        var (facts, told) = AccountAnswers.Read(Encoding.UTF8.GetBytes(body), "acme", ["starter", "enterprise"]);
        facts.ShouldBeNull();
        told.ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public void A_line_of_more_than_two_hundred_characters_is_none() =>
        AccountAnswers
            .Read(Encoding.UTF8.GetBytes("{\"account\":\"acme\",\"notes\":\"" + new string('a', 201) + "\"}"), "acme", [])
            .Why.ShouldNotBeNull()
            .ShouldContain("notes");

    [Fact]
    public void Secrets_in_what_it_says_are_masked() =>
        AccountAnswers
            .Read("{\"account\":\"ACME\",\"lines\":[{\"label\":\"Card\",\"value\":\"4111 1111 1111 1111\"}]}"u8.ToArray(), "acme", [])
            .Facts.ShouldNotBeNull()
            .Lines.ShouldHaveSingleItem()
            .Value.ShouldNotContain("4111 1111 1111");

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        var url = await ServeAsync(async http =>
        {
            await http.Response.WriteAsync("{\"account\":\"acme\",\"x\":\"");
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync(new string('a', 4096));
            }
        });
        (await AskAsync(Channel(url))).Why.ShouldBe("The account's endpoint answered with more than 16 KB.");
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Another_status_is_told_and_a_redirect_is_not_followed(int status)
    {
        var url = await ServeAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/account";
            return http.Response.WriteAsync(Good);
        });
        (await AskAsync(Channel(url))).Why.ShouldBe($"The account's endpoint answered {status}.");
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_slow_is_left_after_two_seconds_and_then_only_a_press_asks_for_half_a_minute()
    {
        var isSlow = true;
        var url = await ServeAsync(async http =>
        {
            await Task.Delay(isSlow ? TimeSpan.FromMinutes(1) : TimeSpan.Zero, http.RequestAborted);
            await http.Response.WriteAsync(Good);
        });
        var channel = Channel(url);
        var began = TimeProvider.System.GetTimestamp();
        (await AskAsync(channel)).Why.ShouldBe("127.0.0.1 did not answer within 2 seconds.");
        TimeProvider.System.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(8));
        Health.State.ShouldBe("degraded");
        Health.Why.ShouldContain("127.0.0.1 did not answer within 2 seconds.");
        isSlow = false;
        (await AskAsync(channel)).Why.ShouldBe("127.0.0.1 did not answer within 2 seconds.");
        _asked.ShouldBe(1);
        (await AskAsync(channel, again: true)).Facts.ShouldNotBeNull();
        Health.ShouldBe(PartState.Ok());
    }

    [Fact]
    public async Task What_it_answers_wrongly_about_one_account_keeps_nobody_from_asking_about_another()
    {
        var channel = Channel(await ServeAsync(http => http.Response.WriteAsync(Good)));
        (await AskAsync(channel, account: "birch")).Facts.ShouldBeNull();
        Health.State.ShouldBe("degraded");
        (await AskAsync(channel)).Facts.ShouldNotBeNull();
        Health.ShouldBe(PartState.Ok());
        (await AskAsync(channel, account: "birch")).Facts.ShouldBeNull();
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Facts_that_are_fresh_are_not_asked_for_twice()
    {
        var channel = Channel(await ServeAsync(http => http.Response.WriteAsync(Good)));
        var first = await AskAsync(channel);
        _clock.Advance(TimeSpan.FromMinutes(10));
        (await AskAsync(channel)).ShouldBe(first);
        _asked.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(channel)).At.ShouldBe(_clock.GetUtcNow());
        (await AskAsync(channel, again: true)).Facts.ShouldNotBeNull();
        _asked.ShouldBe(3);
    }

    [Fact]
    public async Task One_in_a_private_network_is_not_connected_to()
    {
        (await AskAsync(Channel("https://10.255.255.1/account"))).Why.ShouldNotBeNull().ShouldContain("Webhooks:PrivateHosts");
    }

    [Fact]
    public async Task The_doctor_asks_about_the_first_account()
    {
        var url = await ServeAsync(http => http.Response.WriteAsync(Good));
        using var fixture = new OrganisationFixture();
        fixture.Write("organisation.yaml", OrganisationFixture.Yaml + $"\nlive_accounts: {{ url: \"{url}\" }}\n");
        async Task<string> DoctorAsync(string secret)
        {
            using var output = new StringWriter();
            string[] set =
            [
                $"Organisation:Folder={fixture.Folder}",
                $"Database:ConnectionString=Data Source={fixture.Folder}/none.db",
                $"LiveAccounts:Secret={secret}",
            ];
            await CommandLine.RunAsync(["doctor", .. set.SelectMany(one => new[] { "--set", one })], output, TextWriter.Null);
            return output.ToString();
        }

        (await DoctorAsync("")).ShouldContain("set LiveAccounts:Secret to at least 32 characters");
        _clock.AdvanceTo(TimeProvider.System.GetUtcNow());
        (await DoctorAsync(Secret)).ShouldContain("127.0.0.1 told about acme");
    }
}
