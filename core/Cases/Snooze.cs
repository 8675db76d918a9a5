namespace EscalationBot.Core.Cases;

/// <summary>
/// The owner has put a case off: its clocks towards the specialists stand still until a day, or until the rep's side writes.
/// </summary>
/// <param name="By">Who did.</param>
/// <param name="At">When; the clocks stand still from here on.</param>
/// <param name="Until">When it goes on: the first working minute of the chosen day.</param>
/// <param name="Why">What is waited for; internal.</param>
public sealed record Snooze(Party By, DateTimeOffset At, DateTimeOffset Until, string Why);

/// <summary>Time in which a case was put off; its working time is added to the time to resolve.</summary>
public sealed record Pause(DateTimeOffset From, DateTimeOffset To);
