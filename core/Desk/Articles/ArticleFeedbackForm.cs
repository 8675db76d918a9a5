using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>
/// Whoever got an article says what is wrong with it, without handing the question on. What two colleagues call wrong or outdated is given
/// to nobody until its words change, and whoever keeps it true hears of it.
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
        // What was not asked for was the wrong article for these words, and may be the right one for others.
        draft.Teach(article, asked, reason is "not_asked" ? "rejected" : reason);
        draft.Whisper("feedback_noted");
        if (reason is not (ArticleReports.Wrong or ArticleReports.Outdated) || asked.IsRestricted)
        {
            return;
        }

        var before = draft.Loaded.Reporters;
        var by = draft.By.Email ?? $"{draft.By.Key.Channel}:{draft.By.Key.Id}";
        if (before.Count < ArticleReports.Enough && !before.Contains(by) && before.Count + 1 >= ArticleReports.Enough)
        {
            Withhold(draft, article, reason, submitted.Values.GetValueOrDefault(FormFields.Text)?.Trim() ?? "");
        }
    }

    /// <summary>Who keeps it true; without such a person, the managers.</summary>
    public static IReadOnlyList<string> Keepers(Workplace workplace, Article? article) =>
        workplace.Organisation.FindPerson(article?.Owner) is { } owner
            ? [owner.Email]
            : [.. workplace.Organisation.People.Where(person => person.Is(Roles.Manager)).Select(person => person.Email)];

    private static void Withhold(DecisionBuilder draft, string id, string reason, string text)
    {
        var title = draft.Loaded.Article is { } article ? ArticleContent.ShownTitle(article) : id;
        var line = draft.Words.Say("article_withheld", title, draft.Words["feedback_" + reason]);
        List<CardPart> parts = [new CardPart.Text(line, Strong: true), new CardPart.Note(draft.Words.Say("article_withheld_what", id))];
        if (text.Length > 0)
        {
            parts.Insert(1, new CardPart.Quote(text, draft.By.Name));
        }

        draft.Note("article_withheld", null, id);
        foreach (var keeper in Keepers(draft.Loaded.Workplace, draft.Loaded.Article))
        {
            draft.TellPerson(
                keeper,
                new Card(line, parts, []),
                null,
                $"withheld:{id}:{keeper}:{draft.Loaded.InboxId.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
            );
        }
    }
}
