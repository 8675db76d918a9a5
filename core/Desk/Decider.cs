using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>The one switch over everything that can happen. Pure: no I/O, no clock, no randomness.</summary>
public static class Decider
{
    /// <summary>Decides one inbound row, within the limits of its person and place.</summary>
    public static Decision Decide(Inbound inbound, LoadedState loaded, DateTimeOffset now) =>
        Quotas.Apply(inbound, loaded, now, DecideFreely);

    private static Decision DecideFreely(Inbound inbound, LoadedState loaded, DateTimeOffset now)
    {
        var draft = new DecisionBuilder(loaded, inbound, now);
        if (Programs.IsTurnedAway(loaded, inbound))
        {
            Programs.Answer(draft);
            return draft.Finish();
        }

        if (Strangers.IsTurnedAway(loaded.Organisation, loaded.Asker, inbound))
        {
            Strangers.Answer(draft);
            return draft.Finish();
        }

        switch (inbound)
        {
            case Inbound.Said said:
                MessageHandler.Apply(draft, said);
                break;
            case Inbound.Edited edited:
                EditMessage.Apply(draft, edited);
                break;
            case Inbound.Deleted deleted:
                EditMessage.Apply(draft, deleted);
                break;
            case Inbound.Pressed pressed:
                PressHandler.Apply(draft, pressed);
                break;
            case Inbound.Submitted submitted:
                SubmissionHandler.Apply(draft, submitted);
                break;
            // A reaction never changes the state of a case: one slip of a finger must not acknowledge anything.
            case Inbound.Reacted:
                break;
            case Inbound.Arrived:
                draft.Show(
                    $"welcome:{inbound.Place.Lane}",
                    new Destination.At(inbound.Place),
                    inbound.Place.Lane,
                    CaseLists.Help(draft, welcome: true)
                );
                break;
            case Inbound.Departed:
                break;
            case Inbound.HomeOpened:
                draft.Home(inbound.From, CaseLists.Home(draft));
                break;
            case Inbound.TimePassed { Timer: TimerNames.Rise }:
                Outbreaks.Look(draft);
                break;
            case Inbound.TimePassed { Timer: TimerNames.Incident }:
                IncidentKeeper.Step(draft);
                break;
            case Inbound.TimePassed { Timer: TimerNames.PatternWatch }:
                PatternMemos.Look(draft);
                break;
            case Inbound.TimePassed { Timer: TimerNames.Verify }:
                VerifyReminders.Remind(draft);
                break;
            case Inbound.TimePassed { Timer: TimerNames.KnowledgeWorse }:
                KnowledgeRegressions.Tell(draft);
                break;
            case Inbound.TimePassed { Timer: TimerNames.DraftChecked }:
                KnowledgeRegressions.ShowDraft(draft);
                break;
            case Inbound.TimePassed { Timer: TimerNames.VerdictLabels }:
                VerdictLabels.Look(draft);
                break;
            case Inbound.TimePassed passed:
                TimerHandler.Apply(draft, passed);
                break;
            case Inbound.Written written:
                WrittenAnswer.Apply(draft, written);
                break;
            case Inbound.Undelivered undelivered:
                UndeliveredHandler.Apply(draft, undelivered);
                break;
            case Inbound.Filed filed:
                DepartmentWebhook.Filed(draft, filed);
                break;
            case Inbound.AccountRead read:
                LiveAccounts.Read(draft, read.Answer);
                break;
            case Inbound.MessageGone:
                FoundCards.Gone(draft);
                break;
            case Inbound.CardFound found:
                FoundCards.Found(draft, found);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        MergedCases.Pass(draft);
        Following.Tell(draft);
        // Talk that nobody keeps is left alone.
        if (inbound is { Hidden: > 0 } && (draft.LeavesHistory || inbound is Inbound.Said { Addressed: true }))
        {
            // Whoever wrote it should know, and not send it again.
            draft.Whisper(Card.Of(draft.Words.Count("hidden_told", inbound.Hidden)));
        }

        return draft.Finish();
    }
}
