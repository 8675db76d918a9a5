using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;

namespace EscalationBot.Tests.Insights.Recurring;

/// <summary>An ordinary month of questions that have nothing to do with one another, and one issue.</summary>
internal static class IssueSamples
{
    private const string Consonants = "bcdfghjklmnprstvwz";
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ai", "ou"];

    /// <summary>Different wordings of one issue.</summary>
    public static readonly string[] Manifest =
    [
        "the manifest cache is stale",
        "Manifest cache empty again for the client",
        "Manifest cache shows old orders",
        "why does the manifest cache not refresh?",
        "stale manifest cache since the upgrade",
        "their manifest cache is empty",
    ];

    /// <summary>A text with two words of its own.</summary>
    public static string Other(int i) => $"{Word(2 * i)} and {Word((2 * i) + 1)} disagree";

    private static string Word(int i) => $"{Consonants[i % Consonants.Length]}{Vowels[i / Consonants.Length % Vowels.Length]}rnik";

    public static Occurrence Text(string text, int i, string? source = null, DateTimeOffset at = default) =>
        new($"q{i:000}", text, source ?? $"p{i}", at);

    public static AskedQuestion Asked(
        string id,
        string text,
        DateTimeOffset at,
        string? account = null,
        string? caseId = null,
        QuestionState state = QuestionState.Shown
    )
    {
        var sample = TestDatabaseSamples.Question(id, state: state, caseId: caseId);
        var person = $"{account ?? id}@client.example";
        return sample with
        {
            Text = text,
            AskedAt = at,
            FinishedAt = sample.FinishedAt is null ? null : at.AddMinutes(1),
            By = new Party(new PersonKey("web", person), "Rep", person),
            Judgement = sample.Judgement with { Facts = sample.Judgement.Facts with { Text = text, AccountId = account } },
        };
    }

    /// <summary>Sixty questions over the four weeks before <paramref name="now"/>, two a day or so.</summary>
    public static IReadOnlyList<AskedQuestion> Month(DateTimeOffset now) =>
        [.. Enumerable.Range(0, 60).Select(i => Asked($"a{i:000}", Other(i), now.AddDays(-30).AddHours(11 * i)))];

    /// <summary>Questions about the manifest cache, an hour apart, up to <paramref name="now"/>, of two accounts in turn.</summary>
    public static IReadOnlyList<AskedQuestion> Outbreak(DateTimeOffset now, int count = 5) =>
        [.. Manifest.Take(count).Select((text, i) => Asked($"m{i:000}", text, now.AddHours(i - count), i % 2 == 0 ? "acme" : "birch"))];

    public static Task PutAsync(CaseStore cases, IEnumerable<AskedQuestion> questions, IEnumerable<Case>? made = null) =>
        cases.CommitAsync(null, new Decision { Questions = [.. questions], Cases = [.. made ?? []] }, CancellationToken.None);
}
