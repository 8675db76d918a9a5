using System.Diagnostics;
using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Queues;

/// <summary>Puts decided things into the outbox, inside the transaction that decided them.</summary>
internal static class OutboxAdding
{
    /// <summary>Longest wait for a request that may show a row itself, after its own patience has ended.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    private const string Insert = """
        INSERT INTO outbox (id, key, lane, channel, kind, slot, waits_for, body, caused_by, traceparent, created_at, state, due_at,
            leased_until, attempts)
        VALUES (@id, @key, @lane, @channel, @kind, @slot, @waits, @body, @caused, @trace, @at, 0, @due, 0, 0)
        """;

    /// <summary>Adds rows in order; those that were added, without what nobody is to get any more.</summary>
    /// <param name="finished">The inbox row behind it: while somebody waits for it, words for that person alone are held back so that the
    /// request can say them; cards change for everybody at once.</param>
    public static async Task<IReadOnlyList<OutboxRow>> AddAsync(
        Session session,
        Database database,
        IReadOnlyList<Outbound> all,
        long? causedBy,
        FinishedRow? finished,
        DateTimeOffset now
    )
    {
        var clock = database.Clock.Now;
        var held = finished is not null && finished.AwaitedUntil > clock ? finished.AwaitedUntil + Grace : DateTimeOffset.UnixEpoch;
        // Clocks of replicas differ by a few milliseconds: what was decided before, wherever, stays before this.
        database.Sequence.GoOnAfter(finished?.NewestToSend ?? 0);
        var trace = Activity.Current?.Id;
        var added = new List<OutboxRow>(all.Count);
        foreach (var one in all)
        {
            var channel = await ChannelAsync(session, one);
            if (channel is null || IsErased(one))
            {
                continue; // the message to remove was never sent; or its reader was erased
            }
            var due =
                one is Outbound.Whisper && channel == finished?.Channel ? held
                : one is Outbound.Show { HeldFor: { } hold } && hold > TimeSpan.Zero ? clock + hold
                : DateTimeOffset.UnixEpoch;
            var (id, earliest) = await PlaceAsync(session, one, database.Sequence.Next(), now);
            await session.ExecuteAsync(
                Insert,
                id,
                one.Key,
                one.Lane,
                channel,
                Kind(one),
                OutboxRow.SlotOf(one),
                OutboxRow.WaitsForOf(one),
                JsonSerializer.Serialize(one, MessagesJson.Default.Outbound),
                one.CausedBy ?? causedBy,
                trace,
                now,
                due > earliest ? due : earliest
            );
            added.Add(new OutboxRow(id, one, channel, Attempt: 1, now, LookSince: null, trace));
        }
        return added;
    }

    /// <summary>
    /// A newer card takes the place in the lane of one that waits for the same message and was never tried, which is superseded: what waits
    /// for that message's thread does not wait longer. A removal supersedes it without taking its place. (The superseded row keeps its
    /// story under the new id.)
    /// </summary>
    /// <returns>The id for the new row, and before when it must not be sent (the platform asked the older one to wait).</returns>
    private static async Task<(long Id, DateTimeOffset Earliest)> PlaceAsync(Session session, Outbound one, long fresh, DateTimeOffset now)
    {
        if (OutboxRow.SlotOf(one) is not { } slot)
        {
            return (fresh, DateTimeOffset.UnixEpoch);
        }
        var last = await session.FindAsync<(long Id, string Kind, bool Untouched, DateTimeOffset Due)?>(
            "SELECT id, kind, CASE WHEN sending_since IS NULL AND uncertain_since IS NULL THEN 1 ELSE 0 END, "
                + "CASE WHEN attempts > 0 THEN due_at ELSE 0 END FROM outbox WHERE state = 0 AND slot = @slot AND "
                + "lane = @lane ORDER BY id DESC LIMIT 1",
            row => (row.Long(0), row.Text(1), row.Long(2) == 1, row.Time(3)),
            slot,
            one.Lane
        );
        if (last is not { Kind: "show", Untouched: true } older)
        {
            return (fresh, DateTimeOffset.UnixEpoch);
        }
        var takesPlace = one is Outbound.Show;
        var superseded = await session.ExecuteAsync(
            "UPDATE outbox SET id = @new, state = 3, done_at = @now WHERE id = @old AND state = 0 AND "
                + "sending_since IS NULL AND uncertain_since IS NULL",
            takesPlace ? fresh : older.Id,
            now,
            older.Id
        );
        return superseded == 1 && takesPlace ? (older.Id, older.Due) : (fresh, DateTimeOffset.UnixEpoch);
    }

    private static async Task<string?> ChannelAsync(Session session, Outbound one) =>
        one switch
        {
            Outbound.Show { To: Destination.At at } => at.Place.Channel,
            Outbound.Show { To: Destination.Direct direct } => direct.Channel,
            Outbound.Show { To: Destination.ThreadOf root } => await ChannelOfAsync(session, root.Slot) ?? "",
            Outbound.Remove remove => await ChannelOfAsync(session, remove.Slot),
            Outbound.Whisper whisper => whisper.Place.Channel,
            Outbound.Home home => home.Person.Channel,
            _ => throw new UnreachableException(),
        };

    /// <summary>What is for a person who was erased goes nowhere.</summary>
    private static bool IsErased(Outbound one) =>
        one switch
        {
            Outbound.Show { To: Destination.At at } => at.Place.Conversation.StartsWith(
                ErasedPerson.Conversation,
                StringComparison.Ordinal
            ),
            Outbound.Show { To: Destination.Direct direct } => direct.Channel == ErasedPerson.Channel,
            _ => false,
        };

    private static Task<string?> ChannelOfAsync(Session session, string slot) =>
        session.FindAsync(
            "SELECT channel FROM (SELECT 0 AS rank, channel FROM messages WHERE slot = @slot UNION ALL "
                + "SELECT 1, channel FROM outbox WHERE state = 0 AND slot = @slot) known ORDER BY rank LIMIT 1",
            row => row.Text(0),
            slot
        );

    private static string Kind(Outbound one) =>
        one switch
        {
            Outbound.Show => "show",
            Outbound.Whisper => "whisper",
            Outbound.Remove => "remove",
            Outbound.Home => "home",
            _ => throw new UnreachableException(),
        };
}
