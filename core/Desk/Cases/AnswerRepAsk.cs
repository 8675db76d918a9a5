using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The rep answers what a specialist asked, or adds to the case when nothing is asked any more.</summary>
internal static class AnswerRepAsk
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.AnswerAsk, DeskAction.AddToCase)
        {
            WhyNot = CaseStates.MustBeOpen,
            Form = (forms, theCase, data) =>
                forms.Make("form_answer", forms.Paragraph(FormFields.Text, "form_answer_text", required: true)) with
                {
                    Intro = theCase.Asks.FirstOrDefault(ask => ask.Id == data.GetValueOrDefault(DataKeys.Ask))?.Text ?? "",
                },
            Do = FromForm,
        };

    /// <summary>The whole words stand in the conversation; the question keeps their beginning.</summary>
    private const int LongestReply = 2000;

    /// <summary>The rep answers what the specialist asked.</summary>
    /// <param name="tells">The rep is told that it was sent; false when a card says so already.</param>
    public static void Apply(DecisionBuilder draft, Case theCase, RepAsk ask, Turn turn, bool tells = true)
    {
        var answered = ask with { Reply = ShortText.Of(WordsOf(turn), LongestReply), RepliedAt = draft.Now };
        var kept = draft.Keep(
            SnoozeCase.Heard(draft, theCase).Saying(turn) with
            {
                Asks = [.. theCase.Asks.Select(other => other.Id == ask.Id ? answered : other)],
            }
        );
        draft.Note("rep_answered", kept, ShortText.Of(turn.Text, RelayCards.LongestDetail));
        draft.TellThread(kept, AnswerCard(draft, kept, answered, turn), turn.MessageKey);
        ShowAsk(draft, kept, answered);
        if (tells)
        {
            draft.Reply(Card.Of(draft.Words.Say("answer_sent", kept.Id, ask.By)), kept.Id);
        }

        draft.ShowEverywhere(kept);
    }

    /// <summary>Shows the rep what they were asked, and what they answered.</summary>
    public static void ShowAsk(DecisionBuilder draft, Case theCase, RepAsk ask) =>
        draft.TellRep(theCase, draft.Cards.AskOfRep(theCase, ask), Slots.Ask(theCase, ask));

    private static void FromForm(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var slot = Slots.FormRelay(draft.Loaded.InboxId);
        var turn = new Turn(draft.Inbound.At, draft.By.Name, input.Text, slot);
        if (theCase.Asks.FirstOrDefault(ask => ask.Id == input.Data.GetValueOrDefault(DataKeys.Ask) && ask.RepliedAt is null) is { } open)
        {
            Apply(draft, theCase, open, turn);
        }
        else
        {
            AddToCase.Apply(draft, theCase, turn, slot);
        }
    }

    private static Card AnswerCard(DecisionBuilder draft, Case theCase, RepAsk ask, Turn turn)
    {
        var title = draft.Words.Say("thread_answered", turn.Who);
        List<CardPart> parts = [];
        if (theCase.Owner is { } owner && owner.Key.Channel == draft.Loaded.Organisation.FindQueue(theCase.Queue)?.Place.Channel)
        {
            parts.Add(new CardPart.Mention(owner.Key, owner.Name, title));
        }
        else
        {
            parts.Add(new CardPart.Text(title, Strong: true));
        }

        parts.Add(new CardPart.Quote(ask.Text, ask.By));
        if (turn.Text.Length > 0)
        {
            parts.Add(new CardPart.Quote(turn.Text, turn.Who));
        }

        if (turn.Files.Count > 0)
        {
            parts.Add(new CardPart.Files(turn.Files));
        }

        return new($"{theCase.Id}, {title}: {ShortText.Of(WordsOf(turn), 300)}", parts, []);
    }

    /// <summary>The words; of files alone their names.</summary>
    private static string WordsOf(Turn turn) => turn.Text.Length > 0 ? turn.Text : string.Join(", ", turn.Files.Select(file => file.Name));
}
