using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Legal hold of a case: while it stands, neither retention nor erasing a person touches the case. Managers of its queue set and release
/// it, also of a case that is over.
/// </summary>
internal static class Hold
{
    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.Hold, DeskAction.Hold)
        {
            WhyNot = (state, theCase) =>
                theCase.Hold is { } held ? state.Refusal("held_already", theCase.Id, held.By.Name, state.DayOf(held.At)) : null,
            Form = (forms, _, _) =>
                forms.Make("form_hold", forms.Paragraph(FormFields.Text, "form_hold_why", required: true)) with
                {
                    Intro = forms.Words["form_hold_intro"],
                },
            Do = (draft, theCase, input) => Set(draft, theCase, input.Text),
        },
        new(Actions.Unhold, DeskAction.Hold)
        {
            WhyNot = (state, theCase) => theCase.Hold is null ? state.Refusal("not_held", theCase.Id) : null,
            Form = (forms, _, _) => forms.Make("form_unhold", forms.Paragraph(FormFields.Text, "form_hold_why", required: true)),
            Do = (draft, theCase, input) => Release(draft, theCase, input.Text),
        },
    ];

    /// <summary>Sets it.</summary>
    private static void Set(DecisionBuilder draft, Case theCase, string why)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Hold, theCase))
        {
            return;
        }

        if (theCase.Hold is { } held)
        {
            draft.Whisper("held_already", theCase.Id, held.By.Name, draft.When.Day(held.At));
            return;
        }

        Keep(draft, theCase with { Hold = new(draft.By, draft.Now, why) }, "held", why);
    }

    /// <summary>Releases it.</summary>
    private static void Release(DecisionBuilder draft, Case theCase, string why)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Hold, theCase))
        {
            return;
        }

        if (theCase.Hold is null)
        {
            draft.Whisper("not_held", theCase.Id);
            return;
        }

        Keep(draft, theCase with { Hold = null }, "hold_released", why);
    }

    /// <summary>The typed command: a number, then the reason.</summary>
    public static void Obey(DecisionBuilder draft, string argument, bool set)
    {
        var number = TypedCommands.LeadingCaseNumber(argument);
        if (number is null || draft.Loaded.Case is not { } theCase || theCase.Id != number)
        {
            draft.Refused(set ? "hold" : "unhold", number, "no_such_case");
            draft.Reply(Card.Of(draft.Words.Say("no_such_case", number ?? argument)));
            return;
        }

        var why = TypedCommands.WithoutLeadingNumber(argument);
        if (set)
        {
            Set(draft, theCase, why);
        }
        else
        {
            Release(draft, theCase, why);
        }
    }

    /// <summary>No clock, date or state of the case moves: only the hold does.</summary>
    private static void Keep(DecisionBuilder draft, Case changed, string kind, string why)
    {
        var kept = draft.KeepAsIs(changed);
        draft.Note(kind, kept, why);
        draft.ShowInQueue(kept);
        draft.TellThreadPlainly(kept, $"thread_{kind}", draft.By.Name);
        draft.Whisper(Card.Of(draft.Words.Say(kind, kept.Id)));
    }
}
