using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>Asks the channels who somebody is.</summary>
public interface IProfiles
{
    /// <summary>Their profile; null when the platform does not know them. Throws <see cref="HttpRequestException"/> when it cannot be asked now.</summary>
    Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct);
}
