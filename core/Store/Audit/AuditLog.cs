using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Audit;

/// <summary>
/// The way into the audit: append-only. A decision of the desk carries its entries (<see cref="Decision.Audit"/>) and they are stored with
/// it or not at all; everybody else calls <see cref="RecordAsync(AuditEntry, CancellationToken)"/>. Rows are numbered and chained a moment
/// later by <see cref="AuditChain"/>, so that an act never waits for another one's row.
/// </summary>
public sealed class AuditLog(Database database)
{
    private const int LongestSubject = 200,
        LongestDetail = 200;

    /// <summary>Keeps one act; when it returns, the act survives power loss.</summary>
    public Task RecordAsync(AuditEntry entry, CancellationToken ct) => RecordAsync([entry], ct);

    /// <summary>Keeps some acts, all or none.</summary>
    public async Task RecordAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var now = database.Time.GetUtcNow();
        await database.WriteAsync(
            async session =>
            {
                await AddAsync(session, database.Sequence, entries, now);
                return true;
            },
            ct
        );
        database.Signals.Audit.Set();
    }

    internal static async Task AddAsync(Session session, Sequence ids, IReadOnlyCollection<AuditEntry> entries, DateTimeOffset now)
    {
        foreach (var entry in entries)
        {
            await session.ExecuteAsync(
                "INSERT INTO audit_pending (id, at, kind, verb, surface, identity, about, subject, result, "
                    + "detail) VALUES (@id, @at, @kind, @verb, @surface, @identity, @about, @subject, @result, @detail)",
                ids.Next(),
                now,
                Stored.Name(entry.Kind),
                entry.Verb,
                entry.Surface,
                entry.By.Identity,
                entry.About?.Identity,
                Cut(entry.Subject, LongestSubject),
                entry.Result,
                Cut(entry.Detail, LongestDetail)
            );
        }
    }

    private static string? Cut(string? text, int length) => text is null ? null : ShortText.Cut(text, length);
}
