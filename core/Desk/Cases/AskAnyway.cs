using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>A question that a fact of the case answers is shown with that fact first; whoever asked sends it anyway by one press.</summary>
internal static class AskAnyway
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.AskAnyway, DeskAction.AskRep)
        {
            Do = (draft, theCase, input) =>
            {
                if (theCase.HeldAsks.FirstOrDefault(held => held.Id == input.Data.GetValueOrDefault(DataKeys.Ask)) is not { } held)
                {
                    draft.Refuse("ask_anyway_gone");
                    return;
                }

                var rest = theCase with { HeldAsks = [.. theCase.HeldAsks.Where(other => other != held)] };
                AskRep.Send(draft, rest, held.Text, fact: null, again: true);
            },
        };

    /// <summary>So many wait for a second thought; older ones are asked anew.</summary>
    private const int MostHeld = 5;

    /// <summary>Shows whoever asks what is known, and sends nothing.</summary>
    public static void Hold(DecisionBuilder draft, Case theCase, string text, KnownFact known)
    {
        var held = new HeldAsk(draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture), text, draft.By);
        var kept = draft.Keep(theCase with { HeldAsks = [.. theCase.HeldAsks.TakeLast(MostHeld - 1), held] });
        draft.Note("ask_known", kept, $"{text} → {known.Value}");
        var line = known is { Who: { } who, At: { } at }
            ? draft.Words.Say("known_answer_said", who, draft.When.Past(at), known.Label)
            : draft.Words.Say("known_answer_recorded", known.Label);
        draft.Whisper(
            new Card(
                $"{line} {known.Value} {draft.Words["known_answer_ask"]}",
                [
                    new CardPart.Text(line, Strong: true),
                    new CardPart.Quote(known.Value, null),
                    new CardPart.Note(draft.Words["known_answer_ask"]),
                ],
                [draft.Cards.Button(Actions.AskAnyway, kept, (DataKeys.Ask, held.Id))]
            )
        );
    }
}
