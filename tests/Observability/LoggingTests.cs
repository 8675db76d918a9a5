using EscalationBot.Bot;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Observability;

public sealed class LoggingTests
{
    [Theory]
    [InlineData("simple")]
    [InlineData("json")]
    public async Task Logs_are_written_in_the_form_of_the_setting(string form)
    {
        await using var app = BotSetup.Build([new("Logging:Console:FormatterName", form)]);
        app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName.ShouldBe(form);
        app.Services.GetRequiredService<IOptions<JsonConsoleFormatterOptions>>().Value.TimestampFormat.ShouldBe("o");
    }
}
