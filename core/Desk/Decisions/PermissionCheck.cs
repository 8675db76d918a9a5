using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Checks that come before every change, each with a private sentence that says why not and what to do instead.</summary>
internal static class PermissionCheck
{
    /// <summary>True when this person may not; they were told who may and whom to ask.</summary>
    public static bool Refuses(DecisionBuilder draft, DeskAction action, Case? theCase)
    {
        if (draft.Loaded.Asker.May(draft.Loaded.Organisation, action, theCase) is not Permission.Refused refused)
        {
            return false;
        }

        draft.Refused(DecisionAudit.Snake(action.ToString()), theCase?.Id, DecisionAudit.Snake($"only{refused.WhoMay}"));
        var sentence = Sentence(draft.Words, draft.Loaded.Organisation, draft.Loaded.Asker, refused);
        // Talk that was not meant for the bot is left alone, also where it may not be taken up.
        if (
            draft.Inbound is not Inbound.Said { Addressed: false } said
            || said.Text.TrimStart().StartsWith(Texts.TypedCommands.ToRepMark, StringComparison.Ordinal)
        )
        {
            draft.GiveBack(sentence);
        }

        return true;
    }

    /// <summary>The words of a refusal.</summary>
    public static string Sentence(Words words, OrganisationSnapshot organisation, Asker asker, Permission.Refused refused)
    {
        // Of somebody whom the platform did not tell nothing is known, also not that it is another's business: "ask Bob" may be said to
        // Bob.
        if (refused.WhoMay is WhoMay.Members || (asker.IsUnidentified && refused.WhoMay is not WhoMay.RepOfTheCase))
        {
            return Strangers.Sentence(words, organisation, asker);
        }

        var queue = organisation.FindQueue(refused.Queue)?.Title ?? "";
        var who = words.Say(
            "only_"
                + refused.WhoMay switch
                {
                    WhoMay.Listed => "listed",
                    WhoMay.RepOfTheCase => "rep",
                    WhoMay.SpecialistsOfTheQueue => "specialists",
                    WhoMay.ManagersOfTheQueue => "managers_of_queue",
                    WhoMay.Managers => "managers",
                    WhoMay.ReadersOfTheCase => "readers",
                    _ => throw new System.Diagnostics.UnreachableException(),
                },
            queue
        );
        return refused.AskWhom.Count == 0
            ? who
            : $"{who} {words.Say("ask_whom", string.Join(", ", refused.AskWhom.Take(2).Select(person => person.Name)))}";
    }

    /// <summary>True when the case is over; the person was told so.</summary>
    public static bool IsOver(DecisionBuilder draft, Case theCase)
    {
        if (theCase.State is CaseState.Unclaimed or CaseState.Claimed)
        {
            return false;
        }

        if (theCase.MergedInto is { } into)
        {
            draft.Refuse("merged_already", theCase.Id, into);
            return true;
        }

        draft.Refuse("already_over", theCase.Id, draft.Cards.PlainStateLine(theCase));
        return true;
    }
}
