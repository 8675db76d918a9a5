using System.Diagnostics;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Workers;

/// <summary>Hands outbox rows to their channels and records what became of them.</summary>
internal sealed partial class OutboxQueue(Outbox outbox, OutboxSurroundings around) : IQueue<OutboxRow>
{
    private readonly Dictionary<string, IChannel> _channels = around.Channels.ToDictionary(channel => channel.Name);

    /// <summary>Rows of a channel that is off wait, however long: /health/ready counts them.</summary>
    /// <summary>
    /// Platforms answer in 50-300 ms, so that this is some hundred sends a second. Small, because all that is leased counts as "may have
    /// been sent" after a crash.
    /// </summary>
    public int MostAtOnce => 32;

    public Task<IReadOnlyList<OutboxRow>> LeaseAsync(int max, CancellationToken ct) =>
        outbox.LeaseAsync(max, [.. _channels.Keys.Where(Serves)], ct);

    public bool Serves(string channel) => _channels.TryGetValue(channel, out var one) && one.State.Status != "off";

    public Task RenewAsync(IReadOnlyCollection<long> ids, CancellationToken ct) => outbox.RenewAsync(ids, ct);

    public Task<TimeSpan?> NextDueInAsync(CancellationToken ct) => outbox.NextDueInAsync(ct);

    public long IdOf(OutboxRow row) => row.Id;

    public async Task WorkAsync(OutboxRow row, CancellationToken ct)
    {
        using var activity = Telemetry.Source.StartActivity("send", ActivityKind.Producer, row.TraceParent);
        var began = around.Time.GetTimestamp();
        var delivery = await SendAsync(row, ct);
        var result = delivery.GetType().Name.ToLowerInvariant();
        around.Metrics.Sent(row.Channel, result, around.Time.GetElapsedTime(began));
        if (delivery is Delivery.Sent or Delivery.Drop)
        {
            around.Metrics.Delivered(delivery is Delivery.Sent && outbox.AgeOf(row.Id) <= BotMetrics.InTime);
        }
        if (delivery is not Delivery.Sent)
        {
            activity?.SetStatus(ActivityStatusCode.Error, result);
        }
        if (delivery is Delivery.Drop notHanded && row.What is Outbound.Show { File: not null })
        {
            LogNotHanded(around.Logger, row.Id, row.Channel, notHanded.Why);
        }
        else if (delivery is Delivery.Drop drop)
        {
            LogDropped(around.Logger, row.Id, row.Channel, drop.Why);
        }
        if (delivery is Delivery.Retry retry)
        {
            LogRetry(around.Logger, row.Id, row.Channel, row.Attempt, retry.Why);
        }
        await RecordAsync(row, delivery, ct);
    }

    /// <summary>
    /// While the database is away the result is kept here: forgotten, a message that arrived would be sent again. Only a killed process
    /// forgets, and one that may wait no longer.
    /// </summary>
    private async Task RecordAsync(OutboxRow row, Delivery delivery, CancellationToken abandoned)
    {
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            try
            {
                await outbox.RecordAsync(row, delivery, CancellationToken.None);
                return;
            }
            catch (StoreException away) when (!abandoned.IsCancellationRequested)
            {
                LogKept(around.Logger, away, row.Id, row.Channel);
                await Task.Delay(pause, around.Time, abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100),
        LongestPause = TimeSpan.FromSeconds(1.6);

    private async Task<Delivery> SendAsync(OutboxRow row, CancellationToken ct)
    {
        if (row.WaitsFor is not null && row.Root is null && row.Message is null)
        {
            return new Delivery.Drop(ChannelWords.Say("no_root"));
        }
        if (row.What is Outbound.Remove && row.Message is null)
        {
            return new Delivery.Sent(null, null);
        }
        // A thread decided before its message was known gets its channel from the message.
        var name = row.Channel.Length > 0 ? row.Channel : row.Root?.Place.Channel ?? "";
        if (!_channels.TryGetValue(name, out var channel))
        {
            return new Delivery.Drop(ChannelWords.Say("no_channel", name));
        }
        try
        {
            var what = around.Links is { } links ? await links.FillAsync(row.What, ct) : row.What;
            return await channel.SendAsync(new Dispatch(what, To(row), row.Message?.MessageId, row.Message?.Place, row.LookSince), ct);
        }
        catch (Exception error)
        {
            LogThrew(around.Logger, error, row.Id, row.Channel);
            return new Delivery.Retry(TimeSpan.Zero, error.GetType().Name, MayHaveArrived: true);
        }
    }

    private static Destination? To(OutboxRow row) =>
        row.What switch
        {
            Outbound.Show { To: Destination.ThreadOf } => new Destination.At(row.Root?.Thread ?? row.Message!.Place),
            Outbound.Show show => show.To,
            Outbound.Whisper whisper => new Destination.At(whisper.Place),
            _ => null,
        };

    [LoggerMessage(3021, LogLevel.Error, "Outbox row {Id} cannot be delivered on {Channel}: {Why}")]
    private static partial void LogDropped(ILogger logger, long id, string channel, string why);

    [LoggerMessage(
        3024,
        LogLevel.Information,
        "The file of outbox row {Id} was not handed over on {Channel}, and both sides are told: {Why}"
    )]
    private static partial void LogNotHanded(ILogger logger, long id, string channel, string why);

    [LoggerMessage(3022, LogLevel.Warning, "Outbox row {Id} on {Channel} is sent again after try {Attempt}: {Why}")]
    private static partial void LogRetry(ILogger logger, long id, string channel, int attempt, string why);

    [LoggerMessage(3025, LogLevel.Warning, "What became of outbox row {Id} on {Channel} cannot be recorded now; it is kept in memory")]
    private static partial void LogKept(ILogger logger, Exception error, long id, string channel);

    [LoggerMessage(3023, LogLevel.Warning, "Sending outbox row {Id} on {Channel} threw; it may have arrived")]
    private static partial void LogThrew(ILogger logger, Exception error, long id, string channel);
}

/// <summary>What the outbox's queue looks at beside its store.</summary>
internal sealed record OutboxSurroundings(
    IEnumerable<IChannel> Channels,
    BotMetrics Metrics,
    TimeProvider Time,
    ILogger<OutboxQueue> Logger,
    SignInLinks? Links = null
);

/// <summary>Runs the outbox's pump.</summary>
internal sealed class OutboxWorker(OutboxQueue queue, Database database, WorkersState state, OutboxSurroundings around) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new Pump<OutboxRow>(
            queue,
            database.Signals.Outbox,
            database.ToWorker<OutboxRow>(),
            state.Outbox,
            around.Time,
            around.Logger
        ).RunAsync(stoppingToken);
}
