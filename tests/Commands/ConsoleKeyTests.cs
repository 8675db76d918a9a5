using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Hosting;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class ConsoleKeyTests
{
    [Fact]
    public async Task A_random_key_is_told_once_with_the_setting_that_holds_its_hash()
    {
        using var output = new StringWriter();
        (await CommandLine.RunAsync(["console-key"], output, output)).ShouldBe(0);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var key = lines[0].Split(' ')[^1].Trim();
        lines[1].ShouldStartWith("Console__Password=");
        var hash = KeyHash.Parse(lines[1].Split('=', 2)[1].Trim()).ShouldNotBeNull();
        hash.Fits(key).ShouldBeTrue();
        hash.Fits(key + "x").ShouldBeFalse();
        lines[1].ShouldNotContain('$');
    }

    [Fact]
    public async Task Ones_own_key_is_hashed_and_a_short_one_refused()
    {
        using var output = new StringWriter();
        await ConsoleKeyCommand.RunAsync(own: true, new StringReader("twelve-letters\n"), output, CancellationToken.None);
        output.ToString().ShouldNotContain("twelve-letters");
        KeyHash.Parse(output.ToString().Split('=', 2)[1].Trim())!.Fits("twelve-letters").ShouldBeTrue();
        (
            await Should.ThrowAsync<WrongUseException>(() =>
                ConsoleKeyCommand.RunAsync(own: true, new StringReader("short"), output, CancellationToken.None)
            )
        ).Message.ShouldContain("at least 12");
        (
            await Should.ThrowAsync<WrongUseException>(() =>
                ConsoleKeyCommand.RunAsync(own: true, new StringReader("Password-2026"), output, CancellationToken.None)
            )
        ).Message.ShouldContain("guessed first");
    }
}
