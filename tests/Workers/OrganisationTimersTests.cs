using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

public sealed class OrganisationTimersTests
{
    private const string Days = "on: [mon, tue, wed, thu, fri]";

    [Fact]
    public async Task When_the_days_or_the_zone_of_a_digest_change_its_timer_moves_and_what_is_due_is_left_to_fire()
    {
        await using var test = await TestDatabase.OpenAsync();
        var timers = new Timers(test.Database);
        using var worker = new OrganisationTimers(new WorkplaceHolder(), timers, test.Clock, NullLogger<OrganisationTimers>.Instance);
        async Task<DateTimeOffset?> DueAsync(Func<string, string> change)
        {
            var organisation = OrganisationFixture.Of(("organisation.yaml", change(OrganisationFixture.Yaml)));
            await worker.SetAsync(organisation, CancellationToken.None);
            return await timers.FindAsync(Digests.Subject(organisation.Digests[0]), TimerNames.Digest, CancellationToken.None);
        }

        // Monday, 9:00 UTC; the digest is due at 8:30 in Berlin.
        (await DueAsync(yaml => yaml)).ShouldBe(new DateTimeOffset(2026, 11, 24, 7, 30, 0, TimeSpan.Zero));
        (await DueAsync(yaml => yaml.Replace(Days, "on: [thu]", StringComparison.Ordinal))).ShouldBe(
            new DateTimeOffset(2026, 11, 26, 7, 30, 0, TimeSpan.Zero)
        );
        (await DueAsync(yaml => yaml.Replace("Europe/Berlin", "Europe/London", StringComparison.Ordinal))).ShouldBe(
            new DateTimeOffset(2026, 11, 24, 8, 30, 0, TimeSpan.Zero)
        );
        test.Clock.AdvanceTo(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        (await DueAsync(yaml => yaml.Replace(Days, "on: [fri]", StringComparison.Ordinal))).ShouldBe(
            new DateTimeOffset(2026, 11, 24, 8, 30, 0, TimeSpan.Zero),
            "it is due and fires first"
        );
    }
}
