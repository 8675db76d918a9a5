using System.Text.Json;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Queues;

/// <summary>What became of a send, recorded with all that follows from it in one transaction.</summary>
public sealed partial class Outbox
{
    /// <summary>How long a row is tried. Then the desk is told and finds another way.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromHours(24);

    /// <summary>After so long without success the desk is told of a case's message, while it is still tried.</summary>
    private static readonly TimeSpan TellAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5),
        LongestPause = TimeSpan.FromMinutes(1),
        MostSpread = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Records the result. The message's place is remembered, a dropped row becomes an <see cref="Inbound.Undelivered"/>, a row to try
    /// again gets its time.
    /// </summary>
    public async Task RecordAsync(OutboxRow row, Delivery delivery, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var (told, others) = await database.WriteAsync(
            async session => (await RecordAsync(session, row, delivery, now), await OthersWaitAsync(session)),
            ct
        );
        if (told)
        {
            database.Signals.Inbox.Set();
        }
        if (others)
        {
            database.Signals.Outbox.Set(); // the next of the lane, or of the thread
        }
    }

    /// <summary>Rows wait that nobody has in hand. Replicas cannot know: what another one adds at this moment is not seen here.</summary>
    private async Task<bool> OthersWaitAsync(Session session) =>
        !_toWorker.IsPossible || await session.FindAsync("SELECT 1 FROM outbox WHERE state = 0 AND leased_until = 0 LIMIT 1", _ => true);

    /// <summary>Gives back a row whose send was not begun.</summary>
    public Task ReleaseAsync(OutboxRow row, CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE outbox SET leased_until = 0, sending_since = NULL, attempts = attempts - 1 WHERE id = @id AND state = 0",
                    row.Id
                ),
            ct
        );

    /// <summary>One result in the transaction of its caller; whether the inbox got a row.</summary>
    private Task<bool> RecordAsync(Session session, OutboxRow row, Delivery delivery, DateTimeOffset now) =>
        (delivery, row.What) switch
        {
            (Delivery.Sent sent, _) => SentAsync(session, row, sent, now),
            (Delivery.Vanished, Outbound.Remove) => SentAsync(session, row, new Delivery.Sent(null, null), now),
            // It only said where the slot's own message stands.
            (Delivery.Vanished { IsRoot: false }, Outbound.Show) when SlotMessages.IsCopy(row.Slot) => EndCopyAsync(session, row, now),
            (Delivery.Vanished vanished, _) => VanishedAsync(session, row, vanished, now),
            (Delivery.Retry retry, _) when now - row.CreatedAt < Patience => RetryAsync(session, row, retry, now),
            (Delivery.Retry retry, _) => DropAsync(session, row, $"Tried for {Patience.TotalHours:0} hours: {retry.Why}", now),
            (Delivery.Drop drop, _) => DropAsync(session, row, drop.Why, now),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private async Task<bool> SentAsync(Session session, OutboxRow row, Delivery.Sent sent, DateTimeOffset now)
    {
        await FinishAsync(session, row, state: 1, null, now);
        if (row.What is Outbound.Remove remove)
        {
            await SlotMessages.RemoveAsync(session, remove.Slot);
        }
        if (row.What is Outbound.Show show && sent is { Place: { } place, MessageId: { } message })
        {
            await SlotMessages.PutAsync(session, show.Slot, place, message, show.CaseId, show.QuestionId, now);
        }
        return Told(row, sent, now) is { } told && await TellAsync(session, told, now);
    }

    /// <summary>What another program said to what it was sent; null for everything that people are shown.</summary>
    private static Inbound? Told(OutboxRow row, Delivery.Sent sent, DateTimeOffset now) =>
        (row.What, sent) switch
        {
            (Outbound.Show { Report: not null, CaseId: { } theCase, Slot: var filed }, { Receipt: { } receipt }) => new Inbound.Filed(
                theCase,
                filed,
                receipt
            )
            {
                Origin = OriginOf("filed:" + row.What.Key, row, now),
            },
            (Outbound.Show { Query: not null, CaseId: { } theCase }, { Answer: { } answer }) => new Inbound.AccountRead(theCase, answer)
            {
                Origin = OriginOf("account:" + row.What.Key, row, now),
            },
            _ => null,
        };

    private static async Task<bool> EndCopyAsync(Session session, OutboxRow row, DateTimeOffset now)
    {
        await FinishAsync(session, row, state: 1, null, now);
        await SlotMessages.RemoveAsync(session, row.Slot!);
        return false;
    }

    private async Task<bool> VanishedAsync(Session session, OutboxRow row, Delivery.Vanished vanished, DateTimeOffset now)
    {
        if (vanished.IsRoot && row.Root is { } root)
        {
            await ShowAnewAsync(session, root, now);
        }
        else if (row.Message is { } message)
        {
            await SlotMessages.RetireAsync(session, message);
        }
        await session.ExecuteAsync(
            "UPDATE outbox SET leased_until = 0, due_at = 0, sending_since = NULL, uncertain_since = NULL WHERE id = @id AND state = 0",
            row.Id
        );
        // Told once of each message, whichever rows find out.
        return (vanished.IsRoot ? row.Root : row.Message) is { CaseId: { } theCase } gone
            && await TellAsync(
                session,
                new Inbound.MessageGone(theCase, gone.Slot) { Origin = OriginOf($"gone:{gone.Slot}:{gone.MessageId}", row, now) },
                now
            );
    }

    /// <summary>
    /// The card that a message showed last is posted once more, unless a newer one waits. Where it is not kept any more, what was to go
    /// into its thread is given up, and the desk makes a new card.
    /// </summary>
    private static async Task ShowAnewAsync(Session session, SlotMessage gone, DateTimeOffset now)
    {
        if (!await SlotMessages.RetireAsync(session, gone))
        {
            return; // another row found out before
        }
        await session.ExecuteAsync(
            "UPDATE outbox SET state = 0, due_at = 0, leased_until = 0, attempts = 0, sending_since = NULL, uncertain_since = NULL, "
                + "created_at = @now, done_at = NULL, error = NULL WHERE id = (SELECT MAX(id) FROM outbox WHERE slot = @slot AND "
                + "kind = 'show' AND state = 1) AND NOT EXISTS (SELECT 1 FROM outbox w WHERE w.slot = @slot AND w.state = 0)",
            now,
            gone.Slot
        );
    }

    private async Task<bool> RetryAsync(Session session, OutboxRow row, Delivery.Retry retry, DateTimeOffset now)
    {
        await session.ExecuteAsync(
            "UPDATE outbox SET leased_until = 0, due_at = @due, attempts = CASE WHEN @asked = 1 AND attempts > 1 THEN attempts - 1 "
                + "ELSE attempts END, error = @error, sending_since = CASE WHEN "
                + "@arrived = 1 THEN sending_since ELSE NULL END WHERE id = @id AND state = 0",
            database.Clock.Now + Pause(row, retry),
            retry.IsAsked,
            retry.Why,
            retry.MayHaveArrived,
            row.Id
        );
        // Told once, because the key is always the same.
        return row.What is Outbound.Show { CaseId: not null }
            && (retry.NeedsSomebody || now - row.CreatedAt >= TellAfter)
            && await TellAsync(session, row, retry.Why, retry, now);
    }

    private async Task<bool> DropAsync(Session session, OutboxRow row, string why, DateTimeOffset now)
    {
        return await FinishAsync(session, row, state: 2, why, now) && await TellAsync(session, row, why, stillTrying: null, now);
    }

    private async Task<bool> TellAsync(Session session, OutboxRow row, string why, Delivery.Retry? stillTrying, DateTimeOffset now)
    {
        var key = (stillTrying is null ? "delivery:" : "delayed:") + row.What.Key;
        var undelivered = new Inbound.Undelivered(
            row.What is Outbound.Show { Secret: true } secret ? secret with { Card = Card.Of(secret.Card.Fallback) } : row.What,
            why
        )
        {
            Origin = OriginOf(key, row, now),
            StillTrying = stillTrying is not null,
            NeedsSomebody = stillTrying is { NeedsSomebody: true },
        };
        return await TellAsync(session, undelivered, now);
    }

    private async Task<bool> TellAsync(Session session, Inbound what, DateTimeOffset now) =>
        await Inbox.InsertAsync(session, new NewRow(database.Sequence.Next(), what, InboundJson.Write(what), now)) is not null;

    private static Origin OriginOf(string key, OutboxRow row, DateTimeOffset now) =>
        new()
        {
            DeliveryKey = key,
            MessageKey = key,
            From = new PersonKey("delivery", "outbox"),
            Place = new Place("delivery", row.What.Key),
            At = now,
        };

    private static async Task<bool> FinishAsync(Session session, OutboxRow row, int state, string? error, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "UPDATE outbox SET state = @state, done_at = @now, leased_until = 0, error = @error, body = "
                + "COALESCE(@body, body) WHERE id = @id AND state = 0",
            state,
            now,
            error,
            WithoutSecret(row.What),
            row.Id
        ) == 1;

    /// <summary>What is stored in place of a secret that was shown; null for everything else.</summary>
    private static string? WithoutSecret(Outbound what) =>
        what is Outbound.Show { Secret: true } show
            ? JsonSerializer.Serialize<Outbound>(show with { Card = Card.Of(show.Card.Fallback) }, MessagesJson.Default.Outbound)
            : null;

    /// <summary>
    /// What the platform asked for, and up to half a second; else twice as long each time up to a minute, and up to a quarter more. Spread
    /// by id, so that rows which failed together do not come back together.
    /// </summary>
    private static TimeSpan Pause(OutboxRow row, Delivery.Retry retry)
    {
        var spread = unchecked((ulong)row.Id * 0x9E3779B97F4A7C15UL >> 40) / (double)(1 << 24);
        if (retry.IsAsked)
        {
            return retry.After + (MostSpread * spread);
        }

        var own = FirstPause * Math.Pow(2, Math.Min(row.Attempt - 1, 10));
        if (own > LongestPause)
        {
            own = LongestPause;
        }
        return (retry.After > own ? retry.After : own) * (1 + (spread / 4));
    }
}
