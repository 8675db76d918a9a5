using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>What the asker presses on an answer.</summary>
internal static class QuestionButtons
{
    /// <summary>A button under an answer.</summary>
    public static void Pressed(DecisionBuilder draft, Inbound.Pressed pressed)
    {
        if (draft.Loaded.Question is not { } asked)
        {
            draft.Whisper("question_gone");
            return;
        }

        if (pressed.Action is Actions.Why && MayRead(draft, asked))
        {
            if (ReaderRights.RefusesReceipt(draft, asked))
            {
                return;
            }

            draft.Viewed(Actions.Why, asked.Id);
            // A receipt names articles, accounts and criteria: in a channel others, who may not have it, read along.
            if (draft.Inbound.Direct)
            {
                draft.Reply(draft.AnswerCards.Why(asked), questionId: asked.Id, quotes: true);
            }
            else
            {
                draft.Whisper(draft.AnswerCards.Why(asked));
            }

            return;
        }

        if (!asked.By.Is(draft.By))
        {
            draft.Whisper("only_asker", asked.By.Name);
            return;
        }

        if (asked.CaseId is { } id)
        {
            draft.Whisper("already_a_case", id);
            return;
        }

        var article = pressed.Data.GetValueOrDefault(DataKeys.Article);
        switch (pressed.Action)
        {
            case Actions.Solved:
                Solved(draft, asked, article ?? asked.ShownArticle);
                break;
            case Actions.CopyForClient:
                CopyForClient(draft, asked, article);
                break;
            case Actions.PickArticle:
                Picked(draft, asked, article);
                break;
            case Actions.NoneOfThese:
                NoneOfThese(draft, asked);
                break;
            case Actions.SendToSpecialists:
                EscalateQuestion.Open(draft, asked, CaseRequest.ByPerson);
                break;
            case Actions.AddToCase:
                AddQuestionToCase(draft, asked);
                break;
            default:
                draft.Whisper("unknown_button");
                break;
        }
    }

    /// <summary>Its asker, readers of its case, and in a channel whoever reads along where it was asked.</summary>
    private static bool MayRead(DecisionBuilder draft, AskedQuestion asked)
    {
        var organisation = draft.Loaded.Organisation;
        return Visibility.May(organisation, draft.Loaded.Asker.Reader, asked, draft.Loaded.Case)
            || (!draft.Inbound.Direct && !asked.Direct && Visibility.May(organisation, new Reader.Room(draft.Inbound.Place), asked, null));
    }

    private static void Solved(DecisionBuilder draft, AskedQuestion asked, string? article)
    {
        if (asked.State is QuestionState.Solved)
        {
            draft.Whisper("solved_already");
            return;
        }

        // What a press carries comes from outside: only what this question's asker was shown can have solved it.
        if (article is not null && !asked.WasShown(article))
        {
            draft.Whisper("not_shown");
            return;
        }

        var solved = draft.Keep(QuestionConsults.Withdraw(draft, asked).Showing(article) with { State = QuestionState.Solved });
        draft.Timer(asked.Id, TimerNames.Settle, null);
        draft.Note("solved", null, article ?? "", asked.Id);
        if (article is not null)
        {
            draft.Teach(article, asked, "solved");
        }

        draft.Reply(ReaderRights.Fit(draft, draft.AnswerCards.Solved(solved)), questionId: asked.Id, slot: Slots.Answer(asked.Id));
    }

    private static void Picked(DecisionBuilder draft, AskedQuestion asked, string? articleId)
    {
        if (Offered(asked).FirstOrDefault(hit => hit.ArticleId == articleId) is not { } hit)
        {
            draft.Whisper("not_offered");
            return;
        }

        if (!ReaderRights.MayRead(draft, asked, hit))
        {
            draft.Whisper("question_gone");
            return;
        }

        var picked = draft.Keep(asked.Showing(hit.ArticleId) with { State = QuestionState.Shown });
        draft.Timer(asked.Id, TimerNames.Settle, draft.Now + AnswerQuestion.SettleAfter);
        draft.Note("picked", null, hit.ArticleId, asked.Id);
        draft.Reply(
            draft.WithBanner(ReaderRights.Fit(draft, draft.AnswerCards.Answer(picked, hit, [], null)), picked),
            questionId: asked.Id,
            slot: $"{Slots.Answer(asked.Id)}:{hit.ArticleId}"
        );
    }

    /// <summary>What of an article that was shown a client may have, to be sent on as it is.</summary>
    private static void CopyForClient(DecisionBuilder draft, AskedQuestion asked, string? articleId)
    {
        if (
            asked.Judgement.Ranking.FirstOrDefault(hit => hit.ArticleId == articleId && asked.WasShown(hit.ArticleId)) is not { } hit
            || !ReaderRights.MayRead(draft, asked, hit)
        )
        {
            draft.Whisper("not_shown");
            return;
        }

        if (draft.AnswerCards.ForClient(hit) is not { } copy)
        {
            draft.Whisper("copy_nothing");
            return;
        }

        draft.Note("copied", null, hit.ArticleId, asked.Id);
        draft.ReplyPrivately(copy);
    }

    private static void NoneOfThese(DecisionBuilder draft, AskedQuestion asked)
    {
        if (asked.Judgement.Verdict is not Verdict.Offer { Candidates: var candidates })
        {
            draft.Whisper("nothing_offered");
            return;
        }

        var offered = candidates.Take(AnswerCards.MostOffered).Select(hit => hit.ArticleId).ToList();
        var rest = draft.Keep(
            asked with
            {
                State = QuestionState.Shown,
                Rejected = [.. asked.Rejected.Concat(offered).Distinct(StringComparer.Ordinal)],
                Judgement = asked.Judgement with { Verdict = new Verdict.NotCovered(OnlyPeople: false) },
            }
        );
        // It may have been taken for settled before, or be so soon: from now on somebody waits again, and not for ever.
        draft.Timer(asked.Id, TimerNames.Settle, draft.Now + AnswerQuestion.SettleAfter);
        foreach (var article in offered)
        {
            draft.Teach(article, asked, "rejected");
        }

        draft.Note("rejected", null, string.Join(", ", offered), asked.Id);
        draft.Reply(
            draft.WithBanner(ReaderRights.Fit(draft, draft.AnswerCards.NoneOf(rest, offered.Count)), rest),
            questionId: asked.Id,
            slot: Slots.Answer(asked.Id)
        );
    }

    /// <summary>
    /// What stands, or stood, on the question's card to choose from: the candidates of an offer, the other articles under an answer, and
    /// what was shown before.
    /// </summary>
    private static IEnumerable<Hit> Offered(AskedQuestion asked) =>
        asked.Judgement.Verdict switch
        {
            Verdict.Offer offer => offer.Candidates.Take(AnswerCards.MostOffered),
            Verdict.Answer answer => answer.Alternatives.Take(AnswerCards.MostAlternatives).Append(answer.Best),
            _ => asked.Judgement.Ranking.Where(hit => asked.WasShown(hit.ArticleId)),
        };

    private static void AddQuestionToCase(DecisionBuilder draft, AskedQuestion asked)
    {
        if (draft.Loaded.Case is not { IsOpen: true } theCase)
        {
            draft.Whisper("case_gone");
            return;
        }

        if (PermissionCheck.Refuses(draft, DeskAction.AddToCase, theCase))
        {
            return;
        }

        if (!AnswerQuestion.MayJoin(asked, theCase))
        {
            draft.Whisper("restricted_apart", theCase.Id);
            return;
        }

        asked = draft.Keep(QuestionConsults.Withdraw(draft, asked) with { State = QuestionState.Ended, CaseId = theCase.Id });
        draft.Timer(asked.Id, TimerNames.Settle, null);
        var words = asked.Turns.Count > 0 ? asked.Turns[^1] : new Turn(asked.AskedAt, asked.By.Name, asked.Text, null);
        theCase = theCase with { Consults = QuestionConsults.InCase(asked, theCase.Consults) };
        AddToCase.Apply(draft, theCase, words, Slots.Answer(asked.Id) + ":added");
        draft.ShowPlainly(
            Slots.Answer(asked.Id),
            new Destination.At(asked.Place),
            asked.Place.Lane,
            draft.AnswerCards.Superseded(asked, theCase.Id),
            theCase.Id,
            asked.Id
        );
    }
}
