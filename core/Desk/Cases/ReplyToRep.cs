using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Words of a specialist go to the rep: by the form, or by <c>&gt;&gt;</c> in the thread. Nothing crosses unless somebody meant it to.
/// </summary>
internal static class ReplyToRep
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.ReplyToRep, DeskAction.ReplyToRep)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_reply_to_rep",
                    new FormField(FormFields.Text, forms.Words.Say("form_reply_text", theCase.Rep.Name), FieldKind.Paragraph)
                    {
                        Required = true,
                    }
                ),
            Do = FromForm,
        };

    /// <summary>From a specialist to the rep.</summary>
    public static void Apply(DecisionBuilder draft, Case theCase, string text, IReadOnlyList<FileLink> files, string slot)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.ReplyToRep, theCase))
        {
            return;
        }

        if (text.Length == 0 && files.Count == 0)
        {
            draft.Refuse("nothing_to_send");
            return;
        }

        var told = theCase.Saying(new Turn(draft.Now, draft.By.Name, text, slot) { Files = files, ToRep = true }) with
        {
            RepToldAt = draft.Now,
        };
        told = theCase.IsOpen ? draft.Keep(Promises.In(draft, told, text)) : draft.Keep(told with { RepToldAt = theCase.RepToldAt });
        draft.Note("relayed_to_rep", told, ShortText.Of(text, RelayCards.LongestDetail));
        draft.TellRep(told, RelayCards.ForRep(draft, told, draft.By.Name, text, files), slot);
        var confirm = draft.Words.Say("sent_to_rep", told.Rep.Name);
        draft.Whisper(
            new Card(
                confirm,
                [new CardPart.Text(confirm)],
                [draft.Cards.Button(Actions.TakeBack, told, (DataKeys.Slot, slot)) with { EndsAt = draft.Now + TakeBack.Within }]
            )
        );
        if (told.IsOpen)
        {
            draft.ShowEverywhere(told);
        }
    }

    private static void FromForm(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        Apply(draft, theCase, input.Text, [], Slots.FormRelay(draft.Loaded.InboxId));
        var title = draft.Words.Say("thread_replied", draft.By.Name, theCase.Rep.Name);
        draft.TellThread(theCase, new Card(title, [new CardPart.Text(title, Strong: true), new CardPart.Quote(input.Text, null)], []));
    }
}
