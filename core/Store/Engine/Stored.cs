using System.Text.Json;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Store.Engine;

/// <summary>How values stand in columns.</summary>
internal static class Stored
{
    /// <summary>Snake case: <c>waiting_for_fact</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => Names<T>.All[value];

    /// <summary>The value of a name; the default for what is not stored, and for names of a newer program.</summary>
    public static T Value<T>(string? name)
        where T : struct, Enum => name is null ? default : Names<T>.All.FirstOrDefault(pair => pair.Value == name).Key;

    /// <summary>A verdict by its contract name.</summary>
    public static string Name(Verdict verdict) =>
        verdict switch
        {
            Verdict.Answer => "answer",
            Verdict.Offer => "offer",
            Verdict.Ask => "ask",
            Verdict.NotCovered => "not_covered",
            Verdict.Escalate => "escalate",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary><c>channel:id</c>.</summary>
    public static string Key(PersonKey person) => $"{person.Channel}:{person.Id}";

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>()
            .ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
