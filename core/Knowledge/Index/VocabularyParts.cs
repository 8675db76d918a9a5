namespace EscalationBot.Core.Knowledge.Index;

/// <summary>The arrays of a <see cref="Vocabulary"/> as a file has them, before anybody believes them.</summary>
/// <param name="End">One more than the largest number.</param>
/// <param name="Surfaces">The letters of all words as they were read.</param>
/// <param name="Terms">The letters of stems that no article has as a word.</param>
internal sealed record VocabularyParts(int End, char[] Surfaces, char[] Terms)
{
    public static VocabularyParts Read(SnapshotReader reader) => new(reader.Int(), reader.Array<char>(), reader.Array<char>());
}
