using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>What only reps read of a case.</summary>
public sealed partial class CardMaker
{
    /// <summary>One line in a list of what the rep asked: in the rep's words.</summary>
    public string LineForRep(Case theCase) => $"{theCase.Id} · {QueueTitle(theCase)} · {RepStateLine(theCase)}";

    /// <summary>
    /// Opens the form that says what the verdict should have been, where a criterion made the case and nobody asked for it: what it carries
    /// is the rep's own question.
    /// </summary>
    private IEnumerable<CardButton> RepsWrongVerdict(Case theCase) =>
        theCase.QuestionId is { } asked && workplace.Organisation.Criteria.Criteria.Any(one => theCase.Reasons.Contains(one.Id))
            ?
            [
                new CardButton(
                    Actions.WrongVerdict,
                    words["button_" + Actions.WrongVerdict],
                    new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Question] = asked }
                )
                {
                    OpensForm = true,
                },
            ]
            : [];

    /// <summary>"by call, Pat Miller".</summary>
    private string Contact(ClientContact told) =>
        told.Whom.Length == 0
            ? words["told_by_" + told.How]
            : words.Say("told_whom", words["told_by_" + told.How], ShortText.Of(told.Whom, 200));

    /// <summary>Nobody works now and no clock of it runs: when they are back, and with whom to speak until then.</summary>
    private string? ClosedUntil(Case theCase)
    {
        var organisation = workplace.Organisation;
        if (
            theCase.State is not CaseState.Unclaimed
            || organisation.Calendar.IsOpen(now)
            || Clocks.LevelOf(theCase, organisation).Clock is ServiceClock.Always
        )
        {
            return null;
        }

        var opens = _when.Clock(organisation.Calendar.NextOpen(now));
        var managers = organisation.People.Where(one => one.Is(Roles.Manager) && one.Queues.Contains(theCase.Queue)).Take(2).ToList();
        return managers switch
        {
            [] => words.Say("closed_until", opens),
            [var one] => words.Say("closed_until_urgent", opens, one.Name),
            [var one, var other, ..] => words.Say("closed_until_urgent", opens, words.Say("closed_until_or", one.Name, other.Name)),
        };
    }
}
