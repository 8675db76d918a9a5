namespace EscalationBot.Core.Organisation;

/// <summary>
/// One entry of synonyms.yaml. Without <paramref name="Means"/> all words mean the same; with it, a question with one of the words also
/// finds what it means, and not the other way round.
/// </summary>
/// <param name="Words">Words, phrases or abbreviations that people ask with.</param>
/// <param name="Means">What articles say instead; empty = each other.</param>
public sealed record SynonymGroup(IReadOnlyList<string> Words, IReadOnlyList<string> Means);
