using System.Text.Json;
using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>All that does not belong to one case or question.</summary>
internal sealed partial class Erasure
{
    /// <summary>All that does not belong to one case or question.</summary>
    public async Task<int> OthersAsync(Session session)
    {
        await ScrubAsync(session);
        var count = 0;
        if (found.Email is { } email)
        {
            count += await session.ExecuteAsync(
                "UPDATE history SET who = @label, who_email = NULL, detail = '' WHERE who_email = @email AND NOT "
                    + "EXISTS (SELECT 1 FROM cases c WHERE c.id = history.case_id AND c.held <> 0)",
                person.Label,
                email
            );
            count += await session.ExecuteAsync(
                "UPDATE history SET detail = @label WHERE detail = @email AND NOT EXISTS (SELECT 1 FROM cases c "
                    + "WHERE c.id = history.case_id AND c.held <> 0)",
                person.Label,
                email
            );
            count += await LessonsAsync(session, email);
            count += await Articles.WithoutOwnerAsync(session, email);
            count += await session.ExecuteAsync("DELETE FROM sign_in_sessions WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM sign_in_links WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM identities WHERE email = @email", email);
            // Slots of what was shown to one of several are named after them.
            count += await session.ExecuteAsync("DELETE FROM messages WHERE slot LIKE @slot ESCAPE '!'", $"%:{Like(email)}");
            count += await session.ExecuteAsync("DELETE FROM absences WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM usage_counts WHERE subject = @subject", $"person:{email}");
            count += await session.ExecuteAsync(
                "DELETE FROM usage_counts WHERE subject = @subject",
                $"place:{ChannelNames.Web}:dm:{email}"
            );
            count += await session.ExecuteAsync("DELETE FROM timers WHERE subject = @subject", $"nudges:{email}");
            count += await session.ExecuteAsync(
                "UPDATE web_reactions SET person = @pseudonym WHERE person = @email",
                person.Pseudonym,
                email
            );
            var blank = JsonSerializer.Serialize(Card.Of(""), MessagesJson.Default.Card);
            count += await session.ExecuteAsync(
                "UPDATE web_messages SET card = @blank, deleted = 1, key = 'erased:' || CAST(id AS TEXT), author "
                    + "= CASE WHEN author = @email THEN @pseudonym ELSE author END, only_for = CASE WHEN only_for = "
                    + "@email THEN @pseudonym ELSE only_for END, conversation = CASE WHEN conversation = 'dm:' || "
                    + "@email THEN @chat ELSE conversation END, changed_at = CASE WHEN changed_at >= @now THEN "
                    + "changed_at + 1 ELSE @now END WHERE author = @email OR only_for = @email OR conversation = 'dm:' "
                    + "|| @email",
                blank,
                email,
                person.Pseudonym,
                "dm:" + person.Pseudonym,
                database.Time.GetUtcNow()
            );
        }

        count += await CreditsAsync(session);
        count += await IncidentsAsync(session);
        count += await DraftsAsync(session);
        count += await DoubtsAsync(session);
        await RegressionsAsync(session);
        count += await CriteriaAsync(session);
        count += await LabelsAsync(session);
        count += await SentAsync(session);
        foreach (var (channel, conversation) in chats)
        {
            await session.ExecuteAsync("DELETE FROM usage_counts WHERE subject = @subject", $"place:{channel}:{conversation}");
            await session.ExecuteAsync(
                "DELETE FROM messages WHERE channel = @channel AND conversation = @conversation",
                channel,
                conversation
            );
            await session.ExecuteAsync(
                "DELETE FROM channel_memory WHERE channel = @channel AND (key LIKE @place ESCAPE '!' OR value LIKE @place ESCAPE '!')",
                channel,
                $"%{Like(conversation)}%"
            );
        }

        foreach (var key in found.Keys)
        {
            count += await TaughtAsync(session, Stored.Key(key));
            count += await session.ExecuteAsync(
                "UPDATE identities SET contested_by = NULL, contested_name = NULL, contested_at = NULL WHERE channel = @channel AND "
                    + $"contested_by IN ({PersonIdentity.Accounts})",
                key.Channel,
                key.Id
            );
            count += await session.ExecuteAsync("DELETE FROM people_seen WHERE channel = @channel AND id = @id", key.Channel, key.Id);
            count += await session.ExecuteAsync("DELETE FROM usage_counts WHERE subject = @subject", $"person:{key.Channel}:{key.Id}");
        }

        return count;
    }

    /// <summary>
    /// In the audit the person becomes unknown: what said who the pseudonym is goes, and a row says so. While a case is held, what they did
    /// stays known. True: the audit knew them.
    /// </summary>
    public async Task<bool> AuditAsync(Session session)
    {
        await ScrubAsync(session);
        // Nobody chains meanwhile: what waits is chained first, so that it is under the old pseudonym, too.
        await session.ExecuteAsync("UPDATE audit_head SET number = number WHERE id = 1");
        var known = false;
        if (held.Count == 0)
        {
            foreach (var identity in found.AuditIdentities)
            {
                var pseudonym = await session.FindAsync(
                    "SELECT pseudonym FROM audit_people WHERE identity = @identity",
                    row => row.Text(0),
                    identity
                );
                pseudonym ??= await session.FindAsync(
                    "SELECT 1 FROM audit_pending WHERE identity = @identity OR about = @identity",
                    _ => true,
                    identity
                )
                    ? await AuditChain.PseudonymAsync(session, identity)
                    : null;
                if (pseudonym is null)
                {
                    continue;
                }

                known = true;
                await session.ExecuteAsync(
                    "UPDATE audit_pending SET identity = @pseudonym WHERE identity = @identity",
                    pseudonym,
                    identity
                );
                await session.ExecuteAsync("UPDATE audit_pending SET about = @pseudonym WHERE about = @identity", pseudonym, identity);
                await session.ExecuteAsync("DELETE FROM audit_people WHERE identity = @identity", identity);
                await AuditLog.AddAsync(
                    session,
                    database.Sequence,
                    [Entry("done", new AuditActor(pseudonym), "")],
                    database.Time.GetUtcNow()
                );
            }
        }

        await AuditLog.AddAsync(
            session,
            database.Sequence,
            [
                held.Count == 0
                    ? Entry("done", new AuditActor(person.Pseudonym), "")
                    : Entry("refused_hold", null, string.Join(", ", held.Order(StringComparer.Ordinal))),
            ],
            database.Time.GetUtcNow()
        );
        return known;
    }

    /// <summary>As a pattern that means itself.</summary>
    private static string Like(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);

    private static AuditEntry Entry(string result, AuditActor? about, string detail) =>
        new(AuditKind.Admin, AuditCheck.Erased, AuditActor.Operator)
        {
            Surface = AuditSurfaces.Command,
            About = about,
            Result = result,
            Detail = detail,
        };

    /// <summary>On SQLite: what is taken out is overwritten, not only let go of.</summary>
    private static async Task ScrubAsync(Session session)
    {
        if (session.Engine is DatabaseEngine.Sqlite)
        {
            await session.QueryAsync("PRAGMA secure_delete = ON", _ => 0);
        }
    }

    /// <summary>Rows that are done hold words for some more days: what was sent goes.</summary>
    private async Task<int> SentAsync(Session session)
    {
        // Their words stand without their name in cards of the cases in which they took part.
        var count = await EachDoneAsync(session, "outbox", "", id => session.ExecuteAsync("DELETE FROM outbox WHERE id = @id", id));
        return count
            + await EachDoneAsync(
                session,
                "inbox",
                "AND channel = 'delivery'",
                id => session.ExecuteAsync("UPDATE inbox SET body = @blank WHERE id = @id", Blank, id)
            );
    }

    /// <summary>Does something to each row that is done and about a case of theirs.</summary>
    private async Task<int> EachDoneAsync(Session session, string table, string which, Func<long, Task<int>> act)
    {
        var count = 0;
        var after = 0L;
        while (theirs.Count > 0)
        {
            var rows = await session.QueryAsync(
                $"SELECT id, body FROM {table} WHERE state <> 0 {which} AND id > @after ORDER BY id LIMIT {RowsAtOnce}",
                row => (Id: row.Long(0), Body: row.Text(1)),
                after
            );
            foreach (var (id, body) in rows)
            {
                if (CaseNumber().Matches(body).Any(match => theirs.Contains(match.Groups[1].Value)))
                {
                    count += await act(id);
                }
            }

            if (rows.Count < RowsAtOnce)
            {
                break;
            }

            after = rows[^1].Id;
        }

        return count;
    }

    private const int RowsAtOnce = 500;

    [GeneratedRegex("\"(ESC-[0-9]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex CaseNumber();
}
