using System.Numerics.Tensors;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// What of an article is turned into vectors: its title, its title with how it begins, each question it solved, and its lines when they are
/// short, else its first passages.
/// </summary>
internal static class ArticleVectors
{
    private const int Opening = 360,
        LongestLine = 160,
        MostLines = 40,
        MostPassages = 2,
        MostSolved = 64;

    /// <summary>The texts that are encoded, each once; empty for an article without a word.</summary>
    public static IReadOnlyList<string> TextsOf(Article article) =>
        [.. Texts(article).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The vectors one after another; empty for an article without a word, and when one of them is not known yet.</summary>
    public static float[] Of(Article article, ISentenceEncoder encoder)
    {
        var texts = TextsOf(article);
        float[] vectors = [];
        for (var i = 0; i < texts.Count; i++)
        {
            var vector = encoder.Encode(texts[i]);
            if (vector.Length == 0)
            {
                return [];
            }
            if (i == 0)
            {
                vectors = new float[texts.Count * vector.Length];
            }
            vector.CopyTo(vectors, i * vector.Length);
        }
        return vectors;
    }

    /// <summary>How close an article's vectors are to a question's; nothing without any.</summary>
    /// <param name="vectors">One after another.</param>
    /// <param name="length">Of their sum (<see cref="LengthOfSum"/>).</param>
    /// <param name="question">The question's vector.</param>
    public static Similarity ClosenessOf(ReadOnlySpan<float> vectors, float length, ReadOnlySpan<float> question)
    {
        // Vectors of another length are of another model: they say nothing about this question.
        if (question.IsEmpty || vectors.IsEmpty || vectors.Length % question.Length != 0)
        {
            return default;
        }
        var nearest = -1f;
        var sum = 0f;
        for (var at = 0; at < vectors.Length; at += question.Length)
        {
            var closeness = TensorPrimitives.Dot(vectors.Slice(at, question.Length), question);
            nearest = Math.Max(nearest, closeness);
            sum += closeness;
        }
        return new Similarity(nearest, sum / Math.Max(length, 1e-6f));
    }

    /// <summary>Length of the sum of vectors of so many numbers each.</summary>
    public static float LengthOfSum(ReadOnlySpan<float> vectors, int dimensions)
    {
        if (vectors.IsEmpty || dimensions == 0 || vectors.Length % dimensions != 0)
        {
            return 0;
        }
        var sum = new float[dimensions];
        for (var at = 0; at < vectors.Length; at += dimensions)
        {
            TensorPrimitives.Add(sum, vectors.Slice(at, dimensions), sum);
        }
        return TensorPrimitives.Norm<float>(sum);
    }

    private static IEnumerable<string> Texts(Article article)
    {
        yield return article.Title;
        foreach (var question in article.SolvedQuestions.Take(MostSolved))
        {
            yield return question;
        }
        yield return Cut(article.Title.Length > 0 ? article.Title + ". " + article.Body : article.Body);
        var lines = article.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length > 1 && lines.All(line => line.Length <= LongestLine))
        {
            foreach (var line in lines.Take(MostLines))
            {
                yield return line;
            }
            yield break;
        }
        foreach (var passage in Passages.Of(article.Body).Skip(1).Take(MostPassages))
        {
            yield return Cut(passage.Heading.Length > 0 ? passage.Heading + ". " + passage.Text : passage.Text);
        }
    }

    private static string Cut(string text) => ShortText.Cut(text, Opening);
}
