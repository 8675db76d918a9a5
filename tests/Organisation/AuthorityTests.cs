using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.People;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class AuthorityTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly AuthorityMatrix Matrix = new(
        "EUR",
        [
            new(Roles.Rep, "goodwill", 50, [], 90, false),
            new(Roles.Specialist, "goodwill", 250, [], 90, false),
            new(Roles.Specialist, "credit", 500, ["starter", "business"], 30, false),
            new(Roles.Specialist, "credit", 2000, ["enterprise"], 30, false),
            new(Roles.Manager, "credit", 10000, [], null, false),
            new(Roles.Manager, "credit", null, [], null, true),
        ]
    );

    private static AuthorityAnswer Check(Roles roles, string action, decimal amount, string? tier = "business", params Grant[] before) =>
        Matrix.Check(roles, action, amount, tier, before, Now);

    [Fact]
    public void The_amount_the_tier_and_the_role_decide()
    {
        Check(Roles.Specialist, "credit", 500).Allowed.ShouldBeTrue();
        Check(Roles.Specialist, "credit", 500.01m).ShouldBe(new AuthorityAnswer(false, false, 500, Roles.Manager));
        Check(Roles.Specialist, "credit", 1500, "enterprise").Allowed.ShouldBeTrue();
        Check(Roles.Specialist, "credit", 10, tier: null).ShouldBe(new AuthorityAnswer(false, false, 0, Roles.Manager));
        Check(Roles.Rep, "credit", 10).ShouldBe(new AuthorityAnswer(false, false, 0, Roles.Specialist));
        Check(Roles.Rep | Roles.Specialist, "goodwill", 200).Allowed.ShouldBeTrue();
        Check(Roles.Manager, "firework", 1).ShouldBe(new AuthorityAnswer(false, false, 0, Roles.None));
    }

    [Fact]
    public void What_an_account_was_granted_within_the_window_counts()
    {
        var lastWeek = new Grant("credit", 300, Now.AddDays(-7));

        Check(Roles.Specialist, "credit", 200, before: lastWeek).Allowed.ShouldBeTrue();
        Check(Roles.Specialist, "credit", 201, before: lastWeek).ShouldBe(new AuthorityAnswer(false, false, 200, Roles.Manager));
        Check(Roles.Specialist, "credit", 500, before: lastWeek with { At = Now.AddDays(-30) }).Allowed.ShouldBeTrue();
        Check(Roles.Specialist, "credit", 500, before: lastWeek with { Action = "goodwill" }).Allowed.ShouldBeTrue();
        Check(Roles.Specialist, "credit", 1, before: lastWeek with { Amount = 900 }).Limit.ShouldBe(0);
    }

    [Fact]
    public void Two_people_are_needed_only_where_no_milder_rule_suffices()
    {
        Check(Roles.Manager, "credit", 10000).ShouldBe(new AuthorityAnswer(true, false, null, Roles.Manager));
        Check(Roles.Manager, "credit", 10001).ShouldBe(new AuthorityAnswer(true, true, null, Roles.Manager));
    }
}
