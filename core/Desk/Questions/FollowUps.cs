using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// What people say after something: it belongs to the question or the case that it follows. Without one it is what it looks like.
/// </summary>
internal static class FollowUps
{
    /// <summary>True when it was said to a question or a case of this person, and is dealt with.</summary>
    public static bool Apply(DecisionBuilder draft, Inbound.Said said, TypedCommand command, string topic) =>
        command switch
        {
            TypedCommand.NotSolved => NotSolved(draft, said),
            TypedCommand.News => News(draft, topic),
            _ => false,
        };

    /// <summary>
    /// Words that are small talk alone, and an answer where somebody waits for one: a specialist, or the bot for a fact. News of what is no
    /// case of theirs is a question.
    /// </summary>
    public static bool MayBeSaidToSomebody(DecisionBuilder draft, Inbound.Said said, TypedCommand command) =>
        command is TypedCommand.News
        // "Front or back?" somebody may have asked.
        || (
            command is TypedCommand.Back
            && (
                draft.Loaded.Question is { State: QuestionState.WaitingForFact } asking && asking.Place.Lane == said.Place.Lane
                || draft.Loaded.OwnCases.Any(own => own.Rep.Is(draft.By) && (Clocks.WaitsForRep(own) || own.AwaitsFacts))
            )
        )
        || (
            command is TypedCommand.SmallTalk or TypedCommand.NotSolved
            && (
                draft.Loaded.Question is { State: QuestionState.WaitingForFact, Judgement.Verdict: Verdict.Ask } waiting
                    && waiting.Place.Lane == said.Place.Lane
                || (
                    (command is TypedCommand.NotSolved || ReplyReading.IsYesOrNo(said.Text))
                    && draft.Loaded.OwnCases.Any(own =>
                        own.Rep.Is(draft.By) && (Clocks.WaitsForRep(own) || own.AwaitsFacts) && own.RepPlace.Lane == said.Place.Lane
                    )
                )
            )
        );

    private static bool NotSolved(DecisionBuilder draft, Inbound.Said said)
    {
        if (draft.Loaded.OwnCases.Any(own => Clocks.WaitsForRep(own) && own.RepPlace.Lane == said.Place.Lane))
        {
            return false;
        }

        var last = draft.Loaded.Question;
        if (last is { CaseId: null } && last.By.Is(draft.By) && (last.ShownArticle is not null || last.Judgement.Verdict is Verdict.Offer))
        {
            var turn = new Turn(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files };
            var kept = draft.Keep(last with { State = QuestionState.Shown, Turns = [.. last.Turns, turn] });
            draft.Timer(kept.Id, TimerNames.Settle, draft.Now + AnswerQuestion.SettleAfter);
            draft.Note("not_solved", null, kept.ShownArticle ?? "", kept.Id);
            draft.Reply(ReaderRights.Fit(draft, draft.AnswerCards.NotSolved(kept)), questionId: kept.Id, quotes: true);
            return true;
        }

        var here = draft.Loaded.OwnCases.Where(own => own.Rep.Is(draft.By) && own.RepPlace.Lane == said.Place.Lane).ToList();
        if ((here.Find(own => own.Id == last?.CaseId) ?? (here.Count == 1 ? here[0] : null)) is not { } theCase)
        {
            return false;
        }

        if (theCase.IsAwaited)
        {
            AddToCase.Said(draft, said, theCase, said.Text);
        }
        else
        {
            Reopen.Apply(draft, theCase, said.Text);
        }

        return true;
    }

    private static bool News(DecisionBuilder draft, string topic)
    {
        var own = draft.Loaded.OwnCases;
        var words = ContentWords.Of(topic);
        if (words.Count == 0)
        {
            if (own.Count == 1)
            {
                Show(draft, own[0]);
            }
            else
            {
                CaseLists.Status(draft, "");
            }

            return true;
        }

        if (Likeness.Best(draft, words, own) is not { } theCase)
        {
            return false;
        }

        Show(draft, theCase);
        return true;
    }

    private static void Show(DecisionBuilder draft, Case theCase)
    {
        draft.Viewed("status", theCase.Id);
        draft.Reply(draft.Cards.ForRep(theCase), theCase.Id);
    }
}
