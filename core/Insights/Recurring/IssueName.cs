using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// Names a cluster by two to four of its own words. A word counts by the share of the cluster's texts that hold it, times how much more
/// often it stands there than in other texts; at least half of the texts must hold two of the name's words together, else what lies
/// together is no one issue and has no name; those that do are the issue, the others only lie near. The words stand in the order in which
/// people write them. Never: common words, numbers, addresses, names of people and accounts (<see cref="ForbiddenWords"/>); a word of one
/// source alone is never taken, because it may be its client's.
/// </summary>
internal static class IssueName
{
    private const int Least = 2,
        Most = 4,
        LongestDigits = 4;
    private const double CommonShare = 0.5,
        RareShare = 1.0 / 3,
        OfBest = 0.4,
        Together = 0.5,
        TimesMore = 2;

    /// <summary>The name and the members that hold two of its words, in their order; null when no words set the cluster apart.</summary>
    /// <param name="members">The cluster.</param>
    /// <param name="vocabulary">Of all texts, these included.</param>
    /// <param name="never">Words that may not be shown.</param>
    public static (string Name, IReadOnlyList<Occurrence> Members)? Of(
        IReadOnlyList<Occurrence> members,
        IssueVocabulary vocabulary,
        ForbiddenWords never
    )
    {
        var read = members.Select(member => (Member: member, Words: Read(member.Text))).ToList();
        var ranked = read.SelectMany(text => text.Words.DistinctBy(word => word.Key).Select(word => (word.Key, text.Member)))
            .GroupBy(pair => pair.Key, pair => pair.Member, StringComparer.Ordinal)
            .Where(group =>
                group.DistinctBy(member => member.Source).Count() > 1 && !never.Holds(group.Key, group.Select(member => member.Account))
            )
            .Select(group =>
                (
                    group.Key,
                    Share: group.Count() / (double)read.Count,
                    Weight: Weight(group.Key, group.Count() / (double)read.Count, members.Count, vocabulary)
                )
            )
            .Where(word => word.Share >= RareShare && word.Weight >= word.Share * Math.Log(TimesMore))
            .OrderByDescending(word => word.Weight)
            .ThenBy(word => word.Key, StringComparer.Ordinal)
            .ToList();
        var chosen = ranked
            .Where((word, place) => place < Least || (word.Share >= CommonShare && word.Weight >= ranked[0].Weight * OfBest))
            .Take(Most)
            .Select(word => word.Key)
            .ToHashSet(StringComparer.Ordinal);
        if (chosen.Count < Least)
        {
            return null;
        }
        var lines = read.ConvertAll(text => (text.Member, Words: text.Words.FindAll(word => chosen.Contains(word.Key))));
        var core = lines.FindAll(line => Different(line.Words) >= Least);
        if (core.Count < read.Count * Together)
        {
            return null;
        }
        var words = core.ConvertAll(line => line.Words);
        return (string.Join(' ', Ordered(words, chosen).Select(key => Spelled(key, words))), [.. core.Select(line => line.Member)]);
    }

    /// <summary>The keys of all words of a text but common ones: what <see cref="ForbiddenWords"/> are made of.</summary>
    public static IEnumerable<string> KeysOf(string text) => Read(text, withNames: true).Select(word => word.Key);

    private static double Weight(string key, double share, int members, IssueVocabulary vocabulary)
    {
        var inside = share * members;
        var elsewhere = Math.Max(0, vocabulary.TextsWith(key) - inside) / Math.Max(1, vocabulary.Texts - members);
        return share * Math.Log((share + 0.01) / (elsewhere + 0.01));
    }

    private static int Different(List<Word> line) => line.Select(word => word.Key).Distinct(StringComparer.Ordinal).Count();

    /// <summary>As in the text that says the most of them in the shortest stretch; what it lacks comes behind.</summary>
    private static IEnumerable<string> Ordered(List<List<Word>> lines, HashSet<string> chosen)
    {
        var best = lines.OrderByDescending(Different).ThenBy(line => line[^1].Start - line[0].Start).First();
        return best.Select(word => word.Key)
            .Concat(chosen.Where(key => lines.Exists(line => line.Exists(word => word.Key == key))).Order(StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>As it is written most often; small letters before a capital that only a sentence's start gave.</summary>
    private static string Spelled(string key, List<List<Word>> lines)
    {
        var forms = lines
            .SelectMany(line => line)
            .Where(word => word.Key == key)
            .CountBy(word => word.Surface, StringComparer.Ordinal)
            .OrderByDescending(form => form.Value)
            .ThenBy(form => form.Key, StringComparer.Ordinal)
            .ToList();
        var usual = forms[0].Key;
        return forms.Find(form => string.Equals(form.Key, usual, StringComparison.OrdinalIgnoreCase) && !form.Key.Any(char.IsUpper)).Key
            ?? usual;
    }

    private static List<Word> Read(string text, bool withNames = false)
    {
        List<Word> words = [];
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        while (reader.Read(out var word))
        {
            if (FillerWords.Contains(word) || word.Length < 2)
            {
                continue;
            }
            var surface = SurfaceAt(text, reader.Start);
            // An identifier is named whole: its parts were read before it.
            if (words.Count > 0 && words[^1].Start == reader.Start)
            {
                words.RemoveAt(words.Count - 1);
            }
            if (withNames || MayBeShown(text, reader.Start, surface))
            {
                words.Add(new Word(IssueVocabulary.KeyOf(word), surface, reader.Start));
            }
        }
        return words;
    }

    /// <summary>No number, no part of an address or a link.</summary>
    private static bool MayBeShown(string text, int start, string surface)
    {
        var end = start + surface.Length;
        var linked =
            (start > 0 && text[start - 1] is '@' or '/')
            || (end < text.Length && text[end] is '@')
            || (end + 1 < text.Length && text[end] is ':' && text[end + 1] is '/');
        return !linked
            && surface.Any(char.IsLetter)
            && surface.Count(char.IsDigit) <= LongestDigits
            && !surface.Contains('.', StringComparison.Ordinal);
    }

    private static string SurfaceAt(string text, int start)
    {
        var end = start;
        while (
            end < text.Length
            && (
                char.IsLetterOrDigit(text[end])
                || Folding.IsMark(text[end])
                || (text[end] is '-' or '_' or '.' or '\'' or '’' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))
            )
        )
        {
            end++;
        }
        return text[start..end];
    }

    private sealed record Word(string Key, string Surface, int Start);
}
