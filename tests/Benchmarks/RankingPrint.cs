using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;

namespace EscalationBot.Benchmarks;

/// <summary>
/// One hash per set over every article found, its score and its passage: the same before and after a change that is about speed alone.
/// </summary>
internal static class RankingPrint
{
    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        foreach (var set in sets)
        {
            var index = SearchIndex.Of(set.Articles, encoder);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var question in set.Questions)
            {
                foreach (
                    var hit in index
                        .Search(new SearchQuery(question.Text, Audience.Internal, new DateOnly(2026, 11, 2)) { Tag = question.Company })
                        .Hits
                )
                {
                    hash.AppendData(
                        Encoding.UTF8.GetBytes(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{hit.Article.Id} {hit.Score:R} {hit.BestPassage().Heading} {hit.BestPassage().Text}\n"
                            )
                        )
                    );
                }
            }
            Console.WriteLine($"{set.Name} {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}");
        }
    }
}
