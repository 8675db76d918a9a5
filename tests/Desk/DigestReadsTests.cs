using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Desk;

/// <summary>A digest over many cases asks the database a few times.</summary>
public sealed class DigestReadsTests
{
    [Theory, Engines]
    public async Task Figures_over_hundreds_of_cases_take_no_more_reads_than_over_a_few_and_are_cut_short_by_no_number(
        DatabaseEngine engine
    )
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(test.Database);
        using var recurring = new RecurringIssues(new Records(test.Database), cases, test.Clock);
        var reading = new FiguresReading(new Measures(test.Database), cases, recurring, test.Clock);
        var now = test.Clock.GetUtcNow();
        await PutAsync(0, 3);
        var (few, _) = await CountAsync();
        await PutAsync(3, 400);

        var (many, figures) = await CountAsync();

        many.ShouldBe(few);
        figures.Worked.Count.ShouldBe(400);
        figures.Worked.Select(one => one.Id).ShouldBe(Enumerable.Range(0, 400).Select(Id));
        // The newest first; what became a restricted case is left out.
        figures.Uncovered.ShouldBe(["words 399", "words 397", "words 396", "words 394", "words 393"]);

        // No figure is cut short: a month of a large organisation has thousands.
        await PutAsync(400, 1100);
        (_, figures) = await CountAsync();
        (figures.Worked.Count, figures.OpenCases.Count).ShouldBe((1100, 1100));
        figures.Find("claimed_in_time")!.Denominator.ShouldBe(1100);

        string Id(int i) => $"ESC-{1000 + i}";

        Task PutAsync(int from, int to) =>
            cases.CommitAsync(
                null,
                new Decision
                {
                    Cases =
                    [
                        .. Enumerable
                            .Range(from, to - from)
                            .Select(i =>
                                Case(Id(i), state: CaseState.Claimed) with
                                {
                                    CreatedAt = now.AddMinutes(i - 1200),
                                    FirstClaimedAt = now.AddMinutes(-1),
                                    Restricted = i % 3 == 2,
                                }
                            ),
                    ],
                    Questions =
                    [
                        .. Enumerable
                            .Range(from, to - from)
                            .Select(i =>
                                Question($"q{i:0000}", caseId: Id(i)) with
                                {
                                    Text = $"words {i}",
                                    AskedAt = now.AddMinutes(i - 1200),
                                }
                            ),
                    ],
                },
                default
            );

        async Task<(long Reads, Figures Figures)> CountAsync()
        {
            var before = test.Database.Reads;
            var found = await reading.BetweenAsync(now.AddDays(-2), now.AddSeconds(1), OrganisationFixture.Of(), ["technical"], default);
            return (test.Database.Reads - before, found);
        }
    }
}
