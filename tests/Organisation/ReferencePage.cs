using System.Text;
using System.Text.RegularExpressions;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.House;

namespace EscalationBot.Tests.Organisation;

/// <summary>
/// bot/Policies/REFERENCE.md: every key of the organisation's files. Its examples are read by the real readers, which note each key that
/// they ask for; columns Key, Type and Example are made from that, Default and Meaning are kept as they were written.
/// </summary>
internal static partial class ReferencePage
{
    private const string Unwritten = "?";

    public static string File { get; } = Path.Combine(SourceTree.Root, "bot", "Policies", "REFERENCE.md");

    /// <summary>The example files of the page by name.</summary>
    public static IReadOnlyDictionary<string, string> Examples(string page) =>
        Example()
            .Matches(page)
            .ToDictionary(match => match.Groups["file"].Value, match => match.Groups["text"].Value, StringComparer.Ordinal);

    /// <summary>Reads a folder of the page's examples and notes the keys.</summary>
    public static (OrganisationReading Reading, IReadOnlyList<KeyRead> Keys) Read(string folder)
    {
        var log = new KeyLog();
        var reading = OrganisationFolder.Read(folder, new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero), log);
        IEnumerable<KeyRead> csv = AccountsReader.Columns.Select(column => new KeyRead(
            "accounts.csv " + column,
            "",
            column is "id" or "name"
        ));
        IEnumerable<KeyRead> articles = ArticleFields.Names.Select(name => new KeyRead(
            "knowledge/example.md " + name,
            "",
            IsRequired: false
        ));
        // Each category and each priority is read under its own name: one line stands for all.
        var keys = log
            .Keys.Concat(csv)
            .Concat(articles)
            .Select(key =>
                key with
                {
                    Path = OfACategory().Replace(OfATerm().Replace(OfAPriority().Replace(key.Path, "p1"), "$1NAME"), "$1CATEGORY"),
                }
            )
            .GroupBy(key => key.Path, StringComparer.Ordinal)
            .Select(group =>
                (group.FirstOrDefault(key => key.Kind.Length > 0) ?? group.First()) with
                {
                    IsRequired = group.Any(key => key.IsRequired),
                }
            );
        return (reading, [.. keys]);
    }

    /// <summary>The page with its tables made anew.</summary>
    public static string Update(string page, IReadOnlyList<KeyRead> keys)
    {
        var written = Row()
            .Matches(page)
            .ToDictionary(
                row => $"{FileOf(page, row.Index)} {row.Groups["key"].Value}",
                row => (Type: row.Groups["type"].Value, Default: row.Groups["default"].Value, Meaning: row.Groups["meaning"].Value),
                StringComparer.Ordinal
            );
        var examples = Examples(page);
        return Table()
            .Replace(
                page,
                table =>
                {
                    var file = FileOf(page, table.Index);
                    var text = new StringBuilder("| key | type | default | example | meaning |\n|--|--|--|--|--|\n");
                    foreach (var key in keys.Where(key => key.Path.StartsWith(file + " ", StringComparison.Ordinal)))
                    {
                        var name = key.Path[(file.Length + 1)..];
                        var known = written.GetValueOrDefault(key.Path, (Unwritten, Unwritten, Unwritten));
                        var type = key.Kind.Length > 0 ? key.Kind.Replace("|", "\\|", StringComparison.Ordinal) : known.Item1;
                        text.Append(
                            $"| `{name}` | {type} | {(key.IsRequired ? "required" : known.Item2)} | "
                                + $"{Value(examples[file], file, name)} | {known.Item3} |\n"
                        );
                    }
                    return text.ToString();
                }
            );
    }

    private static string FileOf(string page, int index) => Heading().Matches(page[..index])[^1].Groups["file"].Value;

    /// <summary>The value of a key in the example, on one line.</summary>
    private static string Value(string example, string file, string key)
    {
        if (file.EndsWith(".csv", StringComparison.Ordinal))
        {
            var lines = example.Split('\n');
            return Quoted(lines[1].Split(',')[Array.IndexOf(lines[0].Split(','), key)]);
        }
        var yaml = file.EndsWith(".md", StringComparison.Ordinal) ? example.Split("---\n")[1] : example;
        return
            Find(
                YamlTree.Read(yaml),
                key.Replace("CATEGORY", "billing", StringComparison.Ordinal).Replace("NAME", "leaving", StringComparison.Ordinal).Split('.')
            )
                is { } value
            ? Quoted(Short(value))
            : Unwritten;
    }

    private static YamlValue? Find(YamlValue? value, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty || value is null)
        {
            return value;
        }
        if (value is YamlValue.List list)
        {
            foreach (var item in list.Items)
            {
                if (Find(item, path) is { } found)
                {
                    return found;
                }
            }
            return null;
        }
        var key = path[0].EndsWith("[]", StringComparison.Ordinal) ? path[0][..^2] : path[0];
        return value is YamlValue.Map map ? Find(map.Entries.FirstOrDefault(entry => entry.Key == key)?.Value, path[1..]) : null;
    }

    private static string Short(YamlValue value) =>
        value switch
        {
            YamlValue.Text text => text.Value.ReplaceLineEndings(" ").Trim() is { Length: > 48 } long_
                ? long_[..47] + "…"
                : text.Value.Trim(),
            YamlValue.List { Items: [YamlValue.Map, ..] } => "[{ … }]",
            YamlValue.List list => $"[{string.Join(", ", list.Items.Select(Short))}]" is { Length: > 60 } many
                ? $"[{Short(list.Items[0])}, …]"
                : $"[{string.Join(", ", list.Items.Select(Short))}]",
            _ => "{ … }",
        };

    private static string Quoted(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    [GeneratedRegex(@"^## (?<file>\S+)$", RegexOptions.Multiline, 5000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^## (?<file>\S+)\n(?:(?!^## )[\s\S])*?^```\w*\n(?<text>[\s\S]*?)^```$", RegexOptions.Multiline, 5000)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| key \|.*\n\|--.*\n(?:\|.*\n)*", RegexOptions.Multiline, 5000)]
    private static partial Regex Table();

    [GeneratedRegex(
        @"^\| `(?<key>[^`]+)` \| (?<type>.*?) \| (?<default>.*?) \| (?<example>.*?) \| (?<meaning>.*) \|$",
        RegexOptions.Multiline,
        5000
    )]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<=service_levels\.)p[1-4]", RegexOptions.None, 5000)]
    private static partial Regex OfAPriority();

    [GeneratedRegex(@"(?<=^criteria\.yaml )(terms\.)[^.]+$")]
    private static partial Regex OfATerm();

    [GeneratedRegex(@"^(intake\.yaml categories\.)\S+$", RegexOptions.None, 5000)]
    private static partial Regex OfACategory();
}
