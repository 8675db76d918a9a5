using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Shows the secrets that were taken out of a case's words to the case's owner, once: in their 1:1 chat, in a message that is removed after
/// ten minutes. The store forgets them with the same decision, and the audit keeps who looked.
/// </summary>
internal static class RevealSecrets
{
    /// <summary>Its row in <see cref="CaseActions"/>. Only the owner may, whatever rights others have.</summary>
    public static CaseAction Action { get; } = new(Actions.ShowHidden, null) { Do = (draft, theCase, _) => Show(draft, theCase) };

    private static readonly TimeSpan ShownFor = TimeSpan.FromMinutes(10);

    private static void Show(DecisionBuilder draft, Case theCase)
    {
        if (theCase.Owner is not { } owner || !owner.Is(draft.By))
        {
            draft.Refused(Actions.ShowHidden, theCase.Id, "only_owner");
            draft.Whisper(
                Card.Of(
                    !Visibility.May(draft.Loaded.Organisation, draft.Loaded.Asker.Reader, theCase) ? draft.Words["case_gone"]
                    : theCase.Owner is { } other ? draft.Words.Say("hidden_only_owner", theCase.Id, other.Name)
                    : draft.Words.Say("hidden_claim_first", theCase.Id)
                )
            );
            return;
        }

        var words = draft.Words;
        if (draft.Loaded.Hidden.Count == 0)
        {
            draft.Whisper("hidden_gone", theCase.Id);
            return;
        }

        var kept = draft.KeepAsIs(theCase with { Hidden = 0 });
        draft.Note("hidden_shown", kept);
        var slot = $"hidden:{kept.Id}:{draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        List<CardPart> parts =
        [
            new CardPart.Heading(words.Say("hidden_title", kept.Id)),
            new CardPart.FactList([
                .. draft
                    .Loaded.Hidden.DistinctBy(one => one.Words)
                    .Select(one => new LabelledFact(words[$"hidden_kind_{one.Kind.ToString().ToLowerInvariant()}"], one.Words)),
            ]),
            new CardPart.Note(words["hidden_note"]),
        ];
        draft.Reveal(
            slot,
            new Destination.Direct(draft.Inbound.From.Channel, draft.Inbound.From.Id, draft.By.Email),
            $"person:{draft.By.Email ?? draft.Inbound.From.Id}",
            new Card(words.Say("hidden_fallback", kept.Id), parts, []),
            kept.Id,
            draft.Loaded.Hidden.Select(one => one.Id)
        );
        draft.Timer(slot, TimerNames.HideAgain, draft.Now + ShownFor);
        draft.Whisper(Card.Of(words["hidden_sent"]));
        draft.ShowInQueue(kept);
    }
}
