using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>
/// Whoever got an article says what is wrong with it, without handing the question on. What two colleagues call wrong or outdated answers
/// nobody until that is settled (<see cref="ArticleDoubts"/>).
/// </summary>
internal static class ArticleFeedbackForm
{
    private const string Reason = "reason";
    private const int LongestText = 1000;

    /// <summary>Reasons, as they are stored; the first two say that its words are not true.</summary>
    private static readonly string[] Reasons = [ArticleReports.Wrong, ArticleReports.Outdated, "incomplete", "not_asked"];

    /// <summary>Why this person may not; null when they may.</summary>
    public static FormRefusal? WhyNot(Words words, Asker asker, AskedQuestion? asked, IReadOnlyDictionary<string, string> data) =>
        asked switch
        {
            null => FormRefusal.Of(words, "question_gone"),
            _ when !asked.By.Is(asker.Party) => FormRefusal.Of(words, "only_asker", asked.By.Name),
            _ when data.GetValueOrDefault(DataKeys.Article) is not { } article || !asked.WasShown(article) => FormRefusal.Of(
                words,
                "not_shown"
            ),
            _ => null,
        };

    /// <summary>The form.</summary>
    public static Form Make(FormMaker forms, IReadOnlyDictionary<string, string> data) =>
        forms.Make(
            "form_feedback",
            forms.Choice(
                Reason,
                "form_feedback_reason",
                [.. Reasons.Select(reason => new Option(reason, forms.Words["feedback_" + reason]))]
            ),
            forms.Paragraph(FormFields.Text, "form_feedback_text") with
            {
                MaxLength = LongestText,
            }
        ) with
        {
            Id = Actions.Feedback,
            Data = data,
            Submit = forms.Words["submit_feedback"],
        };

    /// <summary>What was sent; its right and values were checked.</summary>
    public static void Apply(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var asked = draft.Loaded.Question!;
        var article = submitted.Data[DataKeys.Article];
        var reason = submitted.Values[Reason];
        draft.Note($"feedback_{reason}", null, article, asked.Id);
        draft.Whisper("feedback_noted");
        // What was not asked for was the wrong article for these words, and may be the right one for others.
        var kind = reason is "not_asked" ? "rejected" : reason;
        draft.Teach(article, asked, kind, NoteOf(draft, submitted), Doubted(draft, asked, article, reason));
    }

    /// <summary>Their words, unless a criterion keeps such words to few people: the report counts all the same.</summary>
    private static string NoteOf(DecisionBuilder draft, Inbound.Submitted submitted)
    {
        var note = submitted.Values.GetValueOrDefault(FormFields.Text)?.Trim() ?? "";
        return note.Length > 0 && draft.Loaded.Workplace.Triage.MayBeRestricted(Question.Of(note), Circumstances.None, draft.Now)
            ? ""
            : note;
    }

    /// <summary>The version that this person saw, when a colleague says that it is not true; else 0.</summary>
    private static int Doubted(DecisionBuilder draft, AskedQuestion asked, string article, string reason) =>
        reason is ArticleReports.Wrong or ArticleReports.Outdated && draft.Loaded.Asker is { IsMember: true, Party.Email: not null }
            ? asked.Judgement.Ranking.FirstOrDefault(hit => hit.ArticleId == article)?.ArticleVersion ?? 0
            : 0;
}
