using System.Collections.Frozen;
using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>What people read, by key, in one language. The words stand in <c>words.LANGUAGE.yaml</c> beside this file; a language without a file, or without a key, falls back to English.</summary>
public sealed class Words
{
    private static readonly FrozenDictionary<string, string> English = Read("en");
    private readonly FrozenDictionary<string, string> own;

    private Words(string language)
    {
        own = language == "en" ? English : Read(language);
        Culture = CultureInfo.GetCultureInfo(language);
    }

    /// <summary>For dates, numbers and plurals.</summary>
    public CultureInfo Culture { get; }

    /// <summary>All keys; every language's file may hold only these.</summary>
    public static IEnumerable<string> Keys => English.Keys;

    /// <summary>The words of a language (BCP 47; only its primary subtag counts).</summary>
    public static Words In(string language)
    {
        var primary = language.Split('-')[0].ToLowerInvariant();
        return new(Exists(primary) ? primary : "en");
    }

    /// <summary>A text without places to fill.</summary>
    /// <exception cref="KeyNotFoundException">No such key: a programmer's mistake, found by the tests over all keys.</exception>
    public string this[string key] => own.TryGetValue(key, out var text) ? text : English[key];

    /// <summary>A text with its places {0}, {1}, … filled.</summary>
    public string Say(string key, params object?[] values) => string.Format(Culture, this[key], values);

    /// <summary>A text when the key exists, else the fallback.</summary>
    public string Find(string key, string fallback) => own.TryGetValue(key, out var text) || English.TryGetValue(key, out text) ? text : fallback;

    /// <summary>One of two texts, KEY_one and KEY_many, by number; {0} is the number.</summary>
    public string Count(string key, int number, params object?[] more) => string.Format(Culture, this[number == 1 ? key + "_one" : key + "_many"], [number, .. more]);

    private static bool Exists(string language) => typeof(Words).Assembly.GetManifestResourceInfo(Resource(language)) is not null;

    private static string Resource(string language) => $"words.{language}.yaml";

    private static FrozenDictionary<string, string> Read(string language)
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream(Resource(language))!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        var map = (YamlMappingNode)yaml.Documents[0].RootNode;
        return map.Children.ToFrozenDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!, StringComparer.Ordinal);
    }
}
