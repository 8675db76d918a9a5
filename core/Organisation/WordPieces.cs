namespace EscalationBot.Core.Organisation;

/// <summary>
/// The parts of what <c>words</c> of a criterion hold: phrases, and names of lists in angle brackets, joined by <c>+</c> when they stand in
/// one sentence (<c>"&lt;documents&gt; + &lt;gone&gt;"</c>).
/// </summary>
public static class WordPieces
{
    /// <summary>Stands between them, by itself.</summary>
    public const string Joiner = "+";

    /// <summary>The parts; a text without a joiner is one.</summary>
    public static IReadOnlyList<string> Of(string written)
    {
        var pieces = new List<string>();
        var words = new List<string>();
        foreach (var word in written.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Append(Joiner))
        {
            if (word != Joiner)
            {
                words.Add(word);
                continue;
            }

            pieces.Add(string.Join(' ', words));
            words.Clear();
        }

        return pieces;
    }

    /// <summary>The name of the list that a part stands for, or null.</summary>
    public static string? NameIn(string piece) => piece.Length > 2 && piece[0] == '<' && piece[^1] == '>' ? piece[1..^1] : null;
}
