using System.Security.Cryptography;

namespace EscalationBot.Core;

/// <summary>The one home of new identifiers.</summary>
public static class Ids
{
    /// <summary>A new id that sorts by time: 32 lower-case hex digits of a version 7 UUID (RFC 9562).</summary>
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("n");

    /// <summary>What nobody can guess: 32 lower-case hex digits, all of their 128 bits random.</summary>
    public static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
