using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Workers;

/// <summary>Keeps what endpoints read, and for presses waits until the inbox worker (here, or on another replica) has handled it.</summary>
internal sealed class Reception(Inbox inbox, Outbox outbox, Database database, ReceptionSurroundings around) : IReception
{
    /// <summary>Another replica's worker cannot tell us; the database can.</summary>
    private static readonly TimeSpan LookElsewhere = TimeSpan.FromMilliseconds(50);

    public async Task<bool> AcceptAsync(Inbound inbound, CancellationToken ct) => await KeepAsync(inbound, null, ct) is not null;

    public async Task<Handled?> AcceptAndWaitAsync(Inbound inbound, TimeSpan patience, CancellationToken ct)
    {
        var until = around.Time.GetUtcNow() + patience;
        if (await KeepAsync(inbound, patience, ct) is not { } id)
        {
            return null;
        }
        var handled = around.Completions.Watch(id);
        try
        {
            // It may have been handled before we began to watch.
            if (await inbox.IsFinishedAsync(id, ct) is true)
            {
                return new Handled(handled.IsCompletedSuccessfully ? await handled : await outbox.CausedByAsync(id, ct));
            }
            while (until - around.Time.GetUtcNow() is var left && left > TimeSpan.Zero)
            {
                var step = database.Engine is DatabaseEngine.Postgres && left > LookElsewhere ? LookElsewhere : left;
                await Task.WhenAny(handled, Task.Delay(step, around.Time, ct));
                if (handled.IsCompletedSuccessfully)
                {
                    return new Handled(await handled);
                }
                ct.ThrowIfCancellationRequested();
                if (database.Engine is DatabaseEngine.Postgres && await inbox.IsFinishedAsync(id, ct) is true)
                {
                    return new Handled(await outbox.CausedByAsync(id, ct));
                }
            }
            return null;
        }
        finally
        {
            around.Completions.Forget(id);
        }
    }

    public Task<bool> TakeAsync(string outboundKey, CancellationToken ct) => outbox.TakeAsync(outboundKey, ct);

    private async Task<long?> KeepAsync(Inbound inbound, TimeSpan? patience, CancellationToken ct)
    {
        long? id;
        try
        {
            id = await inbox.AddAsync(inbound, patience, ct);
        }
        catch
        {
            around.Metrics.Accepted(met: false);
            throw;
        }
        around.Metrics.Accepted(met: true);
        await around.Uninstalls.NoticeAsync(inbound, ct);
        around.Metrics.Received(inbound.Place.Channel, isNew: id is not null);
        return id;
    }
}

/// <summary>What the reception looks at beside its stores.</summary>
internal sealed record ReceptionSurroundings(Completions Completions, UninstallNotice Uninstalls, BotMetrics Metrics, TimeProvider Time);
