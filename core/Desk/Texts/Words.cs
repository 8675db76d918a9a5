using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using YamlDotNet.RepresentationModel;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>
/// What people read, by key, in one language. The words stand in <c>STEM.LANGUAGE.yaml</c> files that are built into an assembly; a
/// language without a file, or without a key, falls back to English.
/// </summary>
public sealed class Words
{
    private static readonly ConcurrentDictionary<(Assembly Assembly, string Stem, string Language), Words> Known = new();
    private readonly FrozenDictionary<string, string> _own;
    private readonly FrozenDictionary<string, string> _english;

    private Words(Assembly assembly, string stem, string language)
    {
        _own = Read(assembly, Resource(stem, language));
        _english = language == "en" ? _own : In(assembly, stem, "en")._own;
        Culture = CultureInfo.GetCultureInfo(language);
    }

    /// <summary>For dates, numbers and plurals.</summary>
    public CultureInfo Culture { get; }

    /// <summary>All keys.</summary>
    public IEnumerable<string> All => _english.Keys;

    /// <summary>The desk's words in a language (BCP 47; only its primary subtag counts).</summary>
    public static Words In(string language) => In(typeof(Words).Assembly, "words", language);

    /// <summary>Whether an assembly holds words in a language (BCP 47; only its primary subtag counts).</summary>
    public static bool Has(Assembly assembly, string stem, string language) =>
        assembly.GetManifestResourceInfo(Resource(stem, language.Split('-')[0].ToLowerInvariant())) is not null;

    /// <summary>The words of files of another assembly.</summary>
    public static Words In(Assembly assembly, string stem, string language)
    {
        var primary = language.Split('-')[0].ToLowerInvariant();
        var there = assembly.GetManifestResourceInfo(Resource(stem, primary)) is null ? "en" : primary;
        return Known.GetOrAdd((assembly, stem, there), key => new(key.Assembly, key.Stem, key.Language));
    }

    /// <summary>A text without places to fill.</summary>
    /// <exception cref="KeyNotFoundException">No such key: a programmer's mistake, found by the tests over all keys.</exception>
    public string this[string key] => _own.TryGetValue(key, out var text) ? text : _english[key];

    /// <summary>A text with its places {0}, {1}, … filled.</summary>
    public string Say(string key, params object?[] values) => string.Format(Culture, this[key], values);

    /// <summary>A text when the key exists, else the fallback.</summary>
    public string Find(string key, string fallback) =>
        _own.TryGetValue(key, out var text) || _english.TryGetValue(key, out text) ? text : fallback;

    /// <summary>One of two texts, KEY_one and KEY_many, by number; {0} is the number.</summary>
    public string Count(string key, int number, params object?[] more) =>
        string.Format(Culture, this[number == 1 ? key + "_one" : key + "_many"], [number, .. more]);

    private static string Resource(string stem, string language) => $"{stem}.{language}.yaml";

    private static FrozenDictionary<string, string> Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        var map = (YamlMappingNode)yaml.Documents[0].RootNode;
        return map.Children.ToFrozenDictionary(
            pair => ((YamlScalarNode)pair.Key).Value!,
            pair => ((YamlScalarNode)pair.Value).Value!,
            StringComparer.Ordinal
        );
    }
}
