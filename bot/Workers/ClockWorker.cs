using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Workers;

/// <summary>Turns timers that are due into inbox rows, and once an hour removes rows whose work is done.</summary>
internal sealed partial class ClockWorker(Timers timers, Retention retention, Database database, ClockSurroundings around)
    : BackgroundService
{
    /// <summary>Another replica may set an earlier timer; its wake-up can be lost.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);
    private const int AtOnce = 500;

    private DateTimeOffset _cleanAt = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        around.State.Clock.Start();
        try
        {
            while (true)
            {
                await StepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            around.State.Clock.Stop();
        }
    }

    private async Task StepAsync(CancellationToken ct)
    {
        try
        {
            while (await timers.PassAsync(AtOnce, ct) == AtOnce) { }
            await CleanAsync(ct);
            around.State.Clock.Succeeded();
            var pause = await timers.NextDueAsync(ct) - around.Time.GetUtcNow() ?? LookAgain;
            if (pause > TimeSpan.Zero)
            {
                await database.Signals.Timers.WaitAsync(pause < LookAgain ? pause : LookAgain, around.Time, ct);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            around.State.Clock.Failed(error.Message);
            LogFailed(around.Logger, error);
            await Task.Delay(TimeSpan.FromSeconds(1), around.Time, ct);
        }
    }

    private async Task CleanAsync(CancellationToken ct)
    {
        var now = around.Time.GetUtcNow();
        if (now < _cleanAt)
        {
            return;
        }
        _cleanAt = now + CleanEvery;
        // Small steps: writes of people come between them.
        while (await retention.CleanAsync(AtOnce, ct) >= AtOnce) { }
    }

    [LoggerMessage(3031, LogLevel.Error, "The clock worker failed; it goes on in a second")]
    private static partial void LogFailed(ILogger logger, Exception error);
}

/// <summary>What the clock looks at beside its stores.</summary>
internal sealed record ClockSurroundings(WorkersState State, TimeProvider Time, ILogger<ClockWorker> Logger);
