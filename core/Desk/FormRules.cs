using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk;

/// <summary>
/// Who may open a form, and in what state of its case: one rule, asked when the form opens and again when it is sent, because a submission
/// comes from outside and need not have been opened. Each answer is null (yes) or the sentence that says why not. Pure.
/// </summary>
internal static class FormRules
{
    /// <summary>Forms that make a case from a question or a message.</summary>
    public static bool MakesCase(string form) => form is Actions.GetSpecialist or Actions.SendToSpecialists or Actions.EscalateMessage;

    /// <summary>A form that makes a case.</summary>
    /// <param name="named">The form names a question; then <paramref name="asked"/> is it, or null when there is none of that id.</param>
    public static FormRefusal? WhyNotMake(Workplace workplace, Words words, Asker asker, bool named, AskedQuestion? asked)
    {
        if (asker.May(workplace.Organisation, DeskAction.Ask, null) is Permission.Refused refused)
        {
            return FormRefusal.Of(workplace, words, asker, DeskAction.Ask, refused, null);
        }

        return asked switch
        {
            _ when !named => null,
            null => FormRefusal.Of(words, "question_gone"),
            _ when !asked.By.Is(asker.Party) => FormRefusal.Of(words, "only_asker", asked.By.Name),
            { CaseId: { } already } => FormRefusal.Of(words, "already_a_case", already),
            _ => null,
        };
    }

    /// <summary>A form of a case.</summary>
    /// <param name="data">What the button carried.</param>
    public static FormRefusal? WhyNot(
        Workplace workplace,
        Words words,
        Acting acting,
        string form,
        Case? theCase,
        IReadOnlyDictionary<string, string> data
    )
    {
        if (CaseActions.Find(form) is not { Form: not null, Needs: { } needed } action)
        {
            return FormRefusal.Of(words, "unknown_button");
        }

        if (theCase is null)
        {
            return FormRefusal.Of(words, "case_gone");
        }

        if (acting.Asker.May(workplace.Organisation, needed, theCase) is Permission.Refused refused)
        {
            return FormRefusal.Of(workplace, words, acting.Asker, needed, refused, theCase.Id);
        }

        // Whose it is comes first: of what is not theirs people do not hear how it stands.
        var states = new CaseStates(workplace, words);
        return action.Whose?.Invoke(states, acting, theCase, data) ?? action.WhyNot(states, theCase);
    }
}
