namespace EscalationBot.Bot.Workers;

/// <summary>A durable queue as a <see cref="Pump{TRow}"/> sees it: the inbox or the outbox.</summary>
internal interface IQueue<TRow>
{
    /// <summary>How many rows may be worked on at once now.</summary>
    int MostAtOnce { get; }

    /// <summary>Takes rows that may be worked on now.</summary>
    Task<IReadOnlyList<TRow>> LeaseAsync(int max, CancellationToken ct);

    /// <summary>Keeps what is being worked on.</summary>
    Task RenewAsync(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>Rows of this channel can be worked on now.</summary>
    bool Serves(string channel);

    /// <summary>In how long a row comes due that is not due now; null when none does.</summary>
    Task<TimeSpan?> NextDueInAsync(CancellationToken ct);

    /// <summary>
    /// Works on one row to its recorded end. Throws only when the end could not be recorded: the row comes back when its lease has run out.
    /// </summary>
    Task WorkAsync(TRow row, CancellationToken ct);

    /// <summary>The row's id.</summary>
    long IdOf(TRow row);
}
