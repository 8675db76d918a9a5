using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Agreements;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Agreements;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// "What is the notice period of Acme?": answered from the documents agreed with the client, with every change on its day. Documents that
/// say different things are never an answer: both are quoted, and a specialist decides.
/// </summary>
internal static class AgreementQuestion
{
    private const int Quoted = 1_200,
        InTimeline = 90;

    /// <summary>Answers it, or makes a case of a conflict; false when it is an ordinary question.</summary>
    /// <param name="slot">The message that answers the question.</param>
    public static bool Answers(DecisionBuilder draft, AskedQuestion asked, string slot, TimeSpan settleAfter)
    {
        // What was agreed with clients is the organisation's own business.
        if (!draft.Loaded.Asker.IsMember || AgreementWords.Find(draft, asked) is not { States: { Count: > 0 } states, Day: var day })
        {
            return false;
        }

        if (states.FirstOrDefault(state => state.IsConflict) is { } conflict)
        {
            var reason = draft.Words.Say("agreement_conflict", conflict.Title, Titles(conflict.Holding));
            EscalateQuestion.Open(draft, asked, CaseRequest.ByCriterion with { Reason = reason });
            draft.ReplyPrivately(Card(draft, asked, [conflict], day, null));
            return true;
        }

        var kept = draft.Keep(
            asked with
            {
                ByAuthority = true,
                ShownArticle = null,
                State = QuestionState.Shown,
                Judgement = asked.Judgement with { Verdict = new Verdict.NotCovered(OnlyPeople: true) },
            }
        );
        draft.Note("agreement", null, string.Join(", ", states.Select(state => state.Title)), kept.Id);
        draft.Timer(kept.Id, TimerNames.Settle, draft.Now + settleAfter);
        var card = Card(draft, kept, states, day, kept.Id);
        if (draft.Inbound.Direct)
        {
            draft.Reply(card, questionId: kept.Id, slot: slot);
        }
        else
        {
            // Others read along in a channel, some of them perhaps from outside.
            draft.Whisper(card);
        }

        return true;
    }

    private static Card Card(
        DecisionBuilder draft,
        AskedQuestion asked,
        IReadOnlyList<AgreedState> states,
        DateOnly day,
        string? questionId
    )
    {
        var account = draft.Loaded.Organisation.FindAccount(asked.Judgement.Facts.AccountId)!;
        List<CardPart> parts = [];
        foreach (var state in states)
        {
            var title = draft.Words.Say(
                day == draft.Today ? "agreement_title" : "agreement_title_on",
                account.Name,
                state.Title,
                Day(draft, day)
            );
            parts.Add(new CardPart.Text(title, Strong: true));
            if (state.IsConflict)
            {
                parts.Add(new CardPart.Text(draft.Words["agreement_conflict_told"]));
            }
            else if (state.Holding.Count == 0)
            {
                parts.Add(new CardPart.Text(draft.Words.Say("agreement_none", Day(draft, day))));
            }

            foreach (var one in state.Holding)
            {
                parts.Add(new CardPart.Prose(ShortText.Cut(one.Clause.Text, Quoted)));
                parts.Add(new CardPart.Note(Source(draft, one)));
            }

            if (state.Timeline.Count > state.Holding.Count)
            {
                parts.Add(new CardPart.Text(string.Join('\n', state.Timeline.Select(one => Line(draft, state, one)))));
            }
        }

        parts.Add(new CardPart.Note(draft.Words["agreement_for_colleagues"]));
        return new(string.Join(' ', parts.OfType<CardPart.Text>().Select(part => part.Content)), parts, Buttons(draft, questionId));
    }

    private static IReadOnlyList<CardButton> Buttons(DecisionBuilder draft, string? questionId) =>
        questionId is null
            ? []
            :
            [
                new CardButton(
                    Actions.GetSpecialist,
                    draft.Words["button_get_specialist"],
                    new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Question] = questionId }
                )
                {
                    OpensForm = true,
                },
            ];

    /// <summary>"Order form 2, in force from 1 Apr 2026 to 31 Mar 2027".</summary>
    private static string Source(DecisionBuilder draft, AgreedClause one) =>
        one.Document.To is { } to
            ? draft.Words.Say("agreement_source_until", one.Document.Title, Day(draft, one.Document.From), Day(draft, to))
            : draft.Words.Say("agreement_source", one.Document.Title, Day(draft, one.Document.From));

    /// <summary>A line of the date axis; what holds is marked.</summary>
    private static string Line(DecisionBuilder draft, AgreedState state, AgreedClause one)
    {
        var mark = state.Holding.Contains(one) ? '▸' : '·';
        return $"{mark} {Day(draft, one.Document.From)}  {one.Document.Title}: {ShortText.Of(one.Clause.Text, InTimeline)}";
    }

    private static string Titles(IEnumerable<AgreedClause> clauses) => string.Join(", ", clauses.Select(one => one.Document.Title));

    private static string Day(DecisionBuilder draft, DateOnly day) => day.ToString("d MMM yyyy", draft.Words.Culture);
}
