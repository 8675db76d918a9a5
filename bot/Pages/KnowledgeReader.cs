using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what needs somebody's hand in the knowledge base. Reads only.</summary>
internal sealed class KnowledgeReader(CaseStore cases, WorkplaceHolder workplaces)
{
    /// <summary>For whoever sees to the whole: internal articles are for them, too.</summary>
    /// <param name="context">Of the page.</param>
    /// <param name="visitor">Who looks.</param>
    /// <param name="notice">What came of something that was just done, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<KnowledgeModel> ReadAsync(PageContext context, Visitor visitor, string? notice, CancellationToken ct)
    {
        List<DoubtLine> doubted = [];
        foreach (var doubt in await cases.OpenDoubtsAsync(ct))
        {
            if (await cases.FindArticleAsync(doubt.ArticleId, ct) is { } article)
            {
                doubted.Add(Line(context, doubt, article, await cases.ReportsAsync(article.Id, ct)));
            }
        }

        return new(context, doubted, visitor is Visitor.Person, notice);
    }

    private DoubtLine Line(PageContext context, ArticleDoubt doubt, Article article, IReadOnlyList<ArticleReport> reports)
    {
        var organisation = workplaces.Current.Organisation;
        var words = Words.In(organisation.Language);
        return new(
            article.Id,
            ArticleContent.ShownTitle(article),
            string.Join(", ", doubt.Asked.Select(NameOf)),
            doubt.At,
            [.. reports.Select(Said)]
        );

        string NameOf(string email) => organisation.FindPerson(email)?.Name ?? email;

        string Said(ArticleReport report) =>
            $"{NameOf(report.By)}, {context.Clock(report.At)}: {words["feedback_" + report.Kind]}"
            + (report.Note.Length > 0 ? $" “{report.Note}”" : "");
    }
}
