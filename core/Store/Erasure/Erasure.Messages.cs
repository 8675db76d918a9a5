using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Messages that stand on the platforms, and rows of others in which the person is named.</summary>
internal sealed partial class Erasure
{
    /// <summary>
    /// What names the person in the words of others and in rows that are done. Each page is read by itself, and only rows that name them
    /// are written.
    /// </summary>
    public async Task<int> SweepAsync(CancellationToken ct) =>
        await EachAsync(
            "web_messages",
            ["card"],
            row => person.StandsIn(StoredText.Plain(row.Values[0]), tookPart: false),
            (session, row) =>
                session.ExecuteAsync(
                    "UPDATE web_messages SET card = @card WHERE id = @id AND card = @before",
                    Without(row.Values[0]),
                    row.Id,
                    row.Values[0]
                ),
            ct
        )
        + await EachAsync(
            "history",
            ["who", "detail"],
            row => row.Values.Any(text => person.StandsIn(text, tookPart: false)),
            (session, row) =>
                session.ExecuteAsync(
                    "UPDATE history SET who = @who, detail = @detail WHERE id = @id AND NOT EXISTS (SELECT 1 FROM cases c "
                        + "WHERE c.id = history.case_id AND c.held <> 0)",
                    person.In(row.Values[0], tookPart: false),
                    person.In(row.Values[1], tookPart: false),
                    row.Id
                ),
            ct
        )
        + await EachAsync(
            "feedback",
            ["question_text", "note"],
            row => row.Values.Any(text => person.StandsIn(text, tookPart: false)),
            (session, row) =>
                session.ExecuteAsync(
                    "UPDATE feedback SET question_text = @text, note = @note WHERE id = @id AND NOT EXISTS (SELECT 1 FROM questions q "
                        + "JOIN cases c ON c.id = q.case_id WHERE q.id = feedback.question_id AND c.held <> 0)",
                    person.In(row.Values[0], tookPart: false),
                    person.In(row.Values[1], tookPart: false),
                    row.Id
                ),
            ct
        )
        // Of what came in what recognises a redelivery stays.
        + await EachAsync(
            "inbox",
            ["body", "delivery_key", "message_key"],
            row => found.StandIn(row.Values[0]),
            (session, row) =>
                session.ExecuteAsync(
                    "UPDATE inbox SET body = @blank, lane = 'erased', error = NULL, delivery_key = @delivery, message_key = @message "
                        + "WHERE id = @id AND state <> 0",
                    Blank,
                    KeyOf(row.Values[1], row.Id),
                    KeyOf(row.Values[2], row.Id),
                    row.Id
                ),
            ct
        )
        + await EachAsync(
            "outbox",
            ["body"],
            row => found.StandIn(row.Values[0]),
            (session, row) => session.ExecuteAsync("DELETE FROM outbox WHERE id = @id AND state <> 0", row.Id),
            ct
        );

    private string KeyOf(string key, long id) => found.StandIn(key) ? string.Create(CultureInfo.InvariantCulture, $"erased:{id}") : key;

    private async Task<int> EachAsync(
        string table,
        string[] columns,
        Func<(long Id, string[] Values), bool> isTheirs,
        Func<Session, (long Id, string[] Values), Task<int>> erase,
        CancellationToken ct
    )
    {
        var (count, after) = (0, long.MinValue);
        while (true)
        {
            var rows = await database.ReadAsync(
                session =>
                    session.QueryAsync(
                        $"SELECT id, {string.Join(", ", columns)} FROM {table} WHERE id > @after ORDER BY id LIMIT {StoredText.AtOnce}",
                        row => (Id: row.Long(0), Values: columns.Select((_, i) => row.Text(i + 1)).ToArray()),
                        after
                    ),
                ct
            );
            if (rows.FindAll(row => isTheirs(row)) is { Count: > 0 } theirRows)
            {
                count += await database.WriteAsync(
                    async session =>
                    {
                        await ScrubAsync(session);
                        var done = 0;
                        foreach (var row in theirRows)
                        {
                            done += await erase(session, row);
                        }

                        return done;
                    },
                    ct
                );
            }

            if (rows.Count < StoredText.AtOnce)
            {
                return count;
            }

            after = rows[^1].Id;
        }
    }

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

            if (chats.Contains((message.Channel, message.Conversation)))
            {
                continue;
            }

            if (message.Slot.StartsWith($"case:{id}:rep:{Incident.Prefix}", StringComparison.Ordinal))
            {
                // Whose words these are stands in the incident.
                continue;
            }

            if (message.Slot.StartsWith($"case:{id}:rep:", StringComparison.Ordinal))
            {
                // What the rep was told at some time: nothing shows it again.
                await ShowAnewAsync(session, message.Slot, Blanked);
            }
            else if (isCopy)
            {
                // Slots may be named after the place in which the person wrote.
                var slot = string.Create(CultureInfo.InvariantCulture, $"erased:{person.Pseudonym}:{id}:{removals.Count}");
                await session.ExecuteAsync("UPDATE messages SET slot = @new WHERE slot = @old", slot, message.Slot);
                removals.Add(new Outbound.Remove(slot) { Key = slot, Lane = ErasedPerson.Conversation + person.Pseudonym });
            }
        }

        await OutboxAdding.AddAsync(session, database, removals, null, null, database.Time.GetUtcNow());
    }

    /// <summary>What is left of a message: that somebody was erased, and its buttons.</summary>
    private Card Blanked(Card? card) => Card.Of(person.Label) with { Buttons = card?.Buttons ?? [] };

    /// <summary>What is left of an answer above which their words stood.</summary>
    private Card WithoutBanner(Card? card) =>
        card is { Parts: [CardPart.Text { Strong: true } banner, ..] }
            ? card with
            {
                Fallback = person.Label,
                Parts = [banner with { Content = person.Label }, .. card.Parts.Skip(1)],
            }
            : Blanked(card);

    /// <summary>
    /// A message of ours with words of theirs is shown again without them, and the rows that sent it go. What it showed is known while such
    /// a row is there, and in the web chat.
    /// </summary>
    private async Task ShowAnewAsync(Session session, string slot, Func<Card?, Card> left)
    {
        // To the erased themselves nothing is sent any more.
        if (
            await SlotMessages.FindAsync(session, slot) is not { } message
            || chats.Contains((message.Place.Channel, message.Place.Conversation))
        )
        {
            return;
        }

        // What is held is left whole, also where others read it.
        if (
            await session.FindAsync(
                "SELECT 1 FROM cases c WHERE c.held <> 0 AND (c.id = @case OR c.id = (SELECT q.case_id FROM questions q "
                    + "WHERE q.id = @question))",
                _ => true,
                message.CaseId,
                message.QuestionId
            )
        )
        {
            return;
        }

        var web =
            message.Place.Channel == ChannelNames.Web
            && long.TryParse(message.MessageId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : (long?)null;
        var shown = await session.FindAsync(
            "SELECT body FROM outbox WHERE slot = @slot AND kind = 'show' ORDER BY id DESC LIMIT 1",
            row => (JsonSerializer.Deserialize(row.Text(0), MessagesJson.Default.Outbound) as Outbound.Show)?.Card,
            slot
        );
        if (web is { } row)
        {
            shown ??= await session.FindAsync(
                "SELECT card FROM web_messages WHERE id = @id",
                one => JsonSerializer.Deserialize(one.Text(0), MessagesJson.Default.Card),
                row
            );
        }

        var card = left(shown);
        await session.ExecuteAsync("DELETE FROM outbox WHERE slot = @slot AND state <> 0", slot);
        if (web is { } own)
        {
            await session.ExecuteAsync(
                "UPDATE web_messages SET card = @card, changed_at = CASE WHEN changed_at >= @now THEN changed_at "
                    + "+ 1 ELSE @now END WHERE id = @id",
                JsonSerializer.Serialize(card, MessagesJson.Default.Card),
                database.Time.GetUtcNow(),
                own
            );
        }

        await OutboxAdding.AddAsync(
            session,
            database,
            [
                new Outbound.Show(slot, new Destination.At(message.Place), card)
                {
                    Key = string.Create(CultureInfo.InvariantCulture, $"erased:{database.Sequence.Next()}"),
                    Lane = message.Place.Lane,
                    CaseId = message.CaseId,
                    QuestionId = message.QuestionId,
                },
            ],
            null,
            null,
            database.Time.GetUtcNow()
        );
    }

    /// <summary>The slots of messages that begin with some words.</summary>
    private static Task<List<string>> SlotsAsync(Session session, string start) =>
        session.QueryAsync(
            "SELECT slot FROM messages WHERE SUBSTR(slot, 1, CAST(@length AS INTEGER)) = @start ORDER BY slot",
            row => row.Text(0),
            start.Length,
            start
        );

    /// <summary>Rows that sent messages of such slots, and are done.</summary>
    private static Task<int> ForgetSentAsync(Session session, string start) =>
        session.ExecuteAsync(
            "DELETE FROM outbox WHERE state <> 0 AND SUBSTR(slot, 1, CAST(@length AS INTEGER)) = @start",
            start.Length,
            start
        );

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
