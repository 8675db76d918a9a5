using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Benchmarks;

/// <summary>
/// Every question ranked once, for the many fits that read the rankings. Beside the whole sets, the same questions are asked of parts of
/// their articles (three quarters, four times; 12 and 40 articles): a question whose article was left out is the near miss that a young
/// knowledge base meets every day; and of articles that learned from other questions.
/// </summary>
internal static class RankedSets
{
    private const int Parts = 4,
        SmallestForParts = 15,
        MostOfPart = 500;
    private static readonly int[] SmallSizes = [12, 40];
    private static readonly DateOnly Day = new(2026, 11, 2);

    public static List<Example> Whole(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder) =>
        [.. sets.SelectMany(set => Rank(set, encoder, 1))];

    public static List<Example> OfParts(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder) =>
        [
            .. sets.SelectMany(set =>
                    Quarters(set)
                        .Concat(SmallSizes.SelectMany(size => Small(set, size)))
                        .Append(Taught(set))
                        .SelectMany(part => Rank(part, encoder, Math.Max(1, part.Questions.Count / MostOfPart)))
                )
                .Select(example => example with { IsPart = true }),
        ];

    private static IEnumerable<Example> Rank(DataSet set, ISentenceEncoder? encoder, int step)
    {
        var index = SearchIndex.Of(set.Articles, encoder);
        for (var i = 0; i < set.Questions.Count; i += step)
        {
            var question = set.Questions[i];
            var ranking = index.Search(new SearchQuery(question.Text, Audience.Internal, Day) { Tag = question.Company });
            var features =
                ranking.Hits.Count == 0
                    ? []
                    : new double[ConfidenceFeatures.Names.Length + (encoder is null ? 0 : ConfidenceFeatures.MeaningNames.Length)];
            if (ranking.Hits.Count > 0)
            {
                ConfidenceFeatures.Fill(ranking, 0, features);
            }
            var right =
                ranking.Hits.Count > 0
                && question.InScope
                && question.Relevant.Contains(ranking.Hits[0].Article.Id, StringComparer.Ordinal);
            yield return new Example(
                set.Name,
                question.Group,
                features,
                right,
                question.InScope,
                [.. ranking.Hits.Select(hit => hit.Article.Id)],
                question.Grades
            );
        }
    }

    private static IEnumerable<DataSet> Quarters(DataSet set) =>
        set.Articles.Count < SmallestForParts
            ? []
            : Enumerable.Range(0, Parts).Select(left => Part(set, [.. set.Articles.Where((_, i) => i % Parts != left)]));

    /// <summary>As many questions without an article as with one.</summary>
    private static IEnumerable<DataSet> Small(DataSet set, int size)
    {
        if (set.Articles.Count < size * 3 / 2)
        {
            yield break;
        }
        var part = Part(set, [.. set.Articles.Where((_, i) => i % (set.Articles.Count / size) == 0)]);
        var covered = part.Questions.Where(question => question.InScope).Take(150).ToList();
        var others = part.Questions.Where(question => !question.InScope).ToList();
        var step = Math.Max(1, others.Count / Math.Max(1, covered.Count));
        yield return part with
        {
            Questions = [.. covered, .. others.Where((_, i) => i % step == 0)],
        };
    }

    /// <summary>A knowledge base in use: at most three confirmed questions an article.</summary>
    private static DataSet Taught(DataSet set)
    {
        var half = set.Half(taught: true);
        return half with
        {
            Articles = [.. half.Articles.Select(article => article with { SolvedQuestions = [.. article.SolvedQuestions.Take(3)] })],
        };
    }

    private static DataSet Part(DataSet set, IReadOnlyList<Article> articles)
    {
        var ids = articles.Select(article => article.Id).ToHashSet(StringComparer.Ordinal);
        return new DataSet(
            set.Name,
            articles,
            [
                .. set.Questions.Select(question =>
                    question with
                    {
                        InScope = question.Relevant.Any(ids.Contains),
                        Grades = question.Grades.Where(grade => ids.Contains(grade.Key)).ToDictionary(StringComparer.Ordinal),
                    }
                ),
            ]
        );
    }
}
