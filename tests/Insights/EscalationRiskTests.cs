using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Insights;

/// <summary>Which open case needs a look first, and why.</summary>
public sealed class EscalationRiskTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static Case Open(string id, string priority = "p3") =>
        TestDatabaseSamples.Case(id) with
        {
            Priority = priority,
            Account = null,
            CreatedAt = Now.AddHours(-2),
            QueuedAt = Now.AddHours(-2),
            RepToldAt = Now.AddHours(-2),
            ClaimedAt = null,
            ReopenedAt = null,
            Reopened = 0,
            Asks = [],
            Promises = [],
            Due = Deadlines.None,
        };

    private static EscalationRisk Of(Case theCase, params Case[] others) =>
        EscalationRisk.Of(theCase, [theCase, .. others], OrganisationFixture.Of(), Now);

    [Fact]
    public void A_fresh_case_has_no_reason() =>
        Of(Open("ESC-1")).ShouldSatisfyAllConditions(risk => risk.Weight.ShouldBe(0), risk => risk.Reasons.ShouldBeEmpty());

    [Fact]
    public void Silence_age_tone_reopening_renewal_and_other_cases_of_the_account_are_reasons_in_words()
    {
        var worst = Open("ESC-2", "p1") with
        {
            Account = "acme",
            CreatedAt = Now.AddDays(-8),
            QueuedAt = Now.AddDays(-8),
            RepToldAt = Now.AddDays(-2),
            Tone = "frustrated",
            Reopened = 2,
            Due = new(null, null, Now.AddHours(-1)),
        };
        var risk = Of(worst, Open("ESC-3") with { Account = "acme" });
        risk.Reasons.Select(reason => reason.Key)
            .ShouldBe(["risk_reopened", "risk_silent", "risk_age", "risk_tone", "risk_renewal", "risk_others"]);
        risk.Reasons.Where(reason => reason.OfAccount).Select(reason => reason.Key).ShouldBe(["risk_renewal", "risk_others"]);
        risk.Weight.ShouldBeGreaterThan(Of(Open("ESC-4", "p1") with { Due = new(null, null, Now.AddHours(-1)) }).Weight);
    }

    [Fact]
    public void A_case_that_waits_for_the_rep_says_so_and_not_that_nothing_was_said() =>
        Of(
            Open("ESC-5") with
            {
                RepToldAt = Now.AddDays(-3),
                QueuedAt = Now.AddDays(-3),
                Asks = [new("a", "which?", "Bob", Now.AddDays(-3), null, null)],
            }
        )
            .Reasons.ShouldHaveSingleItem()
            .ShouldBe(new RiskReason("risk_waits", 3));

    [Fact]
    public void More_reasons_never_make_a_case_less_urgent()
    {
        var plain = Open("ESC-6");
        foreach (
            var more in new[]
            {
                plain with
                {
                    Tone = "frustrated",
                },
                plain with
                {
                    Reopened = 1,
                },
                plain with
                {
                    RepToldAt = Now.AddDays(-1),
                    QueuedAt = Now.AddDays(-1),
                },
                plain with
                {
                    TurnedDown = [new("bob@example.com", "Bob", "busy", Now)],
                },
                plain with
                {
                    Priority = "p1",
                },
            }
        )
        {
            Of(more).Weight.ShouldBeGreaterThan(Of(plain).Weight);
        }
    }
}
