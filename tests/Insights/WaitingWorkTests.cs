using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Insights;

/// <summary>What waits for a decision is read whole, and nothing that was decided.</summary>
public sealed class WaitingWorkTests
{
    [Theory, Engines]
    public async Task What_waits_is_found_oldest_first_and_what_was_decided_is_not(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(test.Database);
        using var recurring = new RecurringIssues(new Records(test.Database), cases, test.Clock);
        var reading = new FiguresReading(new Measures(test.Database), cases, recurring, test.Clock);
        (
            await cases.CommitAsync(
                null,
                new Decision
                {
                    Cases = [Case()],
                    Approvals =
                    [
                        Approved("ap3", ApprovalState.Waiting, 2),
                        Approved("ap1", ApprovalState.Waiting, 1),
                        Approved("ap2", ApprovalState.Expired, 0),
                    ],
                    Drafts =
                    [
                        Drafted("d2", ArticleDraftState.Waiting, 2),
                        Drafted("d1", ArticleDraftState.Waiting, 1),
                        Drafted("d3", ArticleDraftState.Returned, 0),
                    ],
                    Incidents =
                    [
                        Seen("in1", IncidentState.Suspected),
                        Seen("in2", IncidentState.Open),
                        Seen("in3", IncidentState.Dismissed),
                    ],
                },
                default
            )
        ).ShouldBe(Committed.Stored);

        var waiting = await reading.WaitingAsync(default);

        waiting.Approvals.Select(one => one.Id).ShouldBe(["ap1", "ap3"]);
        waiting.Ledgers.Keys.ShouldBe(["acme"]);
        waiting.Cases.Keys.ShouldBe(["ESC-1001"]);
        waiting.Drafts.Select(one => one.Id).ShouldBe(["d1", "d2"]);
        waiting.Suspected.Select(one => one.Id).ShouldBe(["in1"]);
        (waiting.Criteria, waiting.Doubts.Count).ShouldBe((null, 0));
    }

    private static Approval Approved(string id, ApprovalState state, int hour) =>
        new()
        {
            Id = id,
            Version = 1,
            State = state,
            Action = "goodwill_credit",
            Account = "acme",
            Amount = 300,
            Currency = "EUR",
            Reason = "a lost night",
            By = AnaParty,
            At = Morning.AddHours(hour),
            ExpiresAt = Morning.AddDays(2),
            CaseId = "ESC-1001",
            Queue = "technical",
            Needed = 1,
        };

    private static ArticleDraft Drafted(string id, ArticleDraftState state, int hour) =>
        new()
        {
            Id = id,
            Version = 1,
            State = state,
            CaseId = "ESC-1001",
            ArticleId = "a-" + id,
            Queue = "technical",
            Title = "A mast squeaks",
            Body = "Grease it.",
            Author = AnaParty,
            At = Morning.AddHours(hour),
        };

    private static Incident Seen(string id, IncidentState state) =>
        new()
        {
            Id = id,
            Version = 1,
            State = state,
            Title = "gateway 503",
            Queue = "technical",
            Topic = new(["gateway"], ["503"]),
            Since = Morning,
            CreatedAt = Morning,
            ChangedAt = Morning,
        };
}
