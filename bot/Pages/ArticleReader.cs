using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// Reads an article for its page. Whoever signs in is a colleague and may read internal articles, as in their own chat; of the cases behind
/// it they see those that they may read.
/// </summary>
internal sealed class ArticleReader(CaseStore cases, Articles articles, WorkplaceHolder workplaces)
{
    /// <summary>The article of an id; a page that says so when none is in use.</summary>
    public async Task<ArticleModel> ReadAsync(PageContext context, Visitor visitor, string id, CancellationToken ct)
    {
        var words = context.Words;
        if (await cases.FindArticleAsync(id, ct) is not { } article)
        {
            return new(context, words["article_page_none"], [], null);
        }

        var (doubt, reports, drafts) = (
            await cases.FindDoubtAsync(id, ct),
            await cases.ReportsAsync(id, ct),
            await cases.PublishedDraftsAsync(id, ct)
        );
        var feedback = await articles.FeedbackAsync(id, ct);
        var lines = new List<VersionLine>();
        foreach (var draft in drafts)
        {
            var may = await cases.FindCaseAsync(draft.CaseId, ct) is { } theCase && MayRead(visitor, theCase);
            lines.Add(
                new(draft.DecidedAt ?? draft.At, draft.Author.Name, draft.DecidedBy?.Name ?? "", may ? draft.CaseId : "", draft.Body)
            );
        }

        return new(context, ArticleContent.ShownTitle(article), Facts(context, article, feedback, lines), article.Body)
        {
            IsDoubted = doubt is { IsOpen: true } && doubt.ArticleVersion == article.Version,
            Said = Keeps(visitor, article) ? [.. reports.Select(report => Said(context, report))] : [],
            Versions = lines,
        };
    }

    private List<(string Label, string Value)> Facts(
        PageContext context,
        Article article,
        IReadOnlyDictionary<string, long> feedback,
        List<VersionLine> versions
    )
    {
        var (words, organisation) = (context.Words, workplaces.Current.Organisation);
        var keepers = ArticleKeepers.Of(organisation, article).Select(email => organisation.FindPerson(email)?.Name ?? email);
        var solved = (int)feedback.GetValueOrDefault("solved");
        List<(string, string?)> facts =
        [
            (words["knowledge_owner"], string.Join(", ", keepers)),
            (words["article_page_for"], words[article.Audience is Audience.Client ? "article_page_client" : "article_page_internal"]),
            (words["knowledge_changed"], Day(organisation.Calendar.DateOf(article.Updated))),
            (words["article_page_number"], context.Number(article.Version)),
            (words["knowledge_review_by"], Day(article.ReviewBy)),
            (words["article_page_from"], Day(article.InForceFrom)),
            (words["article_page_to"], Day(article.InForceTo)),
            (words["article_page_tags"], string.Join(", ", article.Tags)),
            (words["article_page_solved"], words.Count("article_page_solved_times", solved)),
            (words["article_page_cases"], string.Join(", ", versions.Select(line => line.Case).Where(id => id.Length > 0).Distinct())),
            (words["article_page_id"], article.Id),
        ];
        return [.. facts.Where(fact => !string.IsNullOrEmpty(fact.Item2)).Select(fact => (fact.Item1, fact.Item2!))];

        string? Day(DateOnly? day) => day?.ToString("d MMM yyyy", words.Culture);
    }

    private string Said(PageContext context, ArticleReport report)
    {
        var organisation = workplaces.Current.Organisation;
        var who = organisation.FindPerson(report.By)?.Name ?? report.By;
        return $"{(who.Length > 0 ? who + ", " : "")}{context.Clock(report.At)}: "
            + Words.In(organisation.Language)["feedback_" + report.Kind]
            + (report.Note.Length > 0 ? $" “{report.Note}”" : "");
    }

    /// <summary>What colleagues said of it is for its owner and for managers.</summary>
    private static bool Keeps(Visitor visitor, Article article) =>
        visitor is not Visitor.Person { Colleague: var person }
        || person.Is(Roles.Manager)
        || string.Equals(person.Email, article.Owner, StringComparison.OrdinalIgnoreCase);

    private bool MayRead(Visitor visitor, Case theCase) =>
        visitor is Visitor.Person { Colleague: var person }
            ? Visibility.May(workplaces.Current.Organisation, person, theCase)
            : !theCase.Restricted;
}
