using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Asks the channels who somebody is.</summary>
public interface IProfiles
{
    /// <summary>
    /// Their profile; null when the platform does not tell (it does not know them, or may not say): nobody remembers that, it is asked for
    /// again.
    /// </summary>
    /// <exception cref="PlatformUnavailableException">It cannot be asked now.</exception>
    Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct);
}
