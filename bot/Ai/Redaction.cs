using System.Text;
using System.Text.RegularExpressions;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// What leaves for the model, without what must not: each found thing is replaced by a placeholder such as <c>&lt;EMAIL_1&gt;</c>, the same
/// one wherever it stands. What comes back gets addresses, telephone numbers and names back; secrets and numbers of cards and bank accounts
/// never. One for each question to the model.
/// </summary>
/// <param name="names">People whose names are known: of the organisation, of the conversation. Whole words, as written.</param>
internal sealed partial class Redaction(IEnumerable<string> names)
{
    /// <summary>More of one text never leaves (<see cref="Prompts"/> cuts much earlier), and patterns need time.</summary>
    public const int Longest = 20_000;
    private const int ShortestName = 2,
        MostNames = 2_000;
    private static readonly HashSet<string> PutBack = new(StringComparer.Ordinal) { "EMAIL", "PHONE", "NAME" };

    private readonly Regex? _people = People(names);
    private readonly Dictionary<string, string> _placeholders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _originals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The text as it may leave.</summary>
    public string Apply(string text)
    {
        // Look-alikes of other scripts and invisible characters hide things from patterns.
        var redacted = Plain(Cut(text));
        foreach (var (kind, pattern, judge) in Outgoing.Kinds)
        {
            redacted = Replace(redacted, kind, pattern, judge);
        }
        return _people is null ? redacted : Replace(redacted, "NAME", _people, (_, match) => (match.Index, match.Length));
    }

    /// <summary>
    /// What came back, with what may be put back; null when it holds a placeholder that may not be, or that was never given.
    /// </summary>
    public string? Restore(string text)
    {
        var refused = false;
        var restored = Placeholder()
            .Replace(
                text,
                found =>
                {
                    if (PutBack.Contains(found.Groups["kind"].Value) && _originals.TryGetValue(found.Value, out var original))
                    {
                        return original;
                    }
                    refused = true;
                    return "";
                }
            );
        return refused ? null : restored;
    }

    /// <summary>A text without any placeholders, in one line.</summary>
    public static string WithoutPlaceholders(string text) =>
        string.Join(
            ' ',
            Placeholder().Replace(text, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );

    /// <summary>Compatibility forms composed, invisible and control characters removed; line breaks and tabs stay.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in Composed(text))
        {
            var kind = char.GetUnicodeCategory(c);
            if (
                c is '\n' or '\t'
                || kind is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Control)
            )
            {
                plain.Append(c);
            }
        }
        return plain.ToString();
    }

    /// <summary>Between words: half an address looks like none.</summary>
    private static string Cut(string text) =>
        text.Length <= Longest ? text
        : text.LastIndexOfAny([' ', '\n', '\t'], Longest - 1) is > 0 and var end ? text[..end]
        : text[..Longest];

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair.
            return new string([.. text.Where(c => !char.IsSurrogate(c))]).Normalize(NormalizationForm.FormKC);
        }
    }

    private string Replace(string text, string kind, Regex pattern, Func<string, Match, (int Start, int Length)?> judge)
    {
        var done = new StringBuilder(text.Length);
        var at = 0;
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            if (judge(text, match) is not var (start, length) || start < at)
            {
                continue;
            }
            done.Append(text, at, start - at);
            var found = text.Substring(start, length);
            done.Append(Placeholder().IsMatch(found) ? found : PlaceholderOf(kind, found));
            at = start + length;
        }
        return at == 0 ? text : done.Append(text, at, text.Length - at).ToString();
    }

    private string PlaceholderOf(string kind, string found)
    {
        if (_placeholders.TryGetValue(found, out var known))
        {
            return known;
        }
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        var made = $"<{kind}_{_counts[kind]}>";
        (_placeholders[found], _originals[made]) = (made, found);
        return made;
    }

    private static Regex? People(IEnumerable<string> names)
    {
        var all = names
            .SelectMany(name => name.Split(' ').Where(part => part.Length > ShortestName && char.IsUpper(part[0])).Prepend(name.Trim()))
            .Where(name => name.Length > ShortestName)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(name => name.Length)
            .Take(MostNames)
            .Select(Regex.Escape)
            .ToList();
        return all.Count == 0
            ? null
            : new Regex($@"(?<!\w)(?:{string.Join('|', all)})(?!\w)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex(@"<(?<kind>[A-Z]+)_\d+>", RegexOptions.None, 5_000)]
    private static partial Regex Placeholder();
}
