using System.Globalization;
using System.Security.Cryptography;
using EscalationBot.Bot.Observability;
using EscalationBot.Core;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Health;

/// <summary>
/// At start and every hour compares the cards of cases with what stands on the platforms (<see cref="CardComparison"/>) and looks for
/// words that were not sent (<see cref="UnsentWords"/>), one replica at a time. A run that is killed leaves nothing half done: what it
/// found is a row by then, or is found again by the next run. Health says what came of it.
/// </summary>
internal sealed partial class Reconciler(
    CardComparison comparison,
    UnsentWords unsent,
    ChannelMemory memory,
    WorkplaceHolder workplaces,
    TimeProvider time,
    ILogger<Reconciler> logger
) : BackgroundService
{
    /// <summary>Under which the store keeps who compares, when it was done, and what was told.</summary>
    public const string Memory = "reconciler";

    private const string Holder = "holder",
        Done = "done";
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5),
        // While it is due: a channel may not be ready yet, or a killed process may hold the right to run.
        LookAgainSoon = TimeSpan.FromSeconds(5),
        LookAgain = TimeSpan.FromMinutes(1),
        Every = TimeSpan.FromHours(1),
        // A channel that cannot be asked then is compared an hour later.
        Patience = TimeSpan.FromMinutes(10),
        // Each step of a run waits for one call of a platform, which is given up after 15 seconds.
        HeldFor = TimeSpan.FromSeconds(45);

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly string _self = Ids.Secret();
    private bool _isSettled;

    /// <summary>Replicas and other bots of the workspace do not ask at one moment.</summary>
    private readonly TimeSpan _spread = TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(0, 10)),
        _spreadOfHours = TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(0, 300));

    /// <summary>What /health/ready says of it.</summary>
    public PartState State { get; private set; } = PartState.Ok("Not looked at yet.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(First + _spread, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(stoppingToken);
            await Task.Delay(_isSettled ? LookAgain : LookAgainSoon, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs when it is due and nobody else does. True: it ran to its end.</summary>
    internal async Task<bool> LookAsync(CancellationToken ct)
    {
        var began = time.GetUtcNow();
        if (!workplaces.IsLoaded || (!comparison.IsReady && began - _started < Patience))
        {
            return false;
        }
        _isSettled = !await IsDueAsync(began, ct);
        if (_isSettled || !await memory.TakeAsync(Memory, Holder, _self, HeldFor, ct))
        {
            return false;
        }
        try
        {
            // Another one may have run between the two questions.
            if (!await IsDueAsync(began, ct))
            {
                return false;
            }
            await unsent.TellAsync(began, ct);
            var state = await comparison.RunAsync(() => memory.KeepAsync(Memory, Holder, _self, ct), ct);
            if (!await memory.KeepAsync(Memory, Holder, _self, ct))
            {
                return false;
            }
            State = state;
            _isSettled = true;
            await memory.SetAsync(Memory, Done, began.ToString("O", CultureInfo.InvariantCulture), ct);
            return true;
        }
        finally
        {
            await memory.GiveBackAsync(Memory, Holder, _self, CancellationToken.None);
        }
    }

    /// <summary>Nobody has looked since this process started, or within the last hour.</summary>
    private async Task<bool> IsDueAsync(DateTimeOffset now, CancellationToken ct) =>
        !DateTimeOffset.TryParse(
            await memory.FindAsync(Memory, Done, ct),
            CultureInfo.InvariantCulture,
            DateTimeStyles.RoundtripKind,
            out var done
        )
        || done < _started
        || done <= now - Every - _spreadOfHours
        // The clock was set back.
        || done > now;

    /// <summary>The loop of a worker: trouble is told, and looked at again in a minute.</summary>
    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await LookAsync(ct);
        }
        catch (Exception failed)
        {
            if (!ct.IsCancellationRequested)
            {
                _isSettled = true;
                State = PartState.Degraded("Cards could not be compared with the platforms; tried again in a minute.");
                LogFailed(logger, failed);
            }
        }
    }

    [LoggerMessage(3062, LogLevel.Error, "The cards of cases could not be compared with the platforms")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}
