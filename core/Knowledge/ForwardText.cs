namespace EscalationBot.Core.Knowledge;

/// <summary>
/// An article as the numbers of its words, in order, each a varint: title, then marked parts. Ranking reads the few best candidates again in this form,
/// where a word's neighbours, line, passage and field are known, which postings cannot say.
/// </summary>
internal static class ForwardText
{
    /// <summary>Marks between words. Words before the first mark are the title.</summary>
    public const int Tags = 1, Solved = 2, Passage = 3, Body = 4, Line = 5;

    /// <summary>Reads an article's words, learning new ones.</summary>
    public static void Write(Article article, Vocabulary vocabulary, ByteBuffer into)
    {
        WriteWords(article.Title, vocabulary, into, lines: false);
        if (article.Tags.Count > 0)
        {
            into.WriteVarint(Tags);
            foreach (var tag in article.Tags) WriteWords(tag, vocabulary, into, lines: false);
        }
        foreach (var question in article.SolvedQuestions)
        {
            into.WriteVarint(Solved);
            WriteWords(question, vocabulary, into, lines: false);
        }
        foreach (var passage in Passages.Of(article.Body))
        {
            into.WriteVarint(Passage);
            WriteWords(passage.Heading, vocabulary, into, lines: false);
            into.WriteVarint(Body);
            WriteWords(passage.Text, vocabulary, into, lines: true);
        }
    }

    private static void WriteWords(string text, Vocabulary vocabulary, ByteBuffer into, bool lines)
    {
        if (text.Length == 0) return;
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        var read = 0;
        while (reader.Read(out var word))
        {
            if (lines && reader.Start > read && text.AsSpan(read, reader.Start - read).Contains('\n')) into.WriteVarint(Line);
            read = reader.Start;
            into.WriteVarint(vocabulary.Learn(word));
        }
    }
}
