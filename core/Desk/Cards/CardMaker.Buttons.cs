using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>The buttons of a case's card and its menu.</summary>
public sealed partial class CardMaker
{
    private List<CardButton> SpecialistButtons(Case theCase, bool isCut = false)
    {
        CardButton[] details = isCut ? [Button(Actions.Details, theCase)] : [];
        if (theCase.State is CaseState.Resolved or CaseState.Closed or CaseState.Declined)
        {
            var reopen = Button(Actions.Reopen, theCase) with { OpensForm = true };
            return theCase is { Restricted: false, Resolution.Fix.Length: > 0, State: not CaseState.Declined }
                ? [reopen, Button(Actions.WriteArticle, theCase) with { OpensForm = true }, .. WrongVerdict(theCase), .. details]
                : [reopen, .. WrongVerdict(theCase), .. details];
        }

        if (theCase.State is CaseState.Merged)
        {
            return [Button(Actions.Unmerge, theCase), .. details];
        }

        List<CardButton> buttons = [];
        if (theCase.State is CaseState.Unclaimed)
        {
            buttons.Add(Button(Actions.Claim, theCase) with { Style = ButtonStyle.Primary });
        }

        buttons.Add(Button(Actions.AskRep, theCase) with { OpensForm = true });
        buttons.Add(Button(Actions.ReplyToRep, theCase) with { OpensForm = true });
        buttons.Add(
            Button(Actions.Resolve, theCase) with
            {
                OpensForm = true,
                Style = theCase.State is CaseState.Claimed ? ButtonStyle.Primary : ButtonStyle.Default,
            }
        );
        List<CardButton> more =
        [
            Button(Actions.Transfer, theCase) with
            {
                OpensForm = true,
            },
            Button(Actions.Reassign, theCase) with
            {
                OpensForm = true,
            },
        ];
        if (theCase.State is CaseState.Claimed)
        {
            more.Add(Button(Actions.Release, theCase) with { OpensForm = true });
        }

        more.Add(Button(Actions.Priority, theCase) with { OpensForm = true });
        if (workplace.Organisation.AllCategories.Count > 1)
        {
            more.Add(Button(Actions.Category, theCase) with { OpensForm = true });
        }

        more.AddRange(WrongVerdict(theCase));
        if (workplace.Organisation.Departments.Count > 0)
        {
            more.Add(Button(Actions.Department, theCase) with { OpensForm = true });
        }

        if (workplace.Organisation.Authority.Rules.Count > 0)
        {
            more.Add(Button(Actions.Credit, theCase) with { OpensForm = true });
        }

        if (workplace.Organisation.People.Count > 1)
        {
            more.Add(Button(Actions.Consult, theCase) with { OpensForm = true });
            more.Add(Button(Actions.Invite, theCase) with { OpensForm = true });
        }

        more.Add(
            theCase.Incident is { Holds: true }
                ? Button(Actions.LeaveIncident, theCase)
                : Button(Actions.Incident, theCase) with
                {
                    OpensForm = true,
                }
        );
        more.Add(Button(Actions.Merge, theCase) with { OpensForm = true });
        more.Add(Button(Actions.Split, theCase) with { OpensForm = true });
        more.Add(Button(Actions.Link, theCase) with { OpensForm = true });
        if (workplace.Organisation.LiveAccounts is not null && theCase.Account is not null)
        {
            more.Add(Button(Actions.ReloadAccount, theCase));
        }

        more.Add(Button(Actions.Follow, theCase));
        if (theCase.State is CaseState.Claimed)
        {
            more.Add(Button(Actions.Snooze, theCase) with { OpensForm = true });
        }

        if (theCase.Snoozed is not null)
        {
            more.Add(Button(Actions.Wake, theCase));
        }

        more.Add(Button(Actions.Decline, theCase) with { OpensForm = true });
        more.Add(Button(theCase.Hold is null ? Actions.Hold : Actions.Unhold, theCase) with { OpensForm = true });
        more.AddRange(details);
        buttons.Add(Button(Actions.More, theCase) with { Menu = more });
        return buttons;
    }

    /// <summary>Opens the form that says what the verdict should have been; nothing for a case of which nothing was judged.</summary>
    private IEnumerable<CardButton> WrongVerdict(Case theCase) =>
        theCase.QuestionId is null ? [] : [Button(Actions.WrongVerdict, theCase) with { OpensForm = true }];
}
