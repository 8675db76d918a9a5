using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The priority changes, with a reason; its clocks start from the new level.</summary>
internal static class ChangePriority
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Priority, DeskAction.Priority)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_priority",
                    forms.Choice(
                        FormFields.Priority,
                        "form_urgency",
                        [.. Priorities.All.Select(level => new Option(level, forms.Words["urgency_" + level]))],
                        theCase.Priority
                    ),
                    forms.Paragraph(FormFields.Text, "form_why")
                ),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values.GetValueOrDefault(FormFields.Priority), input.Text),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string? priority, string why)
    {
        if (priority is null || !Priorities.All.Contains(priority, StringComparer.Ordinal) || priority == theCase.Priority)
        {
            draft.Refuse("same_priority", theCase.Id, theCase.Priority.ToUpperInvariant());
            return;
        }

        var changed = draft.Keep(theCase with { Priority = priority, LadderStep = 0 });
        draft.Note("priority", changed, $"{theCase.Priority} → {priority}: {why}");
        draft.ShowEverywhere(changed);
        draft.TellThread(
            changed,
            RelayCards.Handover(
                draft,
                draft.Words.Say("thread_priority", draft.By.Name, theCase.Priority.ToUpperInvariant(), priority.ToUpperInvariant()),
                why
            )
        );
    }
}
