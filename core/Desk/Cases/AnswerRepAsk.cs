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
                OpenOf(theCase) is { Count: > 1 } open
                    ? forms.Make("form_answer", [.. open.Select(ask => FieldOf(ask))])
                    : forms.Make("form_answer", forms.Paragraph(FormFields.Text, "form_answer_text", required: true)) with
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
        var kept = Answer(draft, theCase, ask, turn);
        if (tells)
        {
            draft.Reply(Card.Of(draft.Words.Say("answer_sent", kept.Id, ask.By)), kept.Id);
        }

        Show(draft, kept);
    }

    /// <summary>The open question that words answer: the one they share most with, else the oldest; null when nothing is asked.</summary>
    public static RepAsk? AskFor(Case theCase, string words) =>
        OpenOf(theCase).OrderByDescending(ask => ContentWords.Shared(words, ask.Text)).FirstOrDefault();

    /// <summary>Keeps the answer and tells the thread; the caller shows what changed.</summary>
    private static Case Answer(DecisionBuilder draft, Case theCase, RepAsk ask, Turn turn)
    {
        var answered = ask with { Reply = ShortText.Of(WordsOf(turn), LongestReply), RepliedAt = draft.Now };
        var kept = draft.Keep(
            LaterFacts.Fill(draft, SnoozeCase.Heard(draft, theCase).Saying(turn), turn, ask.Fact) with
            {
                Asks = [.. theCase.Asks.Select(other => other.Id == ask.Id ? answered : other)],
            }
        );
        draft.Note("rep_answered", kept, ShortText.Of(turn.Text, RelayCards.LongestDetail));
        draft.TellThread(kept, AnswerCard(draft, kept, answered, turn), turn.MessageKey);
        ShowAsk(draft, kept, answered);
        return kept;
    }

    /// <summary>The case's cards, and of its open questions the card that holds them all.</summary>
    private static void Show(DecisionBuilder draft, Case theCase)
    {
        if (OpenOf(theCase) is [.., var newest])
        {
            ShowAsk(draft, theCase, newest);
        }

        draft.ShowEverywhere(theCase);
    }

    /// <summary>Shows the rep what they were asked, and what they answered.</summary>
    public static void ShowAsk(DecisionBuilder draft, Case theCase, RepAsk ask) =>
        draft.TellRep(theCase, draft.Cards.AskOfRep(theCase, ask), Slots.Ask(theCase, ask));

    private static void FromForm(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var slot = Slots.FormRelay(draft.Loaded.InboxId);
        var turn = new Turn(draft.Inbound.At, draft.By.Name, input.Text, slot);
        var given = OpenOf(theCase)
            .Select(ask => (Ask: ask, Text: input.Values.GetValueOrDefault(FieldId(ask))?.Trim() ?? ""))
            .Where(pair => pair.Text.Length > 0)
            .ToList();
        if (given.Count > 0)
        {
            var kept = theCase;
            foreach (var (ask, text) in given)
            {
                kept = Answer(draft, kept, ask, turn with { Text = text, MessageKey = $"{slot}:{ask.Id}" });
            }

            draft.Reply(Card.Of(draft.Words.Say("answer_sent", kept.Id, given[0].Ask.By)), kept.Id);
            Show(draft, kept);
            AddLate(draft, kept, turn, input, [.. given.Select(pair => pair.Ask.Id)]);
        }
        else if (turn.Text.Length == 0)
        {
            draft.Refuse("answer_none");
        }
        else if (OpenOf(theCase).FirstOrDefault(ask => ask.Id == input.Data.GetValueOrDefault(DataKeys.Ask)) is { } open)
        {
            Apply(draft, theCase, open, turn);
        }
        else
        {
            AddToCase.Apply(draft, theCase, turn, slot);
        }
    }

    /// <summary>Words for a question that was answered while the form was open reach the specialists all the same.</summary>
    private static void AddLate(DecisionBuilder draft, Case theCase, Turn turn, CaseInput input, IReadOnlyList<string> answered)
    {
        var late = theCase
            .Asks.Where(ask => ask.RepliedAt is not null && !answered.Contains(ask.Id, StringComparer.Ordinal))
            .Select(ask => input.Values.GetValueOrDefault(FieldId(ask))?.Trim() ?? "")
            .Where(text => text.Length > 0)
            .ToList();
        if (late.Count > 0)
        {
            AddToCase.Apply(draft, theCase, turn with { Text = string.Join('\n', late) }, turn.MessageKey!);
        }
    }

    private static IReadOnlyList<RepAsk> OpenOf(Case theCase) => [.. theCase.Asks.Where(ask => ask.RepliedAt is null)];

    private static string FieldId(RepAsk ask) => $"answer_{ask.Id}";

    private static FormField FieldOf(RepAsk ask) => new(FieldId(ask), ShortText.Of(ask.Text, LongestLabel), FieldKind.Paragraph);

    private const int LongestLabel = 150;

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
