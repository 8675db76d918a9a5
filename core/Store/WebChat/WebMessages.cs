using System.Text.Json;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.WebChat;

/// <summary>The web chat's conversations: what Teams and Slack keep for the others.</summary>
public sealed class WebMessages(Database database)
{
    /// <summary>Most replies of one page, the newest; a page has at most so many top-level messages as its reader asks for.</summary>
    private const int MostReplies = 1000;

    private const string Columns =
        "m.id, m.conversation, m.thread, m.author, m.only_for, m.card, m.at, m.changed_at, m.reply_to, m.edited, m.deleted";
    private const string Visible = "(m.only_for IS NULL OR m.only_for = @viewer)";
    private const string Later = "changed_at = CASE WHEN changed_at >= @now THEN changed_at + 1 ELSE @now END";

    private volatile TaskCompletionSource _next = NewSource();

    /// <summary>
    /// Completes at the next change that this process makes. Other replicas' changes are found by <see cref="ChangedAsync"/> alone.
    /// </summary>
    public Task NextChange => _next.Task;

    /// <summary>Posts a message; one that was posted under the same key before is returned as it stands.</summary>
    public async Task<WebMessage> AddAsync(NewWebMessage message, CancellationToken ct)
    {
        var id = database.Sequence.Next();
        var card = Json(message.Card);
        var now = database.Time.GetUtcNow();
        var added = await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    INSERT INTO web_messages (id, conversation, thread, author, only_for, card, deleted, at, changed_at, key, reply_to,
                        edited)
                    VALUES (@id, @conversation, @thread, @author, @onlyFor, @card, 0, @now, @now, @key, @replyTo,
                        0) ON CONFLICT (key) DO NOTHING
                    """,
                    id,
                    message.Conversation,
                    message.Thread,
                    message.Author,
                    message.OnlyFor,
                    card,
                    now,
                    message.Key,
                    message.ReplyTo
                );
                return await session.FindAsync($"SELECT {Columns} FROM web_messages m WHERE m.key = @key", Map, message.Key);
            },
            ct
        );
        Beat();
        return added!;
    }

    /// <summary>The message, deleted or not; null when there never was one.</summary>
    public Task<WebMessage?> FindAsync(long id, CancellationToken ct) => database.ReadAsync(session => FindAsync(session, id), ct);

    /// <summary>Shows another card; null when there is no such message or it was deleted.</summary>
    /// <param name="edited">Its author changed it: it is marked.</param>
    public Task<WebMessage?> ChangeAsync(long id, Card card, bool edited, CancellationToken ct) =>
        UpdateAsync(
            id,
            (session, now) =>
                session.ExecuteAsync(
                    $"UPDATE web_messages SET card = @card, edited = CASE WHEN @edited = 1 THEN 1 ELSE edited END, "
                        + $"{Later} WHERE id = @id AND deleted = 0",
                    Json(card),
                    edited,
                    now,
                    id
                ),
            ct
        );

    /// <summary>Deletes what it said; null when there is no such message or it was deleted before.</summary>
    public Task<WebMessage?> DeleteAsync(long id, CancellationToken ct) =>
        UpdateAsync(
            id,
            (session, now) =>
                session.ExecuteAsync(
                    $"UPDATE web_messages SET card = @card, deleted = 1, {Later} WHERE id = @id AND deleted = 0",
                    Json(Card.Of("")),
                    now,
                    id
                ),
            ct
        );

    /// <summary>Puts a reaction on or takes it off; null when there is no such message.</summary>
    public Task<WebMessage?> ReactAsync(WebReaction reaction, bool added, CancellationToken ct) =>
        UpdateAsync(
            reaction.Message,
            async (session, now) =>
            {
                await session.ExecuteAsync(
                    added
                        ? "INSERT INTO web_reactions (message, person, reaction) VALUES (@message, @person, @reaction) ON "
                            + "CONFLICT DO NOTHING"
                        : "DELETE FROM web_reactions WHERE message = @message AND person = @person AND reaction = @reaction",
                    reaction.Message,
                    reaction.Person,
                    reaction.Reaction
                );
                return await session.ExecuteAsync($"UPDATE web_messages SET {Later} WHERE id = @id AND deleted = 0", now, reaction.Message);
            },
            ct
        );

    /// <summary>
    /// The newest top-level messages of a conversation that a person may see, oldest first, each followed by its thread. A deleted one is
    /// there only when its thread is not empty.
    /// </summary>
    /// <param name="before">Only top-level messages older than this one; null for the newest.</param>
    /// <param name="most">Most top-level messages.</param>
    public Task<IReadOnlyList<WebMessage>> PageAsync(string conversation, string viewer, long? before, int most, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<WebMessage>>(
            async session =>
            {
                var roots = await session.QueryAsync(
                    $"""
                    SELECT {Columns} FROM web_messages m WHERE m.conversation = @conversation AND m.thread IS NULL AND m.id < @before
                        AND {Visible}
                      AND (m.deleted = 0 OR EXISTS (SELECT 1 FROM web_messages r WHERE r.thread = m.id AND r.deleted = 0))
                    ORDER BY m.id DESC LIMIT @most
                    """,
                    Map,
                    conversation,
                    before ?? long.MaxValue,
                    viewer,
                    most
                );
                if (roots.Count == 0)
                {
                    return [];
                }

                var replies = await session.QueryAsync(
                    $"SELECT {Columns} FROM web_messages m WHERE m.thread IN ({Statement.Places(roots.Count)}) AND "
                        + $"m.deleted = 0 AND {Visible} ORDER BY m.id DESC LIMIT @most",
                    Map,
                    [.. roots.Select(root => root.Id).Cast<object>(), viewer, MostReplies]
                );
                var byRoot = Enumerable.Reverse(replies).ToLookup(reply => reply.Thread);
                return await WithReactionsAsync(session, [.. Enumerable.Reverse(roots).SelectMany(root => byRoot[root.Id].Prepend(root))]);
            },
            ct
        );

    /// <summary>The newest messages of a thread that a person may see, oldest first, deleted ones left out.</summary>
    public Task<IReadOnlyList<WebMessage>> ThreadAsync(long root, string viewer, int most, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<WebMessage>>(
            async session =>
                [
                    .. Enumerable.Reverse(
                        await session.QueryAsync(
                            $"SELECT {Columns} FROM web_messages m WHERE (m.id = @root OR m.thread = @root) AND m.deleted = 0 "
                                + $"AND {Visible} ORDER BY m.id DESC LIMIT @most",
                            Map,
                            root,
                            viewer,
                            most
                        )
                    ),
                ],
            ct
        );

    /// <summary>Messages of a conversation that are newer than one of them and that a person may see, oldest first.</summary>
    public Task<IReadOnlyList<WebMessage>> NewerAsync(string conversation, string viewer, long after, int most, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await WithReactionsAsync(
                    session,
                    await session.QueryAsync(
                        $"SELECT {Columns} FROM web_messages m WHERE m.conversation = @conversation AND m.id > @after AND "
                            + $"{Visible} ORDER BY m.id LIMIT @most",
                        Map,
                        conversation,
                        after,
                        viewer,
                        most
                    )
                ),
            ct
        );

    /// <summary>What changed after a moment in any conversation, oldest change first.</summary>
    /// <param name="after">The moment.</param>
    /// <param name="afterId">Of what changed at that very moment, only messages of higher ids: for going on after a full batch.</param>
    /// <param name="most">Size of a batch.</param>
    public Task<IReadOnlyList<WebMessage>> ChangedAsync(DateTimeOffset after, long afterId, int most, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
                await WithReactionsAsync(
                    session,
                    await session.QueryAsync(
                        $"SELECT {Columns} FROM web_messages m WHERE m.changed_at > @after OR (m.changed_at = @after AND "
                            + $"m.id > @id) ORDER BY m.changed_at, m.id LIMIT @most",
                        Map,
                        after,
                        afterId,
                        most
                    )
                ),
            ct
        );

    private async Task<WebMessage?> UpdateAsync(long id, Func<Session, DateTimeOffset, Task<int>> update, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var changed = await database.WriteAsync(async session => await update(session, now) == 1 ? await FindAsync(session, id) : null, ct);
        Beat();
        return changed;
    }

    private static async Task<WebMessage?> FindAsync(Session session, long id) =>
        await session.FindAsync($"SELECT {Columns} FROM web_messages m WHERE m.id = @id", Map, id) is { } found
            ? (await WithReactionsAsync(session, [found]))[0]
            : null;

    private static async Task<IReadOnlyList<WebMessage>> WithReactionsAsync(Session session, IReadOnlyList<WebMessage> messages)
    {
        if (messages.Count == 0)
        {
            return messages;
        }

        // A range instead of a list of ids keeps the statement one text; what lies between and was not asked for is left aside.
        var reactions = (
            await session.QueryAsync(
                "SELECT message, person, reaction FROM web_reactions WHERE message >= @first AND message <= "
                    + "@last ORDER BY message, person, reaction",
                row => new WebReaction(row.Long(0), row.Text(1), row.Text(2)),
                messages.Min(message => message.Id),
                messages.Max(message => message.Id)
            )
        ).ToLookup(reaction => reaction.Message);
        return reactions.Count == 0 ? messages : [.. messages.Select(message => message with { Reactions = [.. reactions[message.Id]] })];
    }

    private static WebMessage Map(Row row) =>
        new(
            row.Long(0),
            row.Text(1),
            row.LongOrNull(2),
            row.Text(3),
            row.TextOrNull(4),
            JsonSerializer.Deserialize(row.Text(5), MessagesJson.Default.Card)!,
            row.Time(6),
            row.Time(7)
        )
        {
            ReplyTo = row.LongOrNull(8),
            Edited = row.Long(9) != 0,
            Deleted = row.Long(10) != 0,
        };

    private static string Json(Card card) => JsonSerializer.Serialize(card, MessagesJson.Default.Card);

    private void Beat() => Interlocked.Exchange(ref _next, NewSource()).SetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
