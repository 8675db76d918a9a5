using System.Text.RegularExpressions;
using EscalationBot.Bot;
using EscalationBot.Core;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace EscalationBot.Tests.House;

/// <summary>What may know what.</summary>
public sealed partial class DependencyRulesTests(ITestOutputHelper output)
{
    /// <summary>Folders of core in their order: each may use those before it, with their subfolders, and no other.</summary>
    private static readonly string[] CoreOrder =
    [
        "",
        "Messages",
        "Privacy",
        "Organisation",
        "Knowledge",
        "Triage",
        "Cases",
        "Store",
        "Insights",
        "Desk",
    ];

    /// <summary>
    /// Folders of bot in their order. Organisation reads what the channels tell about people, Pages show what the web chat holds.
    /// </summary>
    private static readonly string[] BotOrder =
    [
        "Hosting",
        "Observability",
        "Cache",
        "Channels",
        "Ai",
        "Organisation",
        "Workers",
        "Health",
        "Pages",
        "",
        "Demo",
        "Commands",
    ];

    private static readonly FolderGraph CoreGraph = FolderGraph.Of(typeof(Ids).Assembly, "EscalationBot.Core");
    private static readonly FolderGraph BotGraph = FolderGraph.Of(typeof(BotSetup).Assembly, "EscalationBot.Bot");

    [Fact]
    public void Core_knows_nothing_of_the_host_of_HTTP_or_of_a_channel()
    {
        var referenced = typeof(Ids).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        referenced.ShouldNotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name == "escalationbot");
        // HttpRequestException is the one name of HTTP that ports may throw.
        SourceTree.Code("core").Where(file => HttpNames().IsMatch(file.Text)).Select(file => file.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Folders_of_core_use_only_what_stands_below_them() => BreachesOf(CoreGraph, CoreOrder).ShouldBeEmpty();

    [Fact]
    public void Folders_of_bot_use_only_what_stands_below_them() => BreachesOf(BotGraph, BotOrder).ShouldBeEmpty();

    [Fact]
    public void No_folder_of_core_is_in_a_circle_with_another() => CirclesOf(CoreGraph).ShouldBeEmpty();

    [Fact]
    public void No_folder_of_bot_is_in_a_circle_with_another() => CirclesOf(BotGraph).ShouldBeEmpty();

    /// <summary>Shown in the test's output: who reads it sees the house.</summary>
    private List<string> CirclesOf(FolderGraph graph)
    {
        foreach (
            var folder in graph.Uses.Keys.GroupBy(use => use.From, use => use.To).OrderBy(folder => folder.Key, StringComparer.Ordinal)
        )
        {
            output.WriteLine(
                $"{(folder.Key.Length == 0 ? "(top)" : folder.Key)} -> "
                    + $"{string.Join(", ", folder.Select(to => to.Length == 0 ? "(top)" : to).Order(StringComparer.Ordinal))}"
            );
        }

        return [.. graph.Circles().SelectMany(circle => graph.Explain(circle).Prepend($"Circle: {string.Join(", ", circle)}"))];
    }

    private static List<string> BreachesOf(FolderGraph graph, string[] order)
    {
        var wrong = new List<string>();
        foreach (var ((from, to), types) in graph.Uses)
        {
            var (user, used) = (Array.IndexOf(order, from.Split('/')[0]), Array.IndexOf(order, to.Split('/')[0]));
            if (user < 0 || used < 0)
            {
                wrong.Add($"{(user < 0 ? from : to)}: a new folder needs its place in the order");
            }
            else if (used > user)
            {
                wrong.Add($"{from} -> {to}: {string.Join(", ", types.Take(5))}");
            }
        }

        return wrong;
    }

    [Fact]
    public void Only_the_store_holds_SQL() =>
        SourceTree
            .Code("core")
            .Concat(SourceTree.Code("bot"))
            .Where(file => !file.Path.StartsWith("core/Store/", StringComparison.Ordinal) && Sql().IsMatch(file.Text))
            .Select(file => file.Path)
            .ShouldBeEmpty();

    /// <summary>The host has it switched off, the test host has not: what needs it passes every test and fails where people work.</summary>
    [Fact]
    public void Nothing_is_serialized_by_reflection() =>
        SourceTree
            .Code("core")
            .Concat(SourceTree.Code("bot"))
            .Where(file => ByReflection().IsMatch(file.Text))
            .Select(file => file.Path)
            .ShouldBeEmpty();

    [Fact]
    public void A_channel_sees_no_other_channel_and_no_case()
    {
        var cases = FolderGraph.UsersOf(
            typeof(BotSetup).Assembly,
            "EscalationBot.Bot.Channels",
            type => type.FullName == typeof(EscalationBot.Core.Cases.Case).FullName
        );
        cases.ShouldBeEmpty();
        BotGraph
            .Uses.Where(use =>
                use.Key.From.Split('/') is ["Channels", var own, ..] && use.Key.To.Split('/') is ["Channels", var other, ..] && own != other
            )
            .Select(use => $"{use.Key.From} -> {use.Key.To}: {string.Join(", ", use.Value.Take(5))}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Each_file_stands_in_the_namespace_of_its_folder()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in SourceTree.Code("core").Concat(SourceTree.Code("bot")))
        {
            if (Namespace().Match(text) is not { Success: true } found)
            {
                continue;
            }
            var parts = path.Split('/');
            var expected = $"EscalationBot.{(parts[0] == "core" ? "Core" : "Bot")}{string.Concat(parts[1..^1].Select(part => "." + part))}";
            if (found.Groups["name"].Value != expected)
            {
                wrong.Add($"{path}: {found.Groups["name"].Value}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    /// <summary>Razor makes components public, and then what their parameters hold must be public, too.</summary>
    [Fact]
    public void The_host_shows_nothing_outside_itself_but_pages_and_what_they_show() =>
        typeof(BotSetup)
            .Assembly.GetTypes()
            .Where(type =>
                type.IsPublic
                && type.Namespace is not ("EscalationBot.Bot.Pages" or "EscalationBot.Bot.Channels.WebChat.Auth")
                && type.Name != "Program"
            )
            .Select(type => type.FullName)
            .ShouldBeEmpty();

    [Fact]
    public void Classes_are_sealed_unless_somebody_builds_on_them()
    {
        var types = new[] { typeof(Ids).Assembly, typeof(BotSetup).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type =>
                type is { IsClass: true, IsAbstract: false }
                && !type.Name.Contains('<')
                && type.Namespace?.StartsWith("EscalationBot", StringComparison.Ordinal) == true
            )
            .ToList();
        var bases = types.Select(type => type.BaseType).OfType<Type>().ToHashSet();
        types
            .Where(type =>
                !type.IsSealed
                && !bases.Contains(type)
                && !typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type)
                && type.Name != "_Imports"
            )
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"\bJsonSerializerOptions\b|\bJsonSerializer\.(?:Des|S)erialize(?:<[^>]+>)?\([^,()]*\)")]
    private static partial Regex ByReflection();

    [GeneratedRegex(
        @"""\s*(SELECT\s.+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s)",
        RegexOptions.None,
        5000
    )]
    private static partial Regex Sql();

    [GeneratedRegex(@"\b(HttpClient|HttpMessageHandler|HttpRequestMessage|HttpContext)\b", RegexOptions.None, 5000)]
    private static partial Regex HttpNames();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, 5000)]
    private static partial Regex Namespace();
}
