using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk;

/// <summary>
/// The one table of what people do to a case: action, right, state, form, handler. A new button of a case is a new row here, a file in
/// Cases, and its place among the buttons in Cards/CardMaker.Buttons.cs.
/// </summary>
internal static class CaseActions
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        Claim.Action,
        Release.Action,
        Transfer.Action,
        Reassign.Action,
        ChangePriority.Action,
        ChangeCategory.Action,
        WrongVerdict.Action,
        AskRep.Action,
        AskAnyway.Action,
        AskDepartment.Action,
        .. DepartmentAnswers.All,
        AnswerRepAsk.Action,
        .. UndecidedWords.All,
        ReplyToRep.Action,
        TakeBack.Action,
        StillOnIt.Action,
        .. SnoozeCase.All,
        ConsultColleague.Action,
        .. ConsultAnswers.All,
        .. InviteColleague.All,
        .. Following.All,
        LinkCases.Action,
        .. MergeCases.All,
        SplitCase.Action,
        .. IncidentCases.All,
        .. StaleCase.All,
        Promises.Kept,
        ClientUpdated.Action,
        MissingDetails.Action,
        Resolve.Action,
        WriteArticle.Action,
        Decline.Action,
        NotMe.Action,
        ClientTold.Action,
        ToldHow.Action,
        Rate.Action,
        Reopen.Action,
        .. Hold.All,
        RevealSecrets.Action,
        LiveAccounts.Action,
        GrantCredit.Action,
        new(Actions.Details, DeskAction.Resolve) { WhyNot = (_, _) => null, Do = (draft, theCase, _) => CaseLists.Details(draft, theCase) },
        new(Actions.ShowCase, null) { Do = (draft, theCase, _) => CaseLists.Status(draft, theCase.Id) },
    ];

    private static readonly Dictionary<string, CaseAction> ByName = All.ToDictionary(action => action.Name, StringComparer.Ordinal);

    /// <summary>The row of a button; null for one that is none of a case.</summary>
    public static CaseAction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The form of an action, which names the case, the client and, on its button, the act; null when it has none.</summary>
    public static Form? FormOf(FormMaker forms, string name, Case theCase, IReadOnlyDictionary<string, string> data)
    {
        if (Find(name)?.Form is not { } make)
        {
            return null;
        }
        var form = make(forms, theCase, data);
        var account = theCase.Restricted || !Find(name)!.NamesClient ? null : forms.Organisation.FindAccount(theCase.Account)?.Name;
        return form with
        {
            Id = name,
            Data = data,
            Title = $"{form.Title} {theCase.Id}{(account is null ? "" : " · " + account)}",
            Submit = forms.Words.Find("submit_" + name, form.Submit),
        };
    }
}
