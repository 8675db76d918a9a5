using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>A value of a YAML file with its line (1-based).</summary>
internal abstract record YamlValue(int Line)
{
    /// <summary>Text. <paramref name="Plain"/> = written without quotes.</summary>
    public sealed record Text(int Line, string Value, bool Plain) : YamlValue(Line)
    {
        /// <summary>Nothing was written: <c>key:</c>, <c>~</c> or <c>null</c>.</summary>
        public bool IsNothing => Plain && Value is "" or "~" or "null";
    }

    /// <summary>A list.</summary>
    public sealed record List(int Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line);

    /// <summary>Keys and values, in file order, keys possibly twice.</summary>
    public sealed record Map(int Line, IReadOnlyList<YamlEntry> Entries) : YamlValue(Line);
}

/// <summary>One key of a map.</summary>
internal sealed record YamlEntry(int Line, string Key, YamlValue Value);

/// <summary>Reads a YAML text into values that know their lines. Own tree instead of the library's: it keeps duplicate keys for the report, and bounds depth and size, so that
/// aliases cannot blow a small file up.</summary>
internal sealed class YamlTree
{
    private const int DeepestNesting = 40;
    private const int MostValues = 200_000;

    private readonly Dictionary<string, (YamlValue Value, int Size)> anchors = new(StringComparer.Ordinal);
    private readonly Parser parser;
    private int size;

    private YamlTree(string text) => parser = new Parser(new StringReader(text));

    /// <summary>The file's one document; a map without entries for an empty file.</summary>
    /// <exception cref="YamlException">The text is no YAML, with its place.</exception>
    public static YamlValue Read(string text)
    {
        var tree = new YamlTree(text);
        tree.parser.Consume<StreamStart>();
        if (tree.parser.Accept<StreamEnd>(out _))
        {
            return new YamlValue.Map(1, []);
        }

        tree.parser.Consume<DocumentStart>();
        var value = tree.ReadValue(depth: 0);
        tree.parser.Consume<DocumentEnd>();
        return tree.parser.Accept<DocumentStart>(out var second)
            ? throw new YamlException(second.Start, second.End, "A second document starts here; a file holds one.")
            : value;
    }

    private YamlValue ReadValue(int depth)
    {
        var before = size;
        var start = parser.Current!.Start;
        size++;
        if (depth > DeepestNesting || size > MostValues)
        {
            throw new YamlException(start, start, depth > DeepestNesting ? "This is nested too deeply." : "The file holds too many values.");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!anchors.TryGetValue(alias.Value.Value, out var known))
            {
                throw new YamlException(alias.Start, alias.End, $"The anchor '{alias.Value.Value}' is not known here.");
            }

            size += known.Size;
            return known.Value;
        }

        var anchor = parser.Current is NodeEvent { Anchor.IsEmpty: false } node ? node.Anchor.Value : null;
        var value = ReadOwnValue(Line(start), depth);
        if (anchor is not null)
        {
            anchors[anchor] = (value, size - before);
        }

        return value;
    }

    private YamlValue ReadOwnValue(int line, int depth)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlValue.Text(line, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadValue(depth + 1));
            }

            return new YamlValue.List(line, items);
        }

        parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            size++;
            entries.Add(new(Line(key.Start), key.Value, ReadValue(depth + 1)));
        }

        return new YamlValue.Map(line, entries);
    }

    private static int Line(in Mark mark) => (int)Math.Max(1, mark.Line);
}
