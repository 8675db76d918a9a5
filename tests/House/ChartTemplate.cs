using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace EscalationBot.Tests.House;

/// <summary>The values of a Helm chart, by dotted names.</summary>
internal sealed class ChartValues
{
    private readonly Dictionary<string, string> _given = [];
    private readonly YamlMappingNode _root;

    public ChartValues(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        _root = (YamlMappingNode)stream.Documents[0].RootNode;
    }

    public void Set(string name, string value) => _given[name] = value;

    public string Find(string name)
    {
        if (_given.TryGetValue(name, out var given))
        {
            return given;
        }
        return Node(name) is YamlScalarNode scalar ? scalar.Value ?? "" : throw new KeyNotFoundException($"values.yaml has no {name}");
    }

    public IEnumerable<(string Name, string Value)> Map(string name) =>
        ((YamlMappingNode)Node(name)).Children.Select(pair => (pair.Key.ToString(), ((YamlScalarNode)pair.Value).Value ?? ""));

    private YamlNode Node(string name) =>
        name.Split('.')
            .Aggregate(
                (YamlNode)_root,
                (node, part) =>
                    ((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(part), out var child)
                        ? child
                        : throw new KeyNotFoundException($"values.yaml has no {name}")
            );
}

/// <summary>
/// The little of Helm's template language that our chart uses: values, <c>quote</c>, <c>if</c>, <c>if not</c>, <c>else</c>, <c>range</c>
/// over a map. What it does not know is an error, so that the chart stays as plain as it is.
/// </summary>
internal static partial class ChartTemplate
{
    public static string Render(string text, ChartValues values)
    {
        var output = new List<string>();
        Lines(new Queue<string>(text.Split('\n')), values, new Dictionary<string, string>(), output, isShown: true);
        return string.Join('\n', output);
    }

    /// <summary>Reads up to the end of the block; whether it ended with <c>else</c>.</summary>
    private static bool Lines(
        Queue<string> lines,
        ChartValues values,
        IReadOnlyDictionary<string, string> locals,
        List<string> output,
        bool isShown
    )
    {
        while (lines.TryDequeue(out var line))
        {
            var block = Block().Match(line);
            if (!block.Success)
            {
                if (isShown)
                {
                    output.Add(Expression().Replace(line, found => Value(found.Groups[1].Value, values, locals)));
                }
                continue;
            }
            switch (block.Groups[1].Value.Trim().Split(' '))
            {
                case ["end"]:
                    return false;
                case ["else"]:
                    return true;
                case ["if", "not", var name]:
                    Choose(lines, values, locals, output, isShown, !IsTrue(name, values));
                    break;
                case ["if", var name]:
                    Choose(lines, values, locals, output, isShown, IsTrue(name, values));
                    break;
                case ["range", "$name,", "$value", ":=", var map]:
                    var body = new List<string>();
                    while (!Block().IsMatch(lines.Peek()))
                    {
                        body.Add(lines.Dequeue());
                    }
                    lines.Dequeue();
                    foreach (var (key, value) in values.Map(map[".Values.".Length..]))
                    {
                        Lines(
                            new Queue<string>(body),
                            values,
                            new Dictionary<string, string> { ["$name"] = key, ["$value"] = value },
                            output,
                            isShown
                        );
                    }
                    break;
                default:
                    throw new NotSupportedException(line);
            }
        }
        return false;
    }

    private static void Choose(
        Queue<string> lines,
        ChartValues values,
        IReadOnlyDictionary<string, string> locals,
        List<string> output,
        bool isShown,
        bool condition
    )
    {
        if (Lines(lines, values, locals, output, isShown && condition))
        {
            Lines(lines, values, locals, output, isShown && !condition);
        }
    }

    private static bool IsTrue(string name, ChartValues values) => values.Find(name[".Values.".Length..]) is not ("" or "false" or "0");

    private static string Value(string expression, ChartValues values, IReadOnlyDictionary<string, string> locals)
    {
        var parts = expression.Split('|', StringSplitOptions.TrimEntries);
        var value =
            parts[0] == ".Release.Name" ? "bot"
            : locals.TryGetValue(parts[0], out var local) ? local
            : values.Find(
                parts[0].StartsWith(".Values.", StringComparison.Ordinal) ? parts[0][8..] : throw new NotSupportedException(expression)
            );
        return parts.Length == 1 ? value
            : parts[1] == "quote"
                ? string.Create(CultureInfo.InvariantCulture, $"\"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")
            : throw new NotSupportedException(expression);
    }

    [GeneratedRegex(@"^\s*\{\{-? ((?:if|else|end|range)\b.*?) ?-?\}\}\s*$", RegexOptions.None, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\{\{ (.+?) \}\}", RegexOptions.None, 1000)]
    private static partial Regex Expression();
}
