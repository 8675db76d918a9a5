using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>
/// What two colleagues call wrong or outdated is offered and answers nobody, and whoever keeps it true is asked to put it right: until its
/// words change, a keeper says that they are right, or the reports are taken back. Whatever changes sets the timer, and one look decides,
/// so that two reports at one moment ask once.
/// </summary>
internal static class ArticleDoubts
{
    /// <summary>Looks whether the article is doubted, and tells its keepers what changed.</summary>
    public static void Look(DecisionBuilder draft)
    {
        var (article, reports, before) = (draft.Loaded.Article, draft.Loaded.ArticleReports, draft.Loaded.Doubt);
        if (article is null || (before is { IsOpen: true } && before.ArticleVersion != article.Version))
        {
            Settle(draft, before, article is null ? "doubt_retired" : "doubt_changed");
            // The new words may be doubted already: the next look is about them.
            if (article is not null && IsDoubted(reports))
            {
                draft.LookAtDoubt(article.Id);
            }
        }
        else if (!IsDoubted(reports))
        {
            Settle(draft, before, "doubt_taken_back");
        }
        else if (before is { IsOpen: true })
        {
            Show(draft, before, article, reports);
        }
        else
        {
            var doubt = draft.Keep(
                new ArticleDoubt
                {
                    ArticleId = article.Id,
                    Version = 1,
                    ArticleVersion = article.Version,
                    At = draft.Now,
                    Times = (before?.Times ?? 0) + 1,
                    IsOpen = true,
                    Asked = ArticleKeepers.Of(draft.Loaded.Organisation, article),
                }
            );
            draft.Note("article_doubted", null, article.Id);
            Show(draft, doubt, article, reports);
        }
    }

    /// <summary>A press of Still right.</summary>
    public static void StillRight(DecisionBuilder draft)
    {
        var (article, before) = (draft.Loaded.Article, draft.Loaded.Doubt);
        if (article is null)
        {
            draft.Whisper("doubt_gone");
            return;
        }

        if (!ArticleKeepers.May(draft.Loaded.Asker, article))
        {
            draft.Refused(Actions.StillRight, article.Id, "not_its_keeper");
            draft.Whisper("doubt_not_keeper");
            return;
        }

        if (before is not { IsOpen: true } || before.ArticleVersion != article.Version)
        {
            draft.Whisper("doubt_settled_already");
            return;
        }

        draft.TakeBack(new TakenBackReports(article.Id, draft.By.Email ?? "", draft.Now));
        draft.Note("article_confirmed", null, article.Id);
        Settle(draft, before, "doubt_still_right");
        draft.Whisper("doubt_settled", ArticleContent.ShownTitle(article));
    }

    /// <summary>So many different colleagues say so. Whoever was forgotten stays one.</summary>
    private static bool IsDoubted(IReadOnlyList<ArticleReport> reports) =>
        PeopleIn(reports) + reports.Count(report => report.By.Length == 0) >= ArticleReports.Enough;

    /// <summary>Different people: two addresses of one mailbox are one.</summary>
    private static int PeopleIn(IEnumerable<ArticleReport> reports) =>
        reports.Select(report => MailAddresses.Mailbox(report.By)).OfType<string>().Distinct(StringComparer.Ordinal).Count();

    private static void Settle(DecisionBuilder draft, ArticleDoubt? before, string key)
    {
        if (before is not { IsOpen: true })
        {
            return;
        }

        draft.Keep(before with { IsOpen = false, Asked = [] });
        if (draft.Loaded.Article is { } article)
        {
            draft.Note("article_trusted", null, article.Id);
        }

        var title = draft.Loaded.Article is { } known ? ArticleContent.ShownTitle(known) : before.ArticleId;
        var line = draft.Words.Say(key, title, draft.By.Name);
        foreach (var keeper in before.Asked)
        {
            draft.TellPerson(keeper, Card.Of(line), null, before.Slot(keeper));
        }
    }

    private static void Show(DecisionBuilder draft, ArticleDoubt doubt, Article article, IReadOnlyList<ArticleReport> reports)
    {
        var words = draft.Words;
        var line = words.Say("doubt_title", ArticleContent.ShownTitle(article));
        List<CardPart> parts = [new CardPart.Heading(line), new CardPart.Text(words.Say("doubt_what", PeopleIn(reports)), Strong: true)];
        foreach (var report in reports.TakeLast(MostShown))
        {
            var who = draft.Loaded.Organisation.FindPerson(report.By)?.Name ?? report.By;
            parts.Add(
                new CardPart.Text($"{draft.When.Day(report.At)} · {(who.Length > 0 ? who + ": " : "")}{words["feedback_" + report.Kind]}")
            );
            if (report.Note.Length > 0)
            {
                parts.Add(new CardPart.Quote(report.Note, who.Length > 0 ? who : null));
            }
        }

        parts.Add(new CardPart.Note(words.Say("doubt_how", article.Source, article.Id)));
        if (draft.Loaded.Workplace.PageOf(article.Id) is { } page)
        {
            parts.Add(new CardPart.Prose($"[{words["article_page"]}]({page})"));
        }

        var card = new Card(
            line,
            parts,
            [
                new CardButton(
                    Actions.StillRight,
                    words["button_" + Actions.StillRight],
                    new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Article] = article.Id }
                ),
            ]
        );
        foreach (var keeper in doubt.Asked)
        {
            draft.TellPerson(keeper, card, null, doubt.Slot(keeper));
        }
    }

    private const int MostShown = 5;
}
