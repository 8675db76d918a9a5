namespace EscalationBot.Core.Cases;

/// <summary>What one person, or one place, did in the present window of time.</summary>
/// <param name="Messages">Everything that the desk had to act upon: messages, presses, forms, edits.</param>
/// <param name="Questions">New questions.</param>
/// <param name="Cases">New cases.</param>
public sealed record Usage(long Messages, long Questions, long Cases)
{
    /// <summary>Nothing yet.</summary>
    public static Usage None { get; } = new(0, 0, 0);
}

/// <summary>What a decision adds to the counts of its person and its place; committed with it.</summary>
/// <param name="Person">Subject of the person, <c>person:ana@example.com</c> or <c>person:slack:U1</c>.</param>
/// <param name="Place">Subject of the place, <c>place:slack:C1</c>.</param>
/// <param name="Since">When the window began.</param>
/// <param name="Added">What it adds to both.</param>
/// <param name="RefusedOf">Not null: it refused what came, because this subject has reached a limit.</param>
public sealed record UsageChange(string Person, string Place, DateTimeOffset Since, Usage Added, string? RefusedOf);
