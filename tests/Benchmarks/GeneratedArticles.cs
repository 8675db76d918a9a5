using System.Text;
using EscalationBot.Core.Knowledge.Articles;

namespace EscalationBot.Benchmarks;

/// <summary>
/// Articles of about 200 words whose word frequencies follow Zipf's law as English does (B. Mandelbrot, 1953: rank + 2.7, exponent 1.05),
/// the commonest being the real ones of English. The same number always gives the same articles.
/// </summary>
internal sealed class GeneratedArticles
{
    private const int Vocabulary = 150_000,
        WordsPerParagraph = 45,
        Paragraphs = 4;
    private const string Commonest =
        "the to of and a in is it for you that on with this are be as or if not can your have by from at "
        + "an we do so has will when how which there may its no our should would they been my me what was "
        + "were am them these those";
    private static readonly string[] Syllables = [.. from start in "bcdfghklmnprstvw" from vowel in "aeiou" select $"{start}{vowel}"];

    private readonly string[] _words = new string[Vocabulary];
    private readonly double[] _cumulated = new double[Vocabulary];
    private readonly Random _random;

    public GeneratedArticles(int seed)
    {
        _random = new Random(seed);
        var sum = 0.0;
        var commonest = Commonest.Split(' ');
        var taken = commonest.ToHashSet(StringComparer.Ordinal);
        for (var rank = 0; rank < Vocabulary; rank++)
        {
            _words[rank] = rank < commonest.Length ? commonest[rank] : NewWord(taken, 2 + (rank > 1_000 ? 1 : 0));
            _cumulated[rank] = sum += Math.Pow(rank + 2.7, -1.05);
        }
    }

    /// <summary>The next article.</summary>
    public Article Next(int number)
    {
        var body = new StringBuilder();
        for (var paragraph = 0; paragraph < Paragraphs; paragraph++)
        {
            if (paragraph == 2)
            {
                body.Append("## ").AppendJoin(' ', Words(3)).Append("\n\n");
            }
            body.AppendJoin(' ', Words(WordsPerParagraph)).Append(".\n\n");
        }
        return new Article($"article-{number}", string.Join(' ', Words(6)), body.ToString(), [Words(1)[0]]);
    }

    /// <summary>A question of ten words of one article, common and rare as they come, one of them the article's rarest.</summary>
    public string QuestionAbout(Article article)
    {
        var words = article.Body.Split([' ', '\n', '.', '#'], StringSplitOptions.RemoveEmptyEntries);
        var asked = Enumerable
            .Range(0, 9)
            .Select(_ => words[_random.Next(words.Length)])
            .Append(words.MaxBy(word => word.Length)!)
            .ToArray();
        _random.Shuffle(asked);
        return string.Join(' ', asked) + "?";
    }

    /// <summary>The same question with one letter of its longest word left out.</summary>
    public static string Mistyped(string question)
    {
        var longest = question.TrimEnd('?').Split(' ').MaxBy(word => word.Length)!;
        return question.Replace(longest, longest.Remove(longest.Length / 2, 1), StringComparison.Ordinal);
    }

    private string[] Words(int count) => [.. Enumerable.Range(0, count).Select(_ => Word())];

    private string Word()
    {
        var at = Array.BinarySearch(_cumulated, _random.NextDouble() * _cumulated[^1]);
        return _words[at < 0 ? ~at : at];
    }

    private string NewWord(HashSet<string> taken, int syllables)
    {
        while (true)
        {
            var word = string.Concat(
                Enumerable.Range(0, syllables + _random.Next(2)).Select(_ => Syllables[_random.Next(Syllables.Length)])
            );
            if (taken.Add(word))
            {
                return word;
            }
        }
    }
}
