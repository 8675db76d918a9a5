using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>
/// Labels of verdicts: who gave or dismissed them goes, with their words. Those of an erased asker's question go with its words. Whoever
/// was told is shown what is left.
/// </summary>
internal sealed partial class Erasure
{
    private async Task<int> LabelsAsync(Session session)
    {
        var count = 0;
        await foreach (
            var (one, isHeld) in StoredText.AllAsync(
                session,
                "SELECT body, CASE WHEN EXISTS (SELECT 1 FROM questions q JOIN cases c ON c.id = q.case_id WHERE q.id = "
                    + "verdict_labels.question_id AND c.held <> 0) THEN 1 ELSE 0 END FROM verdict_labels",
                row => (Label: VerdictLabelRows.Read(row), IsHeld: row.Long(1) != 0),
                row => row.Label.Id
            )
        )
        {
            var erased = one.Without(person);
            if (!isHeld && !ReferenceEquals(erased, one) && await VerdictLabelRows.PutAsync(session, erased))
            {
                count++;
                await ToldAnewAsync(session, one);
            }
        }

        return count;
    }

    private async Task LabelsOfQuestionAsync(Session session, string question)
    {
        foreach (var one in await VerdictLabelRows.OfQuestionAsync(session, question))
        {
            await ToldAnewAsync(session, one);
        }

        await VerdictLabelRows.DeleteAsync(session, question);
    }

    private async Task ToldAnewAsync(Session session, VerdictLabel one)
    {
        // One that was replaced stood in another message before.
        await ForgetSentAsync(session, VerdictLabel.Prefix);
        foreach (var slot in await SlotsAsync(session, $"{one.Subject}:"))
        {
            await ShowAnewAsync(session, slot, Blanked);
        }

        await VerdictLabelRows.LookAsync(session, one, database.Time.GetUtcNow());
    }
}
