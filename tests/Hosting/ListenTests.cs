using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Hosting;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

/// <summary>A bot that others can reach, and into whose pages nobody could sign in, does not start.</summary>
public sealed class ListenTests
{
    private const string Refused = "nobody could sign in to the web pages. Set Console:Password";

    [Theory]
    [InlineData("http://localhost:3978", true)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://127.8.9.1:80", true)]
    [InlineData("http://[::1]:3978", true)]
    [InlineData("http://0.0.0.0:3978", false)]
    [InlineData("http://[::]:3978", false)]
    [InlineData("http://*:3978", false)]
    [InlineData("http://+:8080", false)]
    [InlineData("http://bot.example.com:3978", false)]
    [InlineData("http://192.0.2.7:3978", false)]
    [InlineData("http://unix:/run/bot.sock", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("nonsense", false)]
    public void An_address_is_on_loopback_or_not(string address, bool isLoopback) => Listen.IsLoopback(address).ShouldBe(isLoopback);

    [Theory]
    [InlineData("Urls", "http://localhost:1;http://0.0.0.0:2", "http://0.0.0.0:2")]
    [InlineData("Kestrel:Endpoints:Extra:Url", "http://*:9", "http://*:9")]
    [InlineData("http_ports", "8080;8081", "http://*:8080 http://*:8081")]
    [InlineData("https_ports", "8443", "https://*:8443")]
    public void Every_setting_that_the_server_obeys_counts(string name, string value, string open)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        Listen.Addresses(configuration).Where(address => !Listen.IsLoopback(address)).ShouldBe(open.Split(' '));
    }

    [Theory]
    [InlineData("serve --urls http://0.0.0.0:0", true)]
    [InlineData("serve --set Urls=http://+:0", true)]
    [InlineData("doctor --set Urls=http://0.0.0.0:0", true)]
    [InlineData(
        "doctor --set Urls=http://0.0.0.0:0 --set Slack:BotToken=xoxb-test --set "
            + "Slack:SigningSecret=test --set Slack:ApiUrl=http://127.0.0.1:9/",
        true
    )]
    [InlineData("doctor --set Urls=http://0.0.0.0:0 --set Console:Url=https://bot.example.com", true)]
    [InlineData(
        "doctor --set Urls=http://0.0.0.0:0 --set Console:Url=https://bot.example.com --set "
            + "Slack:BotToken=xoxb-test --set Slack:SigningSecret=test --set Slack:ApiUrl=http://127.0.0.1:9/",
        false
    )]
    [InlineData("doctor --set Urls=http://0.0.0.0:0 --set Console:Password=twelve-letters", false)]
    [InlineData("doctor --set Urls=http://localhost:0", false)]
    public async Task A_start_that_others_can_reach_and_nobody_can_sign_in_to_is_refused_with_what_to_do(string line, bool refused)
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [.. line.Split(' '), "--set", $"Database:ConnectionString=Data Source={folder.File("none.db")}"],
            output,
            error
        );
        var said = output.ToString() + error;
        said.Contains(Refused, StringComparison.Ordinal).ShouldBe(refused, said);
        code.ShouldBe(
            refused
                ? line.StartsWith("serve", StringComparison.Ordinal)
                    ? 2
                    : 1
                : code
        );
    }

    [Fact]
    public async Task Entra_needs_to_know_the_public_address_where_others_can_reach_the_bot()
    {
        using var output = new StringWriter();
        string[] line =
        [
            "doctor",
            "--set",
            "Urls=http://0.0.0.0:0",
            "--set",
            "Console:Entra:TenantId=11111111-2222-4333-8444-555555555555",
            "--set",
            "Console:Entra:ClientId=11111111-2222-4333-8444-555555555555",
            "--set",
            "Console:Entra:ClientSecret=x",
        ];
        (await CommandLine.RunAsync(line, output, output)).ShouldBe(1);
        output.ToString().ShouldContain("Console:Url is missing");
    }

    [Theory]
    [InlineData("Console:Url=http://bot.example.com", "Console:Url: ")]
    [InlineData("Console:Url=https://bot.example.com/path", "Console:Url: ")]
    [InlineData("Console:Url=https://u:p@bot.example.com", "Console:Url: ")]
    [InlineData("Console:Url=bot.example.com", "Console:Url: ")]
    [InlineData("Console:Password=short", "Console:Password: ")]
    [InlineData("Console:Entra:TenantId=contoso.com", "Console:Entra:TenantId: ")]
    [InlineData("Console:Entra:ClientId=x", "Console:Entra:ClientId: ")]
    [InlineData("Console:Entra:ClientSecret=x", "Console:Entra:TenantId: ")]
    [InlineData("Console:Entra:CertificatePath=none.pem", "Console:Entra:CertificatePath: there is no file")]
    [InlineData("Console:Entra:Authority=http://login.example.com", "Console:Entra:Authority: ")]
    [InlineData("Proxies:Trusted=proxy", "Proxies:Trusted: ")]
    public async Task A_wrong_setting_refuses_to_start_and_doctor_says_so(string setting, string named)
    {
        foreach (var verb in new[] { "serve", "doctor" })
        {
            using var output = new StringWriter();
            (await CommandLine.RunAsync([verb, "--set", "Urls=http://127.0.0.1:0", "--set", setting], output, output)).ShouldNotBe(0);
            output.ToString().ShouldContain(named);
        }
    }
}
