using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Desk;

/// <summary>Cards that are shown again without any change.</summary>
public sealed class CardCheckTests
{
    [Fact]
    public async Task A_card_shown_again_never_covers_a_newer_one()
    {
        await using var world = await WithCaseAsync();
        var before = await world.TheCaseAsync();
        var late = Check(world, before);
        await world.InThreadOf("bob", before.Id).PressesAsync($"case:{before.Id}:card", "Claim");

        (await world.Cases.CommitAsync(null, late, default)).ShouldBe(Committed.Stale);

        var now = await world.TheCaseAsync();
        (await world.Cases.CommitAsync(null, Check(world, now), default)).ShouldBe(Committed.Stored);
        var after = await world.TheCaseAsync();
        after.ShouldSatisfyAllConditions(
            () => after.State.ShouldBe(CaseState.Claimed),
            () => after.Version.ShouldBe(now.Version + 1),
            () => after.ChangedAt.ShouldBe(now.ChangedAt),
            () => after.Due.ShouldBe(now.Due)
        );
    }

    private static async Task<DeskWorld> WithCaseAsync()
    {
        var world = await DeskWorld.OpenAsync();
        var rep = world.Person("ana");
        await rep.SaysAsync("the quantum flux coupling on our zeppelin wobbles");
        await rep.FillsAsync(
            world.Messages.Last(message => message.Value.Place == rep.Place).Key,
            "Get a specialist",
            ("How urgent?", "p3")
        );
        return world;
    }

    private static Decision Check(DeskWorld world, Case theCase)
    {
        var now = world.Clock.GetUtcNow();
        var passed = new Inbound.TimePassed(theCase.Id, TimerNames.CardCheck, now)
        {
            Origin = new Origin
            {
                DeliveryKey = "d",
                MessageKey = "m",
                From = new PersonKey("clock", "bot"),
                Place = new Place("clock", theCase.Id),
                At = now,
            },
        };
        var nobody = new Asker(new Party(new PersonKey("clock", "bot"), "EscalationBot", null), null, TimeZoneInfo.Utc);
        var decision = Decider.Decide(
            passed,
            new LoadedState
            {
                InboxId = theCase.Version,
                Workplace = world.Workplaces.Current,
                Asker = nobody,
                Case = theCase,
            },
            now
        );
        decision.Outbound.OfType<Outbound.Show>().ShouldContain(shown => shown.Slot == $"case:{theCase.Id}:card");
        return decision;
    }
}
