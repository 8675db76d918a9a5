using System.CommandLine;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Commands;

/// <summary><c>serve</c>, also when no verb is given.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var command = new Command("serve", "Runs the bot (also without a verb).");
        foreach (var runs in new[] { root, command })
        {
            var urls = new Option<string?>("--urls")
            {
                Description = "Addresses to listen on, separated by semicolons (default http://localhost:3978).",
                HelpName = "URLS",
            };
            runs.Add(urls);
            runs.SetAction((parsed, ct) => RunAsync(parsed, GivenSettings.Read(parsed, set), parsed.GetValue(urls), ct));
        }
        root.Add(command);
    }

    private static async Task<int> RunAsync(ParseResult parsed, Dictionary<string, string?> given, string? urls, CancellationToken ct)
    {
        if (urls is not null)
        {
            given["Urls"] = urls;
        }
        await using var app = BotSetup.Build(given);
        StartupProblems.ThrowIfAny(app.Services);
        await app.Services.GetRequiredService<DatabaseStart>().StartAsync(ct);
        await app.StartAsync(ct);
        await app.Services.GetRequiredService<WorkersState>().UntilAllRunAsync(Patience, TimeProvider.System, ct);
        await StartupReport.WriteAsync(app, parsed.InvocationConfiguration.Output, ct);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }
}
