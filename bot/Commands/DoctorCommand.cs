using System.CommandLine;
using EscalationBot.Bot.Health;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Commands;

/// <summary><c>doctor</c>: tries what <c>serve</c> will need, and says how to fix what fails.</summary>
internal static class DoctorCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var command = new Command(
            "doctor",
            "Tries everything that serve will need: settings, files, database, Redis, Slack, Teams, model, "
                + "clock, people. Ends with 1 when something fails."
        );
        command.SetAction((parsed, ct) => RunAsync(GivenSettings.Read(parsed, set), parsed.InvocationConfiguration.Output, ct));
        root.Add(command);
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, TextWriter output, CancellationToken ct)
    {
        await using var app = BotSetup.Build(given, builder => builder.Logging.ClearProviders());
        // The port may be taken: by the bot that is being looked at.
        var problems = StartupProblems.OfFeatures(app.Services);
        var findings =
            problems.Count > 0
                ? [.. problems.Select(problem => new Finding(Level.Fail, "settings", problem, ""))]
                : await ConnectionChecks.RunAsync(app.Services, Thoroughness.AtStart, ct);
        foreach (var finding in findings)
        {
            await output.WriteLineAsync(finding.ToString());
        }
        var failed = findings.Count(finding => finding.Level == Level.Fail);
        await output.WriteLineAsync(failed > 0 ? $"{failed} {(failed == 1 ? "thing fails" : "things fail")}." : "Nothing fails.");
        return failed > 0 ? 1 : 0;
    }
}
