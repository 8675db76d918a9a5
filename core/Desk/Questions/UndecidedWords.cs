using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// A message of which nobody can tell whether it answers the specialist or asks something new: the rep is asked once, and the button that
/// they press uses the words as they wrote them. Without a press they go to the case, so that they are never lost.
/// </summary>
internal static class UndecidedWords
{
    private const int LongestQuote = 300;

    /// <summary>So long the rep has to press a button.</summary>
    public static TimeSpan PassOnAfter { get; } = TimeSpan.FromHours(1);

    /// <summary>Its rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.AnswerToCase, DeskAction.AddToCase) { Do = (draft, theCase, input) => IsAnswer(draft, theCase, input) },
        new(Actions.NewQuestion, DeskAction.Ask) { Do = (draft, theCase, input) => IsQuestion(draft, theCase, input) },
    ];

    /// <summary>Asks which it is.</summary>
    public static void Ask(DecisionBuilder draft, Inbound.Said said, Case theCase, RepAsk ask)
    {
        var turn = new Turn(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId))
        {
            Files = said.Files,
            ToRep = false,
        };
        var kept = draft.Keep(theCase with { Undecided = [.. theCase.Undecided, turn] });
        draft.Note("undecided", kept);
        draft.Timer(kept.Id, TimerNames.Undecided, (kept.Undecided[0].At < draft.Now ? kept.Undecided[0].At : draft.Now) + PassOnAfter);
        var line = draft.Words.Say("which_is_it", ask.By, kept.Id);
        draft.Reply(
            new Card(
                line,
                [
                    new CardPart.Text(line, Strong: true),
                    new CardPart.Quote(ask.Text, ask.By),
                    new CardPart.Quote(ShortText.Of(turn.Text, LongestQuote), turn.Who),
                ],
                [
                    Button(draft, Actions.AnswerToCase, kept, turn) with
                    {
                        Title = draft.Words.Say("button_answer_to_case", kept.Id),
                    },
                    Button(draft, Actions.NewQuestion, kept, turn),
                ]
            ),
            kept.Id,
            slot: Slot(kept, turn)
        );
    }

    /// <summary>Nobody pressed: the specialist gets the words.</summary>
    public static void PassOn(DecisionBuilder draft, Case theCase)
    {
        var waiting = theCase.Undecided.Where(turn => turn.At + PassOnAfter <= draft.Now).ToList();
        if (waiting.Count == 0)
        {
            return;
        }

        var left = SnoozeCase.Heard(draft, theCase, waiting[0].Who) with { Undecided = [.. theCase.Undecided.Except(waiting)] };
        foreach (var turn in waiting)
        {
            left = left.Saying(turn);
        }

        var kept = draft.Keep(left);
        foreach (var turn in waiting)
        {
            draft.Note("added", kept, ShortText.Of(turn.Text, RelayCards.LongestDetail));
            draft.TellThread(kept, RelayCards.ForThread(draft, kept, turn), turn.MessageKey);
            draft.TellRep(kept, Card.Of(draft.Words.Say("which_passed_on", kept.Id)), Slot(kept, turn));
        }

        if (kept.Undecided.Count > 0)
        {
            draft.Timer(kept.Id, TimerNames.Undecided, kept.Undecided[0].At + PassOnAfter);
        }

        draft.ShowEverywhere(kept);
    }

    /// <summary>The message was changed or deleted before the rep said which it is.</summary>
    public static void Change(DecisionBuilder draft, Case theCase, Turn turn, string? text)
    {
        draft.Keep(
            theCase with
            {
                Undecided =
                [
                    .. theCase
                        .Undecided.Where(other => text is not null || other.MessageKey != turn.MessageKey)
                        .Select(other => other.MessageKey == turn.MessageKey ? other with { Text = text! } : other),
                ],
            }
        );
        draft.Note(text is null ? "deleted" : "edited", theCase);
        if (text is null)
        {
            draft.RemoveFromRep(theCase, Slot(theCase, turn));
        }
    }

    private static void IsAnswer(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        if (Find(draft, theCase, input) is not { } turn)
        {
            return;
        }

        if (!theCase.IsOpen)
        {
            draft.Whisper("case_is_over", theCase.Id);
            return;
        }

        var decided = Without(theCase, turn);
        var ask = AnswerRepAsk.AskFor(decided, turn.Text);
        if (ask is not null)
        {
            AnswerRepAsk.Apply(draft, decided, ask, turn, tells: false);
        }
        else
        {
            AddToCase.Apply(draft, decided, turn, turn.MessageKey!);
        }

        Settle(
            draft,
            theCase,
            turn,
            draft.Words.Say("answer_sent", theCase.Id, ask?.By ?? theCase.Owner?.Name ?? draft.Cards.QueueTitle(theCase))
        );
    }

    private static void IsQuestion(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        if (Find(draft, theCase, input) is not { } turn)
        {
            return;
        }

        var kept = draft.Keep(Without(theCase, turn));
        Settle(draft, kept, turn, draft.Words["which_new"]);
        var messageId = turn.MessageKey![(turn.MessageKey!.LastIndexOf(':') + 1)..];
        AnswerQuestion.Judge(
            draft,
            AnswerQuestion.New(draft, turn.Text, draft.Inbound.Place, draft.Inbound.Direct, messageId, [turn.AsNew()])
        );
    }

    /// <summary>The words that a button stands for; null, and said, when they are no longer undecided or are somebody else's.</summary>
    private static Turn? Find(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        if (!theCase.Rep.Is(draft.By))
        {
            // Whose case it is, is told only to somebody who may read it.
            if (Visibility.May(draft.Loaded.Organisation, draft.Loaded.Asker.Reader, theCase))
            {
                draft.Whisper("only_asker", theCase.Rep.Name);
            }
            else
            {
                draft.Whisper("case_gone");
            }

            return null;
        }

        var key = input.Data.GetValueOrDefault(DataKeys.Message);
        if (theCase.Undecided.FirstOrDefault(turn => turn.MessageKey == key) is { } turn)
        {
            return turn;
        }

        draft.Whisper("which_decided");
        return null;
    }

    private static Case Without(Case theCase, Turn turn) =>
        theCase with
        {
            Undecided = [.. theCase.Undecided.Where(other => other.MessageKey != turn.MessageKey)],
        };

    private static void Settle(DecisionBuilder draft, Case theCase, Turn turn, string line) =>
        draft.ShowPlainly(
            Slot(theCase, turn),
            new Destination.At(draft.Inbound.Place),
            draft.Inbound.Place.Lane,
            Card.Of(line),
            theCase.Id
        );

    private static CardButton Button(DecisionBuilder draft, string action, Case theCase, Turn turn) =>
        draft.Cards.Button(action, theCase, (DataKeys.Message, turn.MessageKey!));

    private static string Slot(Case theCase, Turn turn) => $"which:{theCase.Id}:{turn.MessageKey}";
}
