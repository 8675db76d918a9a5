using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class ReviewTests
{
    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: legal, when: { words: [lawyer] }, then: { escalate: now }, why: y, owner: bob@example.com, review_by: 2026-11-20 }
          - { id: old, when: { words: [old] }, then: { escalate: now }, why: y, review_by: 2026-11-20 }
          - { id: plain, when: { words: [plain] }, then: { escalate: now }, why: y }
        """;

    [Fact]
    public void Each_owner_and_day_is_one_review_due_when_the_organisation_opens_after_it()
    {
        var organisation = OrganisationFixture.Of(("criteria.yaml", Criteria));
        var reviews = Reviews.Of(organisation);
        reviews
            .Select(review => (review.Owner, review.By, string.Join(',', review.Criteria)))
            .ShouldBe([
                ("mia@example.com", new DateOnly(2027, 6, 30), ""),
                ("bob@example.com", new DateOnly(2026, 11, 20), "legal"),
                ("mia@example.com", new DateOnly(2026, 11, 20), "old"),
            ]);
        // 20 November 2026 is a Friday; Berlin opens on Monday at 9:00.
        Reviews.Due(reviews[1], organisation.Calendar).ShouldBe(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_owner_is_reminded_once_not_every_day_and_again_after_a_month()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        var bob = world.Person("bob");
        await bob.ArrivesAsync();
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(20));
        bob.Reads.Count(text => text.Contains("These criteria were to be reviewed by 20 Nov 2026: legal.", StringComparison.Ordinal))
            .ShouldBe(1);
        bob.Reads.ShouldAllBe(text =>
            !text.Contains("old", StringComparison.Ordinal) || !text.Contains("reviewed by", StringComparison.Ordinal)
        );
        await world.WaitAsync(TimeSpan.FromDays(20));
        bob.Reads.Count(text => text.Contains("reviewed by", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_date_that_was_moved_reminds_nobody()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        await SetAsync(world);
        var moved = OrganisationFixture.Of(("criteria.yaml", Criteria.Replace("2026-11-20", "2027-11-20", StringComparison.Ordinal)));
        world.Workplaces.Replace(world.Workplaces.Current with { Organisation = moved });
        await world.WaitAsync(TimeSpan.FromDays(40));
        world.Messages.Values.ShouldAllBe(message => !Actor.TextOf(message.Card).Contains("reviewed by", StringComparison.Ordinal));
    }

    [Fact]
    public void A_review_without_a_listed_owner_goes_to_the_managers_and_check_says_so()
    {
        using var fixture = new OrganisationFixture();
        fixture.Write("criteria.yaml", Criteria.Replace("bob@example.com", "gone@example.com", StringComparison.Ordinal));
        var organisation = fixture.Read();
        Reviews.Readers(organisation, "criteria:gone@example.com:2026-11-20").ShouldBe(["mia@example.com"]);
        Reviews.Readers(organisation, "criteria:nobody@example.com:2026-11-20").ShouldBeEmpty();
        var problems = fixture
            .Problems(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero))
            .Select(problem => problem.ToString())
            .ToList();
        problems.ShouldContain(problem =>
            problem.StartsWith("criteria.yaml:5: warning: The owner gone@example.com is not listed in people", StringComparison.Ordinal)
        );
        problems.ShouldContain(problem =>
            problem.StartsWith(
                "criteria.yaml:5: warning: 'legal' was to be reviewed by 2026-11-20; the owner is gone@example.com.",
                StringComparison.Ordinal
            )
        );
        problems.ShouldContain(problem =>
            problem.StartsWith(
                "criteria.yaml:6: warning: 'old' was to be reviewed by 2026-11-20; the owner is mia@example.com.",
                StringComparison.Ordinal
            )
        );
    }

    /// <summary>As the host does at start.</summary>
    private static async Task SetAsync(DeskWorld world)
    {
        var timers = new Timers(world.Store.Database);
        var organisation = world.Workplaces.Current.Organisation;
        foreach (var review in Reviews.Of(organisation))
        {
            await timers.SetAsync(review.Subject, TimerNames.Review, Reviews.Due(review, organisation.Calendar), CancellationToken.None);
        }
    }
}
