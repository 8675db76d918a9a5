using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Articles of a decision.</summary>
public sealed partial class DecisionBuilder
{
    /// <summary>A wording is a question, not a text that holds every word.</summary>
    private const int LongestLesson = 400;

    private readonly List<ArticleDraft> _drafts = [];
    private readonly List<Article> _articles = [];
    private readonly List<ArticleDoubt> _doubts = [];
    private readonly List<TakenBackReports> _takenBack = [];

    /// <summary>Keeps a new or changed draft of an article.</summary>
    internal ArticleDraft Keep(ArticleDraft changed)
    {
        var kept = changed with { Version = changed.Id == Loaded.Draft?.Id ? Loaded.Draft.Version + 1 : 1 };
        _drafts.Add(kept);
        return kept;
    }

    /// <summary>Keeps a new or changed doubt about an article.</summary>
    internal ArticleDoubt Keep(ArticleDoubt changed)
    {
        var kept = changed with { Version = (Loaded.Doubt?.Version ?? 0) + 1 };
        _doubts.Add(kept);
        return kept;
    }

    /// <summary>
    /// A lesson for an article: the question's words, and who says so. The words of a restricted question teach nothing: lessons are read
    /// by everybody who reads the article, and by its encoder.
    /// </summary>
    /// <param name="note">What would be right, in the person's words.</param>
    /// <param name="doubts">The version of the article whose words they call untrue; 0 = none.</param>
    public void Teach(string articleId, AskedQuestion question, string kind, string note = "", int doubts = 0)
    {
        // Guests may ask; what the organisation learns, it learns from its own people.
        if (question.IsRestricted || !Loaded.Asker.IsMember)
        {
            return;
        }

        _feedback.Add(
            new(articleId, question.Id, kind, ShortText.Of(question.Text, LongestLesson), By.Email ?? $"{By.Key.Channel}:{By.Key.Id}", Now)
            {
                Note = note,
                DoubtsVersion = doubts,
            }
        );
        if (doubts > 0)
        {
            LookAtDoubt(articleId);
        }
    }

    /// <summary>Lets the desk look at what is said against an article, at once.</summary>
    internal void LookAtDoubt(string articleId) =>
        Timer(ArticleDoubt.Prefix + articleId, TimerNames.ArticleDoubt, ArticleDoubt.LookAt(Now, Loaded.InboxId));

    /// <summary>What was reported about an article so far counts no more.</summary>
    internal void TakeBack(TakenBackReports reports) => _takenBack.Add(reports);

    /// <summary>The article is in the knowledge base with this decision.</summary>
    internal void Publish(Article article) => _articles.Add(article);

    /// <summary>The card of a draft for a reader, with what confirmed questions would find where that is known.</summary>
    internal Card CardOf(ArticleDraft draft, Reader reader)
    {
        var found = draft.State is ArticleDraftState.Waiting && Loaded.Knowledge is { } known && known.Check.IsOf(draft) ? known : null;
        return new DraftCards(Loaded.Workplace, Words, Now).ForQueue(
            draft,
            found is null ? [] : new RegressionCards(Loaded.Workplace, Words, When).ForDraft(reader, found)
        );
    }

    /// <summary>
    /// Shows the draft's card in the place of its queue. It is for colleagues: where others read along, managers have it in their chats.
    /// </summary>
    internal void ShowDraft(ArticleDraft draft)
    {
        var queue = Loaded.Organisation.FindQueue(draft.Queue) ?? Loaded.Organisation.DefaultQueue;
        var place = new Place(queue.Place.Channel, queue.Place.Id);
        var card = CardOf(draft, new Reader.Room(place));
        var isKeptBack = Visibility.OthersReadIn(Loaded.Organisation, queue.Id);
        ShowPlainly(
            draft.Slot,
            new Destination.At(place),
            draft.Slot,
            isKeptBack ? Card.Of(Words.Say("article_kept_back", draft.CaseId)) : card
        );
        foreach (var manager in isKeptBack ? ManagersOf(queue.Id) : [])
        {
            var (to, lane) = DirectTo(manager.Email, theCase: null);
            ShowPlainly($"{draft.Slot}:{manager.Email}", to, lane, card);
        }
    }
}
