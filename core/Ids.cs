namespace EscalationBot.Core;

/// <summary>The one home of new identifiers.</summary>
public static class Ids
{
    /// <summary>A new id that sorts by time: 32 lower-case hex digits of a version 7 UUID (RFC 9562).</summary>
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("n");
}
