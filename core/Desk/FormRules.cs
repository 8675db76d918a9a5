using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Messages;

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
    public static string? WhyNotMake(Workplace workplace, Words words, Asker asker, bool named, Asked? asked)
    {
        if (asker.May(workplace.Organisation, DeskAction.Ask, null) is Permission.Refused refused)
        {
            return Rules.Sentence(words, workplace.Organisation, refused);
        }

        return asked switch
        {
            _ when !named => null,
            null => words["question_gone"],
            _ when !asked.By.Is(asker.Party) => words.Say("only_asker", asked.By.Name),
            { CaseId: { } already } => words.Say("already_a_case", already),
            _ => null,
        };
    }

    /// <summary>A form of a case.</summary>
    public static string? WhyNot(Workplace workplace, Words words, Asker asker, string form, Case? theCase)
    {
        if (theCase is null)
        {
            return words["case_gone"];
        }

        if (NeededFor(form) is not { } needed)
        {
            return words["unknown_button"];
        }

        if (asker.May(workplace.Organisation, needed, theCase) is Permission.Refused refused)
        {
            return Rules.Sentence(words, workplace.Organisation, refused);
        }

        var cards = new CardMaker(workplace, words, theCase.ChangedAt);
        var works = theCase.State is CaseState.Unclaimed or CaseState.Claimed;
        return needed switch
        {
            DeskAction.Reopen when works => words.Say("open_already", theCase.Id, cards.StateLine(theCase)),
            DeskAction.Reopen => null,
            DeskAction.AddToCase => theCase.IsOpen ? null : words.Say("case_is_over", theCase.Id),
            DeskAction.Release when theCase.State is CaseState.Unclaimed => words.Say("not_claimed", theCase.Id),
            _ when works => null,
            _ => words.Say("already_over", theCase.Id, cards.StateLine(theCase)),
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
        Actions.AnswerAsk => DeskAction.AddToCase,
        _ => null,
    };
}
