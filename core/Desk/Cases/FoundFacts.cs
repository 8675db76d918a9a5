using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
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
    /// <param name="draft">Whose words, hours and clocks.</param>
    /// <param name="asked">The question.</param>
    /// <param name="given">The packet.</param>
    /// <param name="account">Id of the account, by whose clocks a deadline is meant; null = by ours.</param>
    public static IReadOnlyList<KnownFact> Of(DecisionBuilder draft, AskedQuestion asked, IReadOnlyList<KnownFact> given, string? account)
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
                    .Select(fact => new KnownFact(draft.Words[$"fact_{name}"], DeadlineOf(draft, asked, account, fact) ?? ValueOf(fact))
                    {
                        Who = asked.By.Name,
                        At = asked.AskedAt,
                        MessageKey = asked.Turns is [var first, ..] ? first.MessageKey : null,
                    })
            ),
        ];
    }

    /// <summary>A deadline with a time, by the client's clocks and by ours; null for everything else.</summary>
    private static string? DeadlineOf(DecisionBuilder draft, AskedQuestion asked, string? account, Fact fact)
    {
        var organisation = draft.Loaded.Organisation;
        return
            fact.Name is FactNames.Deadline
            && organisation.ZoneOf(account) is { } client
            && DateOnly.TryParseExact(fact.Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && PromiseFinder.MomentOn(asked.Text, fact.Words, day, organisation.Calendar, client) is { } at
            ? $"{new When(draft.Words, organisation.Calendar.Zone, draft.Now).Moment(at, client)} (“{fact.Words}”)"
            : null;
    }

    /// <summary>The normalised value, with the words where they say more: a deadline is read as it was promised.</summary>
    private static string ValueOf(Fact fact) =>
        fact.Value.Equals(fact.Words, StringComparison.OrdinalIgnoreCase) ? fact.Value
        : fact.Name is FactNames.Deadline or FactNames.Date ? $"{fact.Value} (“{fact.Words}”)"
        : fact.Words;
}
