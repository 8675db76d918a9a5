using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>Who keeps an article true: its owner; without one, the managers of the queue whose categories its tags name.</summary>
public static class ArticleKeepers
{
    /// <summary>The queue whose people know what the article is about; the default one when no tag of it is a category.</summary>
    public static Queue QueueOf(OrganisationSnapshot organisation, Article article) =>
        organisation.Queues.FirstOrDefault(queue =>
            queue.Categories.Any(category => article.Tags.Contains(category, StringComparer.OrdinalIgnoreCase))
        ) ?? organisation.DefaultQueue;

    /// <summary>E-mails of whoever is told of it; without managers of the queue, all managers.</summary>
    public static IReadOnlyList<string> Of(OrganisationSnapshot organisation, Article article)
    {
        if (organisation.FindPerson(article.Owner) is { } owner)
        {
            return [owner.Email];
        }

        var ofQueue = organisation.With(Roles.Manager, QueueOf(organisation, article).Id).Select(person => person.Email).ToList();
        return ofQueue.Count > 0
            ? ofQueue
            : [.. organisation.People.Where(person => person.Is(Roles.Manager)).Select(person => person.Email)];
    }

    /// <summary>May this person say that the article is right? Its owner, and every manager.</summary>
    public static bool May(Asker asker, Article article) =>
        asker is { IsMember: true, Colleague: { } person }
        && (person.Is(Roles.Manager) || string.Equals(person.Email, article.Owner, StringComparison.OrdinalIgnoreCase));
}
