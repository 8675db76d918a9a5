using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Desk;

public sealed class SimilarCaseTests
{
    private const string Symptom = "Acme Freight: the webhook signature is invalid since the gateway upgrade";

    [Fact]
    public async Task A_resolved_case_of_the_same_symptom_stands_in_the_packet_with_what_fixed_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var first = await EscalateAsync(world, "ana", Symptom);
        await ResolveAsync(world, first, "Rotated the webhook secret");
        var second = await EscalateAsync(world, "rob", "Acme Freight again: webhook signature invalid");
        Actor.TextOf(world.CardOf($"case:{second.Id}:card")).ShouldContain($"{first.Id} · solved");
        second.Similar.ShouldContain(line => line.Contains("Rotated the webhook secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_open_case_of_the_same_account_and_symptom_stands_beside_the_answer_and_in_the_packet()
    {
        await using var world = await DeskWorld.OpenAsync();
        var first = await EscalateAsync(world, "ana", Symptom);
        var bob = world.Person("bob");
        await bob.SaysAsync("Acme Freight: webhook signature invalid, what now?");
        bob.Reads[^1].ShouldContain($"Cases like this: {first.Id}");
    }

    [Fact]
    public async Task A_restricted_case_is_shown_to_nobody_who_may_not_see_it()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: secret, when: { "
                    + "words: [fraud] }, then: { escalate: now, queue: billing, restricted: true }, why: y }\n"
            )
        );
        var secret = await EscalateAsync(world, "ana", $"fraud? {Symptom}");
        secret.Restricted.ShouldBeTrue();
        foreach (var name in new[] { "rob", "carol" }) // a stranger to the company, and a specialist of another queue
        {
            var other = world.Person(name);
            await other.SaysAsync(Symptom);
            other.Reads.ShouldAllBe(text => !text.Contains(secret.Id, StringComparison.Ordinal));
        }
        var second = await EscalateAsync(world, "rob", Symptom);
        second.Queue.ShouldBe("technical");
        // That something was asked is told, what it was is not.
        second.Similar.ShouldAllBe(line => line.StartsWith("asked today", StringComparison.Ordinal));
        second.Similar.Count(line => !line.Contains(" by ", StringComparison.Ordinal)).ShouldBe(1);
        second.Similar.ShouldAllBe(line => !line.Contains("fraud", StringComparison.Ordinal));
        // Who asked for it and its queue's own people may.
        var ana = world.Person("ana");
        await ana.SaysAsync(Symptom);
        ana.Reads[^1].ShouldContain(secret.Id);
    }

    [Fact]
    public async Task Another_accounts_case_is_not_shown_to_somebody_who_is_not_listed()
    {
        await using var world = await DeskWorld.OpenAsync();
        var first = await EscalateAsync(world, "ana", Symptom);
        var stranger = world.Person("stranger");
        await stranger.SaysAsync("the webhook signature is invalid since the gateway upgrade");
        stranger.Reads.ShouldAllBe(text =>
            !text.Contains(first.Id, StringComparison.Ordinal) && !text.Contains("Acme", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_case_that_shares_one_common_word_is_no_neighbour()
    {
        await using var world = await DeskWorld.OpenAsync();
        await EscalateAsync(world, "ana", Symptom);
        (
            await EscalateAsync(world, "ana", "Acme Freight wants another gateway licence for their warehouse in Rotterdam")
        ).Similar.ShouldBeEmpty();
    }

    private static async Task<Case> EscalateAsync(DeskWorld world, string name, string text)
    {
        var before = (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None))
            .Select(one => one.Id)
            .ToHashSet(StringComparer.Ordinal);
        var rep = world.Person(name);
        await rep.SaysAsync(text);
        if ((await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).All(one => before.Contains(one.Id)))
        {
            await rep.SaysAsync("specialist");
            await rep.PressesAsync(world.Messages.Last(message => message.Value.Place == rep.Place).Key, "Send to specialists");
        }
        return (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).Single(one => !before.Contains(one.Id));
    }

    private static async Task ResolveAsync(DeskWorld world, Case theCase, string fix)
    {
        var bob = world.InThreadOf("bob", theCase.Id);
        await bob.PressesAsync($"case:{theCase.Id}:card", "Claim");
        (
            await bob.FillsAsync(
                $"case:{theCase.Id}:card",
                "Resolve",
                ("What fixed it", fix),
                ("Root cause", "Old secret"),
                ("What was ruled out", "Network"),
                ("Tell the client", "It works again.")
            )
        ).ShouldBeEmpty();
    }
}
