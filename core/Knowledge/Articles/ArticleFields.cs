using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>
/// The fields of one article as text, from whatever kind of file, checked in one place. The names are those of the front matter: id, title,
/// tags, audience, owner, updated, review_by, in_force_from, in_force_to, language.
/// </summary>
internal sealed partial class ArticleFields(string file, int line)
{
    public static readonly IReadOnlyList<string> Names =
    [
        "id",
        "title",
        "tags",
        "audience",
        "owner",
        "updated",
        "review_by",
        "in_force_from",
        "in_force_to",
        "language",
    ];
    private const int LongestId = 128,
        LongestBody = 1_000_000;

    private readonly Dictionary<string, (string Value, int Line)> _values = new(StringComparer.Ordinal);

    public List<Problem> Problems { get; } = [];
    public List<string> Tags { get; } = [];
    public string Body { get; set; } = "";

    /// <summary>The line of the file in which the body begins; 0 = its lines are not those of the file.</summary>
    public int BodyLine { get; set; }

    /// <summary>Sets a field; an empty value counts as not given.</summary>
    public void Set(string name, string? value, int at)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }
        if (name == "tags")
        {
            Tags.AddRange(value.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        else
        {
            _values[name] = (value.Trim(), at);
        }
    }

    /// <summary>Sets a field by the name that another system gives it; false when that is none of ours.</summary>
    public bool TrySet(string written, string? value, int at)
    {
        if (FieldNames.Find(written) is not var (name, isOther))
        {
            return false;
        }
        // Our own name goes before another's; a moment that cannot be read is not worth an article.
        if (!isOther || name == "tags" || (!Has(name) && (name != "updated" || MomentOf(value) is not null)))
        {
            Set(name, value, at);
        }
        return true;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public void Refuse(int at, string what, string fix) => Problems.Add(new Problem(ProblemLevel.Error, file, at, what, fix));

    /// <summary>The article, or null when a problem forbids it.</summary>
    /// <param name="updated">When its words were last changed, if it does not say so itself; the default = the moment at which they are
    /// first seen.</param>
    /// <param name="keepId">Ids are kept as they are written (measuring on other people's data), not lower-cased and checked.</param>
    /// <param name="emptyBody">An article without a body is allowed.</param>
    public Article? Build(DateTimeOffset updated, bool keepId = false, bool emptyBody = false)
    {
        var id = Text("id") ?? "";
        if (!keepId)
        {
            id = id.ToLowerInvariant();
        }
        if (id.Length == 0)
        {
            Refuse(line, "The article has no id.", "Give it an id, for example a short name in lower case.");
        }
        else if (!keepId && (id.Length > LongestId || !IdForm().IsMatch(id)))
        {
            Refuse(
                LineOf("id"),
                $"The id \"{ShortText.Of(id, 60)}\" cannot be used.",
                $"Use up to {LongestId} letters, digits, '-', '_', '.' or '/'."
            );
        }
        if (!emptyBody && string.IsNullOrWhiteSpace(Body))
        {
            Refuse(line, "The article has no text.", "Write what answers the question, or remove the entry.");
        }
        if (Body.Length > LongestBody)
        {
            Refuse(
                line,
                $"The text has {Body.Length.ToString(CultureInfo.InvariantCulture)} characters.",
                $"Split it into articles of at most {LongestBody.ToString(CultureInfo.InvariantCulture)}."
            );
        }
        if (!keepId)
        {
            RefuseBrokenText();
        }
        if (!keepId)
        {
            RefuseHiddenText();
        }
        if (!keepId)
        {
            // Judged first as it was written: what is hidden in HTML would be seen afterwards.
            Body = PublishedForms.Read(Body, (at, what, fix) => Refuse(BodyLine > 0 ? BodyLine + at - 1 : line, what, fix)).Trim();
        }
        if (!keepId && MarkdownLimits.Find(Body) is { } fault)
        {
            Refuse(BodyLine > 0 ? BodyLine + fault.Line - 1 : line, fault.What, fault.Fix);
        }
        var audience = AudienceOf();
        var (from, to) = (Date("in_force_from"), Date("in_force_to"));
        if (from > to)
        {
            Refuse(
                LineOf("in_force_to"),
                "It is in force to a day before the first.",
                "Exchange in_force_from and in_force_to, or fix one of them."
            );
        }
        var reviewBy = Date("review_by");
        if (Text("updated") is { } moment)
        {
            if (MomentOf(moment) is { } changed)
            {
                updated = changed;
            }
            else
            {
                Refuse(LineOf("updated"), $"updated is \"{ShortText.Of(moment, 60)}\", which is not a date.", "Write it as 2027-06-30.");
            }
        }
        if (Problems.Exists(problem => problem.Level == ProblemLevel.Error))
        {
            return null;
        }
        return new Article(
            id,
            Text("title") ?? "",
            Body,
            [.. Tags.Select(tag => keepId ? tag : tag.ToLowerInvariant()).Distinct(StringComparer.Ordinal)]
        )
        {
            Audience = audience,
            Owner = Text("owner"),
            ReviewBy = reviewBy,
            InForceFrom = from,
            InForceTo = to,
            Language = Text("language"),
            Updated = updated,
        };
    }

    /// <summary>Bytes that are no UTF-8 were read as the replacement character; a NUL cannot be stored by every engine.</summary>
    private void RefuseBrokenText()
    {
        var texts = _values.Values.Select(value => value.Value).Concat(Tags).Append(Body).ToList();
        if (texts.Exists(text => text.Contains('\uFFFD')))
        {
            Refuse(line, "The text holds bytes that are not UTF-8.", "Save the file as UTF-8 and import it again.");
        }
        if (texts.Exists(text => text.Contains('\0')))
        {
            Refuse(line, "The text holds a NUL character.", "Remove it; it is no part of any word.");
        }
    }

    /// <summary>What nobody who approves the article sees must not be there for a machine to read.</summary>
    private void RefuseHiddenText()
    {
        var named = _values
            .Select(field => (Name: field.Key, field.Value.Value, field.Value.Line))
            .Concat(Tags.Select(tag => (Name: "tags", Value: tag, Line: line)));
        foreach (var (name, value, at) in named)
        {
            if (HiddenText.In(value) is [var first, ..])
            {
                Refuse(
                    at,
                    $"The field {name} hides something. {first.Replace("Line 1 of the text", "It", StringComparison.Ordinal)}",
                    "Write it anew, or delete what cannot be seen."
                );
            }
        }
        if (HiddenText.In(Body) is { Count: > 0 } hidden)
        {
            Refuse(line, string.Join(' ', hidden), "Delete it, or show it: as plain words, or between backticks as code.");
        }
    }

    private string? Text(string name) => _values.TryGetValue(name, out var found) ? found.Value : null;

    private int LineOf(string name) => _values.TryGetValue(name, out var found) ? found.Line : line;

    private Audience AudienceOf()
    {
        switch (Text("audience")?.ToLowerInvariant())
        {
            case null or "internal":
                return Audience.Internal;
            case "client":
                return Audience.Client;
            default:
                Refuse(
                    LineOf("audience"),
                    $"The audience \"{ShortText.Of(Text("audience")!, 60)}\" is unknown.",
                    "Write internal or client."
                );
                return Audience.Internal;
        }
    }

    /// <summary>
    /// A day (its noon: the same day for nearly every reader), a moment by ISO 8601, or seconds or milliseconds since 1970.
    /// </summary>
    private static DateTimeOffset? MomentOf(string? written)
    {
        var text = written?.Trim() ?? "";
        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
        }
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return text.Length switch
            {
                10 => DateTimeOffset.FromUnixTimeSeconds(number),
                13 => DateTimeOffset.FromUnixTimeMilliseconds(number),
                _ => null,
            };
        }
        return
            text.Length >= 16
            && text[..4].All(char.IsAsciiDigit)
            && DateTimeOffset.TryParse(
                text.EndsWith(" UTC", StringComparison.Ordinal) ? text[..^4] : text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var moment
            )
            ? moment
            : null;
    }

    private DateOnly? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }
        Refuse(LineOf(name), $"{name} is \"{ShortText.Of(text, 60)}\", which is not a date.", "Write it as 2027-06-30.");
        return null;
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}._/\-]*$", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex IdForm();
}
