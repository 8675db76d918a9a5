using System.Runtime.InteropServices;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>One word of a pattern, folded.</summary>
/// <param name="Word">The word, or its beginning.</param>
/// <param name="IsPrefix">Written with a star: any ending fits.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PatternPart(string Word, bool IsPrefix)
{
    /// <summary>Whether a folded word of a text fits.</summary>
    public bool Matches(string word) => IsPrefix ? word.StartsWith(Word, StringComparison.Ordinal) : word == Word;

    /// <summary>Whether every word that fits <paramref name="other"/> fits this one too.</summary>
    public bool Covers(PatternPart other) =>
        IsPrefix ? other.Word.StartsWith(Word, StringComparison.Ordinal) : !other.IsPrefix && other.Word == Word;
}

/// <summary>A word or phrase of a criterion, folded once: <c>lawyer</c>, <c>"legal action"</c>, <c>refund*</c>.</summary>
internal sealed record WordPattern(IReadOnlyList<PatternPart> Parts)
{
    /// <summary>Folds a pattern as written. "e-mail*" is the phrase "e mail*".</summary>
    public static WordPattern From(string written)
    {
        var parts = new List<PatternPart>();
        foreach (var piece in written.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var words = FoldedText.Fold(piece);
            for (var i = 0; i < words.Count; i++)
            {
                parts.Add(new(words[i], IsPrefix: i == words.Count - 1 && piece.EndsWith('*')));
            }
        }

        return parts.Count > 0 ? new(parts) : throw new ArgumentException($"The pattern '{written}' holds no word.", nameof(written));
    }

    /// <summary>Whether the parts after the first one fit the words after a position.</summary>
    public bool FollowsAt(List<string> words, int at)
    {
        if (at + Parts.Count > words.Count)
        {
            return false;
        }

        for (var i = 1; i < Parts.Count; i++)
        {
            if (!Parts[i].Matches(words[at + i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every text that holds <paramref name="other"/> holds this one too.</summary>
    public bool Covers(WordPattern other) =>
        Enumerable
            .Range(0, Math.Max(0, other.Parts.Count - Parts.Count + 1))
            .Any(start => Parts.Select((part, i) => part.Covers(other.Parts[start + i])).All(covers => covers));
}
