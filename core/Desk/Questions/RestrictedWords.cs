using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// Words for a case that many read, which a criterion keeps for few: they do not enter that case, whichever way they came (a message, an
/// answer, a form, an edit). They are looked at as a question of their own, as if they had been asked first.
/// </summary>
internal static class RestrictedWords
{
    /// <summary>True when the words went their own way; nothing of the case was changed then.</summary>
    /// <param name="turn">The words, who said them, and what became of the message.</param>
    public static bool GoApart(DecisionBuilder draft, Case theCase, Turn turn)
    {
        var workplace = draft.Loaded.Workplace;
        if (theCase.Restricted || turn.Text.Length == 0 || !workplace.Triage.Data.Criteria.CanRestrict)
        {
            return false;
        }

        var question = Question.Of(QuestionText.Fit(turn.Text), draft.Loaded.Asker.AudienceIn(draft.Inbound.Direct));
        var look = AnswerQuestion.Judge(workplace, question, [], draft.Inbound, draft.Now);
        if (!look.Restricted && look.Verdict is not Verdict.Escalate { Restricted: true })
        {
            return false;
        }

        draft.Whisper("restricted_own", theCase.Id);
        AnswerQuestion.Judge(
            draft,
            AnswerQuestion.New(draft, turn.Text, draft.Inbound.Place, draft.Inbound.Direct, MessageIdOf(turn), [turn.AsNew()])
        );
        return true;
    }

    private static string? MessageIdOf(Turn turn) => turn.MessageKey is { } key ? key[(key.LastIndexOf(':') + 1)..] : null;
}
