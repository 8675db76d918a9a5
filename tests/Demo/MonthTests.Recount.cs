using System.Diagnostics;
using System.Globalization;
using EscalationBot.Bot.Demo;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Demo;

/// <summary>
/// The figures of the played month, counted a second time by a program in another language, which reads the files of <c>export</c> alone.
/// </summary>
public sealed partial class MonthTests
{
    [Fact]
    public async Task Every_figure_of_the_digest_is_what_a_second_count_of_the_export_says()
    {
        Programs.Find("node").ShouldNotBeNull("the second count is a program for Node; tests/run installs it");
        var export = played.Folder("export");
        await played.VerbAsync("export", "--out", export);
        var organisation = played.Month.Services.GetRequiredService<WorkplaceHolder>().Current.Organisation;
        List<string> files = [];
        foreach (var manager in played.Month.People.Where(person => person.Part is Part.Manager))
        {
            for (var day = played.Plan.From.AddDays(1); day < played.Plan.From.AddDays(30); day = day.AddDays(3))
            {
                var date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                await KeepAsync(await played.VerbAsync("digest", "--for", manager.Email, "--on", date, "--json"), manager.Queues);
            }

            // The whole month, and a digest of Mondays.
            await KeepAsync(
                Indicators.Json(
                    await ReadingAt(played.Month.End)
                        .BetweenAsync(played.Month.End.AddDays(-30), played.Month.End, organisation, manager.Queues, CancellationToken.None)
                ),
                manager.Queues
            );
            var monday = new DateTimeOffset(2026, 11, 9, 7, 30, 0, TimeSpan.Zero);
            var weekly = await ReadingAt(monday)
                .SinceLastDigestAsync(
                    new DigestSchedule(manager.Email, new TimeOnly(8, 30), [DayOfWeek.Monday], null),
                    organisation,
                    manager.Queues,
                    SearchIndex.Empty(),
                    CancellationToken.None
                );
            weekly.From.ShouldBe(new DateTimeOffset(2026, 11, 1, 23, 0, 0, TimeSpan.Zero), "Monday before, at midnight in Berlin");
            await KeepAsync(Indicators.Json(weekly), manager.Queues);
        }

        var (code, told) = await CountAgainAsync(export, files);
        output.WriteLine($"{files.Count} digests\n{told}");
        code.ShouldBe(0, told);

        // It can say no.
        var wrong = await File.ReadAllTextAsync(files[^2]);
        await File.WriteAllTextAsync(files[^2], wrong.Replace("\"finished\": ", "\"finished\": 1", StringComparison.Ordinal));
        (code, told) = await CountAgainAsync(export, files);
        code.ShouldBe(1);
        told.ShouldContain("1 failed");

        async Task KeepAsync(string json, IReadOnlyList<string> queues)
        {
            var specialists = organisation
                .People.Where(person => person.Is(Roles.Specialist) && person.Queues.Any(queues.Contains))
                .Select(person => $"\"{person.Email}\"");
            var end = System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("to").GetDateTimeOffset();
            var file = played.Folder($"figures-{files.Count}.json");
            await File.WriteAllTextAsync(
                file,
                $"{{ \"queues\": [{string.Join(", ", queues.Select(queue => $"\"{queue}\""))}], "
                    + $"\"specialists\": [{string.Join(", ", specialists)}], "
                    + $"\"now\": \"{end.AddMilliseconds(-1):O}\", {json.TrimStart()[1..]}"
            );
            files.Add(file);
        }

        static async Task<(int Code, string Told)> CountAgainAsync(string export, IReadOnlyList<string> files)
        {
            using var recount = Process.Start(
                new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Demo", "recount.mjs"), export, .. files])
                {
                    RedirectStandardOutput = true,
                }
            )!;
            var told = await recount.StandardOutput.ReadToEndAsync();
            await recount.WaitForExitAsync();
            return (recount.ExitCode, told.Length > 4000 ? told[..2000] + told[^2000..] : told);
        }

        FiguresReading ReadingAt(DateTimeOffset at)
        {
            var (database, cases) = (played.Month.Services.GetRequiredService<Database>(), played.Month.Cases);
            var clock = new TestClock(at);
            return new FiguresReading(new Measures(database), cases, new RecurringIssues(new Records(database), cases, clock), clock);
        }
    }
}
