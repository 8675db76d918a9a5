namespace EscalationBot.Core.Organisation.Files;

/// <summary>Guesses which known word a mistyped one meant.</summary>
public static class Spelling
{
    /// <summary>"Did you mean 'priority'?" when one known word is near, else the list of what is known.</summary>
    public static string Suggest(string written, IReadOnlyCollection<string> known) =>
        Near(written, known) is { } near ? $"Did you mean '{near}'?"
        : known.Count == 0 ? "None is defined."
        : $"Known here: {string.Join(", ", known.Take(20))}.";

    /// <summary>The known word that was probably meant, or null.</summary>
    public static string? Near(string written, IReadOnlyCollection<string> known)
    {
        var near = known
            .Select(word => (Word: word, Distance: Distance(written.ToLowerInvariant(), word.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault();
        return
            near.Word is not null
            && (near.Distance <= Math.Max(1, near.Word.Length / 3) || (near.Distance == 2 && IsSwapped(written, near.Word)))
            ? near.Word
            : null;
    }

    /// <summary>The same letters in another order: a slip of two fingers.</summary>
    private static bool IsSwapped(string one, string other) =>
        string.Concat(one.ToLowerInvariant().Order()) == string.Concat(other.ToLowerInvariant().Order());

    /// <summary>Levenshtein distance; long words are cut, because only near misses matter.</summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a[..Math.Min(a.Length, 60)];
        b = b[..Math.Min(b.Length, 60)];
        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
