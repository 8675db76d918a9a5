using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>What the engine found in the rep's words, as it stands on the case's card: what a specialist would ask for next.</summary>
internal static class FoundFacts
{
    private static readonly string[] Shown =
    [
        FactNames.Amount,
        FactNames.Deadline,
        FactNames.Date,
        FactNames.Product,
        FactNames.Version,
        FactNames.ErrorCode,
        FactNames.Impact,
        FactNames.Urgency,
    ];

    /// <summary>Found facts that are sure, and that the packet does not hold already.</summary>
    public static IReadOnlyList<KnownFact> Of(Words words, AskedQuestion asked, IReadOnlyList<KnownFact> given)
    {
        var known = given.Select(fact => fact.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. Shown.SelectMany(name =>
                asked
                    .Judgement.Facts.Found.Where(fact =>
                        fact.Name == name && fact.Certainty > Fact.Guess && fact.Words.Length > 0 && !known.Contains(fact.Value)
                    )
                    .Take(1)
                    .Select(fact => new KnownFact(words[$"fact_{name}"], ValueOf(fact))
                    {
                        Who = asked.By.Name,
                        At = asked.AskedAt,
                        MessageKey = asked.Turns is [var first, ..] ? first.MessageKey : null,
                    })
            ),
        ];
    }

    /// <summary>The normalised value, with the words where they say more: a deadline is read as it was promised.</summary>
    private static string ValueOf(Fact fact) =>
        fact.Value.Equals(fact.Words, StringComparison.OrdinalIgnoreCase) ? fact.Value
        : fact.Name is FactNames.Deadline or FactNames.Date ? $"{fact.Value} (“{fact.Words}”)"
        : fact.Words;
}
