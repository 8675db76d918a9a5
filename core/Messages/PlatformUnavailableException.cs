namespace EscalationBot.Core.Messages;

/// <summary>
/// A platform cannot be asked now: a rate limit, an outage, no network, no token. Nothing is wrong with what was to be asked; it waits.
/// </summary>
public sealed class PlatformUnavailableException : Exception
{
    /// <summary>Says why, and how long to wait.</summary>
    /// <param name="why">For logs.</param>
    /// <param name="after">Wait at least this long: what the platform asked for.</param>
    /// <param name="inner">What happened, or null.</param>
    public PlatformUnavailableException(string why, TimeSpan after, Exception? inner = null)
        : base(why, inner) => After = after;

    /// <summary>Wait at least this long.</summary>
    public TimeSpan After { get; }
}
