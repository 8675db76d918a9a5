using System.Collections.Concurrent;
using System.Globalization;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace EscalationBot.Tests.Simulation;

/// <summary>The core under a scheduler that draws every step from a seed.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    /// <summary>Repeats one history.</summary>
    private const string SeedVariable = "ESCALATIONBOT_TEST_SIMULATION";

    /// <summary>How many histories.</summary>
    private const string HistoriesVariable = "ESCALATIONBOT_TEST_SIMULATION_HISTORIES";

    /// <summary>About 20 s, always the same ones; the night plays more.</summary>
    private const int Histories = 200;

    /// <summary>Without these the histories would show nothing.</summary>
    private static readonly string[] Kinds =
    [
        "b starts",
        "is killed",
        "after its commit",
        "sleeps longer",
        "set back",
        "an hour goes by",
        "somebody deletes",
        nameof(Fate.Refused),
        nameof(Fate.LostAfter),
        "again: Taken",
        "decides TimePassed",
        "decides MessageGone",
        "Edited",
        "delivers o",
        "(relay:slack",
        "(relay:teams",
        ":outcome",
    ];

    [Fact]
    public void In_every_history_each_thing_that_was_acknowledged_has_one_outcome()
    {
        if (Number(SeedVariable) is { } seed)
        {
            using var one = new History(seed);
            var wrong = one.Play();
            foreach (var line in one.Trace)
            {
                output.WriteLine(line);
            }

            wrong.ShouldBeEmpty();
            return;
        }

        var began = TimeProvider.System.GetTimestamp();
        var count = Number(HistoriesVariable) ?? Histories;
        var failed = new ConcurrentBag<(int Seed, string Story)>();
        var seen = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        Parallel.For(
            1,
            count + 1,
            number =>
            {
                using var history = new History(number);
                var wrong = history.Play();
                foreach (var kind in Kinds.Where(kind => history.Trace.Exists(line => line.Contains(kind, StringComparison.Ordinal))))
                {
                    seen[kind] = true;
                }

                if (wrong.Count > 0)
                {
                    failed.Add((number, $"{string.Join('\n', wrong)}\n{string.Join('\n', history.Trace)}"));
                }
            }
        );
        output.WriteLine($"{count} histories in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        if (failed.OrderBy(one => one.Seed).ToList() is [var first, ..] all)
        {
            Assert.Fail(
                $"{all.Count} of {count} histories failed, with the seeds {string.Join(' ', all.Take(20).Select(one => one.Seed))}. "
                    + $"{SeedVariable}={first.Seed} repeats the first:\n{first.Story}"
            );
        }

        if (count >= Histories)
        {
            Kinds.Where(kind => !seen.ContainsKey(kind)).ShouldBeEmpty("nothing of the kind happened");
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            using var first = new History(seed);
            using var second = new History(seed);
            first.Play();
            second.Play();
            second.Trace.ShouldBe(first.Trace);
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
