using System.CommandLine;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Commands;

/// <summary><c>doctor</c>: tries what <c>serve</c> will need, and says how to mend what fails.</summary>
internal static class DoctorCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var command = new Command("doctor", "Tries everything that serve will need: settings, files, database, Redis, Slack, Teams, model, clock, people. Ends with 1 when something fails.");
        command.SetAction((parsed, ct) => RunAsync(GivenSettings.Read(parsed, set), parsed.InvocationConfiguration.Output, ct));
        root.Add(command);
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, TextWriter output, CancellationToken ct)
    {
        await using var app = BotSetup.Build(given, builder => builder.Logging.ClearProviders());
        // The port may be taken: by the bot that is being looked at.
        var problems = StartupProblems.OfFeatures(app.Services);
        var findings = problems.Count > 0 ? [.. problems.Select(problem => new Finding(Level.Fail, "settings", problem, ""))] : await Checks.RunAsync(app.Services, Thoroughness.AtStart, ct);
        foreach (var finding in findings) await output.WriteLineAsync(finding.ToString());
        var failed = findings.Count(finding => finding.Level == Level.Fail);
        await output.WriteLineAsync(failed > 0 ? $"{failed} {(failed == 1 ? "thing fails" : "things fail")}." : "Nothing fails.");
        return failed > 0 ? 1 : 0;
    }
}

/// <summary>How a check ended.</summary>
internal enum Level
{
    Ok,
    Off,
    Warn,
    Fail,
}

/// <summary>One line of the doctor's.</summary>
/// <param name="Level">How it is.</param>
/// <param name="Part">Of what.</param>
/// <param name="What">A sentence.</param>
/// <param name="Mend">What to do; empty when there is nothing to do.</param>
internal sealed record Finding(Level Level, string Part, string What, string Mend)
{
    public static Finding Ok(string part, string what) => new(Level.Ok, part, what, "");

    public static Finding Off(string part, string what) => new(Level.Off, part, what, "");

    public override string ToString() => $"{Level.ToString().ToLowerInvariant(),-5} {Part,-13} {What}{(Mend.Length > 0 ? " " + Mend : "")}";
}
