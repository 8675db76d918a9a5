namespace EscalationBot.Core.Cases;

/// <summary>Somebody whom a case was offered to first, and who said "not me".</summary>
/// <param name="Email">The listed person.</param>
/// <param name="Name">As shown.</param>
/// <param name="Why">In their words.</param>
/// <param name="At">When.</param>
public sealed record TurnedDown(string Email, string Name, string Why, DateTimeOffset At);
