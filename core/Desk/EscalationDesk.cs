using System.Globalization;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;

namespace EscalationBot.Core.Desk;

/// <summary>Load, decide, commit: what happens to every inbox row. A lost race loads and decides again.</summary>
/// <param name="secrets">Makes ids of questions unguessable; null = <see cref="Ids.Secret"/>.</param>
public sealed class EscalationDesk(Reading reading, CaseStore store, WorkplaceHolder workplaces, TimeProvider time, Func<string>? secrets = null) : IDesk
{
    private const int MostRaces = 50;

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">A platform could not be asked who the person is; the row is tried again.</exception>
    public async Task<IReadOnlyList<Outbound>> HandleAsync(long inboxId, Inbound inbound, CancellationToken ct)
    {
        string? number = null;
        // One for the row, however often it is decided: the decision itself knows no chance.
        var secret = (secrets ?? Ids.Secret)();
        for (var race = 0; race < MostRaces; race++)
        {
            var now = time.GetUtcNow();
            var loaded = (await reading.LoadAsync(inboxId, inbound, workplaces.Current, now, ct)) with { Secret = secret };
            var decision = Deciding.Decide(inbound, loaded with { NewCaseId = number }, now);
            if (decision.Cases.Any(one => one.Id == Escalating.NoNumberYet))
            {
                number = await store.NextCaseNumberAsync(ct);
            }

            if (number is not null && decision.Cases.FirstOrDefault(one => one.Version == 1) is { } opened)
            {
                // A new case looks at its neighbours and its specialists; nothing else needs those reads.
                decision = Deciding.Decide(inbound, await reading.WithNeighboursAsync(loaded with { NewCaseId = number }, opened, ct), now);
            }

            if (await store.CommitAsync(inboxId, decision, ct) is not Committed.Stale)
            {
                return decision.Outbound;
            }
        }

        throw new InvalidOperationException($"Inbox row {inboxId.ToString(CultureInfo.InvariantCulture)} lost every race.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<Outbound> Apologise(long inboxId, Inbound inbound)
    {
        var meant = inbound is Inbound.Said { Addressed: true } or Inbound.Pressed or Inbound.Submitted;
        if (!meant)
        {
            return [];
        }

        var words = Words.In(workplaces.IsLoaded ? workplaces.Current.Organisation.Language : "en");
        var key = string.Create(CultureInfo.InvariantCulture, $"o{inboxId}-sorry");
        // Whoever acted reads it, and only they: a failed press is nobody else's business.
        return inbound is Inbound.Said { Privately: false }
            ? [new Outbound.Show($"sorry:{inboxId.ToString(CultureInfo.InvariantCulture)}", new Destination.At(inbound.Place), Card.Of(words["failed"])) { Key = key, Lane = inbound.Place.Lane, CausedBy = inboxId }]
            : [new Outbound.Whisper(inbound.Place, inbound.From, Card.Of(words["failed"])) { Key = key, Lane = inbound.Place.Lane, CausedBy = inboxId }];
    }
}
