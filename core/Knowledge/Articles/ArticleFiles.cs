using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using YamlDotNet.Core;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>One file as read: the article, or the problems that forbid it (warnings may stand beside an article).</summary>
public sealed record ArticleReading(Article? Article, IReadOnlyList<Problem> Problems);

/// <summary>Reads an article from Markdown with YAML front matter.</summary>
public static class ArticleFiles
{
    private const string Fence = "---",
        TomlFence = "+++";
    private static readonly string[] Endings = [".md", ".markdown", ".mdx"];

    /// <summary>Whether a file's name is that of an article, in any case.</summary>
    public static bool IsArticle(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The articles' files of a folder and below, in order of their names, and folders that are links to a place outside. Whoever opens one
    /// asks <see cref="PlainFiles.Refusal"/> first.
    /// </summary>
    /// <param name="root">Where links may lead to.</param>
    /// <param name="folder">The root or a folder below it.</param>
    public static IEnumerable<string> In(string root, string folder) =>
        PlainFiles
            .Below(root, folder)
            .Where(one => one.IsLinkedFolder || IsArticle(one.Path))
            .Select(one => one.Path)
            .Order(StringComparer.Ordinal);

    /// <summary>
    /// Reads one file. Without an id the file's name is the id; without a title the first heading of level 1 is, and leaves the body.
    /// </summary>
    /// <param name="file">Path as shown in problems.</param>
    /// <param name="text">The file's text; any line endings, with or without a byte-order mark.</param>
    /// <param name="updated">When the file was last changed.</param>
    public static ArticleReading Read(string file, string text, DateTimeOffset updated)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var fields = new ArticleFields(file, 1);
        var isToml = lines[0].TrimEnd() == TomlFence;
        var end =
            isToml ? Array.FindIndex(lines, 1, line => line.TrimEnd() == TomlFence)
            : lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() is Fence or "...")
            : 0;
        if (end < 0)
        {
            fields.Refuse(
                1,
                "The front matter does not end.",
                isToml ? "Close it with a line of +++." : "Close it with a line of three dashes."
            );
            return new ArticleReading(null, fields.Problems);
        }
        if (isToml)
        {
            ReadToml(lines[1..end], fields, file);
        }
        else if (end > 0)
        {
            ReadFrontMatter(string.Join('\n', lines[1..end]), fields, file);
        }
        var body = end > 0 ? lines[(end + 1)..] : lines;
        var taken = TakeTitle(body, end + 2, fields);
        fields.Body = string.Join('\n', taken).Trim();
        fields.BodyLine = lines.Length - taken.Length + 1 + Math.Max(0, Array.FindIndex(taken, line => !string.IsNullOrWhiteSpace(line)));
        if (!fields.Has("id"))
        {
            fields.Set("id", Path.GetFileNameWithoutExtension(file), 1);
        }
        return new ArticleReading(fields.Build(updated), fields.Problems);
    }

    private static string[] TakeTitle(string[] body, int firstLine, ArticleFields fields)
    {
        var first = Array.FindIndex(body, line => !string.IsNullOrWhiteSpace(line));
        if (first < 0 || !body[first].StartsWith("# ", StringComparison.Ordinal))
        {
            return body;
        }
        var title = body[first][2..].Trim();
        if (!fields.Has("title"))
        {
            fields.Set("title", title, firstLine + first);
        }
        return body[(first + 1)..];
    }

    private static void ReadToml(string[] lines, ArticleFields fields, string file)
    {
        foreach (var field in TomlFields.Read(lines, firstLine: 2, fields.Refuse))
        {
            if (FieldNames.Find(field.Name) is not { } known)
            {
                WarnUnknown(field.Name, field.Line, fields, file);
            }
            else if (field.IsList && known.Name != "tags")
            {
                fields.Refuse(field.Line, $"\"{field.Name}\" has the wrong form.", "Write one value behind the equals sign.");
            }
            else
            {
                foreach (var value in field.Values)
                {
                    fields.TrySet(field.Name, value, field.Line);
                }
            }
        }
    }

    private static void WarnUnknown(string name, int line, ArticleFields fields, string file) =>
        fields.Problems.Add(
            new Problem(
                ProblemLevel.Warning,
                file,
                line,
                $"\"{name}\" is not known here.",
                $"Use one of {string.Join(", ", ArticleFields.Names)}, or remove it."
            )
        );

    private static void ReadFrontMatter(string yaml, ArticleFields fields, string file)
    {
        YamlValue tree;
        try
        {
            tree = YamlTree.Read(yaml);
        }
        catch (YamlException broken)
        {
            fields.Refuse(
                (int)broken.Start.Line + 1,
                $"The front matter is not YAML: {broken.Message}",
                "Write one \"name: value\" per line; put quotes around a value with a colon in it."
            );
            return;
        }
        if (tree is not YamlValue.Map { Entries: var entries })
        {
            fields.Refuse(2, "The front matter holds no names.", "Write one \"name: value\" per line.");
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (seen.Add(entry.Key))
            {
                ReadField(entry, fields, file);
            }
            else
            {
                fields.Refuse(entry.Line + 1, $"\"{entry.Key}\" stands here a second time.", "Keep one of them.");
            }
        }
    }

    private static void ReadField(YamlEntry entry, ArticleFields fields, string file)
    {
        var (line, name) = (entry.Line + 1, entry.Key);
        if (FieldNames.Find(name) is not { } known)
        {
            WarnUnknown(name, line, fields, file);
            return;
        }
        switch (entry.Value)
        {
            case YamlValue.Text scalar:
                fields.TrySet(name, scalar.Value, line);
                break;
            case YamlValue.List list when known.Name == "tags" && list.Items.All(tag => tag is YamlValue.Text):
                foreach (var tag in list.Items)
                {
                    fields.TrySet(name, ((YamlValue.Text)tag).Value, line);
                }
                break;
            default:
                fields.Refuse(
                    line,
                    $"\"{name}\" has the wrong form.",
                    known.Name == "tags" ? "Write tags: [one, two]." : "Write one value behind the colon."
                );
                break;
        }
    }
}
