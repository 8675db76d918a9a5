using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>Edits and deletes are carried over: the other side never works from words that their author has replaced. Nothing is forgotten: what stood before stays in the case.</summary>
internal static class Editing
{
    public static void Apply(Draft draft, Inbound.Edited edited)
    {
        var key = Slots.Relay(edited.Place, edited.MessageId);
        if (draft.Loaded.Case is { } theCase && theCase.Conversation.LastOrDefault(turn => turn.MessageKey == key) is { } turn)
        {
            var fromSpecialist = edited.Text.TrimStart().StartsWith(">>", StringComparison.Ordinal);
            var text = fromSpecialist ? edited.Text.TrimStart()[2..].Trim() : edited.Text;
            if (text == turn.Text || turn.Deleted)
            {
                return;
            }

            Carry(draft, theCase, turn, turn.EditedTo(text));
            return;
        }

        if (draft.Loaded.Case is null && draft.Loaded.Question is { IsFinished: false, CaseId: null } asked && asked.MessageId == edited.MessageId && asked.Turns.LastOrDefault(turn => turn.MessageKey == key) is { } said && said.Text != edited.Text)
        {
            var text = asked.AllTurns == 1 ? edited.Text : asked.Text.Replace(QuestionText.Fit(said.Text), edited.Text, StringComparison.Ordinal);
            Answering.Judge(draft, asked with { Text = QuestionText.Fit(text), Turns = [.. asked.Turns.Select(turn => ReferenceEquals(turn, said) ? said.EditedTo(edited.Text) with { Changed = true } : turn)] });
        }
    }

    public static void Apply(Draft draft, Inbound.Deleted deleted)
    {
        var key = Slots.Relay(deleted.Place, deleted.MessageId);
        if (draft.Loaded.Case is { } theCase && theCase.Conversation.LastOrDefault(turn => turn.MessageKey == key && !turn.Deleted) is { } turn)
        {
            Carry(draft, theCase, turn, turn with { Deleted = true });
            return;
        }

        if (draft.Loaded.Case is null && draft.Loaded.Question is { IsFinished: false, CaseId: null } asked && asked.MessageId == deleted.MessageId)
        {
            draft.Keep(asked with { State = AskedState.Ended });
            draft.Timer(asked.Id, TimerNames.Settle, null);
            draft.Note("withdrawn", null, "", asked.Id);
        }
    }

    private static void Carry(Draft draft, Case theCase, Turn turn, Turn changed)
    {
        var isQuestion = theCase.Conversation.FirstOrDefault(other => !other.Overheard) is { } first && ReferenceEquals(first, turn);
        var kept = draft.Keep(theCase.Changing(turn, changed) with
        {
            // The question itself follows its edit; a deleted question stays readable in the case, marked.
            Question = isQuestion && !changed.Deleted ? QuestionText.Fit(theCase.Question.Replace(QuestionText.Fit(turn.Text), changed.Text, StringComparison.Ordinal)) : theCase.Question,
        });
        draft.Note(changed.Deleted ? "deleted" : "edited", kept, Desk.Cards.CardMaker.Shorten(changed.Deleted ? turn.Text : changed.Text, 500));
        // The author's side tells in which direction the words went.
        if (draft.Loaded.RelaySlot is { } slot && IsToRep(theCase, turn, draft))
        {
            if (changed.Deleted)
            {
                draft.Remove(slot, kept.RepPlace.Lane);
            }
            else
            {
                draft.TellRep(kept, Relaying.FromSpecialist(draft, kept, changed.Who, changed.Text, changed.Files), slot);
            }
        }
        else if (changed.Deleted)
        {
            draft.TellThread(kept, Card.Of(draft.Words.Say("thread_deleted", changed.Who)));
        }
        else
        {
            draft.TellThread(kept, Relaying.FromRepCard(draft, kept, changed), isQuestion ? null : turn.MessageKey);
        }

        if (kept.IsOpen)
        {
            draft.ShowEverywhere(kept);
        }
    }

    /// <summary>The edited message stands in the specialists' thread.</summary>
    private static bool IsToRep(Case theCase, Turn turn, Draft draft) => draft.Loaded.InCaseThread || (turn.Who != theCase.Rep.Name && draft.Inbound.Place.Lane != theCase.RepPlace.Lane);
}
