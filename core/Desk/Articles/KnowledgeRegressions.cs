using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>
/// Articles changed, and questions that people said were solved find worse: whoever keeps the changed article hears of it, once. Whoever
/// wrote an article from a case is its owner.
/// </summary>
internal static class KnowledgeRegressions
{
    /// <summary>
    /// What each person is told, by e-mail, the newest question first: those who keep the changed article; without one that is known, the
    /// article that solved the question; without that, all managers.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<WorseAnswer>> Readers(
        OrganisationSnapshot organisation,
        KnowledgeCheck check,
        IReadOnlyDictionary<string, Article> articles
    ) =>
        check
            .Worse.SelectMany(worse => KeepersOf(organisation, articles, worse).Select(keeper => (keeper, worse)))
            .GroupBy(told => told.keeper, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<WorseAnswer>)[.. group.Select(told => told.worse)],
                StringComparer.OrdinalIgnoreCase
            );

    private static IReadOnlyList<string> KeepersOf(
        OrganisationSnapshot organisation,
        IReadOnlyDictionary<string, Article> articles,
        WorseAnswer worse
    ) =>
        articles.GetValueOrDefault(worse.Changed ?? worse.Article) is { } article
            ? ArticleKeepers.Of(organisation, article)
            : [.. organisation.People.Where(person => person.Is(Roles.Manager)).Select(person => person.Email)];

    /// <summary>Tells what got worse.</summary>
    public static void Tell(DecisionBuilder draft)
    {
        if (draft.Loaded.Knowledge is not { Check.Worse.Count: > 0 } found)
        {
            return;
        }

        var organisation = draft.Loaded.Organisation;
        draft.Note("knowledge_worse", null, found.Check.Id);
        var cards = new RegressionCards(draft.Loaded.Workplace, draft.Words, draft.When);
        foreach (var (email, worse) in Readers(organisation, found.Check, found.Articles))
        {
            if (organisation.FindPerson(email) is { } keeper)
            {
                draft.TellPerson(email, cards.ForKeeper(keeper, worse, found), null, $"{found.Check.Subject}:{email}");
            }
        }
    }

    /// <summary>A draft was asked about: its card says what would get worse, as long as nobody has decided about it.</summary>
    public static void ShowDraft(DecisionBuilder draft)
    {
        if (draft.Loaded.Draft is { State: ArticleDraftState.Waiting } waiting)
        {
            // Kept, so that a decision of the same moment is not shown as undone.
            draft.ShowDraft(draft.Keep(waiting));
        }
    }
}
