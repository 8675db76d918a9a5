using System.Globalization;
using EscalationBot.Core.Organisation.Files;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Where settings come from, weakest first: appsettings.json, the environment, files of the credentials folder, the command line.
/// </summary>
internal static class Settings
{
    /// <summary>
    /// systemd's <c>LoadCredential=</c> sets it; with containers it may point at <c>/run/secrets</c>. One file per setting, named
    /// <c>Slack__BotToken</c>.
    /// </summary>
    public const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    /// <summary>Names beside those of appsettings.json that .NET itself reads.</summary>
    private static readonly string[] OpenSections = ["Logging"];

    private static readonly string[] SecretEnds = ["Password", "Secret", "Key", "Token", "ConnectionString"];

    private static readonly Dictionary<string, string[]> Choices = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Database:Engine"] = ["sqlite", "postgres"],
        ["Slack:Mode"] = ["http", "socket"],
        ["Slack:Pacing"] = ["polite", "off"],
        ["Teams:Cloud"] = ["public", "usgov"],
        ["Logging:Console:FormatterName"] = ["simple", "json", "systemd"],
    };

    /// <summary>Puts our sources in the place of those that are there.</summary>
    /// <param name="configuration">To fill.</param>
    /// <param name="given">What the command line gave (<c>A:B</c> to value).</param>
    public static void Load(IConfigurationBuilder configuration, IEnumerable<KeyValuePair<string, string?>> given)
    {
        configuration.Sources.Clear();
        configuration.SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables();
        if (Environment.GetEnvironmentVariable(CredentialsVariable) is { Length: > 0 } folder && Directory.Exists(folder))
        {
            configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: true, reloadOnChange: false);
        }
        configuration.AddInMemoryCollection(given);
    }

    /// <summary>
    /// What is wrong with names and kinds of values, one sentence each: appsettings.json is the list of settings that exist, and its values
    /// show their kind. What a value means is checked by the options that read it: so that they can, a value of the wrong kind is replaced
    /// by the shipped one here.
    /// </summary>
    /// <param name="configuration">All settings; not to be used to run when there are problems.</param>
    /// <param name="only">Sections to look at; null = all of ours.</param>
    public static IReadOnlyList<string> Check(IConfiguration configuration, IReadOnlyCollection<string>? only = null)
    {
        var known = Known();
        var sections = (only ?? [.. known.Keys.Where(name => name.Contains(':')).Select(SectionOf)]).ToHashSet(
            StringComparer.OrdinalIgnoreCase
        );
        var problems = new List<string>();
        foreach (var (name, value) in configuration.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).ToList())
        {
            if (
                value is null
                || !sections.Contains(SectionOf(name))
                || OpenSections.Contains(SectionOf(name), StringComparer.OrdinalIgnoreCase)
                || IsOfDepartment(name)
            )
            {
                continue;
            }
            if (!known.TryGetValue(name, out var shipped))
            {
                problems.Add($"{name}: there is no such setting.{Suggest(name, known.Keys)}");
            }
            else if (WantedInstead(name, value, shipped) is { } wanted)
            {
                problems.Add($"{name}: write {wanted}, not \"{value}\".");
                configuration[name] = shipped;
            }
        }
        return problems;
    }

    /// <summary>What kind of value is wanted; null when the value is of it.</summary>
    private static string? WantedInstead(string name, string value, string? shipped)
    {
        if (Choices.TryGetValue(name, out var choices))
        {
            return choices.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", choices);
        }
        if (bool.TryParse(shipped, out _))
        {
            return bool.TryParse(value, out _) ? null : "true or false";
        }
        if (IsWhole(shipped))
        {
            return IsWhole(value) ? null : "a whole number";
        }
        return !IsNumber(shipped) || IsNumber(value) ? null : $"a number like {shipped}";
    }

    /// <summary>Settings of ours that are others than shipped, with their values.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Given(IConfiguration configuration) =>
        Known()
            .Where(shipped => configuration[shipped.Key] is { } value && value != shipped.Value)
            .Select(shipped => new KeyValuePair<string, string>(shipped.Key, configuration[shipped.Key]!));

    /// <summary>The value of the setting is nobody's business.</summary>
    public static bool IsSecret(string name) => Array.Exists(SecretEnds, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a name given by <c>--set</c> exists.</summary>
    public static bool Exists(string name) =>
        Known().ContainsKey(name) || IsOfDepartment(name) || OpenSections.Contains(SectionOf(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>" Did you mean …?" with the nearest name, or nothing when none is near.</summary>
    public static string Suggest(string name) => Suggest(name, Known().Keys);

    private static string Suggest(string name, IEnumerable<string> known)
    {
        var nearest = known.MinBy(other => Spelling.Distance(name.ToUpperInvariant(), other.ToUpperInvariant()))!;
        return Spelling.Distance(name.ToUpperInvariant(), nearest.ToUpperInvariant()) <= Math.Max(2, name.Length / 4)
            ? $" Did you mean {nearest}?"
            : "";
    }

    /// <summary>The appsettings.json that was built in: the file beside the program may have been changed.</summary>
    private static Dictionary<string, string?> Known()
    {
        using var file = typeof(Settings).Assembly.GetManifestResourceStream("appsettings.json")!;
        var shipped = new ConfigurationBuilder().AddJsonStream(file).Build();
        return shipped
            .AsEnumerable()
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary><c>Webhooks:DEPARTMENT:Secret</c>: departments are the organisation's own.</summary>
    private static bool IsOfDepartment(string name) =>
        name.Split(':') is [var section, { Length: > 0 }, var last]
        && section.Equals("Webhooks", StringComparison.OrdinalIgnoreCase)
        && last.Equals("Secret", StringComparison.OrdinalIgnoreCase);

    private static string SectionOf(string name) => name.Split(':', 2)[0];

    private static bool IsNumber(string? value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsWhole(string? value) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
