using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using Markdig;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what needs somebody's hand in the knowledge base. Reads only.</summary>
internal sealed class KnowledgeReader(CaseStore cases, WorkplaceHolder workplaces, FiguresReading figures)
{
    private const int Most = 200,
        MostGaps = 50;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);
    private volatile Report? _report;

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

        var (organisation, triage) = workplaces.Current;
        var today = organisation.Calendar.DateOf(context.Now);
        var shown = await cases.ShownSinceAsync(context.Now - Recent, ct);
        var report = ReportOf(triage, context.Now, ct);
        var words = Words.In(organisation.Language);
        return new(context, doubted, visitor is Visitor.Person, notice)
        {
            Basis = ([.. KnowledgeReportCard.Promise(words, report)], [.. KnowledgeReportCard.Advice(words, report)]),
            Alike = [.. report.Alike.Take(Most).Select(Confused)],
            Hidden = [.. report.Hidden.Take(Most).Select(Confused)],
            Gaps =
            [
                .. (await figures.GapsAsync(organisation, triage, ConsoleReader.QueuesOf(visitor, organisation), ct))
                    .Take(MostGaps)
                    .Select(gap => new GapLine(
                        gap.Name,
                        gap.Questions,
                        gap.Accounts,
                        GapCards.Time(Words.In(organisation.Language), gap.Minutes),
                        gap.Cost,
                        organisation.FindPerson(gap.Owner)?.Name ?? "",
                        gap.Cases,
                        gap.Lesson
                    )),
            ],
            Chat = visitor is Visitor.Person { Colleague.Email: var email } ? WebDirectory.DirectWith(email) : null,
            Stale =
            [
                .. triage
                    .Data.Knowledge.Articles.Where(article => article.ReviewBy < today)
                    .OrderBy(article => article.ReviewBy)
                    .ThenBy(article => article.Id, StringComparer.Ordinal)
                    .Take(Most)
                    .Select(article => Line(context, article, article.ReviewBy!.Value)),
            ],
            Unused = shown.Count == 0 ? [] : [.. Unused(triage.Data.Knowledge.Articles, shown).Take(Most).Select(Changed)],
            Conflicts = [.. report.Conflicts.Take(Most).Select(pair => (Changed(pair.One), Changed(pair.Other)))],
        };

        ArticleLine Changed(Article article) => Line(context, article, organisation.Calendar.DateOf(article.Updated));

        ConfusedLine Confused(ConfusedArticle one) =>
            new(
                one.Title,
                Markdown.ToPlainText(one.Question).Trim(),
                one.Found,
                ConfidencePercent.Of(one.Confidence, context.Words.Culture)
            );
    }

    private static IEnumerable<Article> Unused(IEnumerable<Article> articles, IReadOnlySet<string> shown) =>
        articles
            .Where(article => !shown.Contains(article.Id))
            .OrderBy(article => article.Updated)
            .ThenBy(article => article.Id, StringComparer.Ordinal);

    /// <summary>It changes with the articles and with what people said of answers: one look serves until those do.</summary>
    private KnowledgeReport ReportOf(TriageEngine triage, DateTimeOffset now, CancellationToken ct)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (_report is not { } known || known.Of != triage || known.Day != day)
        {
            _report = known = new(triage, day, KnowledgeReport.Of(triage, [], now, ct));
        }

        return known.Found;
    }

    private ArticleLine Line(PageContext context, Article article, DateOnly day) =>
        new(
            article.Id,
            ArticleContent.ShownTitle(article),
            workplaces.Current.Organisation.FindPerson(article.Owner)?.Name ?? article.Owner ?? "",
            day.ToString("d MMM yyyy", context.Words.Culture),
            day
        );

    private sealed record Report(TriageEngine Of, DateOnly Day, KnowledgeReport Found);

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
