using System.Collections.Frozen;
using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace EscalationBot.Bot.Pages;

/// <summary>What the pages say, by key, in one language; a language without a file, or without a key, falls back to English.</summary>
public sealed class PageWords
{
    private static readonly FrozenDictionary<string, string> English = Read("en");
    private readonly FrozenDictionary<string, string> own;

    private PageWords(string language)
    {
        own = language == "en" ? English : Read(language);
        Culture = CultureInfo.GetCultureInfo(language);
    }

    /// <summary>For dates, numbers and plurals, and the pages' <c>lang</c>.</summary>
    public CultureInfo Culture { get; }

    /// <summary>All keys with their English texts.</summary>
    public static IReadOnlyDictionary<string, string> All => English;

    /// <summary>The words of a language (BCP 47; only its primary subtag counts).</summary>
    public static PageWords In(string language)
    {
        var primary = language.Split('-')[0].ToLowerInvariant();
        return new(typeof(PageWords).Assembly.GetManifestResourceInfo(Resource(primary)) is null ? "en" : primary);
    }

    /// <summary>A text without places to fill.</summary>
    public string this[string key] => own.TryGetValue(key, out var text) ? text : English[key];

    /// <summary>A text when there is one of that key, else the fallback.</summary>
    public string Find(string key, string fallback) => own.TryGetValue(key, out var text) || English.TryGetValue(key, out text) ? text : fallback;

    /// <summary>A text with its places filled.</summary>
    public string Say(string key, params object?[] values) => string.Format(Culture, this[key], values);

    /// <summary>KEY_one or KEY_many; {0} is the number.</summary>
    public string Count(string key, int number) => string.Format(Culture, this[key + (number == 1 ? "_one" : "_many")], number);

    private static string Resource(string language) => $"pages.{language}.yaml";

    private static FrozenDictionary<string, string> Read(string language)
    {
        using var stream = typeof(PageWords).Assembly.GetManifestResourceStream(Resource(language))!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return ((YamlMappingNode)yaml.Documents[0].RootNode).Children.ToFrozenDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!, StringComparer.Ordinal);
    }
}
