using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>What criteria may refer to.</summary>
/// <param name="Categories">Of all queues.</param>
/// <param name="Tiers">Of accounts and of <c>tiers</c>; empty = any.</param>
/// <param name="Queues">Ids.</param>
/// <param name="Departments">Ids; null = departments.yaml could not be read.</param>
/// <param name="Facts">Ids; null = intake.yaml could not be read.</param>
internal sealed record CriteriaNames(
    IReadOnlyCollection<string> Categories,
    IReadOnlyCollection<string> Tiers,
    IReadOnlyCollection<string> Queues,
    IReadOnlyCollection<string>? Departments,
    IReadOnlyCollection<string>? Facts
);

/// <summary>Reads the <c>when</c> of a criterion into a tree.</summary>
internal sealed partial class ConditionReader(CriteriaNames names, string file, ProblemList problems)
{
    private const string Shape = "{ words: [lawyer, \"legal action\"], category: billing }";
    private const string InShape = "{ words: [lawyer], in: any }";
    private static readonly string[] BesideWords = ["in", "claimed"];
    private static readonly string[] PartWords = ["own", "quote", "attachment", "any"];
    private static readonly string[] ArticleWords = ["missing", "stale", "conflicting"];

    /// <summary>Names of the lists that words may name in angle brackets.</summary>
    public IReadOnlyCollection<string> Terms { get; set; } = [];

    /// <summary>The condition of a map: all its keys must hold. Null when something in it was reported.</summary>
    /// <param name="value">The map.</param>
    /// <param name="path">For <see cref="KeyLog"/>; null for a condition inside another, which takes the same keys.</param>
    public Condition? Read(YamlValue value, string? path = null)
    {
        var map = new MapReader(value, file, problems, Shape, path);
        var parts = new List<Condition?>();
        var wrong = map.IsBroken;
        foreach (var key in BesideWords.Where(key => map.Find(key) is not null && map.Find("words") is null))
        {
            map.Error(map.LineOf(key), $"'{key}' says how words stand, but there are no words beside it.", $"Write {InShape}");
            wrong = true;
        }

        foreach (var key in map.Entries.Select(entry => entry.Key))
        {
            // Read with the words that it belongs to.
            if (BesideWords.Contains(key) && map.Find("words") is not null && map.Find(key) is not null)
            {
                continue;
            }

            if (ReadKey(map, key, parts))
            {
                continue;
            }

            if (!Keys.Contains(key))
            {
                map.Error(map.LineOf(key), $"'{key}' is no condition.", Spelling.Suggest(key, Keys));
            }
            else
            {
                map.Error(map.LineOf(key), $"'{key}' has no value.", "Give it a value, or leave it out.");
            }

            wrong = true;
        }

        if (parts.Count == 0 && !wrong)
        {
            map.Error(map.Line, "A condition without any word or fact would hold for every question.", $"Write {Shape}");
            wrong = true;
        }

        return wrong || parts.Contains(null) ? null
            : parts is [var only] ? only
            : new Condition.All([.. parts.OfType<Condition>()]);
    }

    private static readonly string[] Keys =
    [
        "words",
        "in",
        "claimed",
        "category",
        "account_tier",
        "amount_over",
        "repeat_contacts",
        "tone",
        "incident_open",
        "renewal_within",
        "article",
        "confidence_under",
        "outside_hours",
        "language_not",
        "any",
        "not",
    ];

    /// <summary>Reads one key; false when it is unknown or empty. A value that was reported adds null.</summary>
    private bool ReadKey(MapReader map, string key, List<Condition?> parts)
    {
        if (!Keys.Contains(key) || map.Find(key) is null or YamlValue.List { Items.Count: 0 })
        {
            return false;
        }

        parts.Add(
            key switch
            {
                "words" => ReadWords(map),
                "category" => OneOf(map.Known(key, "category of a queue", names.Categories)) is { } list
                    ? new Condition.Category(list)
                    : null,
                "account_tier" => OneOf(
                    names.Tiers.Count > 0
                        ? map.Known(key, "tier of accounts.csv", names.Tiers)
                        : [.. map.Texts(key).Select(tier => tier.Text.ToLowerInvariant())]
                )
                    is { } list
                    ? new Condition.AccountTier(list)
                    : null,
                "amount_over" => ReadAmount(map),
                "repeat_contacts" => ReadRepeat(map),
                "tone" => map.OneKnown(key, "tone", ["frustrated"]) is null ? null : new Condition.Frustrated(),
                "incident_open" => map.Flag(key) is { } open ? new Condition.IncidentOpen(open) : null,
                "renewal_within" => Days(map, key, required: false) is { } time ? new Condition.RenewalWithin((int)time.TotalDays) : null,
                "article" => OneOf(map.Known(key, "state of an article", ArticleWords)) is { } list
                    ? new Condition.Article([.. list.Select(word => Enum.Parse<ArticleState>(word, ignoreCase: true))])
                    : null,
                "confidence_under" => map.Parsed<double>(key, "a number between 0 and 1", ReadShare) is { } limit
                    ? new Condition.ConfidenceUnder(limit)
                    : null,
                "outside_hours" => map.Flag(key) is { } closed ? new Condition.OutsideHours(closed) : null,
                "language_not" => ReadLanguages(map),
                "any" => ReadAny(map),
                "not" => Read(map.Find(key, "condition")!) is { } part ? new Condition.Not(part) : null,
                _ => null,
            }
        );
        return true;
    }

    private static IReadOnlyList<string>? OneOf(IReadOnlyList<string> list) => list.Count > 0 ? list : null;

    private Condition.Words? ReadWords(MapReader map)
    {
        var written = map.Texts("words").Count;
        var patterns = WordsOf(map, "words", Terms);
        var part = map.OneKnown("in", "part of a message", PartWords) ?? (map.Has("in") ? null : "own");
        var claimed = map.Flag("claimed") ?? (map.Has("claimed") ? null : false);
        return patterns.Count < written || patterns.Count == 0 || part is null || claimed is null
            ? null
            : new(patterns) { In = Enum.Parse<WordsIn>(part, ignoreCase: true), Claimed = claimed.Value };
    }

    /// <summary>The patterns of a list; those that are none are reported and left out.</summary>
    /// <param name="map">Where the list stands.</param>
    /// <param name="key">Its key.</param>
    /// <param name="terms">Lists that a pattern may name.</param>
    public static IReadOnlyList<string> WordsOf(MapReader map, string key, IReadOnlyCollection<string> terms)
    {
        var good = new List<string>();
        foreach (var (text, line) in map.Texts(key))
        {
            var pieces = WordPieces.Of(text);
            if (pieces.FirstOrDefault(piece => WordPieces.NameIn(piece) is { } name && !terms.Contains(name)) is { } unknown)
            {
                map.Error(
                    line,
                    $"'{unknown}' names no list of 'terms' here.",
                    terms.Count > 0 ? Spelling.Suggest(unknown.Trim('<', '>'), terms) : "Write the words themselves."
                );
            }
            else if (pieces.Any(piece => WordPieces.NameIn(piece) is null && !WordForm().IsMatch(piece)))
            {
                map.Error(
                    line,
                    $"'{text}' holds no whole word, or a * that is not at a word's end.",
                    "Write words such as refund*, lawyer or \"legal action\", joined by + when they stand in one sentence."
                );
            }
            else
            {
                good.Add(text);
            }
        }

        return good;
    }

    private static Condition.AmountOver? ReadAmount(MapReader map)
    {
        const string Key = "amount_over";
        map.Find(Key, "amount, with or without a currency");
        var text = map.Text(Key, "500 or 500 EUR");
        var match = AmountForm().Match(text ?? "");
        if (match.Success && Amounts.Read(match.Groups["amount"].Value) is { } amount)
        {
            return new(amount, match.Groups["currency"] is { Success: true } currency ? currency.Value : null);
        }

        if (text is not null)
        {
            map.Error(map.LineOf(Key), $"'{text}' is no amount.", $"Write amount_over: 500 or amount_over: 500 EUR, in {Amounts.Shape}.");
        }

        return null;
    }

    private Condition.RepeatContacts? ReadRepeat(MapReader map)
    {
        const string Key = "repeat_contacts";
        var inner = new MapReader(map.Find(Key, "keys")!, file, problems, "{ count: 3, within: 14d }", map.PathOf(Key));
        var count = inner.Number("count", 2, 100, required: true);
        var within = Days(inner, "within", required: true);
        inner.Finish();
        return count is { } times && within is { } time ? new(times, time) : null;
    }

    private static Condition.LanguageNot? ReadLanguages(MapReader map)
    {
        var tags = map.Texts("language_not");
        var bad = tags.Where(tag => !LanguageForm().IsMatch(tag.Text)).ToList();
        foreach (var (text, line) in bad)
        {
            map.Error(line, $"'{text}' is no language.", "Write two- or three-letter tags: language_not: [en, de]");
        }

        return bad.Count > 0 || tags.Count == 0 ? null : new([.. tags.Select(tag => tag.Text)]);
    }

    private Condition.Any? ReadAny(MapReader map)
    {
        if (map.Find("any", "list of conditions") is not YamlValue.List { Items.Count: > 0 } list)
        {
            map.Error(map.LineOf("any"), "'any' is a list of conditions.", "Write any: [{ words: [outage] }, { incident_open: true }]");
            return null;
        }

        var parts = list.Items.Select(item => Read(item)).ToList();
        return parts.Contains(null) ? null : new([.. parts.OfType<Condition>()]);
    }

    private static TimeSpan? Days(MapReader map, string key, bool required)
    {
        map.Find(key, "calendar time");
        var read = map.Parsed(key, "calendar time such as 90d or 24h", ReadDays, required);
        if (read is not null && map.Text(key) is { } text && text.All(char.IsAsciiDigit))
        {
            map.Warn(
                map.LineOf(key),
                $"'{key}: {text}' names no unit and is read as days.",
                $"Write {key}: {text}d, so that nobody takes it for hours."
            );
        }

        return read;
    }

    /// <summary>
    /// Calendar time: in criteria <c>d</c> is a calendar day, because it is about clients and contracts and not about our working time.
    /// </summary>
    private static TimeSpan? ReadDays(string text)
    {
        var value = text.All(char.IsAsciiDigit) ? text + "d" : text;
        return BusinessTime.TryParse(value, out var time) ? TimeSpan.FromDays(time.Days) + time.Time : null;
    }

    private static double? ReadShare(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1
            ? share
            : null;

    // Each part between spaces holds a letter or digit, and a star only ends a part.
    [GeneratedRegex(@"^[^\s*]*[\p{L}\p{N}][^\s*]*\*?(\s+[^\s*]*[\p{L}\p{N}][^\s*]*\*?)*$", RegexOptions.NonBacktracking)]
    private static partial Regex WordForm();

    [GeneratedRegex(@"^(?<amount>\d{1,12}(\.\d{1,4})?)(\s*(?<currency>[A-Z]{3}))?$", RegexOptions.None, 5_000)]
    private static partial Regex AmountForm();

    [GeneratedRegex("^[a-z]{2,3}$", RegexOptions.None, 5_000)]
    private static partial Regex LanguageForm();
}
