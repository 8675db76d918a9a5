using System.Globalization;
using System.Net;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>
/// Keeps in the audit that somebody did not come in. Strangers reach the sign-in, and must not fill the database: the first refusal of an
/// address, way and reason is a row at once; further ones of the same minute are counted and become one row at its end. All addresses
/// together make <see cref="MostRows"/> such rows of each way in a minute; what is over that stands in one row for all of them.
/// </summary>
internal sealed partial class SignInRefusals(AuditLog audit, TimeProvider time, ILogger<SignInRefusals> logger) : BackgroundService
{
    /// <summary>Most rows of a way that are kept at once in a minute, and most that are kept at its end.</summary>
    internal const int MostRows = 10;

    private const string Others = "other addresses";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Whom, string Way, string Why), Counted> _counted = [];
    private DateTimeOffset _ends;
    private long _others;

    /// <summary>Counts a refusal. True: it is kept as a row of its own. When it returns, such a row survives power loss.</summary>
    /// <param name="way">One of <see cref="SignInWay"/>.</param>
    /// <param name="why">A short word of ours.</param>
    /// <param name="who">E-mail as far as it is known; else the address counts.</param>
    /// <param name="address">From where.</param>
    public async Task<bool> NoteAsync(string way, string why, string? who, IPAddress? address)
    {
        var actor = string.IsNullOrEmpty(who) ? OfAddress(address?.ToString() ?? "unknown") : AuditActor.Of(who);
        var key = (string.IsNullOrEmpty(who) ? AddressKey.Of(address) : who, way, why);
        List<AuditEntry> rows;
        bool isRow;
        lock (_lock)
        {
            rows = TakeEnded(time.GetUtcNow());
            isRow = !_counted.TryGetValue(key, out var counted) && _counted.Keys.Count(other => other.Way == way) < MostRows;
            if (isRow)
            {
                _counted.Add(key, new(actor));
                rows.Add(Entry(actor, why, way));
            }
            else if (counted is null)
            {
                _others++;
            }
            else
            {
                counted.More++;
            }
        }

        await audit.RecordAsync(rows, CancellationToken.None);
        return isRow;
    }

    /// <summary>Keeps the counts of the last minute when nobody comes after it, and when the bot stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await KeepAsync(DateTimeOffset.MaxValue);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Window, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await KeepAsync(time.GetUtcNow());
        }
    }

    [LoggerMessage(1114, LogLevel.Warning, "{Rows} counts of refused sign-ins could not be kept in the audit")]
    private static partial void LogLost(ILogger logger, int rows, Exception error);

    private async Task KeepAsync(DateTimeOffset now)
    {
        List<AuditEntry> rows;
        lock (_lock)
        {
            rows = TakeEnded(now);
        }

        try
        {
            await audit.RecordAsync(rows, CancellationToken.None);
        }
        catch (Exception away)
        {
            // The loop of a worker: whatever is wrong with the database, the host goes on.
            LogLost(logger, rows.Count, away);
        }
    }

    /// <summary>One row for each kind of which there were more than its first.</summary>
    private List<AuditEntry> TakeEnded(DateTimeOffset now)
    {
        if (now < _ends)
        {
            return [];
        }

        List<AuditEntry> rows =
        [
            .. _counted
                .Where(pair => pair.Value.More > 0)
                .Select(pair => Entry(pair.Value.By, pair.Key.Why, $"{pair.Key.Way} {More(pair.Value.More)}")),
        ];
        if (_others > 0)
        {
            rows.Add(Entry(OfAddress(Others), "refused", More(_others)));
        }

        _counted.Clear();
        (_others, _ends) = (0, now > DateTimeOffset.MaxValue - Window ? now : now + Window);
        return rows;
    }

    private static string More(long count) => string.Create(CultureInfo.InvariantCulture, $"+{count}");

    private static AuditActor OfAddress(string address) => AuditActor.Of(new PersonKey(ChannelNames.Web, address), null);

    private static AuditEntry Entry(AuditActor by, string why, string detail) =>
        new(AuditKind.Refusal, "sign_in", by)
        {
            Surface = AuditSurfaces.Console,
            Result = why,
            Detail = detail,
        };

    private sealed class Counted(AuditActor by)
    {
        public AuditActor By { get; } = by;
        public long More { get; set; }
    }
}
