using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>
/// The forms of credits that need no case: Credit on an answer, and Refuse on an approval. Who may, and what they ask. Pure.
/// </summary>
internal static class CreditForms
{
    /// <summary>It is one of them.</summary>
    public static bool Has(string form, IReadOnlyDictionary<string, string> data) =>
        form is Actions.RefuseApproval || (form is Actions.Credit && !data.ContainsKey(DataKeys.Case));

    /// <summary>Why it may not be opened or sent; null when it may.</summary>
    /// <param name="asked">The question that the form names; null when it names none, or there is none of that id.</param>
    /// <param name="approval">As <paramref name="asked"/>.</param>
    /// <param name="ledger">What the approval's account was granted, or null.</param>
    public static FormRefusal? WhyNot(
        Workplace workplace,
        Words words,
        Asker asker,
        string form,
        IReadOnlyDictionary<string, string> data,
        AskedQuestion? asked,
        Approval? approval,
        AccountLedger? ledger,
        DateTimeOffset now
    )
    {
        var organisation = workplace.Organisation;
        if (form is Actions.RefuseApproval)
        {
            return approval is null ? FormRefusal.Of(words, "approval_gone")
                : !Approvals.Concerns(asker, approval) && !Approvals.MayRefuse(organisation, asker.Colleague, approval, ledger, now)
                    ? FormRefusal.Of(words, "approval_not_yours")
                : !approval.IsWaiting ? FormRefusal.Of(words, "approval_over", StateOf(workplace, words, approval, now))
                : Approvals.MayRefuse(organisation, asker.Colleague, approval, ledger, now) ? null
                : FormRefusal.Of(words, "approval_not_yours");
        }

        if (organisation.Authority.Rules.Count == 0)
        {
            return FormRefusal.Of(words, "credit_no_matrix");
        }

        if (asker.Colleague is null)
        {
            return FormRefusal.Of(words, "credit_listed", organisation.Name);
        }

        return data.ContainsKey(DataKeys.Question) switch
        {
            true when asked is null => FormRefusal.Of(words, "question_gone"),
            true when !asked!.By.Is(asker.Party) => FormRefusal.Of(words, "only_asker", asked.By.Name),
            _ => null,
        };
    }

    /// <summary>The form.</summary>
    public static Form Make(FormMaker forms, string form, IReadOnlyDictionary<string, string> data) =>
        (
            form is Actions.RefuseApproval
                ? forms.Make("form_refuse_approval", forms.Paragraph(FormFields.Text, "form_refuse_approval_why", required: true))
                : Credit(forms, null, data)
        ) with
        {
            Id = form,
            Data = data,
        };

    /// <summary>Action, account, amount, reason; filled with what is known.</summary>
    public static Form Credit(FormMaker forms, Case? theCase, IReadOnlyDictionary<string, string> data)
    {
        var (organisation, words) = (forms.Organisation, forms.Words);
        var actions = organisation.Authority.Actions;
        var account = organisation.FindAccount(data.GetValueOrDefault(DataKeys.Account) ?? theCase?.Account);
        return forms.Make(
            "form_credit",
            forms.Choice(
                FormFields.GrantAction,
                "form_credit_action",
                [.. actions.Select(action => new Option(ShortText.Cut(action, 75), ShortText.Of(AuthorityCards.Name(action), 75)))],
                data.GetValueOrDefault(DataKeys.GrantAction) ?? (actions.Count == 1 ? actions[0] : null)
            ),
            forms.AccountField(account, required: true),
            new FormField(FormFields.Amount, words.Say("form_credit_amount", organisation.Authority.Currency), FieldKind.Line)
            {
                Required = true,
                Hint = words["form_credit_amount_hint"],
                Value = data.GetValueOrDefault(DataKeys.Amount),
                MaxLength = 40,
            },
            forms.Paragraph(FormFields.Text, "form_credit_reason", required: true) with
            {
                MaxLength = 1000,
            }
        ) with
        {
            Intro = words["form_credit_intro"],
        };
    }

    private static string StateOf(Workplace workplace, Words words, Approval approval, DateTimeOffset now)
    {
        var when = new When(words, workplace.Organisation.Calendar.Zone, now);
        return new AuthorityCards(workplace.Organisation, words, when, new(workplace, words, now)).State(approval);
    }
}
