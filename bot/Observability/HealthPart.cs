namespace EscalationBot.Bot.Observability;

/// <summary>How a part is doing.</summary>
/// <param name="State"><c>ok | degraded | off</c>.</param>
/// <param name="Why">One sentence for people; empty when all is well and there is nothing to add.</param>
internal sealed record PartState(string State, string Why)
{
    /// <summary>It does not work at all.</summary>
    public bool IsOff => State == "off";

    public static PartState Ok(string why = "") => new("ok", why);

    public static PartState Degraded(string why) => new("degraded", why);

    public static PartState Off(string why) => new("off", why);
}

/// <summary>One line of /health/ready. Features register theirs as singletons.</summary>
/// <param name="Name">Lower case: database, organisation, workers, redis, model.</param>
/// <param name="Needed">The bot is not ready while this part is off; degraded means that it still works.</param>
/// <param name="Look">Tells the state; waits for nothing outside but the database.</param>
internal sealed record HealthPart(string Name, bool Needed, Func<CancellationToken, ValueTask<PartState>> Look);

/// <summary>What <c>serve</c> checks before it starts anything; all problems of all checks are told in one message.</summary>
/// <param name="Problems">Sentences that name the setting or the file and line; empty = fine.</param>
internal sealed record StartupCheck(Func<IReadOnlyList<string>> Problems);
