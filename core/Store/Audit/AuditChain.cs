using System.Security.Cryptography;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Audit;

/// <summary>
/// Numbers and chains what waits. An act writes one row and is done; the chain has one head, and a head that every act had to lock would
/// put all replicas in one line. Here one sealer at a time holds the head's row (the others pass it by), and takes some hundred rows with
/// it. What waits is chained within about a second of its act, in the order of its ids.
/// </summary>
public sealed class AuditChain(Database database, AuditKeys keys)
{
    /// <summary>Rows of one transaction.</summary>
    public const int Batch = 250;

    /// <summary>Chains what waits, in small transactions.</summary>
    /// <returns>How many rows; 0 also when another replica is at it.</returns>
    public async Task<int> SealAsync(CancellationToken ct)
    {
        var sealedRows = 0;
        int done;
        do
        {
            // Looking costs no write.
            if (!await database.ReadAsync(session => session.FindAsync("SELECT 1 FROM audit_pending LIMIT 1", _ => true), ct))
            {
                break;
            }

            done = await database.WriteAsync(SealBatchAsync, ct);
            sealedRows += done;
        } while (done == Batch);
        return sealedRows;
    }

    /// <summary>The newest row; number 0 before the first.</summary>
    public Task<AuditHead> HeadAsync(CancellationToken ct) => database.ReadAsync(ReadHeadAsync, ct);

    internal static async Task<AuditHead> ReadHeadAsync(Session session) =>
        await session.FindAsync("SELECT number, hash, key, seal FROM audit_head WHERE id = 1", Head) ?? new AuditHead(0, "", "", "");

    /// <summary>The pseudonym of an identity; made when it has none.</summary>
    internal static async Task<string> PseudonymAsync(Session session, string identity)
    {
        if (!new AuditActor(identity).IsPerson)
        {
            return identity;
        }

        if (
            await session.FindAsync("SELECT pseudonym FROM audit_people WHERE identity = @identity", row => row.Text(0), identity) is
            { } known
        )
        {
            return known;
        }

        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var made = PseudonymOf(identity, salt);
        await session.ExecuteAsync(
            "INSERT INTO audit_people (identity, pseudonym, salt) VALUES (@identity, @pseudonym, @salt)",
            identity,
            made,
            salt
        );
        return made;
    }

    /// <summary>
    /// A hash of the identity with a salt of its own: the row that is chained says who it was, and nobody can guess it once the salt is
    /// gone.
    /// </summary>
    internal static string PseudonymOf(string identity, string salt) =>
        "p-" + new AuditKeys().Hash("", "audit person 1", salt, identity)[..24];

    /// <summary>False: the head was made with a key that this process does not have, so it chains nothing.</summary>
    public bool Continues(AuditHead head) => head.Key.Length == 0 || keys.Knows(head.Key);

    private async Task<int> SealBatchAsync(Session session)
    {
        var head = await session.FindAsync($"SELECT number, hash, key, seal FROM audit_head WHERE id = 1{session.SkipLocked}", Head);
        // Without the key of the rows before, the chain would end here for everybody who checks it: what waits stays for a sealer that has
        // it.
        if (head is null || !Continues(head))
        {
            return 0;
        }

        var waiting = await session.QueryAsync(
            "SELECT id, at, kind, verb, surface, identity, about, subject, result, detail FROM audit_pending ORDER BY id LIMIT @most",
            row =>
                (
                    Id: row.Long(0),
                    Row: new AuditRow(
                        0,
                        row.Time(1),
                        row.Text(2),
                        row.Text(3),
                        row.Text(4),
                        row.Text(5),
                        row.TextOrNull(6),
                        row.TextOrNull(7),
                        row.Text(8),
                        row.Text(9),
                        keys.Present,
                        ""
                    )
                ),
            Batch
        );
        foreach (var (id, waits) in waiting)
        {
            var row = waits with
            {
                Number = head.Number + 1,
                Person = await PseudonymAsync(session, waits.Person),
                About = waits.About is null ? null : await PseudonymAsync(session, waits.About),
            };
            row = row with { Hash = row.HashAfter(head.Hash, keys) };
            await session.ExecuteAsync(
                $"INSERT INTO audit ({AuditRow.Columns}) VALUES (@id, @at, @kind, @verb, @surface, @person, "
                    + $"@about, @subject, @result, @detail, @key, @hash)",
                row.Number,
                row.At,
                row.Kind,
                row.Verb,
                row.Surface,
                row.Person,
                row.About,
                row.Subject,
                row.Result,
                row.Detail,
                row.Key,
                row.Hash
            );
            await session.ExecuteAsync("DELETE FROM audit_pending WHERE id = @id", id);
            head = new AuditHead(row.Number, row.Hash, row.Key, "");
        }

        if (waiting.Count > 0)
        {
            await session.ExecuteAsync(
                "UPDATE audit_head SET number = @number, hash = @hash, key = @key, seal = @seal WHERE id = 1",
                head.Number,
                head.Hash,
                head.Key,
                AuditHead.SealOf(head.Number, head.Hash, head.Key, keys)
            );
        }

        return waiting.Count;
    }

    private static AuditHead Head(Row row) => new(row.Long(0), row.Text(1), row.Text(2), row.Text(3));
}
