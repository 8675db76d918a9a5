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

/// <summary>Reads a YAML text into values that know their lines. Own tree instead of the library's: it keeps duplicate keys for the report,
/// and bounds depth and size, so that
/// aliases cannot blow a small file up.</summary>
internal sealed class YamlTree
{
    private const int DeepestNesting = 40;
    private const int MostValues = 200_000;

    private readonly Dictionary<string, (YamlValue Value, int Size)> _anchors = new(StringComparer.Ordinal);
    private readonly Parser _parser;
    private int _size;

    private YamlTree(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The file's one document; a map without entries for an empty file.</summary>
    /// <exception cref="YamlException">The text is no YAML, with its place.</exception>
    public static YamlValue Read(string text)
    {
        var tree = new YamlTree(text);
        try
        {
            return tree.ReadDocument();
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            // The library trips over some texts, such as "[# a comment", instead of saying what is wrong with them.
            var at = tree._parser.Current?.Start ?? Mark.Empty;
            throw new YamlException(at, at, "It cannot be read behind here", broken);
        }
    }

    private YamlValue ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return new YamlValue.Map(1, []);
        }

        _parser.Consume<DocumentStart>();
        var value = ReadValue(depth: 0);
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<DocumentStart>(out var second)
            ? throw new YamlException(second.Start, second.End, "A second document starts here; a file holds one.")
            : value;
    }

    private YamlValue ReadValue(int depth)
    {
        var before = _size;
        var start = _parser.Current!.Start;
        _size++;
        if (depth > DeepestNesting || _size > MostValues)
        {
            throw new YamlException(
                start,
                start,
                depth > DeepestNesting ? "This is nested too deeply." : "The file holds too many values."
            );
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out var known))
            {
                throw new YamlException(alias.Start, alias.End, $"The anchor '{alias.Value.Value}' is not known here.");
            }

            _size += known.Size;
            return known.Value;
        }

        var anchor = _parser.Current is NodeEvent { Anchor.IsEmpty: false } node ? node.Anchor.Value : null;
        var value = ReadOwnValue(Line(start), depth);
        if (anchor is not null)
        {
            _anchors[anchor] = (value, _size - before);
        }

        return value;
    }

    private YamlValue ReadOwnValue(int line, int depth)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlValue.Text(line, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlValue>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadValue(depth + 1));
            }

            return new YamlValue.List(line, items);
        }

        _parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Consume<Scalar>();
            _size++;
            entries.Add(new(Line(key.Start), key.Value, ReadValue(depth + 1)));
        }

        return new YamlValue.Map(line, entries);
    }

    private static int Line(in Mark mark) => (int)Math.Max(1, mark.Line);
}
