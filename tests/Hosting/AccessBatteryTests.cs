using System.Globalization;
using System.Net;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace EscalationBot.Tests.Hosting;

/// <summary>
/// Every address of the real host, spelled in every way that a server might read as the same one, by every method, from everywhere that is
/// not allowed: nothing protected answers with content. The list comes from the host itself, so that a new address is tried from its first
/// day.
/// </summary>
[Trait("Category", "Slow")]
public sealed class AccessBatteryTests(ITestOutputHelper output)
{
    /// <summary>Stands in a case, and in no page that everybody may see.</summary>
    private const string Canary = "zanzibar-canary";

    /// <summary>
    /// Stands on the two pages about privacy and terms, which app stores link to, and on no other that everybody may see.
    /// </summary>
    private const string Organisation = "Northwind Support";

    private static readonly string[] Secrets =
    [
        Canary,
        "ESC-1001",
        "ana@example.com",
        "Mia Sorensen",
        Organisation,
        "escalationbot_questions",
        "\"database\"",
    ];

    private static readonly (string Name, string Value)[][] Strangers =
    [
        [],
        [("Host", "evil.example")],
        [("Host", "localhost.evil.example")],
        [("Forwarded", "for=127.0.0.1")],
        [("X-Forwarded-For", "127.0.0.1")],
        [("X-Forwarded-Host", "localhost")],
        [("X-Forwarded-Proto", "https")],
        [("X-Real-IP", "127.0.0.1")],
        [("Via", "1.1 proxy")],
        [("CF-Connecting-IP", "127.0.0.1")],
        [("True-Client-IP", "127.0.0.1")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "no-cors")],
        [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")],
        [("Cookie", "escalationbot=forged")],
        [("Cookie", "__Host-escalationbot=forged; escalationbot=forged")],
        [("Authorization", "Bearer forged")],
    ];

    [Fact]
    public async Task Where_people_sign_in_nothing_protected_answers_without_a_session_however_it_is_spelled()
    {
        // Operators' addresses answer on this machine: from there they are left out.
        await using var bot = await StartAsync([
            new("Console:Password", "correct horse battery"),
            new("Console:Url", "https://bot.example.com"),
            new("Operations:Token", "a-token-of-the-test-0123"),
        ]);
        await RunAsync(bot, stranger => stranger.Any(header => header.Name is not ("Authorization" or "Cookie")), Strangers);
    }

    [Fact]
    public async Task On_the_playground_nothing_protected_answers_to_anybody_from_elsewhere_however_it_is_spelled()
    {
        await using var bot = await StartAsync([]);
        await RunAsync(
            bot,
            _ => true,
            [.. Strangers.Where(stranger => stranger.Any(header => header.Name is not ("Cookie" or "Authorization")))]
        );
    }

    /// <summary>Otherwise the tests above could pass on a host that shows nothing at all.</summary>
    [Fact]
    public async Task The_same_addresses_answer_on_the_playground_of_this_machine()
    {
        await using var bot = await StartAsync([]);
        foreach (
            var path in new[]
            {
                "/",
                "/console",
                "/CONSOLE",
                "/console/",
                "/%63onsole",
                "/./console",
                "/console/cases.csv",
                "/console/cases/ESC-1001",
                "/console/closed",
                "/console/closed.csv",
                "/console/figures",
                "/console/people",
                "/console/knowledge",
                "/console/criteria",
                "/console/figures.csv",
                "/console/figures.json",
                "/webchat/people",
                "/metrics",
                "/docs",
            }
        )
        {
            using var answer = await SendAsync(bot, HttpMethod.Get, path, []);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        (await bot.Http.GetStringAsync("/console")).ShouldContain(Canary);
        using var head = await SendAsync(bot, HttpMethod.Head, "/console/cases.csv", []);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await head.Content.ReadAsStringAsync()).ShouldBeEmpty();
        using var options = await SendAsync(bot, HttpMethod.Options, "/console", []);
        options.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        options.Content.Headers.Allow.ShouldBe(["GET", "HEAD"], ignoreOrder: true);
    }

    private async Task RunAsync(
        RunningBot bot,
        Func<(string Name, string Value)[], bool> isForeignToOperators,
        IReadOnlyList<(string Name, string Value)[]> strangers
    )
    {
        var requests = 0;
        var open = new List<string>();
        foreach (var endpoint in bot.Services.GetRequiredService<AccessGuard>().Endpoints.OfType<RouteEndpoint>())
        {
            var group = endpoint.Metadata.GetMetadata<Access>()!.Group;
            // Its details are for operators.
            var ofOperators = group is AccessGroup.Operator || endpoint.RoutePattern.RawText == "/health/ready";
            var named = endpoint.RoutePattern.RawText is "/privacy" or "/terms";
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Concat(["HEAD", "OPTIONS"]).Distinct();
            foreach (var method in methods)
            {
                foreach (var path in SpellingsOf(endpoint))
                {
                    foreach (var stranger in strangers.Where(stranger => !ofOperators || isForeignToOperators(stranger)))
                    {
                        requests++;
                        using var answer = await SendAsync(bot, new(method), path, stranger);
                        var body = await answer.Content.ReadAsStringAsync();
                        var isContent = (int)answer.StatusCode is >= 200 and < 300 && group is not AccessGroup.Public;
                        if (
                            isContent
                            || Secrets.Any(secret => !(named && secret == Organisation) && body.Contains(secret, StringComparison.Ordinal))
                            || (int)answer.StatusCode >= 500
                        )
                        {
                            open.Add(
                                $"{method} {path} [{string.Join(", ", stranger)}]: {(int)answer.StatusCode} "
                                    + $"{body[..Math.Min(80, body.Length)]}"
                            );
                        }
                    }
                }
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests} requests"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Access battery: {requests} requests"));
        requests.ShouldBeGreaterThan(5_000);
        open.ShouldBeEmpty();
    }

    private static IEnumerable<string> SpellingsOf(RouteEndpoint endpoint)
    {
        var plain =
            "/"
            + string.Join(
                '/',
                endpoint.RoutePattern.PathSegments.Select(segment =>
                    string.Concat(
                        segment.Parts.Select(part =>
                            part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1"
                        )
                    )
                )
            );
        yield return plain;
        yield return plain.ToUpperInvariant();
        yield return string.Concat(plain.Select((c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : c));
        yield return plain + "/";
        yield return "/" + plain;
        yield return "/." + plain;
        yield return "/x/.." + plain;
        yield return plain + ";x";
        yield return plain + "?as=mia@example.com";
        if (plain.Length > 1)
        {
            yield return $"/%{(int)plain[1]:x2}{plain[2..]}";
            yield return plain[..^1] + $"%{(int)plain[^1]:X2}";
            yield return plain.Replace("/", "//", StringComparison.Ordinal);
            yield return plain.Replace("/", "%2f", StringComparison.Ordinal)[3..].Insert(0, "/");
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RunningBot bot,
        HttpMethod method,
        string path,
        (string Name, string Value)[] headers
    )
    {
        // As it stands: HttpClient would tidy the path up first.
        var url = new Uri(
            bot.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Post || method == HttpMethod.Put)
        {
            request.Content = WebChatHost.Json(
                new
                {
                    @as = "mia@example.com",
                    conversation = "dm:mia@example.com",
                    text = "forged",
                }
            );
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await bot.Http.SendAsync(request);
    }

    /// <summary>With every channel on, so that every address is mapped, and a case to be seen.</summary>
    private static async Task<RunningBot> StartAsync(KeyValuePair<string, string?>[] settings)
    {
        var bot = await RunningBot.StartAsync([
            .. settings,
            new("Slack:BotToken", "xoxb-test"),
            new("Slack:SigningSecret", "test-signing-secret"),
            new("Slack:ApiUrl", "http://127.0.0.1:9/"),
            new("Teams:AppId", "11111111-2222-4333-8444-555555555555"),
            new("Teams:TenantId", "11111111-2222-4333-8444-555555555555"),
            new("Teams:ClientSecret", "x"),
            new("Teams:OpenIdMetadataUrl", "http://127.0.0.1:9/"),
        ]);
        await bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision { Cases = [TestDatabaseSamples.Case() with { Question = $"{Canary} is down" }] },
                CancellationToken.None
            );
        return bot;
    }
}
