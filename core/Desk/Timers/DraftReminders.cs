using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// The draft of an article that nobody reads: after two working days its place is reminded, after four the managers of its queue hear of
/// it. What a case taught is of no use in a draft.
/// </summary>
internal static class DraftReminders
{
    /// <summary>The timer of a draft ran out.</summary>
    public static void Apply(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        if (draft.Loaded.Draft is not { State: ArticleDraftState.Waiting } article)
        {
            return;
        }

        var calendar = draft.Loaded.Organisation.Calendar;
        var second = passed.DueAt >= calendar.Add(calendar.Add(article.At, ArticleDraft.ReadWithin), ArticleDraft.ReadWithin);
        draft.Note(TimerNames.DraftReview, null, article.ArticleId);
        if (!second)
        {
            draft.ShowPlainly(
                $"{article.Slot}:reminder",
                new Destination.ThreadOf(article.Slot),
                article.Slot,
                Card.Of(draft.Words.Say("article_unread", article.Author.Name))
            );
            draft.Timer(passed.Subject, TimerNames.DraftReview, calendar.Add(passed.DueAt, ArticleDraft.ReadWithin));
            return;
        }

        foreach (var manager in draft.ManagersOf(article.Queue))
        {
            draft.TellPerson(
                manager.Email,
                Card.Of(
                    draft.Words.Say(
                        "article_unread_long",
                        article.Title,
                        article.Author.Name,
                        (draft.Loaded.Organisation.FindQueue(article.Queue) ?? draft.Loaded.Organisation.DefaultQueue).Title
                    )
                ),
                theCase: null,
                $"{article.Slot}:manager:{manager.Email}"
            );
        }
    }
}
