using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// Every verb asks who may read before it puts something out. The builder asks once more, so that a verb which forgets it tells nobody
/// anything.
/// </summary>
public sealed class LastQuestionTests
{
    private const string Words = "the restricted words";

    private static readonly Case Restricted = TestDatabaseSamples.Case() with { Restricted = true };
    private static readonly Place Eves = new("web", "dm:eve");

    private static DecisionBuilder Draft()
    {
        var said = TestDatabaseSamples.Said("m1", Eves.Conversation);
        said = said with { Origin = said.Origin with { From = new PersonKey("web", "eve@example.com"), Place = Eves } };
        return new DecisionBuilder(LooseDesk.Loaded(said) with { Case = Restricted }, said, TestDatabaseSamples.Morning);
    }

    [Fact]
    public void A_case_that_a_verb_shows_in_a_place_that_may_not_hold_it_shows_no_word()
    {
        var draft = Draft();
        draft.Show("a", new Destination.At(new Place("web", "lobby")), "lane", Card.Of(Words), Restricted.Id);
        draft.Show("b", new Destination.Direct("web", "eve@example.com", "eve@example.com"), "lane", Card.Of(Words), Restricted.Id);
        draft.Show("c", new Destination.At(Restricted.RepPlace), "lane", Card.Of(Words), "ESC-4040");
        draft.Show("d", new Destination.Direct("web", "ana@example.com", "ana@example.com"), "lane", Card.Of(Words), Restricted.Id);

        draft
            .Finish()
            .Outbound.OfType<Outbound.Show>()
            .Select(show => (show.Slot, show.Card.Fallback == Words))
            .ShouldBe([("a", false), ("b", false), ("c", false), ("d", true)]);
    }

    [Fact]
    public void A_case_that_a_verb_answers_with_says_no_word_to_somebody_who_may_not_read_it()
    {
        var draft = Draft();
        draft.Reply(Card.Of(Words), Restricted.Id);
        draft.Reply(Card.Of(Words), "ESC-4040");

        draft.Finish().Outbound.Select(TestDatabaseSamples.Text).ShouldAllBe(text => !text.Contains(Words, StringComparison.Ordinal));
    }

    /// <summary>Carol works on technical cases only, and reads what stands in the place of that queue.</summary>
    [Fact]
    public void A_restricted_case_is_named_in_a_place_only_where_all_who_read_there_may_read_it()
    {
        var organisation = OrganisationFixture.Of();
        var billing = TestDatabaseSamples.Case(queue: "billing");
        Visibility.MayBeNamedIn(organisation, "technical", billing with { Restricted = true }).ShouldBeFalse();
        Visibility.MayBeNamedIn(organisation, "billing", billing with { Restricted = true }).ShouldBeTrue();
        Visibility.MayBeNamedIn(organisation, "technical", billing).ShouldBeTrue();
    }
}
