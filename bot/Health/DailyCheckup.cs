using System.Globalization;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Health;

/// <summary>
/// Once a day asks what <c>doctor</c> asks, and looks through the whole of a SQLite file: tokens, scopes, channels, the clock, and how long
/// the client secret lasts; and its canary question. What fails stands in /health/ready; what is new, and a secret that ends in 30, 7 or 1
/// days, is told to the managers once.
/// </summary>
internal sealed partial class DailyCheckup(IServiceProvider services, ChannelMemory memory, Timers timers, CheckupSurroundings around)
    : BackgroundService
{
    /// <summary>Under which the store keeps what was told.</summary>
    private const string Memory = "checkup";

    private static readonly int[] SecretDays = [1, 7, 30];
    private static readonly TimeSpan First = TimeSpan.FromMinutes(10),
        Pause = TimeSpan.FromDays(1),
        AfterFailure = TimeSpan.FromHours(1);

    /// <summary>What /health/ready says of it.</summary>
    public PartState State { get; private set; } = PartState.Ok("Not looked yet.");

    /// <summary>One look; managers hear what they have not heard.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var findings = (await ConnectionChecks.RunAsync(services, Thoroughness.Whole, ct))
            .Where(finding => finding.Level == Level.Fail)
            .ToList();
        var canary = services.GetRequiredService<CanaryCheck>();
        var silent = await canary.LookAsync(ct);
        if (silent is not null)
        {
            findings.Add(silent);
        }
        var now = around.Time.GetUtcNow();
        State =
            findings.Count == 0
                ? PartState.Ok($"Looked at {now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.")
                : PartState.Degraded(string.Join(' ', findings.Select(finding => $"{finding.What} {finding.Fix}".TrimEnd())));
        var told = await memory.AllAsync(Memory, "", ct);
        // A fault is named by its words without their numbers, which may change from day to day.
        var faults = findings
            .GroupBy(
                finding => $"{finding.Part}:{string.Concat(finding.What.Where(letter => !char.IsAsciiDigit(letter)))}",
                StringComparer.Ordinal
            )
            .ToDictionary(
                group => group.Key,
                group => string.Join(' ', group.Select(finding => $"{finding.What} {finding.Fix}".TrimEnd())),
                StringComparer.Ordinal
            );
        if (
            services.GetRequiredService<TeamsOptions>() is { IsOff: false, ClientSecret.Length: > 0, SecretEnds: { } day }
            && SecretWarning(day, now) is { } warning
        )
        {
            faults[warning.Key] = warning.Words;
        }
        foreach (var (key, words) in faults.Where(fault => !told.ContainsKey(fault.Key)))
        {
            LogTold(around.Logger, words);
            // The same moment on every replica: it fires once.
            await timers.SetAsync(Checkups.Subject(words), TimerNames.Checkup, new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero), ct);
            await memory.SetAsync(Memory, key, now.ToString("O", CultureInfo.InvariantCulture), ct);
        }
        // Not before: the look at start, which tells nobody, may have seen it first.
        if (silent is not null)
        {
            await canary.LetGoAsync(ct);
        }
        // What was fixed is told again when it comes back.
        foreach (var key in told.Keys.Where(key => !faults.ContainsKey(key) && !key.StartsWith("secret:", StringComparison.Ordinal)))
        {
            await memory.SetAsync(Memory, key, null, ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // At once, so that /health/ready knows it; managers hear of it with the first look.
        await TryAsync(services.GetRequiredService<CanaryCheck>().LookAsync, stoppingToken);
        var pause = First;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, around.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                pause = await TryAsync(LookAsync, stoppingToken) ? Pause : AfterFailure;
            }
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> look, CancellationToken ct)
    {
        try
        {
            await look(ct);
            return true;
        }
        catch (Exception failed)
        {
            if (!ct.IsCancellationRequested)
            {
                LogFailed(around.Logger, failed);
            }
            return false;
        }
    }

    /// <summary>One warning for each of the days in <see cref="SecretDays"/>, also when the bot did not run on that very day.</summary>
    internal static (string Key, string Words)? SecretWarning(DateOnly day, DateTimeOffset now)
    {
        var left = day.DayNumber - DateOnly.FromDateTime(now.UtcDateTime).DayNumber;
        return left < 0 || Array.Find(SecretDays, days => left <= days) is not (> 0 and var step)
            ? null
            : (
                string.Create(CultureInfo.InvariantCulture, $"secret:{day:yyyy-MM-dd}:{step}"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The client secret of Teams ends on {day:yyyy-MM-dd} ({(left == 1 ? "1 day" : $"{left} days")}). "
                        + $"After that nobody on Teams is answered. Make a new one in Entra and set Teams:ClientSecret."
                )
            );
    }

    [LoggerMessage(3071, LogLevel.Warning, "Managers are told: {Words}")]
    private static partial void LogTold(ILogger logger, string words);

    [LoggerMessage(3072, LogLevel.Error, "The daily checkup failed; tried again in an hour")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}

/// <summary>What the checkup looks at beside its stores.</summary>
internal sealed record CheckupSurroundings(TimeProvider Time, ILogger<DailyCheckup> Logger);
