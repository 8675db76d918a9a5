using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// An article as the numbers of its words, in order, each a varint: title, then marked parts. Ranking reads the few best candidates again
/// in this form, where a word's neighbours, line, passage and field are known, which postings cannot say.
/// </summary>
internal static class ForwardText
{
    /// <summary>Marks between words. Words before the first mark are the title.</summary>
    public const int Tags = 1,
        Solved = 2,
        Passage = 3,
        Body = 4,
        Line = 5;
}

/// <summary>
/// Reads articles into <see cref="ForwardText"/> whose numbers are its own, counted from <see cref="Vocabulary.FirstTerm"/>. So several
/// threads can read at once, and the index gives the real numbers afterwards. One thread at a time.
/// </summary>
internal sealed class ArticleReader
{
    private readonly PassageCutter _cutter = new();
    private readonly WordTable _words = new();
    private readonly ShortWords _short = new();
    private readonly List<int> _places = [];

    /// <summary>Room for the words of some articles, for whoever lets this reader read them.</summary>
    public ByteBuffer Scratch { get; } = new();

    /// <summary>One more than the largest number given out.</summary>
    public int End => Vocabulary.FirstTerm + _places.Count;

    /// <summary>The word of a number.</summary>
    public ReadOnlySpan<char> Word(int number) => _words.Word(_places[number - Vocabulary.FirstTerm]);

    /// <summary>Appends an article.</summary>
    public void Read(Article article, ByteBuffer into)
    {
        ReadLine(article.Title, into);
        if (article.Tags.Count > 0)
        {
            into.WriteVarint(ForwardText.Tags);
            foreach (var tag in article.Tags)
            {
                ReadLine(tag, into);
            }
        }
        foreach (var question in article.SolvedQuestions)
        {
            into.WriteVarint(ForwardText.Solved);
            ReadLine(question, into);
        }
        _cutter.Cut(article.Body);
        var piece = 0;
        for (var passage = 0; passage < _cutter.Headings.Count; passage++)
        {
            into.WriteVarint(ForwardText.Passage);
            ReadLine(_cutter.Headings[passage], into);
            into.WriteVarint(ForwardText.Body);
            var newLine = false;
            for (; piece < _cutter.Pieces.Count && _cutter.Pieces[piece].Passage == passage; piece++)
            {
                ReadLines(_cutter.Text.AsSpan(_cutter.Pieces[piece].Start, _cutter.Pieces[piece].Length), into, newLine);
                newLine = true;
            }
        }
    }

    private void ReadLine(string text, ByteBuffer into)
    {
        if (text.Length == 0)
        {
            return;
        }
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        while (reader.Read(out var word))
        {
            into.WriteVarint(Number(word));
        }
    }

    /// <summary>Reads with a mark where a line begins.</summary>
    private void ReadLines(ReadOnlySpan<char> text, ByteBuffer into, bool newLine)
    {
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        var read = 0;
        while (reader.Read(out var word))
        {
            if (newLine || (reader.Start > read && text[read..reader.Start].Contains('\n')))
            {
                into.WriteVarint(ForwardText.Line);
            }
            newLine = false;
            read = reader.Start;
            into.WriteVarint(Number(word));
        }
    }

    private int Number(ReadOnlySpan<char> word)
    {
        var key = ShortWords.KeyOf(word);
        if (key != 0 && _short.Find(key) is > 0 and var near)
        {
            return near;
        }
        if (key == 0 && _words.Find(word) is >= 0 and var known)
        {
            return _words.Value(known);
        }
        var number = Vocabulary.FirstTerm + _places.Count;
        _places.Add(_words.Add(word, number));
        if (key != 0)
        {
            _short.Add(key, number);
        }
        return number;
    }
}
