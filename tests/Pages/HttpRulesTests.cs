using System.Net;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

/// <summary>What every answer keeps to, whatever route gives it.</summary>
public sealed class HttpRulesTests
{
    private static readonly string[] Addresses =
    [
        "/",
        "/console",
        "/console/cases.csv",
        "/console/closed.csv",
        "/console/figures.csv",
        "/console/figures.json",
        "/docs",
        "/login",
        "/privacy",
        "/terms",
        "/.well-known/security.txt",
        "/webchat/people",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/nowhere",
        "/.git/config",
        "/appsettings.json",
        "/Policies/sample/organisation.yaml",
    ];

    [Fact]
    public async Task No_other_sites_script_may_read_an_answer_and_every_text_names_its_code()
    {
        await using var bot = await RunningBot.StartAsync();
        foreach (var address in Addresses)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Origin", "https://elsewhere.example");
            using var answer = await bot.Http.SendAsync(request);
            answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(address);
            if (answer.Content.Headers.ContentLength is 0 || (await answer.Content.ReadAsByteArrayAsync()).Length == 0)
            {
                continue;
            }
            var type = answer.Content.Headers.ContentType.ShouldNotBeNull(address);
            // JSON is UTF-8 by its own standard (RFC 8259) and has no such parameter.
            if (type.MediaType!.StartsWith("text/", StringComparison.Ordinal))
            {
                type.CharSet.ShouldBe("utf-8", address);
            }
            else
            {
                type.MediaType.ShouldBe("application/json", address);
            }
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    public async Task Nothing_is_echoed_for_finding_faults(string method)
    {
        await using var bot = await RunningBot.StartAsync();
        foreach (var address in Addresses)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            request.Headers.Add("X-Secret", "canary");
            using var answer = await bot.Http.SendAsync(request);
            ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(400, address);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("canary");
        }
    }

    [Theory]
    [InlineData("/.git/config")]
    [InlineData("/.git/HEAD")]
    [InlineData("/appsettings.json")]
    [InlineData("/Policies/sample/organisation.yaml")]
    [InlineData("/data/escalation.db")]
    [InlineData("/escalationbot.dll")]
    [InlineData("/wwwroot/")]
    [InlineData("/assets/")]
    [InlineData("/..%2fappsettings.json")]
    [InlineData("/%2e%2e/appsettings.json")]
    public async Task No_file_of_the_program_and_no_list_of_files_is_served(string address)
    {
        await using var bot = await RunningBot.StartAsync();
        using var answer = await bot.Http.GetAsync(new Uri(address, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
