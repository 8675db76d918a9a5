using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Store;

/// <summary>What erasing a person did.</summary>
/// <param name="Cases">Cases out of which they went.</param>
/// <param name="Questions">Questions out of which they went.</param>
/// <param name="Others">Lines of history, lessons, web messages, rows on their way, profiles.</param>
/// <param name="Held">Cases under legal hold: nothing of them, and of their questions, was touched.</param>
/// <param name="Pseudonym">What stands for the person from now on; null when nothing was kept about them.</param>
public sealed record ErasedCounts(int Cases, int Questions, int Others, IReadOnlyList<string> Held, string? Pseudonym);

/// <summary>
/// Takes one person out of everything that is stored: name, address and words go; rows stay with the times, states and kinds that numbers are made of. Cases under legal hold are left whole and named. In the
/// audit the person becomes unknown, and a row says that an erasure happened. Cards and messages that stand on the platforms with their words are shown anew, or removed, by the running bot.
/// </summary>
public sealed class PersonErasing(Database database)
{
    /// <summary>Rows of one transaction: people's writes come between.</summary>
    private const int Batch = 50;

    /// <summary>Does it. Again is harmless, and finishes what an interruption left.</summary>
    /// <param name="who">E-mail address, or a channel's key (<c>slack:U1</c>).</param>
    /// <param name="name">The name by which the organisation lists them, or null.</param>
    /// <param name="label">What is shown in their name's place.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ErasedCounts> EraseAsync(string who, string? name, string label, CancellationToken ct)
    {
        var found = await database.ReadAsync(session => PersonIdentity.FindAsync(session, who, name), ct);
        var pseudonym = "p-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var person = new ErasedPerson(found.Email, found.Keys, found.Names, pseudonym, label);
        // A case and its question are held together.
        var (cases, questions, chats) = await database.ReadAsync(async session => (await found.CasesAsync(session), await found.QuestionsAsync(session), await found.ChatsAsync(session)), ct);
        var held = await HeldAsync(cases.Keys, ct);
        var work = new Erasure(database, found, person, chats, held);
        var erasedCases = await EachAsync(cases.Where(one => !held.Contains(one.Key)), (session, one) => work.CaseAsync(session, one.Key, one.Value), ct);
        var erasedQuestions = await EachAsync(questions, work.QuestionAsync, ct);
        var others = await database.WriteAsync(work.OthersAsync, ct);
        var known = await database.WriteAsync(work.AuditAsync, ct);
        database.Signals.Outbox.Set();
        database.Signals.Timers.Set();
        var any = erasedCases + erasedQuestions + others > 0 || known;
        return new(erasedCases, erasedQuestions, others, [.. held.Order(StringComparer.Ordinal)], any ? pseudonym : null);
    }

    private async Task<IReadOnlySet<string>> HeldAsync(IEnumerable<string> cases, CancellationToken ct)
    {
        var all = (await database.ReadAsync(session => session.QueryAsync("SELECT id FROM cases WHERE held <> 0", row => row.Text(0)), ct)).ToHashSet(StringComparer.Ordinal);
        all.IntersectWith(cases);
        return all;
    }

    private async Task<int> EachAsync<T>(IEnumerable<T> all, Func<Session, T, Task<int>> erase, CancellationToken ct)
    {
        var done = 0;
        foreach (var some in all.Chunk(Batch))
        {
            done += await database.WriteAsync(
                async session =>
                {
                    var count = 0;
                    foreach (var one in some)
                    {
                        count += await erase(session, one);
                    }

                    return count;
                }, ct);
        }

        return done;
    }
}

/// <summary>One erasure: its steps, each in a transaction of its caller.</summary>
internal sealed class Erasure(Database database, PersonIdentity found, ErasedPerson person, IReadOnlyList<(string Channel, string Conversation)> chats, IReadOnlySet<string> held)
{
    private const string Blank = "{}";

    /// <summary>A case, its history, and what stands of it on the platforms.</summary>
    public async Task<int> CaseAsync(Session session, string id, bool tookPart)
    {
        await ScrubAsync(session);
        // Read again inside the transaction: it may have changed, or come under hold.
        if (await session.FindAsync("SELECT body FROM cases WHERE id = @id", CaseStore.ReadCase, id) is not { Hold: null } theCase)
        {
            return 0;
        }

        var whole = theCase with { Conversation = await Turns.ReadAsync(session, id, theCase.Conversation, theCase.TurnCount, int.MaxValue, messageKey: null) };
        if (!await CaseRows.PutAsync(session, whole.Without(person, tookPart)))
        {
            return 0;
        }

        foreach (var (line, who, detail) in await session.QueryAsync("SELECT id, who, detail FROM history WHERE case_id = @id", row => (row.Long(0), row.Text(1), row.Text(2)), id))
        {
            var isTheirs = person.IsNamed(who, tookPart);
            await session.ExecuteAsync("UPDATE history SET who = @who, detail = @detail WHERE id = @id", isTheirs ? person.Label : who, isTheirs ? "" : person.In(detail, tookPart), line);
        }

        if (tookPart)
        {
            await session.ExecuteAsync("DELETE FROM hidden_words WHERE case_id = @id", id);
            await ForgetMessagesAsync(session, "case_id", id);
        }

        // The running bot shows what is left of the case in place of its cards.
        await Timers.ChangeAsync(session, id, TimerNames.Erased, database.Time.GetUtcNow());
        return 1;
    }

    /// <summary>A question; one whose case is held stays.</summary>
    public async Task<int> QuestionAsync(Session session, string id)
    {
        await ScrubAsync(session);
        if (await session.FindAsync("SELECT body FROM questions WHERE id = @id", CaseStore.ReadQuestion, id) is not { } asked || (asked.CaseId is { } its && held.Contains(its)))
        {
            return 0;
        }

        var whole = asked with { Turns = await Turns.ReadAsync(session, id, asked.Turns, asked.TurnCount, int.MaxValue, messageKey: null) };
        var without = whole.Without(person);
        if (ReferenceEquals(without, whole) || !await CaseRows.PutAsync(session, without))
        {
            return 0;
        }

        if (person.Is(asked.By))
        {
            await Turns.ForgetAsync(session, id);
        }

        await session.ExecuteAsync("UPDATE feedback SET question_text = '' WHERE question_id = @id", id);
        await session.ExecuteAsync("UPDATE history SET detail = '', who = CASE WHEN who = @name THEN @label ELSE who END WHERE question_id = @id AND case_id IS NULL", asked.By.Name, person.Label, id);
        await session.ExecuteAsync("DELETE FROM hidden_words WHERE question_id = @id", id);
        await ForgetMessagesAsync(session, "question_id", id);
        return 1;
    }

    /// <summary>All that does not belong to one case or question.</summary>
    public async Task<int> OthersAsync(Session session)
    {
        await ScrubAsync(session);
        var count = 0;
        if (found.Email is { } email)
        {
            count += await session.ExecuteAsync(
                "UPDATE history SET who = @label, who_email = NULL, detail = '' WHERE who_email = @email AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = history.case_id AND c.held <> 0)", person.Label, email);
            count += await session.ExecuteAsync("UPDATE history SET detail = @label WHERE detail = @email AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = history.case_id AND c.held <> 0)", person.Label, email);
            count += await session.ExecuteAsync("UPDATE feedback SET question_text = '', by_email = NULL WHERE by_email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM sign_in_sessions WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM sign_in_links WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM identities WHERE email = @email", email);
            count += await session.ExecuteAsync("DELETE FROM usage_counts WHERE subject = @subject", $"person:{email}");
            count += await session.ExecuteAsync("DELETE FROM timers WHERE subject = @subject", $"nudges:{email}");
            count += await session.ExecuteAsync("UPDATE web_reactions SET person = @pseudonym WHERE person = @email", person.Pseudonym, email);
            var blank = JsonSerializer.Serialize(Card.Of(""), MessagesJson.Default.Card);
            count += await session.ExecuteAsync(
                "UPDATE web_messages SET card = @blank, deleted = 1, key = 'erased:' || CAST(id AS TEXT), author = CASE WHEN author = @email THEN @pseudonym ELSE author END, only_for = CASE WHEN only_for = @email THEN @pseudonym ELSE only_for END, conversation = CASE WHEN conversation = 'dm:' || @email THEN @chat ELSE conversation END, changed_at = CASE WHEN changed_at >= @now THEN changed_at + 1 ELSE @now END WHERE author = @email OR only_for = @email OR conversation = 'dm:' || @email",
                blank, email, person.Pseudonym, "dm:" + person.Pseudonym, database.Time.GetUtcNow());
        }

        count += await NamesAsync(session);
        count += await OnTheirWayAsync(session);
        foreach (var (channel, conversation) in chats)
        {
            await session.ExecuteAsync("DELETE FROM messages WHERE channel = @channel AND conversation = @conversation", channel, conversation);
            await session.ExecuteAsync("DELETE FROM channel_memory WHERE channel = @channel AND key LIKE @key ESCAPE '!'", channel, $"%{conversation.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%");
        }

        foreach (var key in found.Keys)
        {
            count += await session.ExecuteAsync("DELETE FROM people_seen WHERE channel = @channel AND id = @id", key.Channel, key.Id);
            count += await session.ExecuteAsync("DELETE FROM usage_counts WHERE subject = @subject", $"person:{key.Channel}:{key.Id}");
        }

        return count;
    }

    /// <summary>In the audit the person becomes unknown: what said who the pseudonym is goes, and a row says so. While a case is held, what they did stays known. True: the audit knew them.</summary>
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
                var pseudonym = await session.FindAsync("SELECT pseudonym FROM audit_people WHERE identity = @identity", row => row.Text(0), identity);
                pseudonym ??= await session.FindAsync("SELECT 1 FROM audit_pending WHERE identity = @identity OR about = @identity", _ => true, identity) ? await AuditChain.PseudonymAsync(session, identity) : null;
                if (pseudonym is null)
                {
                    continue;
                }

                known = true;
                await session.ExecuteAsync("UPDATE audit_pending SET identity = @pseudonym WHERE identity = @identity", pseudonym, identity);
                await session.ExecuteAsync("UPDATE audit_pending SET about = @pseudonym WHERE about = @identity", pseudonym, identity);
                await session.ExecuteAsync("DELETE FROM audit_people WHERE identity = @identity", identity);
                await AuditLog.AddAsync(session, database.Sequence, [Entry("done", new AuditActor(pseudonym), "")], database.Time.GetUtcNow());
            }
        }

        await AuditLog.AddAsync(
            session, database.Sequence,
            [held.Count == 0 ? Entry("done", new AuditActor(person.Pseudonym), "") : Entry("refused_hold", null, string.Join(", ", held.Order(StringComparer.Ordinal)))], database.Time.GetUtcNow());
        return known;
    }

    private static AuditEntry Entry(string result, AuditActor? about, string detail) =>
        new(AuditKind.Admin, AuditCheck.Erased, AuditActor.Operator) { Surface = AuditSurfaces.Command, About = about, Result = result, Detail = detail };

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
            foreach (var (id, card) in await session.QueryAsync("SELECT id, card FROM web_messages WHERE card LIKE @pattern ESCAPE '!'", row => (row.Long(0), row.Text(1)), pattern))
            {
                count += await session.ExecuteAsync("UPDATE web_messages SET card = @card WHERE id = @id", Without(card), id);
            }
        }

        foreach (var name in found.Names.Where(one => one.Contains(' ', StringComparison.Ordinal)).Append(found.Email).OfType<string>())
        {
            var plain = $"%{name.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
            foreach (var (id, who, detail) in await session.QueryAsync(
                "SELECT id, who, detail FROM history WHERE (who LIKE @name ESCAPE '!' OR detail LIKE @name ESCAPE '!') AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = history.case_id AND c.held <> 0)",
                row => (row.Long(0), row.Text(1), row.Text(2)), plain))
            {
                count += await session.ExecuteAsync("UPDATE history SET who = @who, detail = @detail WHERE id = @id", person.In(who, tookPart: false), person.In(detail, tookPart: false), id);
            }
        }

        return count;
    }

    /// <summary>Rows that are done hold words for some more days: of what came in what recognises a redelivery stays, what was sent goes.</summary>
    private async Task<int> OnTheirWayAsync(Session session)
    {
        var count = 0;
        foreach (var pattern in found.Patterns)
        {
            count += await session.ExecuteAsync(
                "UPDATE inbox SET body = @blank, lane = 'erased', error = NULL, delivery_key = CASE WHEN delivery_key LIKE @pattern ESCAPE '!' THEN 'erased:' || CAST(id AS TEXT) ELSE delivery_key END, message_key = CASE WHEN message_key LIKE @pattern ESCAPE '!' THEN 'erased:' || CAST(id AS TEXT) ELSE message_key END WHERE state <> 0 AND body LIKE @pattern ESCAPE '!'",
                Blank, pattern);
            count += await session.ExecuteAsync("DELETE FROM outbox WHERE state <> 0 AND body LIKE @pattern ESCAPE '!'", pattern);
        }

        return count;
    }

    /// <summary>Our messages about a case or question. In the web chat, which is ours, their words go at once; copies of the person's words on other platforms are removed by the running bot.</summary>
    private async Task ForgetMessagesAsync(Session session, string column, string id)
    {
        var removals = new List<Outbound>();
        foreach (var message in await session.QueryAsync($"SELECT slot, channel, conversation, message_id FROM messages WHERE {column} = @id", row => (Slot: row.Text(0), Channel: row.Text(1), Conversation: row.Text(2), Message: row.Text(3)), id))
        {
            var isCopy = message.Slot.StartsWith("relay:", StringComparison.Ordinal) || message.Slot.Contains(":thread", StringComparison.Ordinal);
            if (message.Channel == ChannelNames.Web && long.TryParse(message.Message, NumberStyles.None, CultureInfo.InvariantCulture, out var web))
            {
                await session.ExecuteAsync(
                    "UPDATE web_messages SET card = @card, changed_at = CASE WHEN changed_at >= @now THEN changed_at + 1 ELSE @now END WHERE id = @id", JsonSerializer.Serialize(Card.Of(person.Label), MessagesJson.Default.Card), database.Time.GetUtcNow(), web);
            }

            if (isCopy && !chats.Contains((message.Channel, message.Conversation)))
            {
                // Slots may be named after the place in which the person wrote.
                var slot = string.Create(CultureInfo.InvariantCulture, $"erased:{person.Pseudonym}:{id}:{removals.Count}");
                await session.ExecuteAsync("UPDATE messages SET slot = @new WHERE slot = @old", slot, message.Slot);
                removals.Add(new Outbound.Remove(slot) { Key = slot, Lane = ErasedPerson.Conversation + person.Pseudonym });
            }
        }

        await OutboxAdding.AddAsync(session, database.Sequence, removals, null, null, database.Time.GetUtcNow());
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
                default: break;
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
