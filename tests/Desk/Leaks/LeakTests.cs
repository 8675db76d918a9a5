using System.Globalization;
using CsCheck;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>
/// No history of any people, places, cases and surfaces shows a word to somebody who may not have it. <c>ESCALATIONBOT_TEST_HISTORIES</c>
/// sets how many are drawn, for a night.
/// </summary>
public sealed class LeakTests(ITestOutputHelper output)
{
    private const int Pure = 3_000,
        Stored = 100;

    private static readonly Gen<LeakStep> Step = Gen.Select(
        Gen.Int[0, LeakStep.Kinds - 1],
        Gen.Int[0, 9],
        Gen.Int[0, 29],
        Gen.Int[0, 59],
        Gen.Int[0, 29],
        (kind, who, where, what, also) => new LeakStep(kind, who, where, what, also)
    );

    private static readonly Gen<(RepsSee Width, LeakStep[] Steps)> History = Gen.Select(
        Gen.Int[0, 2].Select(width => (RepsSee)width),
        Step.Array[1, 24]
    );

    private static readonly Dictionary<RepsSee, Workplace> Workplaces = Enum.GetValues<RepsSee>()
        .ToDictionary(width => width, LeakOrganisation.Make);

    [Fact]
    public void Nothing_decided_shows_a_word_to_somebody_who_may_not_have_it()
    {
        var (histories, steps, read) = (0, 0, 0);
        History.Sample(
            history =>
            {
                var run = new LeakHistory(new PureDesk(Workplaces[history.Width]));
                run.RunAsync(history.Steps).GetAwaiter().GetResult();
                Interlocked.Increment(ref histories);
                Interlocked.Add(ref steps, history.Steps.Length);
                Interlocked.Add(ref read, run.Read);
            },
            iter: Count(Pure),
            print: Print
        );
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{histories} histories, {steps} steps, {read} cards and whispers read")
        );
        histories.ShouldBeGreaterThanOrEqualTo(Count(Pure));
    }

    [Fact]
    public async Task Nothing_read_from_the_store_or_put_into_a_form_is_shown_to_somebody_who_may_not_have_it()
    {
        var root = System
            .IO.Directory.CreateDirectory(
                Path.Combine(System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"leaks-{Environment.ProcessId}")
            )
            .FullName;
        var (histories, steps, read) = (0, 0, 0);
        try
        {
            var template = await StoredDesk.TemplateAsync(root);
            await History.SampleAsync(
                async history =>
                {
                    await using var desk = await StoredDesk.OpenAsync(
                        Workplaces[history.Width],
                        template,
                        Path.Combine(root, Interlocked.Increment(ref histories).ToString(CultureInfo.InvariantCulture))
                    );
                    var run = new LeakHistory(desk);
                    await run.RunAsync(history.Steps);
                    Interlocked.Add(ref steps, history.Steps.Length);
                    Interlocked.Add(ref read, run.Read);
                },
                iter: Count(Stored),
                print: Print
            );
        }
        finally
        {
            System.IO.Directory.Delete(root, recursive: true);
        }

        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{histories} histories, {steps} steps, {read} cards, whispers and forms read")
        );
        histories.ShouldBeGreaterThanOrEqualTo(Count(Stored));
    }

    internal static string Print((RepsSee Width, LeakStep[] Steps) history) =>
        $"{history.Width}: {string.Join(", ", history.Steps.Select(step => $"new({step.Kind}, {step.Who}, {step.Where}, {step.What}, {step.Also})"))}";

    private static int Count(int usual) =>
        int.TryParse(
            Environment.GetEnvironmentVariable("ESCALATIONBOT_TEST_HISTORIES"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var many
        )
            ? many * usual / Pure
            : usual;
}
