using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EscalationBot.Bot.Health;

/// <summary>Says once, when the host listens, what is on: a block for people, or one log line where logs are JSON.</summary>
internal static partial class StartupReport
{
    public static async Task WriteAsync(WebApplication app, TextWriter output, CancellationToken ct)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var block = new StringBuilder("EscalationBot on ").AppendJoin(", ", addresses);
        foreach (var (name, _, state) in await app.Services.GetRequiredService<HealthReport>().LookAsync(ct))
        {
            block.Append("\n  ").Append(name.PadRight(14)).Append(state.State.PadRight(10)).Append(state.Why);
        }
        if (app.Configuration["Logging:Console:FormatterName"] == "json")
        {
            LogStarted(app.Logger, block.ToString());
        }
        else
        {
            await output.WriteLineAsync(block.Append("\nCtrl+C ends it.\n"), ct);
        }
    }

    [LoggerMessage(1000, LogLevel.Information, "{Report}")]
    private static partial void LogStarted(ILogger logger, string report);
}
