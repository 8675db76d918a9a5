using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class UsageCountsTests
{
    [Theory, Engines]
    public async Task What_people_and_places_did_is_added_up_by_window_and_old_windows_are_removed(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var (store, counts) = (new CaseStore(test.Database), new UsageCounts(test.Database));
        await store.CommitAsync(null, new Decision { Used = new("person:a", "place:b", Morning, new Usage(1, 1, 0), null) }, default);
        await store.CommitAsync(null, new Decision { Used = new("person:a", "place:c", Morning, new Usage(1, 0, 1), null) }, default);
        await store.CommitAsync(
            null,
            new Decision { Used = new("person:a", "place:b", Morning.AddHours(1), new Usage(1, 0, 0), null) },
            default
        );
        await store.CommitAsync(null, new Decision { Used = new("person:z", "place:b", Morning, Usage.None, "place:b") }, default);
        (await counts.FindAsync("person:a", "place:b", Morning, default)).ShouldBe((new Usage(2, 1, 1), new Usage(1, 1, 0), 1));
        (await counts.FindAsync("person:x", "place:x", Morning, default)).ShouldBe((Usage.None, Usage.None, 0));
        (await counts.RefusedAsync(Morning, default)).ShouldBe((1, 1));
        (await counts.RefusedAsync(Morning.AddHours(1), default)).ShouldBe((0, 0));

        test.Clock.Advance(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(30));
        await new Retention(test.Database).CleanAsync(100, default);
        (await test.CountAsync("SELECT COUNT(*) FROM usage_counts")).ShouldBe(2);
    }

    [Theory, Engines]
    public async Task Two_people_in_one_place_at_the_same_moment_are_both_counted(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    store.CommitAsync(
                        null,
                        new Decision { Used = new($"person:{(i % 2 == 0 ? "a" : "z")}", "place:p", Morning, new Usage(1, 0, 0), null) },
                        default
                    )
                )
        );
        (await new UsageCounts(test.Database).FindAsync("person:a", "place:p", Morning, default)).ShouldBe(
            (new Usage(20, 0, 0), new Usage(40, 0, 0), 0)
        );
    }
}
