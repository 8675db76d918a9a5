using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for articles that cases teach.</summary>
public sealed partial class Loader
{
    /// <summary>The draft that a button or form names; null when there is none.</summary>
    public async Task<ArticleDraft?> FindDraftAsync(IReadOnlyDictionary<string, string> data, CancellationToken ct) =>
        data.GetValueOrDefault(DataKeys.Draft) is { } id ? await cases.FindDraftAsync(id, ct) : null;

    /// <summary>A press or a form of a draft, or one that writes an article.</summary>
    private async Task<LoadedState> WithArticleAsync(
        LoadedState loaded,
        string action,
        IReadOnlyDictionary<string, string> data,
        CancellationToken ct
    )
    {
        if (action is Actions.WriteArticle && loaded.Case is { } theCase)
        {
            return loaded with
            {
                Drafts = await cases.DraftsOfCaseAsync(theCase.Id, ct),
                Article = await cases.FindArticleAsync(WriteArticle.ArticleIdOf(theCase), ct),
            };
        }

        if (action is Actions.StillRight && data.GetValueOrDefault(DataKeys.Article) is { } id)
        {
            return await WithDoubtAsync(loaded, id, ct);
        }

        if (!(ReviewArticle.Has(action) || action is Actions.ReviewArticle) || await FindDraftAsync(data, ct) is not { } draft)
        {
            return loaded;
        }

        // Which case it was stands in the draft, whatever the button carried.
        return await WithDraftAsync(loaded with { Case = await cases.FindCaseAsync(draft.CaseId, ct) }, draft.Id, ct);
    }

    /// <summary>A draft, and what confirmed questions would find with it.</summary>
    private async Task<LoadedState> WithDraftAsync(LoadedState loaded, string id, CancellationToken ct) =>
        await WithKnowledgeAsync(loaded with { Draft = await cases.FindDraftAsync(id, ct) }, KnowledgeCheck.DraftPrefix + id, ct);

    /// <summary>What confirmed questions found, with those that are listed to anybody.</summary>
    private async Task<LoadedState> WithKnowledgeAsync(LoadedState loaded, string id, CancellationToken ct)
    {
        if (await cases.FindKnowledgeCheckAsync(id, ct) is not { } check)
        {
            return loaded;
        }

        var articles = await cases.ArticlesAsync(
            check.Worse.SelectMany(worse => new[] { worse.Article, worse.Found, worse.Changed }).OfType<string>(),
            ct
        );
        var readers = KnowledgeRegressions.Readers(loaded.Organisation, check, articles);
        var listed = readers
            .Values.SelectMany(worse => worse.Take(CheckedKnowledge.MostShown))
            .Concat(check.Worse.Take(CheckedKnowledge.MostShown))
            .Select(worse => worse.Question);
        var questions = new Dictionary<string, AskedQuestion>(StringComparer.Ordinal);
        foreach (var question in listed.Distinct(StringComparer.Ordinal))
        {
            if (await cases.FindQuestionAsync(question, ct) is { } asked)
            {
                questions[question] = asked;
            }
        }

        var became = await cases.FindCasesAsync(questions.Values.Select(asked => asked.CaseId).OfType<string>(), ct);
        return loaded with
        {
            Knowledge = new(check, questions, became.ToDictionary(one => one.Id, StringComparer.Ordinal), articles),
            Reachable = check.Id.StartsWith(KnowledgeCheck.RunPrefix, StringComparison.Ordinal)
                ? await acquaintance.ReachableAsync(readers.Keys, ct)
                : loaded.Reachable,
        };
    }

    /// <summary>An article and what people say against it.</summary>
    private async Task<LoadedState> WithDoubtAsync(LoadedState loaded, string id, CancellationToken ct)
    {
        var (article, doubt) = (await cases.FindArticleAsync(id, ct), await cases.FindDoubtAsync(id, ct));
        IEnumerable<string> keepers = article is null ? [] : ArticleKeepers.Of(loaded.Organisation, article);
        return loaded with
        {
            Article = article,
            Doubt = doubt,
            ArticleReports = await cases.ReportsAsync(id, ct),
            Reachable = await acquaintance.ReachableAsync(keepers.Concat(doubt?.Asked ?? []).Distinct(StringComparer.Ordinal), ct),
        };
    }
}
