using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Store;

public sealed class TurnsTests
{
    [Theory, Engines]
    public async Task A_long_conversation_is_rows_of_which_a_case_brings_its_beginning_and_its_end(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await PutAsync(store, Case() with { Conversation = [Turn(1) with { Overheard = true }, Turn(2), Turn(3)] });
        for (var n = 4; n <= 100; n++)
        {
            var found = (await store.FindCaseAsync("ESC-1001", default))!;
            found.Turns.ShouldBe(n - 1);
            await PutAsync(
                store,
                found.Saying(Turn(n) with { Files = n == 5 ? [new FileLink("log.txt", "https://files/log.txt")] : [] }) with
                {
                    Version = found.Version + 1,
                }
            );
        }

        var theCase = (await store.FindCaseAsync("ESC-1001", default))!;
        (theCase.Turns, theCase.TurnCount).ShouldBe((100, 100));
        theCase
            .Conversation.Select(turn => turn.Text)
            .ShouldBe([.. new[] { 1, 2, 3, 5 }.Concat(Enumerable.Range(61, 40)).Select(n => $"turn {n}")]);
        theCase.Conversation.Select(turn => turn.Seq).ShouldBe([1, 2, 3, 5, .. Enumerable.Range(61, 40)]);
        theCase.Conversation[3].Files.ShouldHaveSingleItem().Name.ShouldBe("log.txt");
        (await store.FindCaseWithTurnAsync("ESC-1001", "k30", default))!
            .Conversation.Single(turn => turn.MessageKey == "k30")
            .Seq.ShouldBe(30);
        (await test.CountAsync("SELECT COUNT(*) FROM turns WHERE subject = 'ESC-1001'")).ShouldBe(99);
        // Lists do without.
        (await store.CasesAsync(new CaseFilter(), default))
            .ShouldHaveSingleItem()
            .Conversation.ShouldHaveSingleItem();
    }

    [Theory, Engines]
    public async Task A_turn_that_is_changed_replaces_its_row(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await PutAsync(store, Case() with { Conversation = [Turn(1), Turn(2), Turn(3)] });
        var found = (await store.FindCaseAsync("ESC-1001", default))!;
        await PutAsync(store, found.Changing(found.Conversation[1], found.Conversation[1].EditedTo("other words")) with { Version = 2 });
        found = (await store.FindCaseAsync("ESC-1001", default))!;
        await PutAsync(store, found.Changing(found.Conversation[0], found.Conversation[0] with { Deleted = true }) with { Version = 3 });
        found = (await store.FindCaseAsync("ESC-1001", default))!;
        found
            .Conversation.Select(turn => (turn.Text, turn.Deleted))
            .ShouldBe([("turn 1", true), ("other words", false), ("turn 3", false)]);
        found.Conversation[1].Before.ShouldBe(["turn 2"]);
        found.Turns.ShouldBe(3);
    }

    [Theory, Engines]
    public async Task A_body_of_an_older_version_holds_all_its_turns_until_it_is_written_again(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await PutAsync(store, Case() with { Conversation = [Turn(1)] });
        var old = Text(Case() with { Conversation = [.. Enumerable.Range(1, 60).Select(Turn)] })
            .Replace("\"turn_count\":0,", "", StringComparison.Ordinal);
        old.ShouldNotContain("turn_count");
        await test.Database.WriteAsync(
            session => session.ExecuteAsync("UPDATE cases SET body = @body WHERE id = 'ESC-1001'", old),
            default
        );

        var found = (await store.FindCaseAsync("ESC-1001", default))!;
        (found.Conversation.Count, found.Turns).ShouldBe((60, 60));
        await PutAsync(store, found.Saying(Turn(61)) with { Version = 2 });
        found = (await store.FindCaseAsync("ESC-1001", default))!;
        (found.Turns, found.Conversation[0].Text, found.Conversation[^1].Text).ShouldBe((61, "turn 1", "turn 61"));
        (await test.CountAsync("SELECT COUNT(*) FROM turns")).ShouldBe(60);
    }

    [Theory, Engines]
    public async Task A_lost_race_leaves_no_turn_behind(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await PutAsync(store, Case() with { Conversation = [Turn(1)] });
        var found = (await store.FindCaseAsync("ESC-1001", default))!;
        await PutAsync(store, found.Saying(Turn(2)) with { Version = 2 });
        (await store.CommitAsync(null, new Decision { Cases = [found.Saying(Turn(3)) with { Version = 2 }] }, default)).ShouldBe(
            Committed.Stale
        );
        (await store.FindCaseAsync("ESC-1001", default))!.Conversation.Select(turn => turn.Text).ShouldBe(["turn 1", "turn 2"]);
    }

    [Theory, Engines]
    public async Task Questions_keep_their_turns_as_rows_and_forget_them(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        await store.CommitAsync(null, new Decision { Questions = [Question("q1") with { Turns = [Turn(1)] }] }, default);
        for (var n = 2; n <= 250; n++)
        {
            var found = (await store.FindQuestionAsync("q1", default))!;
            await store.CommitAsync(
                null,
                new Decision
                {
                    Questions =
                    [
                        found with
                        {
                            Version = n,
                            Turns = [.. found.Turns, Turn(n)],
                            State = n == 250 ? QuestionState.Solved : QuestionState.Shown,
                            FinishedAt = n == 250 ? Morning : null,
                        },
                    ],
                },
                default
            );
        }

        (await store.FindQuestionAsync("q1", default))!.Turns.Count.ShouldBe(43);
        var whole = (await store.FindQuestionForCaseAsync("q1", default))!;
        (whole.Turns.Count, whole.AllTurns, whole.Turns[0].Text, whole.Turns[^1].Text).ShouldBe((202, 250, "turn 1", "turn 250"));
        (await new Forgetting(test.Database).ForgetAsync(Morning.AddDays(1), default)).ShouldBeGreaterThan(0);
        (await test.CountAsync("SELECT COUNT(*) FROM turns")).ShouldBe(0);
    }

    private static Turn Turn(int n) => new(Morning.AddMinutes(n), "Ana", $"turn {n}", $"k{n}");

    private static async Task PutAsync(CaseStore store, Case one) =>
        (await store.CommitAsync(null, new Decision { Cases = [one] }, default)).ShouldBe(Committed.Stored);
}
