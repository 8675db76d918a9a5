namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads the keys of one YAML map, each once, and reports what is missing, of the wrong kind, written twice or not known.
/// Every reader returns null (or an empty list) for what is absent or was reported, so that reading goes on to the next problem.</summary>
internal sealed partial class MapReader
{
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly ProblemList _problems;
    private readonly string _file;
    private readonly string? _path;

    /// <summary>Opens a map; a value that is no map is reported and reads as an empty one.</summary>
    /// <param name="value">What stands there.</param>
    /// <param name="file">As shown in problems.</param>
    /// <param name="problems">Where to tell.</param>
    /// <param name="shape">How such a map is written, for people.</param>
    /// <param name="path">Where it stands in the file, for <see cref="KeyLog"/>; null = its keys are not noted.</param>
    public MapReader(YamlValue value, string file, ProblemList problems, string shape, string? path = null)
    {
        _problems = problems;
        _file = file;
        _path = path;
        Line = value.Line;
        if (value is YamlValue.Text { IsNothing: true })
        {
            return;
        }

        if (value is not YamlValue.Map map)
        {
            Error(Line, "Keys with values are expected here.", $"Write {shape}.");
            IsBroken = true;
            return;
        }

        foreach (var entry in map.Entries)
        {
            if (!_entries.TryAdd(entry.Key, entry))
            {
                Error(
                    entry.Line,
                    $"The key '{entry.Key}' stands here twice (first on line {_entries[entry.Key].Line}).",
                    "Keep one of them."
                );
            }
        }
    }

    /// <summary>Where the map starts.</summary>
    public int Line { get; }

    /// <summary>It was no map at all; what is missing in it is not worth reporting.</summary>
    public bool IsBroken { get; }

    /// <summary>The keys, in file order.</summary>
    public IEnumerable<YamlEntry> Entries => _entries.Values.OrderBy(entry => entry.Line);

    /// <summary>Line of a key, or of the map.</summary>
    public int LineOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Line : Line;

    /// <summary>The path of a key's value, for a reader of its own.</summary>
    public string? PathOf(string key) =>
        _path is null ? null
        : _path.EndsWith(' ') ? _path + key
        : $"{_path}.{key}";

    /// <summary>Whether the key has a value.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The raw value, or null when absent.</summary>
    public YamlValue? Find(string key) => Find(key, "");

    /// <summary>As <see cref="Find(string)"/>; the kind of value goes into the reference of keys.</summary>
    public YamlValue? Find(string key, string kind)
    {
        Note(key, kind);
        _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) && entry.Value is not YamlValue.Text { IsNothing: true } ? entry.Value : null;
    }

    /// <summary>The raw value; absent is reported.</summary>
    public YamlValue? Require(string key, string shape)
    {
        Note(key, "", required: true);
        var value = Find(key);
        if (value is null && !IsBroken)
        {
            Error(LineOf(key), $"'{key}' is missing.", $"Write {key}: {shape}");
        }

        return value;
    }

    /// <summary>One text.</summary>
    public string? Text(string key, string shape = "some text", bool required = false)
    {
        Note(key, "text", required);
        var value = required ? Require(key, shape) : Find(key);
        if (value is null or YamlValue.Text)
        {
            return (value as YamlValue.Text)?.Value.Trim();
        }

        Error(value.Line, $"'{key}' is one text, not a list or keys.", $"Write {key}: {shape}");
        return null;
    }

    /// <summary>A list of texts; one text alone counts as a list of one.</summary>
    public IReadOnlyList<(string Text, int Line)> Texts(string key)
    {
        Note(key, "list of texts");
        var value = Find(key);
        var read = new List<(string, int)>();
        foreach (
            var item in value is YamlValue.List list ? list.Items
            : value is null ? []
            : [value]
        )
        {
            if (item is YamlValue.Text { IsNothing: false } text)
            {
                read.Add((text.Value.Trim(), text.Line));
                continue;
            }

            Error(item.Line, $"'{key}' is a list of texts.", $"Write {key}: [one, two]");
        }

        return read;
    }

    /// <summary>
    /// A list of texts that must be among the known ones; others are reported and left out, repeated ones are reported once.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What each must be, for people.</param>
    /// <param name="known">Null = the file that defines them could not be read, which was told: any text is taken.</param>
    public IReadOnlyList<string> Known(string key, string what, IReadOnlyCollection<string>? known)
    {
        Note(key, $"list of: {what}");
        var read = new List<string>();
        foreach (var (text, line) in Texts(key))
        {
            if (known?.Contains(text) == false)
            {
                Error(line, $"'{text}' is no {what}.", Spelling.Suggest(text, known));
            }
            else if (read.Contains(text, StringComparer.Ordinal))
            {
                Error(line, $"'{text}' stands in '{key}' twice.", "Keep one of them.");
            }
            else
            {
                read.Add(text);
            }
        }

        return read;
    }

    /// <summary>One text that must be among the known ones (null as in <see cref="Known"/>).</summary>
    public string? OneKnown(string key, string what, IReadOnlyCollection<string>? known, bool required = false)
    {
        Note(key, what, required);
        var text = Text(key, string.Join(" | ", (known ?? []).Take(20)), required);
        if (text is null || known?.Contains(text) != false)
        {
            return text;
        }

        Error(LineOf(key), $"'{text}' is no {what}.", Spelling.Suggest(text, known));
        return null;
    }

    /// <summary>A map, or null when absent.</summary>
    public MapReader? Map(string key, string shape) =>
        Find(key, "keys") is { } value ? new MapReader(value, _file, _problems, shape, PathOf(key)) : null;

    /// <summary>A list of maps; absent = empty.</summary>
    public IEnumerable<MapReader> Maps(string key, string shape)
    {
        var value = Find(key, "list of keys");
        if (value is null)
        {
            yield break;
        }

        if (value is not YamlValue.List list)
        {
            Error(value.Line, $"'{key}' is a list.", $"Start each of its lines with '- ': {shape}");
            yield break;
        }

        foreach (var item in list.Items)
        {
            yield return new MapReader(item, _file, _problems, shape, PathOf(key) is { } at ? at + "[]" : null);
        }
    }

    private void Note(string key, string kind, bool required = false)
    {
        if (PathOf(key) is { } at)
        {
            _problems.Keys?.Add(at, kind, required);
        }
    }

    /// <summary>Reports the keys that nobody asked for. Call it last.</summary>
    public void Finish()
    {
        foreach (var entry in _entries.Values.Where(entry => !_asked.Contains(entry.Key)))
        {
            Error(entry.Line, $"'{entry.Key}' is not known here.", Spelling.Suggest(entry.Key, _asked));
        }
    }

    /// <summary>Reports an error of this file.</summary>
    public void Error(int line, string what, string fix) => _problems.Error(_file, line, what, fix);

    /// <summary>Reports a warning of this file.</summary>
    public void Warn(int line, string what, string fix) => _problems.Warn(_file, line, what, fix);
}
