namespace EscalationBot.Core.Cases;

/// <summary>What somebody said of being here: the last word of each person, while it holds.</summary>
/// <param name="Email">The listed person, lower case.</param>
/// <param name="From">From when it holds.</param>
/// <param name="Until">Until when; the person is back at that moment.</param>
/// <param name="IsHere">They are here although their calendar says otherwise.</param>
public sealed record Absence(string Email, DateTimeOffset From, DateTimeOffset Until, bool IsHere);
