using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>A fact that is said later fills its field, with who said it and when.</summary>
internal static class LaterFacts
{
    private const int LongestValue = 500;

    /// <summary>The case with what words of its rep's side say about facts that are missing.</summary>
    /// <param name="asked">The label of the one fact that was asked for: the words are its value; null when none was.</param>
    public static Case Fill(DecisionBuilder draft, Case theCase, Turn turn, string? asked = null)
    {
        var missing = draft.Loaded.Organisation.Intake.Facts.Where(fact => theCase.Missing.Contains(fact.Label, StringComparer.Ordinal));
        var given = Read(draft, [.. missing], turn.Text);
        var value = turn.Text.Trim();
        if (
            asked is not null
            && value.Length > 0
            && draft.Loaded.Organisation.Intake.Facts.FirstOrDefault(fact => fact.Label == asked) is { } one
        )
        {
            given = new Dictionary<string, string>(given, StringComparer.Ordinal) { [one.Id] = ShortText.Of(value, LongestValue) };
        }

        return With(draft, theCase, given, turn);
    }

    /// <summary>The case with these facts, by id of intake.yaml.</summary>
    /// <param name="turn">The message that says them; null for a form.</param>
    public static Case With(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> given, Turn? turn)
    {
        if (given.Count == 0)
        {
            return theCase;
        }

        List<KnownFact> facts =
        [
            .. given.Select(pair => new KnownFact(draft.Loaded.Organisation.Intake.Find(pair.Key)!.Label, pair.Value)
            {
                Who = turn?.Who ?? draft.By.Name,
                At = turn?.At ?? draft.Now,
                MessageKey = turn?.MessageKey,
            }),
        ];
        var labels = facts.Select(fact => fact.Label).ToHashSet(StringComparer.Ordinal);
        var wanted = theCase.Wanted.Where(id => !given.ContainsKey(id)).ToList();
        return theCase with
        {
            Facts = [.. theCase.Facts.Where(fact => !labels.Contains(fact.Label)), .. facts],
            Missing = [.. theCase.Missing.Where(label => !labels.Contains(label))],
            Wanted = wanted,
            AwaitsFacts = theCase.AwaitsFacts && wanted.Count > 0,
        };
    }

    /// <summary>Which of some facts words tell: "Error code: 503" on a line of its own, or what the engine finds.</summary>
    public static IReadOnlyDictionary<string, string> Read(DecisionBuilder draft, IReadOnlyList<IntakeFact> facts, string said) =>
        facts
            .Select(fact => (fact.Id, Value: Named(fact, said) ?? draft.Loaded.Workplace.Triage.FindFact(fact.Id, said, draft.Now)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Id, pair => ShortText.Of(pair.Value!, LongestValue), StringComparer.Ordinal);

    private static string? Named(IntakeFact fact, string said) =>
        said.Split('\n')
            .Select(line => line.Split([':', '='], 2, StringSplitOptions.TrimEntries))
            .Where(parts =>
                parts.Length == 2
                && parts[1].Length > 0
                && (
                    parts[0].Equals(fact.Label, StringComparison.OrdinalIgnoreCase)
                    || parts[0].Equals(fact.Id, StringComparison.OrdinalIgnoreCase)
                )
            )
            .Select(parts => parts[1])
            .FirstOrDefault();
}
