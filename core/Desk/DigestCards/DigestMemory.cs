using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EscalationBot.Core.Desk.DigestCards;

/// <summary>
/// What the digests of one schedule have told, and how bad it was. It is a line of history of the decision that sent the digest, so that it
/// is there exactly when the digest is; keys and numbers alone, and of the schedule a hash, because its name is somebody's address.
/// </summary>
public sealed class DigestMemory
{
    private const int MarkLength = 16;

    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);

    private DigestMemory() { }

    /// <summary>Nothing was told yet.</summary>
    public static DigestMemory Empty { get; } = new();

    /// <summary>By which the line of a schedule is found.</summary>
    /// <param name="subject">Of the schedule's timer.</param>
    public static string MarkOf(string subject) => HashOf(subject);

    /// <summary>A short name for something whose own name is words.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..MarkLength];

    /// <summary>Reads a line; null or what is none of ours = nothing was told.</summary>
    public static DigestMemory Read(string? line)
    {
        var memory = new DigestMemory();
        foreach (var part in (line ?? "").Split(' ').Skip(1))
        {
            var end = part.LastIndexOf('=');
            if (end > 0 && long.TryParse(part[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var severity))
            {
                memory._told[part[..end]] = severity;
            }
        }

        return memory;
    }

    /// <summary>It stood in the digest before, and has not become worse.</summary>
    public bool Knows(DigestException one) => _told.TryGetValue(one.Key, out var severity) && one.Severity <= severity;

    /// <summary>The line to keep: what this digest tells, and what is still so of what the one before told.</summary>
    /// <param name="subject">Of the schedule's timer.</param>
    /// <param name="told">What this digest tells.</param>
    /// <param name="known">What it leaves out as known.</param>
    public static string Write(string subject, IEnumerable<DigestException> told, IEnumerable<DigestException> known) =>
        string.Join(
            ' ',
            told.Concat(known)
                .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Severity}"))
                .Prepend(MarkOf(subject))
        );
}
