using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>
/// A second person reads a draft: a specialist or manager of its queue who did not write it, under whatever address. Approved, it is in the
/// knowledge base with the decision; given back, its author hears why. The first decision wins.
/// </summary>
internal static class ReviewArticle
{
    private const int LongestReason = 1000;

    /// <summary>It is a button or a form of a draft.</summary>
    public static bool Has(string action) => action is Actions.PublishArticle or Actions.ReturnArticle;

    /// <summary>Why this person may not decide; null when they may.</summary>
    public static FormRefusal? WhyNot(Workplace workplace, Words words, Asker asker, ArticleDraft? draft)
    {
        if (draft is null or { IsForgotten: true })
        {
            return FormRefusal.Of(words, "article_gone");
        }

        var standing = new CaseStanding(draft.Queue, IsRep: false, OwnerEmail: null);
        if (
            Permissions.Check(workplace.Organisation, asker.Colleague, asker.Membership, DeskAction.Resolve, standing) is Permission.Refused
            {
            } refused
        )
        {
            return FormRefusal.Of(workplace, words, asker, DeskAction.Resolve, refused, draft.CaseId);
        }

        return draft.State is ArticleDraftState.Published ? FormRefusal.Of(words, "article_published_already", draft.DecidedBy?.Name)
            : draft.State is ArticleDraftState.Returned ? FormRefusal.Of(words, "article_returned_already", draft.DecidedBy?.Name)
            : IsAuthor(asker, draft) ? FormRefusal.Of(words, "article_own")
            : null;
    }

    /// <summary>The form of Return.</summary>
    public static Form Make(FormMaker forms, IReadOnlyDictionary<string, string> data) =>
        forms.Make(
            "form_return_article",
            forms.Paragraph(FormFields.Text, "form_return_article_why", required: true) with
            {
                MaxLength = LongestReason,
            }
        ) with
        {
            Id = Actions.ReturnArticle,
            Data = data,
            Submit = forms.Words["submit_return_article"],
        };

    /// <summary>A press of Review: the draft with its buttons, for the eyes of whoever may decide about it.</summary>
    public static void Show(DecisionBuilder draft)
    {
        if (WhyNot(draft.Loaded.Workplace, draft.Words, draft.Loaded.Asker, draft.Loaded.Draft) is { } why)
        {
            why.Tell(draft);
            return;
        }

        draft.Viewed(Actions.ReviewArticle, draft.Loaded.Draft!.CaseId);
        draft.ReplyPrivately(draft.CardOf(draft.Loaded.Draft, draft.Loaded.Asker.Reader));
    }

    /// <summary>A press of Approve.</summary>
    public static void Publish(DecisionBuilder draft)
    {
        if (WhyNot(draft.Loaded.Workplace, draft.Words, draft.Loaded.Asker, draft.Loaded.Draft) is { } why)
        {
            why.Tell(draft);
            return;
        }

        var waiting = draft.Loaded.Draft!;
        var fault = ArticleWords.Fault(waiting.Title) ?? ArticleWords.Fault(waiting.Body);
        if (fault is null && DraftCards.IsTooLong(waiting))
        {
            fault = draft.Words["article_too_long"];
        }

        if (fault is not null)
        {
            draft.Whisper("article_not_fit", fault);
            return;
        }

        var decided = Decide(draft, waiting with { State = ArticleDraftState.Published });
        draft.Publish(decided.ToArticle(draft.Now, draft.Today));
        TellAuthor(draft, decided);
        if (draft.Loaded.Case is { } theCase)
        {
            draft.TellThreadPlainly(draft.KeepAsIs(theCase), "thread_article_published", draft.By.Name);
        }
    }

    /// <summary>The form of Return; right, state and values were checked.</summary>
    public static void Return(DecisionBuilder draft, string why)
    {
        TellAuthor(draft, Decide(draft, draft.Loaded.Draft! with { State = ArticleDraftState.Returned, Why = why.Trim() }));
    }

    /// <summary>Somebody was taken out of it: what people see of it says no more than what is left.</summary>
    public static void ShowAnew(DecisionBuilder draft, ArticleDraft left)
    {
        draft.ShowDraft(left);
        if (left.DecidedBy is not null)
        {
            TellAuthor(draft, left);
        }
    }

    /// <summary>That nothing got worse, where that is known; what did is told by itself, with its questions.</summary>
    private static string Checked(DecisionBuilder draft, ArticleDraft decided) =>
        draft.Loaded.Knowledge is { Check: { Worse.Count: 0, Asked: > 0 } check } && check.IsOf(decided)
            ? " " + draft.Words.Count("article_published_checked", check.Asked)
            : "";

    /// <summary>Under one address or the other, as for credits.</summary>
    private static bool IsAuthor(Asker asker, ArticleDraft draft) =>
        Approvers.IsSame(asker.Party, draft.Author) || (asker.Colleague is { } person && Approvers.IsSame(person, draft.Author));

    private static ArticleDraft Decide(DecisionBuilder draft, ArticleDraft changed)
    {
        var kept = draft.Keep(changed with { DecidedBy = draft.By, DecidedAt = draft.Now });
        draft.Note(kept.State is ArticleDraftState.Published ? "article_published" : "article_returned", draft.Loaded.Case, kept.ArticleId);
        draft.ShowDraft(kept);
        return kept;
    }

    /// <summary>Its author hears what became of it, in their own chat, as long as they are a member.</summary>
    private static void TellAuthor(DecisionBuilder draft, ArticleDraft decided)
    {
        if (draft.ReaderOf(decided.Author).Membership is not Membership.Member)
        {
            return;
        }

        draft.ShowPlainly(
            $"{ArticleDraft.Prefix}{decided.Id}:author",
            new Destination.Direct(decided.Author.Key.Channel, decided.Author.Key.Id, decided.Author.Email),
            $"person:{decided.Author.Email ?? decided.Author.Key.Id}",
            Card.Of(
                decided.State is ArticleDraftState.Published
                    ? draft.Words.Say("article_published", decided.Title, decided.DecidedBy?.Name) + Checked(draft, decided)
                    : draft.Words.Say("article_returned", decided.Title, decided.DecidedBy?.Name, decided.Why)
            )
        );
    }
}
