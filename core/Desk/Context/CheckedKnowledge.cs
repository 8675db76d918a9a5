using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Context;

/// <summary>What confirmed questions found, with what its ids stand for.</summary>
/// <param name="Check">What was found.</param>
/// <param name="Questions">Those whose words may be shown, by id; one that is missing was deleted, or is not listed.</param>
/// <param name="Cases">What they became, by id.</param>
/// <param name="Articles">By id, retired ones as they were last.</param>
public sealed record CheckedKnowledge(
    KnowledgeCheck Check,
    IReadOnlyDictionary<string, AskedQuestion> Questions,
    IReadOnlyDictionary<string, Case> Cases,
    IReadOnlyDictionary<string, Article> Articles
)
{
    /// <summary>Of one message at most so many questions are listed.</summary>
    public const int MostShown = 8;

    /// <summary>The words of a question for a reader; null when they may not have them, or there are none any more.</summary>
    public string? WordsOf(OrganisationSnapshot organisation, Reader reader, string question) =>
        Questions.GetValueOrDefault(question) is { IsRestricted: false, Text.Length: > 0 } asked
        && (asked.CaseId is { } id ? Cases.GetValueOrDefault(id) : null) is var became
        && became is not { Restricted: true }
        && Visibility.May(organisation, reader, asked, became)
            ? ShortText.Of(asked.Text, MostWords)
            : null;

    /// <summary>What an article is called where people read of it.</summary>
    public string TitleOf(string article) => Articles.GetValueOrDefault(article) is { } known ? ArticleContent.ShownTitle(known) : article;

    private const int MostWords = 140;
}
