using System.Diagnostics;
using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Demo;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EscalationBot.Tests.Demo;

/// <summary>
/// A month of 200 reps, 25 specialists, 4 managers and 30 clients, played once for all tests of the class; two of its days are holidays,
/// and in its second week the clocks go back. By default few questions are asked; <c>ESCALATIONBOT_TEST_MONTH=full</c> plays it as large
/// as it is meant.
/// </summary>
public sealed class PlayedMonth : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal MonthPlan Plan { get; } =
        new()
        {
            OnPlatforms = true,
            QuestionsPerDay = Environment.GetEnvironmentVariable("ESCALATIONBOT_TEST_MONTH") == "full" ? 0.7 : 0.06,
        };

    /// <summary>How many times as much of it as by default there is.</summary>
    internal double Load => Math.Max(1, Plan.QuestionsPerDay / 0.13);

    internal Month Month { get; private set; } = null!;

    /// <summary>Everything that came to stand before anybody, in order.</summary>
    internal List<Delivered> Seen { get; } = [];

    /// <summary>Every state of every case that a card showed.</summary>
    internal List<Case> States { get; } = [];

    internal IReadOnlyList<Case> Cases { get; private set; } = [];

    /// <summary>Files of a test, beside the database.</summary>
    internal string Folder(string name) => _folder.File(name);

    /// <summary>Runs a verb on the month's database and organisation; what it printed.</summary>
    internal async Task<string> VerbAsync(params string[] verb)
    {
        using var output = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                .. verb,
                "--set",
                $"Database:ConnectionString=Data Source={Folder("month.db")}",
                "--set",
                $"Organisation:Folder={Folder("organisation")}",
            ],
            output,
            output
        );
        return code == 0 ? output.ToString() : throw new InvalidOperationException(output.ToString());
    }

    internal TimeSpan Took { get; private set; }

    internal Measures Measures => Month.Services.GetRequiredService<Measures>();

    public async Task InitializeAsync()
    {
        var watch = Stopwatch.StartNew();
        Month = Month.Make(
            Plan,
            _folder.File("organisation"),
            new() { ["Database:ConnectionString"] = $"Data Source={_folder.File("month.db")}" }
        );
        Month.Watch = Seen.Add;
        Month.WatchCase = States.Add;
        await Month.RunAsync(CancellationToken.None);
        List<Case> cases = [];
        await new Records(Month.Services.GetRequiredService<Database>()).EachCaseAsync(cases.Add, CancellationToken.None);
        Cases = cases;
        Took = watch.Elapsed;
    }

    public async Task DisposeAsync()
    {
        await Month.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One number from the database.</summary>
    internal Task<long> CountAsync(string sql) =>
        Month
            .Services.GetRequiredService<Database>()
            .ReadAsync(session => session.FindAsync(sql, row => row.Long(0)), CancellationToken.None);

    /// <summary>All words that a card shows.</summary>
    internal static string TextOf(Card card) => card.Fallback + "\n" + Actor.TextOf(card);
}
