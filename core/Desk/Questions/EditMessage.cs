using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// Edits and deletes are carried over: the other side never works from words that their author has replaced. In the thread of a case the
/// mark <c>&gt;&gt;</c> decides, now as when the message was written: an edit that sets it sends the words to the rep, one that loses it
/// takes them back. Nothing is forgotten: what stood before stays in the case.
/// </summary>
internal static class EditMessage
{
    public static void Apply(DecisionBuilder draft, Inbound.Edited edited)
    {
        if (draft.Loaded.Case is { } theCase)
        {
            if (UndecidedOf(theCase, edited.Place, edited.MessageId) is { } undecided)
            {
                UndecidedWords.Change(draft, theCase, undecided, edited.Text);
                return;
            }

            var turn = TurnOf(theCase, edited.Place, edited.MessageId);
            if (IsToRep(draft, theCase, turn))
            {
                OfSpecialist(draft, edited, theCase, turn);
            }
            else if (turn is { Deleted: false })
            {
                OfRep(draft, edited, theCase, turn);
            }
        }
        else if (
            draft.Loaded.Question is { IsFinished: false, CaseId: null } asked
            && Reworded(asked, edited) is { } reworded
            && Admission.Admits(draft.Loaded.Organisation, draft.Loaded.Asker.Membership)
        )
        {
            if (reworded.Turns.All(turn => turn.Text.Length == 0))
            {
                FilesAlone.Ask(draft, reworded);
                return;
            }

            AnswerQuestion.Judge(draft, reworded);
        }
    }

    public static void Apply(DecisionBuilder draft, Inbound.Deleted deleted)
    {
        if (draft.Loaded.Case is { } theCase)
        {
            if (UndecidedOf(theCase, deleted.Place, deleted.MessageId) is { } undecided)
            {
                UndecidedWords.Change(draft, theCase, undecided, text: null);
            }
            else if (TurnOf(theCase, deleted.Place, deleted.MessageId) is { Deleted: false } turn)
            {
                Carry(draft, theCase, turn, turn with { Deleted = true });
            }
        }
        else if (draft.Loaded.Question is { IsFinished: false, CaseId: null } asked && asked.MessageId == deleted.MessageId)
        {
            draft.Keep(QuestionConsults.Withdraw(draft, asked) with { State = QuestionState.Ended });
            draft.Timer(asked.Id, TimerNames.Settle, null);
            draft.Note("withdrawn", null, "", asked.Id);
        }
    }

    /// <summary>A message that was heard before, as the edit that it is.</summary>
    public static Inbound.Edited EditOf(Inbound.Said said) =>
        new(said.MessageId, said.Text)
        {
            Origin = new Origin
            {
                DeliveryKey = said.DeliveryKey,
                MessageKey = said.MessageKey,
                From = said.From,
                FromName = said.FromName,
                Place = said.Place,
                Direct = said.Direct,
                At = said.At,
                Locale = said.Locale,
                ServiceUrl = said.ServiceUrl,
            },
            Files = said.Files,
            Hidden = said.Hidden,
        };

    /// <summary>A question with one of its messages as it reads now; null when the message is none of them, or nothing changed.</summary>
    public static AskedQuestion? Reworded(AskedQuestion asked, Inbound.Edited edited)
    {
        var key = Slots.Relay(edited.Place, edited.MessageId);
        if (asked.Turns.LastOrDefault(turn => turn.MessageKey == key) is not { } turn || turn.Text == edited.Text)
        {
            return null;
        }

        var old = turn.Text.Trim();
        return asked with
        {
            Text = Rewritten(asked.Text, asked.Turns, turn, edited.Text),
            Turns = [.. asked.Turns.Select(other => other.MessageKey == key ? Reworded(turn, edited.Text) : other)],
            // The message may have been the answer to what the bot asked.
            Given = asked.Given.ToDictionary(
                pair => pair.Key,
                pair => pair.Value == old && asked.AskedFacts.Contains(pair.Key, StringComparer.Ordinal) ? edited.Text.Trim() : pair.Value,
                StringComparer.Ordinal
            ),
        };
    }

    /// <summary>A message in the case's thread.</summary>
    private static void OfSpecialist(DecisionBuilder draft, Inbound.Edited edited, Case theCase, Turn? turn)
    {
        var words = edited.Text.TrimStart();
        var crosses = words.StartsWith(TypedCommands.ToRepMark, StringComparison.Ordinal);
        var text = crosses ? words[TypedCommands.ToRepMark.Length..].Trim() : "";
        var files = edited.Files.Count > 0 ? edited.Files : turn?.Files ?? [];
        if (turn is { Deleted: false })
        {
            if (text.Length == 0 && (!crosses || files.Count == 0))
            {
                TakeBack.Apply(draft, theCase, turn);
            }
            else if (text != turn.Text && !PermissionCheck.Refuses(draft, DeskAction.ReplyToRep, theCase))
            {
                Carry(draft, theCase, turn, Reworded(turn, text) with { Files = files });
            }
        }
        else if (crosses)
        {
            ReplyToRep.Apply(draft, theCase, text, files, Slots.Relay(edited.Place, edited.MessageId));
        }
    }

    /// <summary>A message of the rep's side that stands in the case.</summary>
    private static void OfRep(DecisionBuilder draft, Inbound.Edited edited, Case theCase, Turn turn)
    {
        // The number at the start said only where the words belong.
        var text =
            TypedCommands.LeadingCaseNumber(edited.Text) == theCase.Id ? TypedCommands.WithoutLeadingNumber(edited.Text) : edited.Text;
        if (text != turn.Text && !RestrictedWords.GoApart(draft, theCase, Reworded(turn, text)))
        {
            Carry(draft, theCase, turn, Reworded(turn, text));
        }
    }

    private static void Carry(DecisionBuilder draft, Case theCase, Turn turn, Turn changed)
    {
        var isQuestion = QuestionTurns(theCase.Question, Told(theCase)).Any(other => other.MessageKey == turn.MessageKey);
        var answered =
            changed.Deleted || turn.Text.Length == 0
                ? null
                : theCase.Asks.LastOrDefault(ask => ask.RepliedAt is not null && ask.Reply == turn.Text);
        var kept = draft.Keep(
            theCase.Changing(turn, changed) with
            {
                // The question itself follows its edit; a deleted question stays readable in the case, marked.
                Question = changed.Deleted ? theCase.Question : Rewritten(theCase.Question, Told(theCase), turn, changed.Text),
                // So does a fact that the message gave.
                Facts =
                    changed.Deleted || isQuestion || turn.Text.Length == 0
                        ? theCase.Facts
                        :
                        [
                            .. theCase.Facts.Select(fact =>
                                fact.Value == turn.Text.Trim() ? fact with { Value = changed.Text.Trim() } : fact
                            ),
                        ],
                Asks = [.. theCase.Asks.Select(ask => ReferenceEquals(ask, answered) ? ask with { Reply = changed.Text } : ask)],
            }
        );
        draft.Note(changed.Deleted ? "deleted" : "edited", kept, ShortText.Of(changed.Deleted ? turn.Text : changed.Text, 500));
        if (IsToRep(draft, theCase, turn))
        {
            if (changed.Deleted)
            {
                draft.RemoveFromRep(kept, turn.MessageKey!);
            }
            else
            {
                draft.TellRep(kept, RelayCards.ForRep(draft, kept, changed.Who, changed.Text, changed.Files), turn.MessageKey);
            }
        }
        else if (changed.Deleted)
        {
            draft.TellThreadPlainly(kept, "thread_deleted", changed.Who);
        }
        else
        {
            draft.TellThread(kept, RelayCards.ForThread(draft, kept, changed), isQuestion ? null : turn.MessageKey);
        }

        if (answered is not null)
        {
            AnswerRepAsk.ShowAsk(draft, kept, answered with { Reply = changed.Text });
        }

        if (kept.IsOpen)
        {
            draft.ShowEverywhere(kept);
        }
    }

    /// <summary>
    /// The words go from the specialists to the rep. Told by who wrote them where, as it was kept when they crossed; never by a name, which
    /// two people may share. Rows of older versions kept nothing: there the place tells, of the message or of its copy.
    /// </summary>
    private static bool IsToRep(DecisionBuilder draft, Case theCase, Turn? turn) =>
        turn?.ToRep
        ?? (
            draft.Loaded.InCaseThread
            || (
                turn is not null
                && draft.Loaded.RelayedTo?.Lane == theCase.RepPlace.Lane
                && draft.Inbound.Place.Lane != theCase.RepPlace.Lane
            )
        );

    private static Turn? UndecidedOf(Case theCase, Place place, string messageId)
    {
        var key = Slots.Relay(place, messageId);
        return theCase.Undecided.FirstOrDefault(turn => turn.MessageKey == key);
    }

    private static Turn? TurnOf(Case theCase, Place place, string messageId)
    {
        var key = Slots.Relay(place, messageId);
        return theCase.Conversation.LastOrDefault(turn => turn.MessageKey == key);
    }

    private static Turn Reworded(Turn turn, string text) => turn.EditedTo(text) with { Changed = true };

    private static List<Turn> Told(Case theCase) => [.. theCase.Conversation.Where(turn => !turn.Overheard)];

    /// <summary>
    /// A question whose words come from several messages, with one of them rewritten. Words that come from a form stay as they are.
    /// </summary>
    private static string Rewritten(string question, IReadOnlyList<Turn> told, Turn turn, string text)
    {
        var own = QuestionTurns(question, told);
        return own.Any(other => other.MessageKey == turn.MessageKey)
            ? QuestionText.Fit(Joined(own.Select(other => other.MessageKey == turn.MessageKey ? other with { Text = text } : other)))
            : question;
    }

    /// <summary>The first turns, as many as make up the question; none when it was worded elsewhere.</summary>
    private static List<Turn> QuestionTurns(string question, IReadOnlyList<Turn> told) =>
        Enumerable
            .Range(1, told.Count)
            .Select(count => told.Take(count).ToList())
            .FirstOrDefault(first => QuestionText.Fit(Joined(first)) == question)
        ?? [];

    /// <summary>Files alone add no words; where there are no words at all their names stand for them.</summary>
    private static string Joined(IEnumerable<Turn> turns)
    {
        var words = string.Join('\n', turns.Select(turn => turn.Text).Where(text => text.Length > 0));
        return words.Length > 0 ? words : FilesAlone.Names(turns);
    }
}
