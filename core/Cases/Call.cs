namespace EscalationBot.Core.Cases;

/// <summary>Somebody who was called about a case outside hours.</summary>
/// <param name="Email">The listed person.</param>
/// <param name="Name">As shown.</param>
/// <param name="At">When first.</param>
/// <param name="Times">How often; a call that could not be delivered counts as all of them.</param>
public sealed record Call(string Email, string Name, DateTimeOffset At, int Times);
