using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>A day by which somebody wanted to read articles through again.</summary>
/// <param name="Keeper">E-mail of their owner, or <c>queue:ID</c> for those without: the queue's managers.</param>
/// <param name="By">The last day for it.</param>
/// <param name="OrEarlier">Days that passed before the bot knew of them come together.</param>
public sealed record ArticleReview(string Keeper, DateOnly By, bool OrEarlier)
{
    /// <summary>The timer's subject.</summary>
    public string Subject => string.Create(CultureInfo.InvariantCulture, $"articles:{Keeper}:{(OrEarlier ? ".." : "")}{By:yyyy-MM-dd}");
}

/// <summary>
/// Reminds whoever keeps articles of their review dates: once a week before, and once when the organisation opens after it. Articles of one
/// keeper and day come in one message. Each moment of a day is remembered by its timer, which stands for good once both have passed. While
/// nobody of them has spoken with the bot, it asks again each working day.
/// </summary>
public static class ArticleReviews
{
    private const int Before = 7,
        MostListed = 10;

    /// <summary>The days for which timers are to stand.</summary>
    /// <param name="organisation">Whose people keep the articles.</param>
    /// <param name="articles">Those in use.</param>
    /// <param name="today">The organisation's day: what is not in force any more needs no review.</param>
    public static IReadOnlyList<ArticleReview> Of(OrganisationSnapshot organisation, IEnumerable<Article> articles, DateOnly today) =>
        [
            .. Dated(articles, today)
                .Select(article => new ArticleReview(KeeperOf(organisation, article), article.ReviewBy!.Value, OrEarlier: false))
                .Distinct()
                .OrderBy(review => review.By)
                .ThenBy(review => review.Keeper, StringComparer.Ordinal),
        ];

    /// <summary>The next moment to remind of a day.</summary>
    /// <param name="review">The day.</param>
    /// <param name="calendar">The organisation's.</param>
    /// <param name="now">A moment that has passed already is made up for when it next opens.</param>
    public static DateTimeOffset Due(ArticleReview review, BusinessCalendar calendar, DateTimeOffset now)
    {
        var due =
            calendar.DateOf(now) <= review.By ? Midnight(review.By.AddDays(-Before), calendar) : Midnight(review.By.AddDays(1), calendar);
        return calendar.NextOpen(due > now ? due : now);
    }

    /// <summary>When a timer is due that is never to fire: both moments of its day have passed.</summary>
    public static DateTimeOffset Never(DateTimeOffset now) => now.AddYears(100);

    /// <summary>Who hears of it, by the timer's subject.</summary>
    public static IReadOnlyList<string> Readers(OrganisationSnapshot organisation, IEnumerable<Article> articles, string subject) =>
        Find(subject) is { } review && articles.FirstOrDefault(article => KeeperOf(organisation, article) == review.Keeper) is { } one
            ? ArticleKeepers.Of(organisation, one)
            : [];

    internal static void Remind(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var (organisation, calendar) = (draft.Loaded.Organisation, draft.Loaded.Organisation.Calendar);
        var today = calendar.DateOf(draft.Now);
        if (Find(passed.Subject) is not { } review)
        {
            return;
        }

        var all = draft.Loaded.Workplace.Triage.Data.Knowledge.Articles;
        var due = Dated(all, today)
            .Where(article =>
                KeeperOf(organisation, article) == review.Keeper
                && (article.ReviewBy == review.By || (review.OrEarlier && article.ReviewBy < review.By))
            )
            .OrderBy(article => article.ReviewBy)
            .ThenBy(article => article.Id, StringComparer.Ordinal)
            .ToList();
        if (due.Count == 0)
        {
            return; // the articles say otherwise now
        }

        // Whoever never spoke with the bot may be on no channel: the date is no reason for a message that does not arrive.
        var readers = Readers(organisation, all, passed.Subject).Where(draft.Loaded.Reachable.ContainsKey).ToList();
        if (readers.Count == 0)
        {
            draft.Timer(passed.Subject, TimerNames.ArticleReview, calendar.NextOpen(Midnight(today.AddDays(1), calendar)));
            return;
        }

        var isPast = today > review.By;
        draft.Timer(
            passed.Subject,
            TimerNames.ArticleReview,
            isPast ? Never(draft.Now) : calendar.NextOpen(Midnight(review.By.AddDays(1), calendar))
        );
        draft.Note("article_review_due", null, review.By.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var card = Card(draft, review.By, due, isPast);
        foreach (var reader in readers)
        {
            draft.TellPerson(reader, card, null, $"{passed.Subject}:{(isPast ? "past" : "soon")}:{reader}");
        }
    }

    private static Card Card(DecisionBuilder draft, DateOnly by, List<Article> due, bool isPast)
    {
        var words = draft.Words;
        var line = isPast ? words.Count("article_review_past", due.Count) : words.Count("article_review_soon", due.Count, Day(by));
        List<CardPart> parts = [new CardPart.Heading(line)];
        foreach (var article in due.Take(MostListed))
        {
            var title = words.Say("report_article", ArticleContent.ShownTitle(article), Day(article.ReviewBy!.Value));
            parts.Add(new CardPart.Text("- " + title));
            if (draft.Loaded.Workplace.PageOf(article.Id) is { } page)
            {
                parts.Add(new CardPart.Prose($"[{words["article_page"]}]({page})"));
            }
        }

        if (due.Count > MostListed)
        {
            parts.Add(new CardPart.Note(words.Say("report_more", due.Count - MostListed)));
        }

        parts.Add(new CardPart.Note(words["article_review_note"]));
        return new(line, parts, []);

        string Day(DateOnly day) => day.ToString("d MMM yyyy", words.Culture);
    }

    private static IEnumerable<Article> Dated(IEnumerable<Article> articles, DateOnly today) =>
        articles.Where(article => article.ReviewBy is not null && !(article.InForceTo < today));

    private static string KeeperOf(OrganisationSnapshot organisation, Article article) =>
        organisation.FindPerson(article.Owner)?.Email ?? "queue:" + ArticleKeepers.QueueOf(organisation, article).Id;

    private static DateTimeOffset Midnight(DateOnly day, BusinessCalendar calendar) =>
        BusinessCalendar.InstantOf(day.ToDateTime(TimeOnly.MinValue), calendar.Zone);

    private static ArticleReview? Find(string subject)
    {
        var colon = subject.LastIndexOf(':');
        var keeper = subject["articles:".Length..Math.Max(colon, "articles:".Length)];
        var day = subject[(colon + 1)..];
        var orEarlier = day.StartsWith("..", StringComparison.Ordinal);
        return DateOnly.TryParseExact(day.TrimStart('.'), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var by)
            ? new ArticleReview(keeper, by, orEarlier)
            : null;
    }
}
