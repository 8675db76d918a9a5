using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk;

/// <summary>
/// Who may open a form, and in what state of its case: one rule, asked when the form opens and again when it is sent, because a submission comes from outside
/// and need not have been opened. Each answer is null (yes) or the sentence that says why not. Pure.
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
    public static FormRefusal? WhyNot(Workplace workplace, Words words, Asker asker, string form, Case? theCase)
    {
        if (NeededFor(form) is not { } needed)
        {
            return FormRefusal.Of(words, "unknown_button");
        }

        if (theCase is null)
        {
            return FormRefusal.Of(words, "case_gone");
        }

        if (asker.May(workplace.Organisation, needed, theCase) is Permission.Refused refused)
        {
            return FormRefusal.Of(workplace, words, asker, needed, refused, theCase.Id);
        }

        var cards = new CardMaker(workplace, words, theCase.ChangedAt);
        var works = theCase.State is CaseState.Unclaimed or CaseState.Claimed;
        return needed switch
        {
            DeskAction.Reopen when works => FormRefusal.Of(words, "open_already", theCase.Id, cards.StateLine(theCase)),
            DeskAction.Reopen => null,
            DeskAction.Hold when form == Actions.Hold && theCase.Hold is { } held =>
                FormRefusal.Of(words, "held_already", theCase.Id, held.By.Name, new When(words, workplace.Organisation.Calendar.Zone, held.At).Day(held.At)),
            DeskAction.Hold when form == Actions.Unhold && theCase.Hold is null => FormRefusal.Of(words, "not_held", theCase.Id),
            DeskAction.Hold => null,
            DeskAction.AddToCase when theCase.IsOpen && form is Actions.AddDetails && workplace.Organisation.Intake.FindAll(theCase.Wanted).Count == 0 =>
                FormRefusal.Of(words, "details_none", theCase.Id),
            DeskAction.AddToCase => theCase.IsOpen ? null : FormRefusal.Of(words, "case_is_over", theCase.Id),
            DeskAction.Release when theCase.State is CaseState.Unclaimed => FormRefusal.Of(words, "not_claimed", theCase.Id),
            _ when works => null,
            _ => FormRefusal.Of(words, "already_over", theCase.Id, cards.StateLine(theCase)),
        };
    }

    private static DeskAction? NeededFor(string form) => form switch
    {
        Actions.AskRep => DeskAction.AskRep,
        Actions.ReplyToRep => DeskAction.ReplyToRep,
        Actions.Resolve => DeskAction.Resolve,
        Actions.Transfer => DeskAction.Transfer,
        Actions.Release => DeskAction.Release,
        Actions.Priority => DeskAction.Priority,
        Actions.Decline => DeskAction.Decline,
        Actions.Reassign => DeskAction.Reassign,
        Actions.Reopen => DeskAction.Reopen,
        Actions.Hold or Actions.Unhold => DeskAction.Hold,
        Actions.AnswerAsk or Actions.AddDetails => DeskAction.AddToCase,
        _ => null,
    };
}

/// <summary>Why a form may not be opened or sent.</summary>
/// <param name="Sentence">For the person.</param>
/// <param name="Why">One snake-case word, for the audit.</param>
/// <param name="Wanted">What they may not do, snake case; null when it is nobody's right that is missing.</param>
/// <param name="CaseId">The case in question, or null.</param>
internal sealed record FormRefusal(string Sentence, string Why, string? Wanted, string? CaseId)
{
    public static FormRefusal Of(Words words, string key, params object?[] values) => new(words.Say(key, values), key, null, null);

    public static FormRefusal Of(Workplace workplace, Words words, Asker asker, DeskAction wanted, Permission.Refused refused, string? caseId) =>
        new(PermissionCheck.Sentence(words, workplace.Organisation, asker, refused), DecisionAudit.Snake($"only{refused.WhoMay}"), DecisionAudit.Snake(wanted.ToString()), caseId);

    /// <summary>Tells the person who sent the form, with the words that they typed.</summary>
    public void Tell(DecisionBuilder draft)
    {
        if (Wanted is null)
        {
            draft.Told(Why);
        }
        else
        {
            draft.Refused(Wanted, CaseId, Why);
        }

        draft.GiveBack(Sentence);
    }
}
