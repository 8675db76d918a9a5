using System.Globalization;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;

namespace EscalationBot.Core.Desk;

/// <summary>Load, decide, commit: what happens to every inbox row. A lost race loads and decides again.</summary>
public sealed class EscalationDesk(Reading reading, CaseStore store, WorkplaceHolder workplaces, TimeProvider time) : IDesk
{
    private const int MostRaces = 50;

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">A platform could not be asked who the person is; the row is tried again.</exception>
    public async Task<IReadOnlyList<Outbound>> HandleAsync(long inboxId, Inbound inbound, CancellationToken ct)
    {
        for (var race = 0; race < MostRaces; race++)
        {
            var now = time.GetUtcNow();
            var loaded = await reading.LoadAsync(inboxId, inbound, workplaces.Current, now, ct);
            var decision = Deciding.Decide(inbound, loaded, now);
            Committed result;
            if (decision.Cases.FirstOrDefault(one => one.Id == Escalating.NoNumberYet) is { } opened)
            {
                // A new case looks at its neighbours and its specialists; nothing else needs those reads. It is decided again with its number, which only the commit can give.
                var near = await reading.WithNeighboursAsync(loaded, opened, ct);
                (result, decision) = await store.CommitNewAsync(inboxId, number => Deciding.Decide(inbound, near with { NewCaseId = number }, now), ct);
            }
            else
            {
                result = await store.CommitAsync(inboxId, decision, ct);
            }

            if (result is not Committed.Stale)
            {
                // Another replica's decision was stored in place of this one: what this one would have shown must not be shown.
                return result is Committed.Stored ? decision.Outbound : [];
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
