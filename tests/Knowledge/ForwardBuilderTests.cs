using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class ForwardBuilderTests
{
    private const int PartSize = ForwardBuilder.BlockSize * 3;

    [Fact]
    public void Many_threads_number_words_as_one_does()
    {
        var articles = Enumerable.Range(0, (ForwardBuilder.BlockSize * 7) + 5).Select(Generated).ToList();
        var (alone, together) = (new Vocabulary(), new Vocabulary());

        // A block at a time is read by one thread.
        var oneByOne = articles
            .Chunk(ForwardBuilder.BlockSize)
            .SelectMany(block => ForwardBuilder.Read(block, ForwardBuilder.BlockSize, alone))
            .ToList();
        var atOnce = ForwardBuilder.Read(articles, PartSize, together);

        atOnce.Count.ShouldBe(3);
        atOnce.Sum(part => part.Starts.Length - 1).ShouldBe(articles.Count);
        atOnce.SelectMany(part => part.Forward).ShouldBe(oneByOne.SelectMany(part => part.Forward));
        Written(together).ShouldBe(Written(alone));
    }

    [Fact]
    public void Where_articles_start_is_counted_within_their_part()
    {
        var articles = Enumerable.Range(0, PartSize + 2).Select(Generated).ToList();
        var vocabulary = new Vocabulary();

        var parts = ForwardBuilder.Read(articles, PartSize, vocabulary);

        var last = ForwardBuilder.Read([articles[^1]], PartSize, vocabulary)[0];
        parts[1].Starts.ShouldBe([0, parts[1].Starts[1], parts[1].Forward.Length]);
        parts[1].Forward[parts[1].Starts[1]..].ShouldBe(last.Forward);
    }

    private static Article Generated(int number)
    {
        var random = new Random(number);
        var words = Enumerable.Range(0, 30).Select(_ => $"word{Letters((int)Math.Pow(4_000, random.NextDouble()))}").ToList();
        return new Article($"a{number}", string.Join(' ', words[..5]), string.Join(' ', words[5..]), []);
    }

    private static string Letters(int number) =>
        string.Concat(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + (digit - '0'))));

    private static byte[] Written(Vocabulary vocabulary)
    {
        using var stream = new MemoryStream();
        vocabulary.Write(new SnapshotWriter(stream));
        return stream.ToArray();
    }
}
