using System.Globalization;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Bot.Demo;

/// <summary>
/// <c>serve --demo month</c>: an organisation and a database of its own below <c>data/demo-month</c>, filled once with the month that ends
/// today; later starts go on with it.
/// </summary>
internal static class DemoMonth
{
    /// <summary>What the option is called with.</summary>
    public const string Name = "month";

    private const int Days = 30;

    /// <summary>Plays the month unless it was played to its end before, and points the settings at it.</summary>
    public static async Task PrepareAsync(Dictionary<string, string?> given, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var folder = Path.GetFullPath(Path.Combine("data", "demo-" + Name));
        var organisation = Path.Combine(folder, "organisation");
        var done = Path.Combine(folder, "played");
        given["Database:Engine"] = "sqlite";
        given["Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "escalation.db")}";
        given["Organisation:Folder"] = organisation;
        if (File.Exists(done))
        {
            await output.WriteLineAsync($"The played month in {folder} goes on. Delete that folder to play it anew.");
            return;
        }

        // What a start that was broken off left behind.
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        PrivateFiles.CreateFolder(folder);
        await output.WriteLineAsync(
            "A month of 200 reps, 25 specialists and 4 managers is played into a new database; this takes a minute or two."
        );
        var now = time.GetUtcNow();
        var began = time.GetTimestamp();
        var plan = new MonthPlan
        {
            From = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-Days),
            Until = now,
            QuestionsPerDay = 0.1,
        };
        await using (var month = Month.Make(plan, organisation, new(given)))
        {
            await month.RunAsync(ct);
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Played in {time.GetElapsedTime(began).TotalSeconds:F0} s: {month.Hands.Asked.Count} messages of reps. Managers: "
                        + $"{string.Join(", ", month.People.Where(person => person.Part is Part.Manager).Select(person => person.Email))}."
                )
            );
        }
        PrivateFiles.WriteText(done, "The month was played to its end.\n");
    }
}
