using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Legal hold: managers of the queue set and release it, and nothing of the case is removed meanwhile.</summary>
public sealed class HoldTests
{
    private const string Card = "case:ESC-1001:card";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob, Actor Mia)> WithCaseAsync()
    {
        var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        return (world, ana, world.InThreadOf("bob", "ESC-1001"), world.Person("mia"));
    }

    [Fact]
    public async Task A_manager_sets_and_releases_it_by_the_menu_and_the_card_says_so()
    {
        var (world, _, _, mia) = await WithCaseAsync();
        await using var _w = world;
        (await mia.FillsAsync(Card, "Hold", ("Why?", "claim of the carrier"))).ShouldBeEmpty();
        var held = (await world.TheCaseAsync()).Hold.ShouldNotBeNull();
        (held.By.Email, held.Why).ShouldBe(("mia@example.com", "claim of the carrier"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Legal hold since");
        mia.Heard.ShouldContain("ESC-1001 is under legal hold.");

        (await mia.FillsAsync(Card, "Release hold", ("Why?", "settled"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).Hold.ShouldBeNull();
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("Legal hold");
        (await AuditTests.RowsAsync(world))
            .Where(row => row.Verb is "held" or "hold_released")
            .Select(row => row.Subject)
            .ShouldBe(["ESC-1001", "ESC-1001"]);
    }

    [Fact]
    public async Task Typed_words_do_the_same_also_for_a_case_that_is_over_and_move_none_of_its_dates()
    {
        var (world, ana, bob, mia) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Decline", ("Why, in words for the rep", "zeppelins are not ours"));
        var before = await world.TheCaseAsync();
        await world.WaitAsync(TimeSpan.FromHours(3));
        await mia.SaysAsync("hold ESC-1001 claim of the carrier");
        var held = await world.TheCaseAsync();
        held.Hold.ShouldNotBeNull().Why.ShouldBe("claim of the carrier");
        (held with { Hold = null, Version = before.Version }).ChangedAt.ShouldBe(before.ChangedAt);
        (held.State, held.Due).ShouldBe((before.State, before.Due));
        await mia.SaysAsync("HOLD esc-1001");
        mia.Heard.ShouldContain("is under legal hold already, set by Mia");
        await mia.SaysAsync("release hold ESC-1001: settled");
        (await world.TheCaseAsync()).Hold.ShouldBeNull();
        await mia.SaysAsync("unhold ESC-1001");
        mia.Heard.ShouldBe("ESC-1001 is not under legal hold.");
        await mia.SaysAsync("hold ESC-4711");
        mia.Reads[^1].ShouldContain("I know no case ESC-4711");
        await ana.SaysAsync("hold music on the phone is too loud");
        world.Whispers.ShouldNotContain(whisper => whisper.Person == ana.Key);
    }

    [Fact]
    public async Task Others_are_refused_and_nothing_changes()
    {
        var (world, ana, bob, _) = await WithCaseAsync();
        await using var _w = world;
        (await bob.OpensAsync(Card, "Hold"))
            .ShouldBeOfType<FormAnswer.Refused>()
            .Sentence.ShouldContain("Only managers of Technical may do that. Ask Mia.");
        await ana.SaysAsync("hold ESC-1001");
        ana.Heard.ShouldContain("Only managers of Technical may do that.");
        await bob.SendsAsync(new Form(Actions.Hold, "", "", [], AuditTests.Button(Actions.Hold, "ESC-1001").Data));
        bob.Heard.ShouldContain("Only managers of Technical may do that.");
        (await world.TheCaseAsync()).Hold.ShouldBeNull();
        (await AuditTests.RowsAsync(world))
            .Count(row => row is { Kind: "refusal", Verb: "hold", Result: "only_managers_of_the_queue" })
            .ShouldBe(2);
    }

    [Fact]
    public async Task Retention_leaves_a_held_case_its_question_its_history_and_its_lessons_alone()
    {
        var (world, ana, bob, mia) = await WithCaseAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "a new zeppelin"), ("Tell the client", "fly again"));
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        await mia.SaysAsync("hold ESC-1001 claim");
        world.Clock.Advance(TimeSpan.FromDays(800));
        var forgetting = new Forgetting(world.Store.Database);
        await forgetting.ForgetAsync(world.Clock.GetUtcNow().AddDays(-730), default);

        var held = await world.TheCaseAsync();
        held.Question.ShouldContain("zeppelin");
        (await world.Cases.FindQuestionAsync(held.QuestionId!, default)).ShouldNotBeNull().Text.ShouldContain("zeppelin");
        (await world.Cases.HistoryAsync("ESC-1001", default)).ShouldAllBe(line => line.Who.Length > 0);

        await mia.SaysAsync("release hold ESC-1001");
        await forgetting.ForgetAsync(world.Clock.GetUtcNow().AddDays(-730), default);
        (await world.Cases.FindCaseAsync("ESC-1001", default)).ShouldBeNull();
    }
}
