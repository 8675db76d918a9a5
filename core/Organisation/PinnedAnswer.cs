using System.Text.RegularExpressions;

namespace EscalationBot.Core.Organisation;

/// <summary>One entry of pinned.yaml: to these words that article is the answer, whatever the search finds.</summary>
/// <param name="Article">Id of the article, lower case.</param>
/// <param name="Line">Where the entry stands in the file, 1-based.</param>
public sealed record PinnedAnswer(string Article, int Line)
{
    /// <summary>The file that holds them.</summary>
    public const string File = "pinned.yaml";

    /// <summary>A pattern has at most so many characters, and looks at no longer text than <see cref="LongestText"/>.</summary>
    public const int LongestPattern = 500;

    /// <summary>In characters. A longer message tells a story: it is judged like any other.</summary>
    public const int LongestText = 1_000;

    /// <summary>Whole questions, compared without case, accents, punctuation and spacing; empty = <see cref="Pattern"/> decides.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>What stands somewhere in the question; null = <see cref="Questions"/> decide.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>First day; null = always was.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day; null = no end.</summary>
    public DateOnly? To { get; init; }

    /// <summary>A pattern made ready: without case, in time that grows with the text alone (it cannot backtrack).</summary>
    /// <param name="pattern">A .NET regular expression without look-around and back references.</param>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking, or is too large.</exception>
    public static Regex Compile(string pattern) =>
        new(
            pattern,
            RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromMilliseconds(100)
        );
}
