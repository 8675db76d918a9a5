using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>What a question's words are looked up in.</summary>
/// <param name="Vocabulary">All words.</param>
/// <param name="Weights">How rare they are now.</param>
/// <param name="Languages">Other than English, in which articles are written.</param>
/// <param name="Compounds">Words made of words; null where no article's language has them.</param>
internal sealed record IndexWords(Vocabulary Vocabulary, TermWeights Weights, IReadOnlyList<string> Languages, Compounds? Compounds)
{
    private const int MostForms = 4;

    /// <summary>Other forms of a folded word that some article has, the most frequent first.</summary>
    /// <param name="word">The word.</param>
    /// <param name="id">Its own id, which is left out; -1 when no article has it.</param>
    public int[] FormsOf(ReadOnlySpan<char> word, int id) =>
        Languages.Count == 0
            ? []
            :
            [
                .. Vocabulary
                    .Inflections.Of(word, Languages)
                    .Where(form => form != id && Weights.IsKnown(form))
                    .OrderByDescending(Weights.Documents)
                    .ThenBy(form => form)
                    .Take(MostForms),
            ];
}
