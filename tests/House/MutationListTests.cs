using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>The list of guards that <c>tests/Mutations/run</c> takes away one by one.</summary>
public sealed partial class MutationListTests
{
    private static readonly IReadOnlyList<Guard> Guards = Read();

    [Fact]
    public void Every_guard_of_the_list_stands_in_the_sources_once()
    {
        var wrong = new List<string>();
        foreach (var guard in Guards)
        {
            var text = SourceTree.Files.SingleOrDefault(file => file.Path == guard.File).Text ?? "";
            var first = text.IndexOf(guard.Within, StringComparison.Ordinal);
            if (first < 0 || text.IndexOf(guard.Within, first + 1, StringComparison.Ordinal) >= 0)
            {
                wrong.Add($"{guard.Id}: {guard.File} must hold once: {guard.Within}");
            }
            else if (!guard.Within.Contains(guard.Original, StringComparison.Ordinal) || guard.Original == guard.Mutated)
            {
                wrong.Add($"{guard.Id}: nothing is changed");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_guard_has_a_name_of_its_own_and_tests_that_exist()
    {
        Guards.Select(guard => guard.Id).ShouldBeUnique();
        Guards.ShouldAllBe(guard => Id().IsMatch(guard.Id));
        var names = typeof(MutationListTests).Assembly.GetTypes().Select(type => type.FullName!).ToList();
        foreach (var guard in Guards)
        {
            foreach (var test in $"{guard.Tests}|{guard.Then}".TrimEnd('|').Split('|').Select(filter => filter.Split('~')[1]))
            {
                names.Exists(name => name.Contains(test, StringComparison.Ordinal)).ShouldBeTrue($"{guard.Id}: {test}");
            }
        }
    }

    private static IReadOnlyList<Guard> Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "tests", "Mutations", "guards.json")));
        return
        [
            .. json
                .RootElement.EnumerateArray()
                .Select(one => new Guard(
                    Text(one, "id"),
                    Text(one, "file"),
                    Text(one, "original"),
                    Text(one, "mutated"),
                    Text(one, "tests"),
                    one.TryGetProperty("then", out var then) ? then.GetString()! : "",
                    one.TryGetProperty("within", out var within) ? within.GetString()! : Text(one, "original")
                )),
        ];

        static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.None, 5000)]
    private static partial Regex Id();

    private sealed record Guard(string Id, string File, string Original, string Mutated, string Tests, string Then, string Within);
}
