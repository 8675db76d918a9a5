using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>Reports that are about one thing.</summary>
/// <param name="Title">Two to four words that they share, as people write them.</param>
/// <param name="Topic">What a further one would hold.</param>
/// <param name="Reports">Oldest first.</param>
public sealed record ReportGroup(string Title, IncidentTopic Topic, IReadOnlyList<Report> Reports)
{
    /// <summary>How many accounts, or people, they come from.</summary>
    public int Sources => Reports.DistinctBy(report => report.Source).Count();
}

/// <summary>
/// Finds groups of reports that are about one thing: around the report to which most others are alike. Two are alike when they share an
/// error code, or enough words, or a word and the article that fits them best (found by words and, with an encoder, by meaning). A group
/// needs a theme: a code, or two words, that half of it and two sources hold. No name of a person, and none of an account, is a word of a
/// theme.
/// </summary>
internal static partial class AlikeReports
{
    private const int LeastWords = 2,
        EnoughWords = 3,
        MostInTitle = 4;

    /// <summary>All groups of so many sources, the largest first.</summary>
    public static IReadOnlyList<ReportGroup> Groups(IReadOnlyList<Report> reports, OrganisationSnapshot organisation, int sources)
    {
        List<ReportGroup> found = [];
        List<Report> left = [.. reports.OrderBy(report => report.Asked.AskedAt).ThenBy(report => report.Asked.Id, StringComparer.Ordinal)];
        var never = ForbiddenWords.Of(organisation);
        while (left.Count >= sources)
        {
            var best = left.Select(seed => left.FindAll(other => other == seed || AreAlike(seed, other)))
                .MaxBy(group => group.DistinctBy(report => report.Source).Count())!;
            if (best.DistinctBy(report => report.Source).Count() < sources)
            {
                break;
            }

            if (Themed(best, never) is { } group && group.Sources >= sources)
            {
                found.Add(group);
            }

            left.RemoveAll(best.Contains);
        }

        return found;
    }

    private static bool AreAlike(Report one, Report other)
    {
        if (one.Topic.Codes.Overlaps(other.Topic.Codes))
        {
            return true;
        }

        var (small, large) =
            one.Topic.Words.Count <= other.Topic.Words.Count ? (one.Topic.Words, other.Topic.Words) : (other.Topic.Words, one.Topic.Words);
        var shared = small.Count(large.Contains);
        return (shared >= LeastWords && shared * 2 >= small.Count)
            || (shared >= EnoughWords && shared * 3 >= small.Count)
            || (shared > 0 && one.Article is not null && one.Article == other.Article);
    }

    private static ReportGroup? Themed(List<Report> group, ForbiddenWords never)
    {
        var half = (group.Count + 1) / 2;
        List<string> words =
        [
            .. Held(report => report.Topic.Words)
                .Where(word => !never.Holds(word.Key, word.Select(report => report.Account)))
                .Select(word => word.Key),
        ];
        List<string> codes = [.. Held(report => report.Topic.Codes).Select(code => code.Key)];
        var topic = new IncidentTopic(words, codes);
        if (codes.Count == 0 && words.Count < LeastWords)
        {
            return null;
        }

        // Whoever lies near and holds nothing of the theme is about something else.
        var about = group.FindAll(report => report.Topic.Codes.Overlaps(codes) || words.Exists(report.Topic.Words.Contains));
        return new(Title(about, topic), topic, about);

        IEnumerable<IGrouping<string, Report>> Held(Func<Report, IEnumerable<string>> of) =>
            group
                .SelectMany(report => of(report).Select(word => (Word: word, Report: report)))
                .GroupBy(pair => pair.Word, pair => pair.Report, StringComparer.Ordinal)
                .Where(held => held.Count() >= half && held.DistinctBy(report => report.Source).Count() > 1)
                .OrderByDescending(held => held.Count())
                .ThenBy(held => held.Key, StringComparer.Ordinal);
    }

    /// <summary>The theme's words in the order of the text that says the most of them in the shortest stretch.</summary>
    private static string Title(List<Report> group, IncidentTopic topic)
    {
        var lines = group.ConvertAll(report =>
            Word().Matches(report.Asked.Text).Select(match => (match.Value, match.Index, Stem: StemOf(match.Value))).Where(Holds).ToList()
        );
        var line = lines
            .OrderByDescending(words => words.DistinctBy(word => word.Stem).Count())
            .ThenBy(words => words.Count == 0 ? 0 : words[^1].Index - words[0].Index)
            .First();
        var title = string.Join(' ', line.DistinctBy(word => word.Stem).Take(MostInTitle).Select(word => word.Value));
        return title.Length > 0 ? title : string.Join(' ', topic.Codes.Concat(topic.Words).Take(MostInTitle));

        bool Holds((string Value, int Index, string? Stem) word) =>
            word.Stem is not null && topic.Words.Contains(word.Stem, StringComparer.Ordinal);
    }

    private static string? StemOf(string word) => ContentWords.Of(word).FirstOrDefault();

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Word();
}
