using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

/// <summary>Labels of verdicts, on every engine.</summary>
public sealed class VerdictStoreTests
{
    [Theory, Engines]
    public async Task A_person_has_one_label_of_a_question_and_of_two_writes_the_first_counts(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        (await PutAsync(Label("vl1", "q1"))).ShouldBe(Committed.Stored);
        // The same person by another address of their mailbox.
        (await PutAsync(Label("vl2", "q1", by: "bob+x"))).ShouldBe(Committed.Stale);
        (await PutAsync(Label("vl3", "q1", by: "carol"))).ShouldBe(Committed.Stored);
        (await PutAsync(Label("vl1", "q1", 2) with { At = Morning.AddHours(1), Reason = "" })).ShouldBe(Committed.Stored);
        (await PutAsync(Label("vl1", "q1", 2))).ShouldBe(Committed.Stale);
        (await store.FindLabelAsync("vl1", default)).ShouldBe(Label("vl1", "q1", 2) with { At = Morning.AddHours(1), Reason = "" });
        (await store.FindLabelAsync("q1", Label("", "", by: "bob+y").By, default))!.Id.ShouldBe("vl1");
        (await store.FindLabelAsync("q2", Label("", "").By, default)).ShouldBeNull();
        (await store.LabelsToldAsync("2026-11-23:criterion:noise", default)).Select(one => one.Id).ShouldBe(["vl3", "vl1"]);
        await PutAsync(Label("vl3", "q1", 2, "carol") with { State = VerdictLabelState.Dismissed });
        (await store.GivenLabelsAsync(default)).Select(one => one.Id).ShouldBe(["vl1"]);
        (await store.NewestLabelsAsync(null, 10, default)).Select(one => one.Id).ShouldBe(["vl1", "vl3"]);
        (await store.NewestLabelsAsync("noise", 1, default)).Select(one => one.Id).ShouldBe(["vl1"]);
        (await store.NewestLabelsAsync("", 10, default)).ShouldBeEmpty();

        Task<Committed> PutAsync(VerdictLabel label) => store.CommitAsync(null, new Decision { Labels = [label] }, default);
    }

    [Theory, Engines]
    public async Task A_label_goes_with_the_words_of_its_question_and_its_giver_goes_out_of_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new CaseStore(test.Database);
        var held = new Held(AnaParty, Morning, "court");
        await store.CommitAsync(
            null,
            new Decision
            {
                Questions =
                [
                    Question("q1") with
                    {
                        State = QuestionState.Solved,
                        FinishedAt = Morning,
                    },
                    Question("q2") with
                    {
                        State = QuestionState.Escalated,
                        FinishedAt = Morning,
                        CaseId = "ESC-1",
                    },
                ],
                Cases = [Case("ESC-1", state: CaseState.Closed) with { QuestionId = "q2", Hold = held }],
                Labels = [Label("vl1", "q1"), Label("vl2", "q2")],
            },
            default
        );
        await new PersonErasing(test.Database).EraseAsync("bob@example.com", "Bob Bauer", "somebody", default);
        var erased = (await store.FindLabelAsync("vl1", default))!;
        (erased.By.Name, erased.By.Email, erased.Reason, erased.Right.Verdict).ShouldBe(("somebody", null, "", "escalate"));
        // What is held stays whole.
        (await store.FindLabelAsync("vl2", default)).ShouldBe(Label("vl2", "q2"));
        await new Forgetting(test.Database).ForgetAsync(Morning.AddDays(900), default);
        (await store.FindLabelAsync("vl1", default)).ShouldBeNull();
        (await store.FindLabelAsync("vl2", default)).ShouldNotBeNull();
    }
}
