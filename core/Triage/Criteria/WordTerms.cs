using System.Collections.Concurrent;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>The lists of words that patterns name in angle brackets, each folded once. Safe for many threads.</summary>
internal sealed class WordTerms(IReadOnlyDictionary<string, IReadOnlyList<string>> terms)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<Phrase>> _phrases = new(StringComparer.Ordinal);

    /// <summary>No lists.</summary>
    public static WordTerms None { get; } = new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <summary>The phrases of a part of a pattern: those of the list that it names, or its own. The same object each time.</summary>
    public IReadOnlyList<Phrase> PhrasesOf(string piece) => _phrases.GetOrAdd(piece, Read);

    private Phrase[] Read(string piece) =>
        WordPieces.NameIn(piece) is not { } name ? [Phrase.From(piece)]
        : terms.TryGetValue(name, out var words) ? [.. words.Select(Phrase.From)]
        // A name without its list is like no word of any text.
        : [new Phrase([new PatternPart(piece, false)])];
}
