using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>
/// A resolved case becomes the draft of an article: filled in from the case, corrected by whoever writes it, and put before a second
/// person. A restricted case teaches nobody.
/// </summary>
internal static class WriteArticle
{
    private const string Title = "title",
        Symptoms = "symptoms",
        Diagnosed = "diagnosed",
        RuledOut = "ruled_out",
        Fix = "fix",
        ForClients = "for_clients";
    private const int LongestTitle = 120;

    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.WriteArticle, DeskAction.Resolve)
        {
            NamesClient = false,
            WhyNot = (state, theCase) =>
                theCase.Restricted ? state.Refusal("article_restricted")
                : theCase is { State: CaseState.Resolved or CaseState.Closed, Resolution.Fix.Length: > 0 } ? null
                : state.Refusal("article_not_resolved", theCase.Id),
            Form = (forms, theCase, _) => Form(forms, TeachingArticle.Of(theCase, forms.Organisation, forms.Words)),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values),
        };

    /// <summary>The article's id; the same one whenever the case teaches again.</summary>
    public static string ArticleIdOf(Case theCase) => "case-" + theCase.Id.ToLowerInvariant();

    private static Form Form(FormMaker forms, TeachingArticle article) =>
        forms.Make(
            "form_write_article",
            Part(
                new FormField(Title, forms.Words["form_article_title"], FieldKind.Line) { Required = true, MaxLength = LongestTitle },
                article.Title
            ),
            Part(forms.Paragraph(Symptoms, "article_symptoms", required: true), article.Symptoms),
            Part(forms.Paragraph(Diagnosed, "article_diagnosed"), article.Diagnosed),
            Part(forms.Paragraph(RuledOut, "article_ruled_out"), article.RuledOut),
            Part(forms.Paragraph(Fix, "article_fix", required: true), article.Fix),
            Part(forms.Paragraph(ForClients, "article_for_clients"), article.ForClients)
        ) with
        {
            Intro = forms.Words["form_article_intro"],
        };

    private static FormField Part(FormField field, string value) => field with { Value = value, IsArticle = true };

    private static void Apply(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        string Value(string field) => values.GetValueOrDefault(field)?.Trim() ?? "";
        var article = new TeachingArticle(Value(Title), Value(Symptoms), Value(Diagnosed), Value(RuledOut), Value(Fix), Value(ForClients));
        var body = article.Body(draft.Words);
        // Each field was looked at; together they may hide what none of them does.
        if (ArticleWords.Fault(body) is { } fault)
        {
            draft.Told("form_wrong");
            draft.GiveBack(fault);
            return;
        }

        // What a criterion would keep to few people is not told to all of them by an article.
        if (draft.Loaded.Workplace.Triage.MayBeRestricted(Question.Of($"{article.Title}\n{body}"), Circumstances.None, draft.Now))
        {
            draft.Refuse("article_restricted_words");
            return;
        }

        if (draft.Loaded.Drafts.LastOrDefault(one => one.State is ArticleDraftState.Waiting) is { } waiting)
        {
            draft.Refuse("article_waits", waiting.Author.Name);
            return;
        }

        var written = new ArticleDraft
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"ad{draft.Loaded.InboxId}"),
            Version = 1,
            State = ArticleDraftState.Waiting,
            CaseId = theCase.Id,
            ArticleId = ArticleIdOf(theCase),
            Queue = theCase.Queue,
            Title = article.Title,
            Body = body,
            Tags = theCase.Category is { } category ? [category] : [],
            Author = draft.By,
            At = draft.Now,
            Before = draft.Loaded.Article?.Body,
        };
        if (DraftCards.IsTooLong(written))
        {
            draft.Refuse("article_change_too_long");
            return;
        }

        var kept = draft.Keep(written);
        var same = draft.KeepAsIs(theCase);
        draft.Note("article_written", same, kept.ArticleId);
        draft.ShowDraft(kept);
        draft.Timer(kept.Subject, TimerNames.DraftReview, draft.Loaded.Organisation.Calendar.Add(draft.Now, ArticleDraft.ReadWithin));
        draft.TellThreadPlainly(same, "thread_article_written", draft.By.Name);
        draft.Whisper("article_sent");
    }
}
