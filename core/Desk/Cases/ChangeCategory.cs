using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// The category was found wrongly: a specialist corrects it. What is missing follows intake.yaml's facts of the new one; figures and what
/// is learned from past cases follow, too. The case stays in its queue.
/// </summary>
internal static class ChangeCategory
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Category, DeskAction.Category)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_category",
                    forms.Choice(
                        FormFields.Category,
                        "form_category_which",
                        [
                            .. forms.Organisation.AllCategories.Select(category => new Option(
                                ShortText.Cut(category, 75),
                                ShortText.Of(category, 75)
                            )),
                        ],
                        theCase.Category
                    )
                ),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values.GetValueOrDefault(FormFields.Category)),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string? category)
    {
        if (
            category is null
            || category == theCase.Category
            || !draft.Loaded.Organisation.AllCategories.Contains(category, StringComparer.Ordinal)
        )
        {
            draft.Refuse("same_category", theCase.Id, theCase.Category ?? "–");
            return;
        }

        var known = theCase.Facts.Select(fact => fact.Label).ToHashSet(StringComparer.Ordinal);
        var changed = draft.Keep(
            theCase with
            {
                Category = category,
                Missing =
                [
                    .. draft
                        .Loaded.Organisation.Intake.RequiredFor(category)
                        .Select(fact => fact.Label)
                        .Where(label => !known.Contains(label)),
                ],
            }
        );
        draft.Note("category", changed, $"{theCase.Category} → {category}");
        draft.ShowEverywhere(changed);
        // What it is about is a word of the case.
        draft.TellThread(changed, Card.Of(draft.Words.Say("thread_category", draft.By.Name, category)));
    }
}
