
namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>What of an article is turned into vectors: its title, its title with how it begins, each question it solved, and its lines when they are short, else its first passages.</summary>
internal static class ArticleVectors
{
    private const int Opening = 360, LongestLine = 160, MostLines = 40, MostPassages = 2, MostSolved = 64;

    /// <summary>The texts that are encoded, each once; empty for an article without a word.</summary>
    public static IReadOnlyList<string> TextsOf(Article article) => [.. Texts(article).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The vectors one after another; empty for an article without a word, and when one of them is not known yet.</summary>
    public static float[] Of(Article article, ISentenceEncoder encoder)
    {
        var texts = TextsOf(article);
        float[] vectors = [];
        for (var i = 0; i < texts.Count; i++)
        {
            var vector = encoder.Encode(texts[i]);
            if (vector.Length == 0) return [];
            if (i == 0) vectors = new float[texts.Count * vector.Length];
            vector.CopyTo(vectors, i * vector.Length);
        }
        return vectors;
    }

    /// <summary>How close the nearest of an article's vectors is, -1..1; 0 without any.</summary>
    public static float Nearest(ReadOnlySpan<float> vectors, ReadOnlySpan<float> question)
    {
        // Vectors of another length are of another model: they say nothing about this question.
        if (question.IsEmpty || vectors.Length % question.Length != 0) return 0;
        var nearest = vectors.IsEmpty ? 0 : -1f;
        for (var at = 0; at < vectors.Length; at += question.Length) nearest = Math.Max(nearest, Matrix.Dot(vectors.Slice(at, question.Length), question));
        return nearest;
    }

    private static IEnumerable<string> Texts(Article article)
    {
        yield return article.Title;
        foreach (var question in article.SolvedQuestions.Take(MostSolved)) yield return question;
        yield return Cut(article.Title.Length > 0 ? article.Title + ". " + article.Body : article.Body);
        var lines = article.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length > 1 && lines.All(line => line.Length <= LongestLine))
        {
            foreach (var line in lines.Take(MostLines)) yield return line;
            yield break;
        }
        foreach (var passage in Passages.Of(article.Body).Skip(1).Take(MostPassages)) yield return Cut(passage.Heading.Length > 0 ? passage.Heading + ". " + passage.Text : passage.Text);
    }

    private static string Cut(string text) => text.Length <= Opening ? text : text[..Opening];
}
