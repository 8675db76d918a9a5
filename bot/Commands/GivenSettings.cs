using System.CommandLine;
using System.CommandLine.Parsing;
using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Commands;

/// <summary>What <c>--set A:B=VALUE</c> gave.</summary>
internal static class GivenSettings
{
    /// <summary>Refuses what is not <c>NAME=VALUE</c> and names that do not exist.</summary>
    public static void Check(OptionResult result)
    {
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var name = NameOf(text);
            if (name.Length == 0 || name.Length == text.Length)
            {
                result.AddError($"--set {text}: write A:B=VALUE.");
            }
            else if (!Settings.Exists(name))
            {
                result.AddError($"--set {text}: there is no setting {name}.{Settings.Suggest(name)}");
            }
        }
    }

    /// <summary>Name and value of each; the last of a name wins.</summary>
    public static Dictionary<string, string?> Read(ParseResult parsed, Option<string[]> set)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in parsed.GetValue(set) ?? [])
        {
            given[NameOf(text)] = text[(NameOf(text).Length + 1)..];
        }
        return given;
    }

    private static string NameOf(string text) => text.Split('=', 2)[0].Replace("__", ":", StringComparison.Ordinal);
}
