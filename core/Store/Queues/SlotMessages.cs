using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Queues;

/// <summary>The message that fills a slot.</summary>
/// <param name="Slot">Our name for it.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="MessageId">The platform's id.</param>
/// <param name="CaseId">The case it is about, or null.</param>
/// <param name="QuestionId">The question it is about, or null.</param>
/// <param name="PostedAt">When it was posted.</param>
/// <param name="UpdatedAt">When it was last edited by us.</param>
public sealed record SlotMessage(
    string Slot,
    Place Place,
    string MessageId,
    string? CaseId,
    string? QuestionId,
    DateTimeOffset PostedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>An earlier copy of the slot's message: its answer was lost, so that it was posted again. Only its thread goes on.</summary>
    public bool IsCopy { get; init; }

    /// <summary>Whether it is this message of the platform.</summary>
    public bool Is(Place place, string messageId) =>
        MessageId == messageId && Place.Channel == place.Channel && Place.Conversation == place.Conversation;

    /// <summary>The thread under it, or the thread that it stands in.</summary>
    public Place Thread => Place with { Thread = Place.Thread ?? MessageId };
}

/// <summary>Which messages of ours stand where, and what they are about.</summary>
public sealed class SlotMessages(Database database)
{
    private const string Columns = "slot, channel, conversation, thread, message_id, case_id, question_id, posted_at, updated_at";

    /// <summary>The message of a slot; null when it was never sent, or is gone.</summary>
    public Task<SlotMessage?> FindSlotAsync(string slot, CancellationToken ct) =>
        database.ReadAsync(session => FindAsync(session, slot), ct);

    /// <summary>What a platform's message is about: the newest slot it fills; null when it is none of ours.</summary>
    public Task<SlotMessage?> FindBindingAsync(string channel, string conversation, string messageId, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    $"SELECT {Columns} FROM messages WHERE channel = @channel AND conversation = @conversation AND "
                        + $"message_id = @message ORDER BY posted_at DESC",
                    MapBinding,
                    channel,
                    conversation,
                    messageId
                ),
            ct
        );

    /// <summary>All messages about a case, oldest first.</summary>
    public Task<IReadOnlyList<SlotMessage>> OfCaseAsync(string caseId, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<SlotMessage>>(
            async session =>
                await session.QueryAsync($"SELECT {Columns} FROM messages WHERE case_id = @case ORDER BY posted_at, slot", Map, caseId),
            ct
        );

    /// <summary>
    /// A message that nobody knew shows a slot's card: what is said in its thread belongs to the slot. It is a copy when the slot has
    /// another message. It may also be the first one, whose send is not recorded yet, or never will be since the process died. Nothing when
    /// it is the slot's own message, and when the slot has no message and none is on its way.
    /// </summary>
    /// <param name="slot">The slot whose card it shows.</param>
    /// <param name="place">Where the message stands.</param>
    /// <param name="messageId">The platform's id of it.</param>
    /// <param name="ct">Cancels.</param>
    public Task AdoptAsync(string slot, Place place, string messageId, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var own = await FindAsync(session, slot);
                var about = own is null ? await Outbox.FindWaitingAsync(session, slot) : null;
                return own?.Is(place, messageId) == true || (own is null && about is null)
                    ? 0
                    : await PutAsync(
                        session,
                        CopyOf(slot, messageId),
                        place,
                        messageId,
                        own?.CaseId ?? about?.CaseId,
                        own?.QuestionId ?? about?.QuestionId,
                        database.Time.GetUtcNow()
                    );
            },
            ct
        );

    /// <summary>The messages of slots, by slot; those that have none are left out.</summary>
    public Task<IReadOnlyDictionary<string, SlotMessage>> FindSlotsAsync(IReadOnlyCollection<string> slots, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<string, SlotMessage>>(
            async session =>
            {
                var found = new Dictionary<string, SlotMessage>(StringComparer.Ordinal);
                foreach (var some in slots.Chunk(MostAtOnce))
                {
                    foreach (var (slot, message) in await FindAllAsync(session, some))
                    {
                        found[slot] = message;
                    }
                }
                return found;
            },
            ct
        );

    /// <summary>The slot of an earlier copy of a slot's message.</summary>
    /// <param name="slot">The slot whose card it shows.</param>
    /// <param name="messageId">The platform's id of the copy.</param>
    public static string CopyOf(string slot, string messageId) => CopyPrefix + messageId.Replace(':', '_') + ':' + slot;

    internal static bool IsCopy(string? slot) => slot?.StartsWith(CopyPrefix, StringComparison.Ordinal) == true;

    private const int MostAtOnce = 500;

    private const string CopyPrefix = "copy:";

    internal static Task<SlotMessage?> FindAsync(Session session, string slot) =>
        session.FindAsync($"SELECT {Columns} FROM messages WHERE slot = @slot", Map, slot);

    internal static async Task<Dictionary<string, SlotMessage>> FindAllAsync(Session session, IReadOnlyCollection<string> slots) =>
        slots.Count == 0
            ? []
            : (
                await session.QueryAsync($"SELECT {Columns} FROM messages WHERE slot IN ({Statement.Places(slots.Count)})", Map, [.. slots])
            ).ToDictionary(message => message.Slot);

    internal static Task<int> PutAsync(
        Session session,
        string slot,
        Place place,
        string messageId,
        string? caseId,
        string? questionId,
        DateTimeOffset now
    ) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO messages ({Columns}) VALUES (@slot, @channel, @conversation, @thread, @message, @case, @question, @now, @now)
            ON CONFLICT (slot) DO UPDATE SET channel = excluded.channel, conversation = excluded.conversation, thread = excluded.thread,
                message_id = excluded.message_id,
              case_id = excluded.case_id, question_id = excluded.question_id, updated_at = excluded.updated_at
            """,
            slot,
            place.Channel,
            place.Conversation,
            place.Thread,
            messageId,
            caseId,
            questionId,
            now
        );

    /// <summary>A message that stands already; a slot that has one keeps it.</summary>
    internal static Task<int> BindAsync(Session session, BoundMessage one, DateTimeOffset now) =>
        session.ExecuteAsync(
            $"INSERT INTO messages ({Columns}) VALUES (@slot, @channel, @conversation, @thread, @message, @case, NULL, @now, @now) "
                + "ON CONFLICT (slot) DO NOTHING",
            one.Slot,
            one.Place.Channel,
            one.Place.Conversation,
            one.Place.Thread,
            one.MessageId,
            one.CaseId,
            now
        );

    /// <summary>
    /// The message is gone from its platform. What people say in its thread, which may go on, still belongs to the slot.
    /// </summary>
    /// <returns>Whether it was the slot's message until now.</returns>
    internal static async Task<bool> RetireAsync(Session session, SlotMessage gone)
    {
        if (await FindAsync(session, gone.Slot) is not { } own || own.MessageId != gone.MessageId)
        {
            return false;
        }
        var copy = CopyOf(gone.Slot, gone.MessageId);
        await RemoveAsync(session, copy);
        await session.ExecuteAsync("UPDATE messages SET slot = @copy WHERE slot = @slot", copy, gone.Slot);
        return true;
    }

    internal static Task<int> RemoveAsync(Session session, string slot) =>
        session.ExecuteAsync("DELETE FROM messages WHERE slot = @slot", slot);

    private static SlotMessage MapBinding(Row row) =>
        Map(row) is var stored && IsCopy(stored.Slot) ? stored with { Slot = stored.Slot.Split(':', 3)[2], IsCopy = true } : stored;

    private static SlotMessage Map(Row row) =>
        new(
            row.Text(0),
            new Place(row.Text(1), row.Text(2), row.TextOrNull(3)),
            row.Text(4),
            row.TextOrNull(5),
            row.TextOrNull(6),
            row.Time(7),
            row.Time(8)
        );
}
