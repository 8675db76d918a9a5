using System.Runtime.InteropServices;
using EscalationBot.Core.Organisation;

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

/// <summary>A word or phrase, folded once: <c>lawyer</c>, <c>"legal action"</c>, <c>refund*</c>.</summary>
internal sealed record Phrase(IReadOnlyList<PatternPart> Parts)
{
    /// <summary>Folds a phrase as written. "e-mail*" is the phrase "e mail*".</summary>
    public static Phrase From(string written)
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
    public bool Covers(Phrase other) =>
        Enumerable
            .Range(0, Math.Max(0, other.Parts.Count - Parts.Count + 1))
            .Any(start => Parts.Select((part, i) => part.Covers(other.Parts[start + i])).All(covers => covers));
}

/// <summary>
/// What a criterion looks for: one phrase, or several things that stand in one sentence in any order, each a phrase or one of a list of
/// them (<c>"&lt;documents&gt; + &lt;gone&gt;"</c>).
/// </summary>
/// <param name="Together">Of each of these one phrase must stand there. At least one, none empty.</param>
internal sealed record WordPattern(IReadOnlyList<PhraseList> Together)
{
    /// <summary>Reads a pattern as written.</summary>
    /// <param name="written">A phrase, or phrases and names of lists in angle brackets, joined by " + ".</param>
    /// <param name="terms">The lists by their names.</param>
    public static WordPattern From(string written, WordTerms terms) => new([.. WordPieces.Of(written).Select(terms.ListOf)]);

    /// <summary>Whether every text that holds <paramref name="other"/> holds this one too.</summary>
    public bool Covers(WordPattern other) =>
        Together.All(wide => other.Together.Any(narrow => narrow.Phrases.All(phrase => wide.Phrases.Any(one => one.Covers(phrase)))));
}
