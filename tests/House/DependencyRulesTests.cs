using System.Text.RegularExpressions;
using EscalationBot.Bot;
using EscalationBot.Core;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>What may know what.</summary>
public sealed partial class DependencyRulesTests
{
    /// <summary>Folder of core to the folders it may use.</summary>
    private static readonly Dictionary<string, string[]> Core = new(StringComparer.Ordinal)
    {
        ["Messages"] = [],
        ["Privacy"] = ["Messages"],
        ["Directory"] = ["Messages"],
        ["Knowledge"] = ["Messages", "Directory"],
        ["Triage"] = ["Messages", "Directory", "Knowledge"],
        ["Cases"] = ["Messages", "Directory", "Knowledge", "Triage"],
        ["Store"] = ["Messages", "Privacy", "Directory", "Knowledge", "Triage", "Cases"],
        ["Insights"] = ["Messages", "Directory", "Knowledge", "Triage", "Cases", "Store"],
        ["Desk"] = ["Messages", "Privacy", "Directory", "Knowledge", "Triage", "Cases", "Store", "Insights"],
    };

    [Fact]
    public void Core_knows_nothing_of_the_host_of_HTTP_or_of_a_channel()
    {
        var referenced = typeof(Ids).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        referenced.ShouldNotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name == "escalationbot");
        // HttpRequestException is the one name of HTTP that ports may throw.
        SourceTree.Code("core").Where(file => HttpNames().IsMatch(file.Text)).Select(file => file.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Folders_of_core_use_only_what_stands_below_them()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in SourceTree.Code("core").Where(file => file.Path.Count(c => c == '/') > 1))
        {
            var folder = path.Split('/')[1];
            Core.ShouldContainKey(folder, $"{path}: a new folder of core needs a line in this test");
            foreach (Match used in UsedNamespace().Matches(text))
            {
                var other = used.Groups["folder"].Value;
                if (other != folder && !Core[folder].Contains(other, StringComparer.Ordinal)) wrong.Add($"{path} uses {other}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_store_holds_SQL() =>
        SourceTree.Code("core").Concat(SourceTree.Code("bot")).Where(file => !file.Path.StartsWith("core/Store/", StringComparison.Ordinal) && Sql().IsMatch(file.Text)).Select(file => file.Path).ShouldBeEmpty();

    [Fact]
    public void A_channel_sees_no_other_channel_and_no_case()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in SourceTree.Code("bot/Channels").Where(file => file.Path.Split('/').Length > 3))
        {
            var own = path.Split('/')[2];
            foreach (var other in new[] { "Slack", "Teams", "WebChat" }.Where(other => other != own))
            {
                if (text.Contains($"EscalationBot.Bot.Channels.{other}", StringComparison.Ordinal)) wrong.Add($"{path} uses {other}");
            }
            if (CaseRecord().IsMatch(text)) wrong.Add($"{path} uses Case");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Each_file_stands_in_the_namespace_of_its_folder()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in SourceTree.Code("core").Concat(SourceTree.Code("bot")))
        {
            if (Namespace().Match(text) is not { Success: true } found) continue;
            var parts = path.Split('/');
            var expected = $"EscalationBot.{(parts[0] == "core" ? "Core" : "Bot")}{string.Concat(parts[1..^1].Select(part => "." + part))}";
            if (found.Groups["name"].Value != expected) wrong.Add($"{path}: {found.Groups["name"].Value}");
        }
        wrong.ShouldBeEmpty();
    }

    /// <summary>Razor makes components public, and then what their parameters hold must be public, too.</summary>
    [Fact]
    public void The_host_shows_nothing_outside_itself_but_pages_and_what_they_show() =>
        typeof(BotSetup).Assembly.GetTypes().Where(type => type.IsPublic && type.Namespace is not ("EscalationBot.Bot.Pages" or "EscalationBot.Bot.Channels.WebChat") && type.Name != "Program").Select(type => type.FullName).ShouldBeEmpty();

    [Fact]
    public void Classes_are_sealed_unless_somebody_builds_on_them()
    {
        var types = new[] { typeof(Ids).Assembly, typeof(BotSetup).Assembly }.SelectMany(assembly => assembly.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false } && !type.Name.Contains('<') && type.Namespace?.StartsWith("EscalationBot", StringComparison.Ordinal) == true).ToList();
        var bases = types.Select(type => type.BaseType).OfType<Type>().ToHashSet();
        types.Where(type => !type.IsSealed && !bases.Contains(type) && !typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type) && type.Name != "_Imports").Select(type => type.FullName).ShouldBeEmpty();
    }

    [GeneratedRegex(@"EscalationBot\.Core\.(?<folder>Messages|Privacy|Directory|Knowledge|Triage|Cases|Store|Insights|Desk)\b", RegexOptions.None, 5000)]
    private static partial Regex UsedNamespace();

    [GeneratedRegex(@"""\s*(SELECT\s.+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s)", RegexOptions.None, 5000)]
    private static partial Regex Sql();

    [GeneratedRegex(@"\b(HttpClient|HttpMessageHandler|HttpRequestMessage|HttpContext)\b", RegexOptions.None, 5000)]
    private static partial Regex HttpNames();

    [GeneratedRegex(@"EscalationBot\.Core\.Cases\b", RegexOptions.None, 5000)]
    private static partial Regex CaseRecord();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, 5000)]
    private static partial Regex Namespace();
}
