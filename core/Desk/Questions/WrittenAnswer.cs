using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// What a language model wrote, when it comes in. It is trusted in nothing: a question that has moved on since stays as it is, each
/// sentence is checked against the passage that it cites, and a search by other words only adds candidates to choose from. The verdict on
/// the words that people wrote stays the engine's; nothing here makes an answer or a case of it.
/// </summary>
internal static class WrittenAnswer
{
    private const int LongestSearch = 200;

    public static void Apply(DecisionBuilder draft, Inbound.Written written)
    {
        if (
            draft.Loaded.Question is not { State: QuestionState.Shown, CaseId: null } asked
            || asked.Id != written.QuestionId
            || asked.Version != written.Version
        )
        {
            return;
        }

        switch (WritingTask.Of(draft.Loaded.Workplace, asked))
        {
            case WritingTask.Word task:
                ShowWorded(draft, asked, task, written);
                break;
            case WritingTask.SearchAgain when written.Search is { Length: > 0 and <= LongestSearch } search:
                Offer(draft, asked, search, written.Slot);
                break;
            default:
                break;
        }
    }

    private static void ShowWorded(DecisionBuilder draft, AskedQuestion asked, WritingTask.Word task, Inbound.Written written)
    {
        if (
            task.Supported(written.Sentences) is not { Count: > 0 } sentences
            || asked.Judgement.Verdict is not Verdict.Answer answer
            || !ReaderRights.MayRead(draft, asked, answer.Best)
        )
        {
            return;
        }

        // Kept, so that the words fall when the question moves on meanwhile: they must not cover a newer card.
        draft.Keep(asked);
        var words = string.Join(' ', sentences);
        var card = draft.WithBanner(draft.AnswerCards.Worded(asked, answer, AnswerQuestion.OpenCase(draft, asked), words), asked);
        draft.NoteOwn("worded", asked.Id, answer.Best.ArticleId);
        draft.Show(written.Slot, new Destination.At(asked.Place), asked.Place.Lane, card, questionId: asked.Id, worded: words);
    }

    private static void Offer(DecisionBuilder draft, AskedQuestion asked, string search, string slot)
    {
        if (
            WritingTask.Added(
                draft.Loaded.Workplace,
                asked,
                draft.Loaded.Asker.AudienceIn(asked.Direct),
                search,
                draft.Loaded.Meanings.GetValueOrDefault(search, []),
                draft.Now
            )
            is not { Count: > 0 } added
        )
        {
            return;
        }

        var offered = asked.Judgement.Verdict is Verdict.Offer offer ? offer.Candidates : [];
        var widened = draft.Keep(
            asked with
            {
                SearchedAs = search,
                Judgement = asked.Judgement with
                {
                    Verdict = new Verdict.Offer([.. offered, .. added]),
                    Ranking = [.. asked.Judgement.Ranking.Where(hit => added.All(one => one.ArticleId != hit.ArticleId)), .. added],
                },
            }
        );
        draft.NoteOwn("searched_again", asked.Id, string.Join(", ", added.Select(hit => hit.ArticleId)));
        draft.Show(
            slot,
            new Destination.At(asked.Place),
            asked.Place.Lane,
            draft.WithBanner(draft.AnswerCards.For(widened, AnswerQuestion.OpenCase(draft, widened)), widened),
            questionId: asked.Id
        );
    }
}
