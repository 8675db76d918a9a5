using System.CommandLine;
using EscalationBot.Bot.Demo;
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
            var demo = new Option<string?>("--demo")
            {
                Description =
                    "month: with an organisation and a database of its own below data/demo-month, filled with a played "
                    + "month of 200 reps, 25 specialists and 30 clients.",
                HelpName = "NAME",
            };
            demo.AcceptOnlyFromAmong(DemoMonth.Name);
            runs.Add(urls);
            runs.Add(demo);
            runs.SetAction(
                (parsed, ct) =>
                    RunAsync(parsed, GivenSettings.Read(parsed, set), parsed.GetValue(urls), parsed.GetValue(demo) is not null, ct)
            );
        }
        root.Add(command);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        Dictionary<string, string?> given,
        string? urls,
        bool plays,
        CancellationToken ct
    )
    {
        if (urls is not null)
        {
            given["Urls"] = urls;
        }
        if (plays)
        {
            // What is wrong is told before minutes go by; the month's own organisation is not there yet.
            await using (var before = BotSetup.Build([.. given, new("Organisation:Folder", ""), new("Database:Engine", "sqlite")]))
            {
                StartupProblems.ThrowIfAny(before.Services);
            }
            await DemoMonth.PrepareAsync(given, parsed.InvocationConfiguration.Output, TimeProvider.System, ct);
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
