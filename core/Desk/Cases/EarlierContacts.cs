using System.Globalization;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Which earlier questions of an account are the same matter come back. A client with three questions a day is a good client; one who asks
/// the same three times was not helped twice.
/// </summary>
internal static class EarlierContacts
{
    /// <summary>So many of an account's last questions are looked at.</summary>
    public const int Most = 40;

    private const int LeastShared = 2;

    /// <summary>Those that are alike in words or meaning, or of the same category and about the same thing.</summary>
    public static IReadOnlyList<EarlierQuestion> Alike(
        string text,
        string? category,
        Account? account,
        IReadOnlyList<EarlierQuestion> earlier,
        ISentenceEncoder? encoder
    )
    {
        var known = ContentWords.Of($"{account?.Name} {account?.Id}");
        var words = ContentWords.Of(text);
        words.ExceptWith(known);
        var near = CaseSimilarity
            .Nearest(
                string.Join(' ', words),
                [
                    .. earlier.Select(
                        (one, i) => new Article(i.ToString(CultureInfo.InvariantCulture), one.Words.Split('\n')[0], one.Words, [])
                    ),
                ],
                Most,
                encoder
            )
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. earlier.Where(
                (one, i) =>
                {
                    var shared = ContentWords.Of(one.Words);
                    shared.ExceptWith(known);
                    var all = Math.Min(shared.Count, words.Count);
                    shared.IntersectWith(words);
                    return shared.Count >= LeastShared
                        || (all > 0 && shared.Count == all)
                        || (shared.Count > 0 && category is not null && one.Category == category)
                        || near.Contains(i.ToString(CultureInfo.InvariantCulture));
                }
            ),
        ];
    }
}
