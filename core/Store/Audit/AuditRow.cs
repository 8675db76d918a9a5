using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Audit;

/// <summary>A row of the audit as stored: numbered, chained, never changed.</summary>
/// <param name="Number">1, 2, 3, … without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">Snake case of <see cref="AuditKind"/>.</param>
/// <param name="Verb">What was done.</param>
/// <param name="Surface">Where.</param>
/// <param name="Person">Pseudonym, <c>bot</c> or <c>operator</c>.</param>
/// <param name="About">The same of the one it was done to, or null.</param>
/// <param name="Subject">Id of the case, question or article, or null.</param>
/// <param name="Result"><c>done</c>, or why not.</param>
/// <param name="Detail">Ids and kinds beside it.</param>
/// <param name="Key">Id of the key that made the hash; empty = none.</param>
/// <param name="Hash">Covers the hash of the row before and all of this row.</param>
public sealed record AuditRow(
    long Number,
    DateTimeOffset At,
    string Kind,
    string Verb,
    string Surface,
    string Person,
    string? About,
    string? Subject,
    string Result,
    string Detail,
    string Key,
    string Hash
)
{
    internal const string Columns = "id, at, kind, verb, surface, person, about, subject, result, detail, key, hash";

    /// <summary>E-mail or channel key behind <see cref="Person"/>; null when the person was erased. Not stored in the row.</summary>
    public string? Who { get; init; }

    /// <summary>The same of <see cref="About"/>.</summary>
    public string? Whom { get; init; }

    internal static AuditRow Of(Row row) =>
        new(
            row.Long(0),
            row.Time(1),
            row.Text(2),
            row.Text(3),
            row.Text(4),
            row.Text(5),
            row.TextOrNull(6),
            row.TextOrNull(7),
            row.Text(8),
            row.Text(9),
            row.Text(10),
            row.Text(11)
        );

    /// <summary>The hash that the row must have after a row of the given hash.</summary>
    internal string HashAfter(string previous, AuditKeys keys) =>
        keys.Hash(
            Key,
            "audit 1",
            previous,
            Number.ToString(CultureInfo.InvariantCulture),
            At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            Kind,
            Verb,
            Surface,
            Person,
            About,
            Subject,
            Result,
            Detail
        );
}

/// <summary>The newest row of the audit: how many there are, and its hash.</summary>
public sealed record AuditHead(long Number, string Hash, string Key, string Seal)
{
    /// <summary>As it is printed in logs and digests, and given to <c>audit verify --head</c>.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Number}:{(Hash.Length > 16 ? Hash[..16] : Hash)}");

    internal static string SealOf(long number, string hash, string key, AuditKeys keys) =>
        keys.Hash(key, "audit head 1", number.ToString(CultureInfo.InvariantCulture), hash);
}
