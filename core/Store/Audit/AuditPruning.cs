using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Audit;

/// <summary>
/// Removes the oldest rows of the audit when they have had their time. A row of the audit says up to where, and with which hash: there the
/// chain that is left begins.
/// </summary>
public sealed class AuditPruning(Database database, AuditLog log, AuditChain chain)
{
    /// <summary>The verb of the row that says so; its subject is <c>NUMBER:HASH</c> of the last row removed.</summary>
    public const string Verb = "audit_pruned";

    private const int Batch = 500;

    /// <summary>Removes the rows of before a moment; how many.</summary>
    public async Task<int> PruneAsync(DateTimeOffset before, CancellationToken ct)
    {
        // The first row that stays. What stands before it may be some seconds younger, as rows are chained in the order in which their acts
        // began.
        var stays =
            await database.ReadAsync(
                session =>
                    session.FindAsync<long?>("SELECT id FROM audit WHERE at >= @before ORDER BY at LIMIT 1", row => row.Long(0), before),
                ct
            )
            ?? (await chain.HeadAsync(ct)).Number + 1;
        var last = await database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT id, hash FROM audit WHERE id < @stays ORDER BY id DESC LIMIT 1",
                    row => (Number: row.Long(0), Hash: row.Text(1)),
                    stays
                ),
            ct
        );
        if (last.Number == 0)
        {
            return 0;
        }

        // First what the chain needs to begin there, then the rows: an interruption leaves rows that are passed over, never a chain without
        // a beginning.
        var anchor = string.Create(CultureInfo.InvariantCulture, $"{last.Number}:{last.Hash}");
        await log.RecordAsync(
            new AuditEntry(AuditKind.Admin, Verb, AuditActor.Bot) { Surface = AuditSurfaces.Clock, Subject = anchor },
            ct
        );
        await chain.SealAsync(ct);
        if (
            await database.ReadAsync(session => session.FindAsync("SELECT 1 FROM audit WHERE subject = @anchor", _ => true, anchor), ct)
            is false
        )
        {
            return 0; // another replica is chaining; the next look prunes
        }

        var removed = 0;
        for (int done = Batch; done == Batch; removed += done)
        {
            done = await database.WriteAsync(
                session =>
                    session.ExecuteAsync(
                        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id <= @last ORDER BY id LIMIT @batch)",
                        last.Number,
                        Batch
                    ),
                ct
            );
        }

        await database.WriteAsync(ForgetPeopleAsync, ct);
        return removed;
    }

    /// <summary>Nobody is kept who stands in no row.</summary>
    private static async Task<int> ForgetPeopleAsync(Session session)
    {
        // Under the head's lock: a sealer may be writing the first row of somebody.
        var free = await session.FindAsync($"SELECT number FROM audit_head WHERE id = 1{session.SkipLocked}", _ => true);
        return !free
            ? 0
            : await session.ExecuteAsync(
                "DELETE FROM audit_people WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.person = "
                    + "audit_people.pseudonym) AND NOT EXISTS (SELECT 1 FROM audit b WHERE b.about = "
                    + "audit_people.pseudonym)"
            );
    }
}
