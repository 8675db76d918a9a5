using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;

namespace EscalationBot.Core.Triage.Checks;

/// <summary>What is wrong with pinned answers that are well written: such an entry answers nothing, and the search decides.</summary>
public static class PinnedCheck
{
    /// <summary>
    /// One warning for each. An article that is not there is no error: an import or a case may bring it, which the files alone do not show.
    /// </summary>
    /// <param name="data">The entries and the articles.</param>
    /// <param name="now">For days that are over.</param>
    public static IEnumerable<Problem> Of(TriageData data, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, data.Zone).DateTime);
        foreach (var pin in data.Pinned.All)
        {
            if (pin.To < today)
            {
                yield return Warn(pin, $"It ended on {Day(pin.To)}.", "Delete it, or move 'to'.");
            }
            if (data.Pinned.Before(pin) is { } before)
            {
                yield return Warn(
                    pin,
                    $"Line {before.Line} is pinned to the same words and goes first.",
                    "Keep one of them, or put the narrower one above."
                );
            }
            if (Fault(data, pin, today) is var (what, fix))
            {
                yield return Warn(pin, what, fix);
            }
        }
    }

    private static (string What, string Fix)? Fault(TriageData data, PinnedAnswer pin, DateOnly today)
    {
        if (data.Knowledge.Find(pin.Article) is not { } article)
        {
            string[] known = [.. data.Knowledge.Articles.Select(one => one.Id)];
            return (
                $"There is no article '{pin.Article}'.",
                Spelling.Near(pin.Article, known) is { } near
                    ? $"Did you mean '{near}'?"
                    : "Name an article by its id; one that was imported or came from a case is known to the running bot only."
            );
        }
        return article.IsDoubted ? ($"Colleagues call '{pin.Article}' wrong or outdated.", "Put the article right, or press Still right.")
            : today < article.InForceFrom
                ? ($"'{pin.Article}' is in force from {Day(article.InForceFrom)} on.", "It answers from that day on.")
            : today > article.InForceTo
                ? ($"'{pin.Article}' was in force until {Day(article.InForceTo)}.", "Name the article that holds now, or delete the entry.")
            : today > article.ReviewBy
                ? ($"'{pin.Article}' was to be reviewed by {Day(article.ReviewBy)}.", "Review it and move its review_by.")
            : null;
    }

    private static string Day(DateOnly? day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}");

    private static Problem Warn(PinnedAnswer pin, string what, string fix) =>
        new(ProblemLevel.Warning, PinnedAnswer.File, pin.Line, what, fix);
}
