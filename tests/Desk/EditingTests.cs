using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What an edit or a delete does on the other side of a case.</summary>
public sealed class EditingTests
{
    private const string CaseCard = "case:ESC-1001:card";
    private const string Unknown = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";
    private static readonly FileLink Log = new("log.txt", "https://files.example/log.txt");

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync(params (string, string)[] files)
    {
        var world = await DeskWorld.OpenAsync(files);
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        return (world, ana, world.InThreadOf("bob", "ESC-1001"));
    }

    [Fact]
    public async Task An_edit_that_loses_the_mark_takes_the_words_back_from_the_rep_and_never_shows_the_new_ones()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        var id = await bob.SaysAsync(">> we look into it", addressed: false);
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        await bob.EditsAsync(id, "the client is a nuisance, let them wait");

        ana.Reads.ShouldNotContain(text => text.Contains("nuisance") || text.Contains("we look into it"));
        bob.Reads[^1].ShouldContain("took the last message to the rep back");
        bob.Heard.ShouldBe("Taken back. Ana no longer sees it.");
        Actor.TextOf(world.CardOf(CaseCard)).ShouldNotContain("nuisance");
    }

    [Fact]
    public async Task An_edit_that_gains_the_mark_sends_the_words_and_says_so()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        var id = await bob.SaysAsync("We look into it", addressed: false);

        await bob.EditsAsync(id, ">> We look into it", Log);

        ana.Reads.ShouldContain(text =>
            text.Contains("ESC-1001 · Bob writes") && text.Contains("We look into it") && text.Contains(Log.Url)
        );
        bob.Heard.ShouldContain("Sent to Ana.\n[Take back]");
        // Back and forth: each time what the message says now.
        await bob.EditsAsync(id, "We look into it, or not");
        ana.Reads.ShouldNotContain(text => text.Contains("We look into it"));
        await bob.EditsAsync(id, ">> We do look into it");
        ana.Reads.ShouldHaveSingleItemWith("We do look into it");
        await bob.EditsAsync(id, ">> We did look into it");
        ana.Reads.ShouldHaveSingleItemWith("We did look into it");
        ana.Reads.ShouldNotContain(text => text.Contains("We do look"));
        await bob.DeletesAsync(id);
        ana.Reads.ShouldNotContain(text => text.Contains("We did look"));
    }

    [Fact]
    public async Task An_internal_message_that_is_edited_or_deleted_stays_internal()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        var before = ana.Reads.Count;
        var id = await bob.SaysAsync("between us", addressed: false);
        await bob.EditsAsync(id, "between the two of us");
        await bob.DeletesAsync(id);
        ana.Reads.Count.ShouldBe(before);
        (await world.TheCaseAsync()).Conversation.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Somebody_who_may_not_write_to_the_rep_may_not_do_it_by_an_edit()
    {
        var (world, ana, _) = await WithCaseAsync();
        await using var _w = world;
        var dan = world.InThreadOf("dan", "ESC-1001");
        var id = await dan.SaysAsync("hello", addressed: false);
        await dan.EditsAsync(id, ">> hello");
        ana.Reads.ShouldNotContain(text => text.Contains("hello"));
        dan.Heard.ShouldContain("Only specialists of Technical may do that.");
    }

    [Fact]
    public async Task The_direction_is_told_by_who_wrote_it_and_not_by_a_name_that_two_people_share()
    {
        var yaml = OrganisationFixture
            .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
            .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
            .Replace("name: Bob", "name: Ana", StringComparison.Ordinal);
        var (world, ana, bob) = await WithCaseAsync(("organisation.yaml", yaml));
        await using var _w = world;
        var toRep = await bob.SaysAsync(">> from the specialist", addressed: false);
        var fromRep = await ana.SaysAsync("ESC-1001 from the rep");

        await bob.EditsAsync(toRep, ">> changed by the specialist");
        await ana.EditsAsync(fromRep, "ESC-1001 changed by the rep");

        ana.Reads.ShouldContain(text => text.Contains("changed by the specialist"));
        ana.Reads.ShouldNotContain(text => text.Contains("changed by the rep"));
        bob.Reads.ShouldContain(text => text.Contains("changed by the rep") && !text.Contains("ESC-1001 changed"));
        bob.Reads.ShouldNotContain(text => text.Contains("changed by the specialist"));
        // The message that the case's thread hung on is gone from the store: who wrote the words is still known.
        await world.Store.Database.WriteAsync(
            session => session.ExecuteAsync("DELETE FROM messages WHERE slot = @slot", CaseCard),
            default
        );
        await bob.EditsAsync(toRep, ">> changed once more");
        ana.Reads.ShouldContain(text => text.Contains("changed once more"));
    }

    [Fact]
    public async Task A_question_that_was_only_a_file_may_be_given_words_and_lose_them()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        var id = await ana.SaysAsync("", true, null, Log);
        await ana.EditsAsync(id, "zeppelin");
        await ana.EditsAsync(id, "");
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).Question.ShouldBe(Log.Name);

        await ana.EditsAsync(id, "the zeppelin of the photograph wobbles");

        (await world.TheCaseAsync()).Question.ShouldBe("the zeppelin of the photograph wobbles");
        Actor.TextOf(world.CardOf(CaseCard)).ShouldContain("the zeppelin of the photograph wobbles");
        await ana.DeletesAsync(id);
        (await world.TheCaseAsync()).Conversation.ShouldHaveSingleItem().Deleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_a_question_in_several_messages_only_the_edited_one_changes()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = new Actor(world, new PersonKey("slack", "ana"), new Place("slack", "C0FIELD", "root"), false);
        var first = await ana.SaysAsync("e");
        var second = await ana.SaysAsync("the zeppelin wobbles");
        (await QuestionAsync(world)).ShouldBe("e\nthe zeppelin wobbles");

        await ana.EditsAsync(second, "the zeppelin hums");
        (await QuestionAsync(world)).ShouldBe("e\nthe zeppelin hums");
        await ana.EditsAsync(first, "hello there people");
        (await QuestionAsync(world)).ShouldBe("hello there people\nthe zeppelin hums");

        (await ana.FillsAsync(world.Messages.Keys.Last(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        await ana.EditsAsync(second, "the zeppelin sings");
        (await world.TheCaseAsync()).Question.ShouldBe("hello there people\nthe zeppelin sings");
    }

    [Fact]
    public async Task An_edited_answer_to_a_specialists_question_is_changed_wherever_it_stands()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(CaseCard, "Claim");
        await bob.FillsAsync(CaseCard, "Ask the rep", ("What do you need to know?", "Which zeppelin?"));
        var id = await ana.SaysAsync("The red one");

        await ana.EditsAsync(id, "The blue one");

        Actor.TextOf(world.CardOf(CaseCard)).ShouldContain("Which zeppelin? → The blue one");
        Actor.TextOf(world.CardOf("case:ESC-1001:ask:1")).ShouldContain("The blue one");
        bob.Reads.ShouldContain(text => text.Contains("The blue one") && text.Contains("Before: The red one"));
    }

    [Fact]
    public async Task Words_for_a_case_that_are_edited_before_they_could_be_posted_reach_it_as_they_read_now()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        world.Slow.Add(bob.Place.Lane);
        var id = await ana.SaysAsync("ESC-1001 version one");
        await ana.EditsAsync(id, "ESC-1001 version two");
        (await world.TheCaseAsync())
            .Conversation[^1]
            .ShouldSatisfyAllConditions(turn => turn.Text.ShouldBe("version two"), turn => turn.Before.ShouldBe(["version one"]));
    }

    [Fact]
    public async Task A_colleague_who_talks_unaddressed_in_a_reps_thread_is_left_alone()
    {
        await using var world = await DeskWorld.OpenAsync();
        var thread = new Place("slack", "C0FIELD", "root");
        var ana = new Actor(world, new PersonKey("slack", "ana"), thread, false);
        await ana.SaysAsync(Unknown);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        var (whispers, read) = (world.Whispers.Count, bob.Reads.Count);
        foreach (var name in new[] { "dan", "zoe" })
        {
            var colleague = new Actor(world, new PersonKey("slack", name), thread, false);
            var id = await colleague.SaysAsync("lunch?", addressed: false);
            await colleague.EditsAsync(id, "lunch at one?");
            await colleague.DeletesAsync(id);
        }

        world.Whispers.Count.ShouldBe(whispers);
        bob.Reads.Count.ShouldBe(read);
        // Whoever calls the bot is told why not; and the rep's own words reach the case as before.
        var addressed = new Actor(world, new PersonKey("slack", "dan"), thread, false);
        await addressed.SaysAsync("add this please");
        addressed.Heard.ShouldContain("Only the rep who asked");
        await ana.SaysAsync("it wobbles more now", addressed: false);
        bob.Reads[^1].ShouldContain("it wobbles more now");
    }

    private static async Task<string> QuestionAsync(DeskWorld world) =>
        (await world.Cases.LatestQuestionOfLaneAsync("slack:C0FIELD:root", default))!.Text;
}

file static class Reading
{
    /// <summary>One message of all that somebody reads holds these words.</summary>
    public static void ShouldHaveSingleItemWith(this IReadOnlyList<string> reads, string words) =>
        reads.Where(text => text.Contains(words, StringComparison.Ordinal)).ShouldHaveSingleItem();
}
