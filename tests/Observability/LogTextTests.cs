using EscalationBot.Bot;
using EscalationBot.Bot.Observability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Observability;

/// <summary>Whoever writes to the bot writes no lines of its log.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain words, Ümläute and 日本語", "plain words, Ümläute and 日本語")]
    [InlineData("a\nwarn: forged[1] line", "a\\nwarn: forged[1] line")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m")]
    [InlineData("a\u2028b\u202ec\u2066d\u0085e\0", "a\\u2028b\\u202ec\\u2066d\\u0085e\\u0000")]
    public void Control_characters_are_written_out(string text, string escaped) => LogText.Escape(text).ShouldBe(escaped);

    [Fact]
    public void Messages_values_and_exceptions_are_escaped_on_their_way_to_the_console()
    {
        var console = new Written();
        var logger = new EscapingLogger(console);
        logger.Log(LogLevel.Warning, 1, "a\nb", new InvalidOperationException("c\nfail: forged\u001b[2J"), (state, _) => $"said {state}");
        console.Message.ShouldBe("said a\\nb");
        console.Error!.Message.ShouldBe("c\\nfail: forged\\u001b[2J");
        var lines = console.Error.ToString().Split('\n');
        lines.Skip(1).ShouldAllBe(line => line.StartsWith("      ", StringComparison.Ordinal));
        console.Error.ToString().ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task The_hosts_console_is_the_escaping_one()
    {
        await using var app = BotSetup.Build([]);
        app.Services.GetServices<ILoggerProvider>().ShouldHaveSingleItem().ShouldBeOfType<EscapingLoggerProvider>();
    }

    private sealed class Written : ILogger
    {
        public string Message { get; private set; } = "";
        public Exception? Error { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => (Message, Error) = (formatter(state, exception), exception);
    }
}
