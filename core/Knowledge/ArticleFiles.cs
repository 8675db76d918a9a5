using EscalationBot.Core.Directory;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EscalationBot.Core.Knowledge;

/// <summary>One file as read: the article, or the problems that forbid it (warnings may stand beside an article).</summary>
public sealed record ArticleReading(Article? Article, IReadOnlyList<Problem> Problems);

/// <summary>Reads an article from Markdown with YAML front matter.</summary>
public static class ArticleFiles
{
    private const string Fence = "---";

    /// <summary>Reads one file. Without an id the file's name is the id; without a title the first heading of level 1 is, and leaves the body.</summary>
    /// <param name="file">Path as shown in problems.</param>
    /// <param name="text">The file's text; any line endings, with or without a byte-order mark.</param>
    /// <param name="updated">When the file was last changed.</param>
    public static ArticleReading Read(string file, string text, DateTimeOffset updated)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var fields = new ArticleFields(file, 1);
        var end = lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() is Fence or "...") : 0;
        if (end < 0)
        {
            fields.Refuse(1, "The front matter does not end.", "Close it with a line of three dashes.");
            return new ArticleReading(null, fields.Problems);
        }
        if (end > 0) ReadFrontMatter(string.Join('\n', lines[1..end]), fields, file);
        var body = end > 0 ? lines[(end + 1)..] : lines;
        var taken = TakeTitle(body, end + 2, fields);
        fields.Body = string.Join('\n', taken).Trim();
        fields.BodyLine = lines.Length - taken.Length + 1 + Math.Max(0, Array.FindIndex(taken, line => !string.IsNullOrWhiteSpace(line)));
        if (!fields.Has("id")) fields.Set("id", Path.GetFileNameWithoutExtension(file), 1);
        return new ArticleReading(fields.Build(updated), fields.Problems);
    }

    private static string[] TakeTitle(string[] body, int firstLine, ArticleFields fields)
    {
        var first = Array.FindIndex(body, line => !string.IsNullOrWhiteSpace(line));
        if (first < 0 || !body[first].StartsWith("# ", StringComparison.Ordinal)) return body;
        var title = body[first][2..].Trim();
        if (!fields.Has("title")) fields.Set("title", title, firstLine + first);
        return body[(first + 1)..];
    }

    private static void ReadFrontMatter(string yaml, ArticleFields fields, string file)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StringReader(yaml);
            stream.Load(reader);
        }
        catch (YamlException broken)
        {
            fields.Refuse((int)broken.Start.Line + 1, $"The front matter is not YAML: {broken.Message}", "Write one \"name: value\" per line; put quotes around a value with a colon in it.");
            return;
        }
        if (stream.Documents.Count == 0) return;
        if (stream.Documents[0].RootNode is not YamlMappingNode map)
        {
            fields.Refuse(2, "The front matter holds no names.", "Write one \"name: value\" per line.");
            return;
        }
        foreach (var (key, value) in map.Children) ReadField(key, value, fields, file);
    }

    private static void ReadField(YamlNode key, YamlNode value, ArticleFields fields, string file)
    {
        var line = (int)key.Start.Line + 1;
        var name = (key as YamlScalarNode)?.Value ?? "";
        if (!ArticleFields.Names.Contains(name, StringComparer.Ordinal))
        {
            fields.Problems.Add(new Problem(ProblemLevel.Warning, file, line, $"\"{name}\" is not known here.", $"Use one of {string.Join(", ", ArticleFields.Names)}, or remove it."));
            return;
        }
        switch (value)
        {
            case YamlScalarNode scalar:
                fields.Set(name, scalar.Value, line);
                break;
            case YamlSequenceNode list when name == "tags" && list.Children.All(tag => tag is YamlScalarNode):
                foreach (var tag in list.Children) fields.Set(name, ((YamlScalarNode)tag).Value, line);
                break;
            default:
                fields.Refuse(line, $"\"{name}\" has the wrong form.", name == "tags" ? "Write tags: [one, two]." : "Write one value behind the colon.");
                break;
        }
    }
}
