using System.Globalization;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Desk;

/// <summary>Load, decide, commit: what happens to every inbox row. A lost race loads and decides again.</summary>
/// <param name="secrets">Makes ids of questions unguessable; null = <see cref="Ids.Secret"/>.</param>
public sealed class EscalationDesk(
    Loader reading,
    CaseStore store,
    WorkplaceHolder workplaces,
    TimeProvider time,
    Func<string>? secrets = null
) : IDesk
{
    private const int MostRaces = 50;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Outbound>> HandleAsync(long inboxId, Inbound inbound, CancellationToken ct)
    {
        // One for the row, however often it is decided: the decision itself knows no chance.
        var secret = (secrets ?? Ids.Secret)();
        for (var race = 0; race < MostRaces; race++)
        {
            // Stored moments have whole milliseconds: one that a decision keeps is the one that its timer names later.
            var now = WholeMilliseconds(time.GetUtcNow());
            var loaded = (await reading.LoadAsync(inboxId, inbound, workplaces.Current, now, ct)) with { Secret = secret };
            var decision = Decider.Decide(inbound, loaded, now);
            Committed result;
            if (decision.Cases.FirstOrDefault(one => one.Id == EscalateQuestion.NoNumberYet) is { } opened)
            {
                // A new case looks at its neighbours and its specialists; nothing else needs those reads. It is decided again with its
                // number, which only the commit can give.
                var near = await reading.WithNeighboursAsync(loaded, opened, ct);
                (result, decision) = await store.CommitNewAsync(
                    inboxId,
                    number => Decider.Decide(inbound, near with { NewCaseId = number }, now),
                    ct
                );
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

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));

    /// <inheritdoc/>
    public IReadOnlyList<Outbound> TellWaiting(long inboxId, Inbound inbound) =>
        Tell(inboxId, inbound, "not_looked_up_yet", "waits", openly: false);

    /// <inheritdoc/>
    public IReadOnlyList<Outbound> Apologise(long inboxId, Inbound inbound) => Tell(inboxId, inbound, "failed", "sorry", openly: true);

    /// <summary>One sentence to whoever acted, for everything that was meant for the bot.</summary>
    /// <param name="openly">Where they acted, when they spoke there; else, and for a press, they read it alone: it is nobody else's
    /// business.</param>
    private IReadOnlyList<Outbound> Tell(long inboxId, Inbound inbound, string words, string name, bool openly)
    {
        if (inbound is not (Inbound.Said { Addressed: true } or Inbound.Pressed or Inbound.Submitted))
        {
            return [];
        }

        var card = Card.Of(Words.In(workplaces.IsLoaded ? workplaces.Current.Organisation.Language : "en")[words]);
        var key = string.Create(CultureInfo.InvariantCulture, $"o{inboxId}-{name}");
        return openly && inbound is Inbound.Said { Privately: false }
            ?
            [
                new Outbound.Show(string.Create(CultureInfo.InvariantCulture, $"{name}:{inboxId}"), new Destination.At(inbound.Place), card)
                {
                    Key = key,
                    Lane = inbound.Place.Lane,
                    CausedBy = inboxId,
                },
            ]
            :
            [
                new Outbound.Whisper(inbound.Place, inbound.From, card)
                {
                    Key = key,
                    Lane = inbound.Place.Lane,
                    CausedBy = inboxId,
                },
            ];
    }
}
