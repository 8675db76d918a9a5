namespace EscalationBot.Core.Knowledge.Text;

/// <summary>
/// Languages by words without which hardly a paragraph of them is written, folded. Of those of one language no other one has two often.
/// </summary>
internal static class SpokenLanguages
{
    private const double LeastShare = 0.2,
        LeastOfOne = 0.1;

    private static readonly (string Language, string[] Marks)[] All =
    [
        ("de", ["der", "die", "und", "ist", "nicht"]),
        ("nl", ["het", "een", "van", "niet", "voor"]),
        ("sv", ["och", "att", "inte"]),
        ("da", ["og", "det", "til", "ikke"]),
        ("fr", ["les", "des", "est", "une", "dans"]),
        ("es", ["los", "las", "una", "del", "puede"]),
        ("it", ["il", "della", "che", "sono", "delle"]),
        ("pt", ["uma", "nao", "sao", "dos", "voce"]),
    ];

    /// <summary>The languages, other than English, that a part of the articles is written in; Norwegian is taken for Danish.</summary>
    /// <param name="articles">How many there are.</param>
    /// <param name="holding">How many of them hold a word.</param>
    public static IReadOnlyList<string> Of(int articles, Func<string, int> holding)
    {
        return [.. All.Where(one => IsSpoken(one.Marks)).Select(one => one.Language)];

        // Two of them at least: a "van" is also a car.
        bool IsSpoken(string[] marks)
        {
            var documents = Array.ConvertAll(marks, mark => holding(mark));
            return documents.Sum() >= Math.Max(1, articles * LeastShare)
                && documents.Count(one => one >= Math.Max(1, articles * LeastOfOne)) >= 2;
        }
    }
}
