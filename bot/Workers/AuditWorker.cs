using System.Globalization;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Workers;

/// <summary>
/// Chains the audit's rows soon after they were written, and once a day writes the newest row's number and hash to the log: an anchor
/// outside the database.
/// </summary>
internal sealed partial class AuditWorker(AuditChain chain, Database database, ILogger<AuditWorker> logger) : BackgroundService
{
    /// <summary>Many acts share a transaction of the sealer.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    /// <summary>What another replica or a command left is found by looking.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private DateTimeOffset _anchorAt = DateTimeOffset.MinValue;
    private volatile string? _trouble;
    private AuditHead? _head;

    /// <summary>What /health/ready says of it.</summary>
    public PartState State =>
        _trouble is { } why ? PartState.Degraded(why)
        : _head is { } newest ? PartState.Ok(string.Create(CultureInfo.InvariantCulture, $"{newest.Number} rows are chained."))
        : PartState.Ok();

    /// <summary>Also chains what was written while the host stopped.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(() => chain.SealAsync(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => StepAsync(stoppingToken));
            await database
                .Signals.Audit.WaitAsync(LookAgain, database.Time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Gather, database.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StepAsync(CancellationToken ct)
    {
        await chain.SealAsync(ct);
        _head = await chain.HeadAsync(ct);
        if (!chain.Continues(_head))
        {
            throw new StoreException(
                $"Audit:Key does not hold the key {_head.Key} of the newest row. Set it again; a new key stands "
                    + $"before the old one, separated by a comma."
            );
        }

        var now = database.Time.GetUtcNow();
        if (now >= _anchorAt && _head.Number > 0)
        {
            LogAnchor(logger, _head.Text);
            _anchorAt = now.AddDays(1);
        }
    }

    /// <summary>The loop of a worker: trouble of the database is told and tried again; nothing waits for it.</summary>
    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            _trouble = null;
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
        catch (Exception failed)
        {
            _trouble = $"Rows of the audit wait to be chained: {failed.Message}";
            LogFailed(logger, failed);
        }
    }

    [LoggerMessage(3101, LogLevel.Information, "Audit stands at {Head}; audit verify --head checks it against this line")]
    private static partial void LogAnchor(ILogger logger, string head);

    [LoggerMessage(3102, LogLevel.Error, "Audit rows could not be chained; tried again")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}
