using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The owner says what fixed it and what to tell the client; the rep has it at once.</summary>
internal static class Resolve
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Resolve, DeskAction.Resolve)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_resolve",
                    forms.Paragraph("fix", "field_fix", required: true),
                    forms.Paragraph("cause", "field_cause", Needs(forms, theCase, "cause")),
                    forms.Paragraph("ruled_out", "field_ruled_out", Needs(forms, theCase, "ruled_out")),
                    forms.Paragraph("tell", "field_tell", required: true),
                    forms.Choice(
                        FormFields.AskedBack,
                        "form_asked_back",
                        [new Option("no", forms.Words["asked_back_no"]), new Option("yes", forms.Words["asked_back_yes"])]
                    ) with
                    {
                        Required = Needs(forms, theCase, FormFields.AskedBack),
                    }
                ),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values),
        };

    private static bool Needs(FormMaker forms, Case theCase, string part) =>
        forms.Organisation.FindQueue(theCase.Queue)?.ResolveNeeds.Contains(part, StringComparer.Ordinal) == true;

    private static void Apply(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        var outcome = new Resolution(Value("fix"), Value("cause"), Value("ruled_out"), Value("tell"), draft.By, draft.Now)
        {
            AskedBack = Value(FormFields.AskedBack) switch
            {
                "yes" => true,
                "no" => false,
                _ => null,
            },
        };
        var resolved = With(draft, theCase, outcome);
        if (outcome.AskedBack == true)
        {
            FieldProposals.Tell(draft, resolved);
        }

        string Value(string field) => values.GetValueOrDefault(field)?.Trim() ?? "";
    }

    /// <summary>It is solved: whoever waits for it has the outcome.</summary>
    public static Case With(DecisionBuilder draft, Case theCase, Resolution outcome)
    {
        var resolved = CaseEnd.Withdraw(draft, draft.Keep(theCase.ResolvedWith(outcome)));
        draft.Note("resolved", resolved, outcome.Fix);
        draft.ShowEverywhere(resolved);
        draft.TellRep(resolved, draft.Cards.Outcome(resolved), Slots.Outcome(resolved));
        return resolved;
    }
}
