using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>Changes of the criteria, on every engine.</summary>
public sealed class CriteriaStoreTests
{
    private static readonly Party Otto = new(new PersonKey("web", "otto@example.com"), "Otto Brandt", "otto@example.com");

    private static CriteriaChange Change(string id, int version = 1, CriteriaChangeState state = CriteriaChangeState.Draft) =>
        new()
        {
            Id = id,
            Version = version,
            State = state,
            Text = "version: 2",
            Base = "none",
            Editors = [Otto],
            SavedAt = Morning,
            WrittenAt = state is CriteriaChangeState.Published ? Morning : null,
        };

    [Theory, Engines]
    public async Task One_change_is_open_at_a_time_and_of_two_writes_the_first_counts(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        (await PutAsync(Change("cc1"))).ShouldBe(Committed.Stored);
        (await PutAsync(Change("cc2"))).ShouldBe(Committed.Stale);
        (await PutAsync(Change("cc1", 2, CriteriaChangeState.Publishing))).ShouldBe(Committed.Stored);
        (await PutAsync(Change("cc1", 2))).ShouldBe(Committed.Stale);
        (await store.OpenCriteriaAsync(default))!.State.ShouldBe(CriteriaChangeState.Publishing);
        (await store.UnwrittenCriteriaAsync(default)).ShouldHaveSingleItem().Id.ShouldBe("cc1");
        await PutAsync(Change("cc1", 3, CriteriaChangeState.Published));
        (await store.OpenCriteriaAsync(default)).ShouldBeNull();
        (await store.NewestCriteriaAsync(default))!.Id.ShouldBe("cc1");
        (await PutAsync(Change("cc2"))).ShouldBe(Committed.Stored);
        (await store.EndedCriteriaAsync(default)).ShouldHaveSingleItem().Editors.ShouldBe([Otto]);

        await new PersonErasing(test.Database).EraseAsync("otto@example.com", "Otto Brandt", "somebody", default);
        (await store.FindCriteriaAsync("cc2", default))!.Editors[0].Name.ShouldBe("somebody");
        await new Forgetting(test.Database).ForgetAsync(Morning.AddDays(900), default);
        (await store.FindCriteriaAsync("cc1", default))!.Editors.ShouldBe([Forgotten.Nobody]);

        Task<Committed> PutAsync(CriteriaChange change) => store.CommitAsync(null, new Decision { Criteria = [change] }, default);
    }

    [Theory, Engines]
    public async Task Cases_of_a_time_are_counted_with_those_that_were_moved(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Case("ESC-1") with
                    {
                        CreatedAt = Morning,
                    },
                    Case("ESC-2") with
                    {
                        CreatedAt = Morning.AddHours(1),
                    },
                    Case("ESC-3") with
                    {
                        CreatedAt = Morning.AddHours(2),
                    },
                ],
                // Moved twice it is one case.
                History =
                [
                    new("ESC-2", null, Morning.AddHours(3), "transferred", "Bob", null, "technical → billing"),
                    new("ESC-2", null, Morning.AddHours(4), "transferred", "Bob", null, "billing → trust"),
                ],
            },
            default
        );
        (await store.MisroutesAsync(Morning, Morning.AddHours(2), default)).ShouldBe(new Misroutes(2, 1));
        (await store.MisroutesAsync(Morning.AddHours(5), Morning.AddHours(6), default)).ShouldBe(new Misroutes(0, 0));
    }
}
