using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

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
            count += await session.ExecuteAsync("DELETE FROM sign_in_sessions WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM sign_in_links WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM identities WHERE email = @email", email);
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
        count += await NamesAsync(session);
        count += await OnTheirWayAsync(session);
        foreach (var (channel, conversation) in chats)
        {
            await session.ExecuteAsync("DELETE FROM usage_counts WHERE subject = @subject", $"place:{channel}:{conversation}");
            await session.ExecuteAsync(
                "DELETE FROM messages WHERE channel = @channel AND conversation = @conversation",
                channel,
                conversation
            );
            await session.ExecuteAsync(
                "DELETE FROM channel_memory WHERE channel = @channel AND key LIKE @key ESCAPE '!'",
                channel,
                $"%{conversation.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}"
                    + $"%"
            );
        }

        foreach (var key in found.Keys)
        {
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

    /// <summary>Full names and addresses in the words of others.</summary>
    private async Task<int> NamesAsync(Session session)
    {
        var count = 0;
        foreach (var pattern in found.Patterns)
        {
            foreach (
                var (id, card) in await session.QueryAsync(
                    "SELECT id, card FROM web_messages WHERE card LIKE @pattern ESCAPE '!'",
                    row => (row.Long(0), row.Text(1)),
                    pattern
                )
            )
            {
                count += await session.ExecuteAsync("UPDATE web_messages SET card = @card WHERE id = @id", Without(card), id);
            }
        }

        foreach (var name in found.Names.Where(one => one.Contains(' ', StringComparison.Ordinal)).Append(found.Email).OfType<string>())
        {
            var plain =
                $"%{name.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}"
                + $"%";
            foreach (
                var (id, who, detail) in await session.QueryAsync(
                    "SELECT id, who, detail FROM history WHERE (who LIKE @name ESCAPE '!' OR detail LIKE @name "
                        + "ESCAPE '!') AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = history.case_id AND c.held <> 0)",
                    row => (row.Long(0), row.Text(1), row.Text(2)),
                    plain
                )
            )
            {
                count += await session.ExecuteAsync(
                    "UPDATE history SET who = @who, detail = @detail WHERE id = @id",
                    person.In(who, tookPart: false),
                    person.In(detail, tookPart: false),
                    id
                );
            }
        }

        return count;
    }

    /// <summary>
    /// Rows that are done hold words for some more days: of what came in what recognises a redelivery stays, what was sent goes.
    /// </summary>
    private async Task<int> OnTheirWayAsync(Session session)
    {
        var count = 0;
        foreach (var pattern in found.Patterns)
        {
            count += await session.ExecuteAsync(
                "UPDATE inbox SET body = @blank, lane = 'erased', error = NULL, delivery_key = CASE WHEN "
                    + "delivery_key LIKE @pattern ESCAPE '!' THEN 'erased:' || CAST(id AS TEXT) ELSE delivery_key END, "
                    + "message_key = CASE WHEN message_key LIKE @pattern ESCAPE '!' THEN 'erased:' || CAST(id AS TEXT) "
                    + "ELSE message_key END WHERE state <> 0 AND body LIKE @pattern ESCAPE '!'",
                Blank,
                pattern
            );
            count += await session.ExecuteAsync("DELETE FROM outbox WHERE state <> 0 AND body LIKE @pattern ESCAPE '!'", pattern);
        }

        // Their words stand without their name in cards of the cases in which they took part.
        count += await EachDoneAsync(session, "outbox", "", id => session.ExecuteAsync("DELETE FROM outbox WHERE id = @id", id));
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

    /// <summary>
    /// Our messages about a case or question. In the web chat, which is ours, their words go at once; copies of the person's words on other
    /// platforms are removed by the running bot.
    /// </summary>
    private async Task ForgetMessagesAsync(Session session, string column, string id)
    {
        var removals = new List<Outbound>();
        foreach (
            var message in await session.QueryAsync(
                $"SELECT slot, channel, conversation, message_id FROM messages WHERE {column} = @id",
                row => (Slot: row.Text(0), Channel: row.Text(1), Conversation: row.Text(2), Message: row.Text(3)),
                id
            )
        )
        {
            var isCopy =
                message.Slot.StartsWith("relay:", StringComparison.Ordinal) || message.Slot.Contains(":thread", StringComparison.Ordinal);
            if (
                message.Channel == ChannelNames.Web
                && long.TryParse(message.Message, NumberStyles.None, CultureInfo.InvariantCulture, out var web)
            )
            {
                await session.ExecuteAsync(
                    "UPDATE web_messages SET card = @card, changed_at = CASE WHEN changed_at >= @now THEN changed_at "
                        + "+ 1 ELSE @now END WHERE id = @id",
                    JsonSerializer.Serialize(Card.Of(person.Label), MessagesJson.Default.Card),
                    database.Time.GetUtcNow(),
                    web
                );
            }

            if (isCopy && !chats.Contains((message.Channel, message.Conversation)))
            {
                // Slots may be named after the place in which the person wrote.
                var slot = string.Create(CultureInfo.InvariantCulture, $"erased:{person.Pseudonym}:{id}:{removals.Count}");
                await session.ExecuteAsync("UPDATE messages SET slot = @new WHERE slot = @old", slot, message.Slot);
                removals.Add(new Outbound.Remove(slot) { Key = slot, Lane = ErasedPerson.Conversation + person.Pseudonym });
            }
        }

        await OutboxAdding.AddAsync(session, database, removals, null, null, database.Time.GetUtcNow());
    }

    /// <summary>Every string of a stored card without the person's full names and address.</summary>
    private string Without(string card)
    {
        var node = JsonNode.Parse(card)!;
        Walk(node);
        return node.ToJsonString();

        void Walk(JsonNode? one)
        {
            switch (one)
            {
                case JsonObject members:
                    foreach (var (key, value) in members.ToList())
                    {
                        Set(value, text => members[key] = text);
                    }

                    break;
                case JsonArray items:
                    for (var i = 0; i < items.Count; i++)
                    {
                        var at = i;
                        Set(items[i], text => items[at] = text);
                    }

                    break;
                default:
                    break;
            }
        }

        void Set(JsonNode? value, Action<string> set)
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var words))
            {
                if (person.In(words, tookPart: false) is var changed && changed != words)
                {
                    set(changed);
                }
            }
            else
            {
                Walk(value);
            }
        }
    }
}
