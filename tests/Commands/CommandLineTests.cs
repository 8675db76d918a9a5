using EscalationBot.Bot.Commands;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("serve --nonsense")]
    [InlineData("--set")]
    [InlineData("--set Slack:BotToken")]
    [InlineData("--set =x")]
    [InlineData("serve extra")]
    public async Task Every_parse_error_ends_with_2_and_points_to_help(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("--help");
    }

    [Fact]
    public async Task A_misspelt_setting_is_named_with_the_one_that_was_meant()
    {
        var (code, _, error) = await RunAsync("--set", "Slack:BotTokn=x");
        code.ShouldBe(2);
        error.ShouldContain("Did you mean Slack:BotToken?");
    }

    [Fact]
    public async Task All_wrong_settings_are_told_in_one_message_and_nothing_is_started()
    {
        var (code, _, error) = await RunAsync("serve", "--urls", "ftp://localhost:1;nonsense", "--set", "Retention:Days=soon", "--set", "Teams:ManagedIdentity=perhaps", "--set", "Ai:ChatModel=m");
        code.ShouldBe(2);
        foreach (var setting in new[] { "Retention:Days: ", "Teams:ManagedIdentity: ", "Ai:Endpoint: ", "Urls: \"ftp://localhost:1\"", "Urls: \"nonsense\"" }) error.ShouldContain(setting);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve --help")]
    public async Task Help_ends_with_0(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));
        code.ShouldBe(0);
        output.ShouldContain("--set <A:B=VALUE>");
        error.ShouldBeEmpty();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
