namespace EscalationBot.Core.Store.Queues;

/// <summary>A row of the inbox that has ended.</summary>
/// <param name="Channel">Where it came from.</param>
/// <param name="AwaitedUntil">So long somebody waits for what it causes.</param>
/// <param name="LaneGoesOn">Another row of its lane waits.</param>
/// <param name="NewestToSend">The newest row of the outbox that waits, of any replica; 0 = none does.</param>
internal sealed record FinishedRow(string Channel, DateTimeOffset AwaitedUntil, bool LaneGoesOn, long NewestToSend);
