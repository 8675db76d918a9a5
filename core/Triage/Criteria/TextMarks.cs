namespace EscalationBot.Core.Triage.Criteria;

/// <summary>Where the sentences of a text end, and the parts of them: at commas, colons, dashes, quotation marks and brackets.</summary>
internal sealed class TextMarks
{
    private readonly List<int> _sentences = [],
        _clauses = [],
        _questions = [];

    /// <summary>A sentence ends after so many words.</summary>
    public void EndSentence(int words, bool isQuestion)
    {
        End(_sentences, words);
        if (isQuestion)
        {
            End(_questions, words);
        }
    }

    /// <summary>A part of a sentence ends after so many words.</summary>
    public void EndClause(int words) => End(_clauses, words);

    /// <summary>The number of the sentence in which a word stands.</summary>
    public int SentenceOf(int word)
    {
        var found = _sentences.BinarySearch(word);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>The first word of the sentence in which a word stands, and the first one behind it.</summary>
    /// <param name="word">The word.</param>
    /// <param name="words">How many the text has.</param>
    public (int Start, int End) Around(int word, int words)
    {
        var sentence = SentenceOf(word);
        return (sentence == 0 ? 0 : _sentences[sentence - 1], sentence < _sentences.Count ? _sentences[sentence] : words);
    }

    /// <summary>A sentence or a part of one ends before this word.</summary>
    public bool IsBreakBefore(int word) => _sentences.BinarySearch(word) >= 0 || _clauses.BinarySearch(word) >= 0;

    /// <summary>The sentence that ends there ends with a question mark.</summary>
    public bool IsQuestion(int end) => _questions.BinarySearch(end) >= 0;

    private static void End(List<int> ends, int words)
    {
        if (words > 0 && (ends.Count == 0 || ends[^1] < words))
        {
            ends.Add(words);
        }
    }
}
