using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// Timers. Each checks again at fire time whether its deadline still stands; a case that moved on in the meantime hears nothing.
/// </summary>
internal static class TimerHandler
{
    public static void Apply(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        switch (passed.Timer)
        {
            case TimerNames.Digest:
                CaseLists.ScheduledDigest(draft, passed);
                return;
            case TimerNames.Review:
                Reviews.Remind(draft, passed);
                return;
            case TimerNames.RotaGap:
                RotaGaps.Tell(draft, passed);
                return;
            case TimerNames.Shift:
                ShiftChanges.Tell(draft, passed);
                return;
            case TimerNames.Nudges:
                Nudges.SendTogether(draft, passed);
                return;
            case TimerNames.HideAgain:
                draft.Remove(passed.Subject, $"hide:{passed.Subject}");
                return;
            case TimerNames.Checkup:
                Checkups.Tell(draft, passed);
                return;
            case TimerNames.ApprovalReminder or TimerNames.ApprovalExpiry:
                ApprovalReminders.Apply(draft, passed);
                return;
            case TimerNames.DraftReview:
                DraftReminders.Apply(draft, passed);
                return;
            case TimerNames.Erased when draft.Loaded.Draft is { } article:
                ReviewArticle.ShowAnew(draft, article);
                return;
            case TimerNames.ArticleReview:
                ArticleReviews.Remind(draft, passed);
                return;
            case TimerNames.CriteriaWatch:
                CriteriaWatch.Look(draft, passed);
                return;
            case TimerNames.ArticleDoubt:
                ArticleDoubts.Look(draft);
                return;
            case TimerNames.FieldProposals:
                FieldProposals.SendTogether(draft, passed);
                return;
            case TimerNames.QuestionConsult:
                QuestionConsults.Late(draft);
                return;
            case TimerNames.Settle when draft.Loaded.Question is { } asked:
                AnswerQuestion.Settle(draft, asked);
                return;
            case TimerNames.Settle:
                return;
            default:
                break;
        }

        if (draft.Loaded.Case is not { } theCase)
        {
            return;
        }

        var due = theCase.Due;
        switch (passed.Timer)
        {
            case TimerNames.RepReminder when Clocks.OpenAsk(theCase) is { } ask:
                RepReminders.Remind(draft, theCase, ask);
                break;
            case TimerNames.PromiseWarning when theCase is { IsWorkedOn: true, OpenPromise: { } soon } && passed.DueAt < soon.DueAt:
                CaseReminders.PromiseWarning(draft, theCase, soon);
                break;
            case TimerNames.Promise when theCase is { IsWorkedOn: true, OpenPromise: { } over } && over.DueAt <= draft.Now:
                CaseReminders.PromiseBroken(draft, theCase, over);
                break;
            case TimerNames.ClientUpdate when theCase.IsAwaited:
                CaseReminders.ClientUpdate(draft, theCase);
                break;
            case TimerNames.Call:
                Paging.Next(draft, theCase);
                break;
            case TimerNames.Department:
                DepartmentReminders.Remind(draft, theCase);
                break;
            case TimerNames.Snooze when theCase.Snoozed is { } put && put.Until <= draft.Now:
                SnoozeCase.TimeIsOver(draft, theCase, put);
                break;
            case TimerNames.Consult:
                ConsultAnswers.Late(draft, theCase);
                break;
            case TimerNames.Stale:
                StaleReminders.Look(draft, theCase);
                break;
            case TimerNames.Undecided:
                UndecidedWords.PassOn(draft, theCase);
                break;
            case TimerNames.AccountOld when theCase.IsWorkedOn:
            case TimerNames.CardCheck when !theCase.IsOpen:
                draft.ShowInQueue(draft.KeepAsIs(theCase));
                break;
            // Somebody was taken out of the case: what people see of it says no more than what is left.
            case TimerNames.Erased:
            case TimerNames.CardCheck:
                draft.ShowEverywhere(draft.KeepAsIs(theCase));
                break;
            case TimerNames.ClaimWarning when due.Claim is { } at && passed.DueAt < at:
                ClaimWarning(draft, theCase, at);
                break;
            case TimerNames.Claim when Deadlines.IsAt(due.Claim, passed.DueAt):
                ClaimLate(draft, theCase, 1);
                break;
            case TimerNames.ClaimLadder when due.Claim is { } at && at <= draft.Now:
                ClaimLate(draft, theCase, theCase.LadderStep + 1);
                break;
            case TimerNames.UpdateWarning when due.Update is { } at && passed.DueAt < at:
                NudgeOwner(draft, theCase, "update_warning", at);
                break;
            case TimerNames.Update when Deadlines.IsAt(due.Update, passed.DueAt):
                UpdateLate(draft, theCase, 1);
                break;
            case TimerNames.UpdateLadder when due.Update is { } at && at <= draft.Now:
                UpdateLate(draft, theCase, theCase.LadderStep + 1);
                break;
            case TimerNames.ResolveWarning when due.Resolve is { } at && passed.DueAt < at:
                NudgeOwner(draft, theCase, "resolve_warning", at);
                break;
            case TimerNames.Resolve when Deadlines.IsAt(due.Resolve, passed.DueAt):
                ResolveLate(draft, theCase);
                break;
            case TimerNames.ClientToldNudge when theCase.State is CaseState.Resolved:
                ClientToldNudge(draft, theCase);
                break;
            case TimerNames.ClientTold when theCase.State is CaseState.Resolved:
                TellManagers(draft, theCase, "manager_client_not_told", theCase.Rep.Name);
                break;
            default:
                break;
        }
    }

    private static void ClaimWarning(DecisionBuilder draft, Case theCase, DateTimeOffset due)
    {
        draft.Note(TimerNames.ClaimWarning, theCase);
        draft.TellThreadPlainly(theCase, "claim_warning", theCase.Id, draft.When.Due(due));
    }

    /// <summary>The ladder: 1 the channel, 2 the person on call, 3 their deputy or the next one on call, 4 the managers.</summary>
    private static void ClaimLate(DecisionBuilder draft, Case theCase, int step)
    {
        var organisation = draft.Loaded.Organisation;
        var due = theCase.Due.Claim!.Value;
        var late = draft.Words.Say("claim_late", theCase.Id, draft.When.Due(due));
        var (onCall, second) = ClaimLadder.Of(draft, theCase);
        if (step == 2 && onCall is null)
        {
            step = 4;
        }

        if (step == 3 && second is null)
        {
            step = 4;
        }

        switch (step)
        {
            case 1:
                draft.TellThreadPlainly(theCase, "claim_late", theCase.Id, draft.When.Due(due));
                break;
            case 2:
                Direct(onCall!.Email, "2");
                break;
            case 3:
                Direct(second!.Email, "3");
                break;
            default:
                TellManagers(draft, theCase, "manager_claim_late", draft.When.Due(due));
                break;
        }

        draft.Note("claim_late", theCase, $"step {step.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        var kept = draft.Keep(theCase with { LadderStep = step });
        draft.ShowEverywhere(kept);
        if (step < 4)
        {
            draft.Timer(
                theCase.Id,
                TimerNames.ClaimLadder,
                Clocks.NextStep(draft.Now, theCase.QueuedAt, due, Clocks.CalendarOf(theCase, organisation))
            );
        }

        void Direct(string email, string slot)
        {
            // Who is called outside hours hears of it by the calls.
            if (Paging.Since(theCase).Count == 0 && Nudges.MaySend(draft, email, theCase))
            {
                draft.TellPerson(
                    email,
                    may => new Card(
                        late,
                        Quoted(theCase, late, may),
                        [draft.Cards.Button(Actions.Claim, theCase) with { Style = ButtonStyle.Primary }]
                    ),
                    theCase,
                    $"case:{theCase.Id}:ladder{slot}:{draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
                );
            }
        }
    }

    private static void NudgeOwner(DecisionBuilder draft, Case theCase, string key, DateTimeOffset due)
    {
        draft.Note(key, theCase);
        if (theCase.Owner is not { } owner)
        {
            draft.TellThreadPlainly(theCase, key, theCase.Id, draft.When.Due(due));
            return;
        }

        var text = draft.Words.Say(key, theCase.Id, draft.When.Due(due));
        IReadOnlyList<CardButton> buttons =
            key == "update_warning"
                ?
                [
                    draft.Cards.Button(Actions.StillOnIt, theCase) with
                    {
                        Style = ButtonStyle.Primary,
                    },
                    draft.Cards.Button(Actions.ReplyToRep, theCase) with
                    {
                        OpensForm = true,
                    },
                ]
                : [];
        TellOwner(draft, theCase, owner, new Card(text, [new CardPart.Text(text)], buttons), key);
    }

    /// <summary>1 the owner is asked whether they are still on it; 2 the case goes back to its queue, and everybody knows.</summary>
    private static void UpdateLate(DecisionBuilder draft, Case theCase, int step)
    {
        var owner = theCase.Owner!;
        draft.Note("update_late", theCase, $"step {step.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        if (step == 1)
        {
            var due = theCase.Due.Update!.Value;
            var text = draft.Words.Say("update_late", theCase.Id, theCase.Rep.Name, draft.When.Due(due));
            TellOwner(
                draft,
                theCase,
                owner,
                new Card(
                    text,
                    [new CardPart.Text(text)],
                    [
                        draft.Cards.Button(Actions.StillOnIt, theCase) with
                        {
                            Style = ButtonStyle.Primary,
                        },
                        draft.Cards.Button(Actions.Release, theCase) with
                        {
                            OpensForm = true,
                        },
                    ]
                ),
                "update_late"
            );
            draft.ShowEverywhere(draft.Keep(theCase with { LadderStep = 1 }));
            draft.Timer(
                theCase.Id,
                TimerNames.UpdateLadder,
                Clocks.NextStep(draft.Now, Clocks.UpdateFrom(theCase), due, Clocks.CalendarOf(theCase, draft.Loaded.Organisation))
            );
            return;
        }

        var back = draft.Keep(theCase.BackToQueue(theCase.Queue, movesPlace: false, draft.Now));
        draft.ShowEverywhere(back);
        draft.TellThreadPlainly(back, "thread_idle", owner.Name);
        draft.TellReps(back, "rep_told_released", draft.Cards.QueueTitle(back));
        TellManagers(draft, back, "manager_idle", owner.Name);
    }

    private static void ResolveLate(DecisionBuilder draft, Case theCase)
    {
        draft.Note("resolve_late", theCase);
        var due = draft.When.Due(theCase.Due.Resolve!.Value);
        draft.TellThreadPlainly(theCase, "resolve_late", theCase.Id, due);
        TellManagers(draft, theCase, "manager_resolve_late", due);
    }

    private static void ClientToldNudge(DecisionBuilder draft, Case theCase)
    {
        draft.Note(TimerNames.ClientToldNudge, theCase);
        var text = draft.Words.Say("client_told_nudge", theCase.Id, draft.When.Past(theCase.Resolution!.At));
        if (!Nudges.MaySend(draft, theCase.Rep.Email, theCase))
        {
            return;
        }

        draft.TellRep(
            theCase,
            new Card(
                text,
                [new CardPart.Text(text)],
                [
                    draft.Cards.Button(Actions.ClientTold, theCase) with
                    {
                        Style = ButtonStyle.Primary,
                    },
                    draft.Cards.Button(Actions.Reopen, theCase) with
                    {
                        OpensForm = true,
                    },
                ]
            )
        );
    }

    private static void TellOwner(DecisionBuilder draft, Case theCase, Party owner, Card card, string what)
    {
        if (Nudges.MaySend(draft, owner.Email, theCase))
        {
            draft.Show(
                $"case:{theCase.Id}:{what}:{draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
                new Destination.Direct(owner.Key.Channel, owner.Key.Id, owner.Email),
                $"person:{owner.Email ?? owner.Key.Id}",
                card,
                theCase.Id
            );
        }
    }

    /// <summary>What is said of a case, with its words for those who may have them.</summary>
    private static IReadOnlyList<CardPart> Quoted(Case theCase, string text, bool mayRead) =>
        mayRead ? [new CardPart.Text(text), new CardPart.Quote(theCase.Question, theCase.Rep.Name)] : [new CardPart.Text(text)];

    /// <summary>A line about a case to the managers of its queue, with its words for those who may have them.</summary>
    /// <param name="slot">Not null: of what is told under one name there is one message for each manager, which is edited.</param>
    internal static void TellManagers(DecisionBuilder draft, Case theCase, string key, string detail, string? slot = null)
    {
        var text = draft.Words.Say(key, theCase.Id, detail);
        foreach (var manager in draft.ManagersOf(theCase.Queue).Where(manager => Nudges.MaySend(draft, manager.Email, theCase)))
        {
            draft.TellPerson(
                manager.Email,
                may => new Card(
                    text,
                    Quoted(theCase, text, may),
                    [
                        draft.Cards.Button(Actions.Reassign, theCase) with
                        {
                            OpensForm = true,
                            Style = ButtonStyle.Primary,
                        },
                        draft.Cards.Button(Actions.ShowCase, theCase),
                    ]
                ),
                theCase,
                $"case:{theCase.Id}:{key}:{manager.Email}:"
                    + (slot ?? draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture))
            );
        }
    }
}
