using System.Globalization;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Audit;

/// <summary>The first place where the audit is not what it was.</summary>
/// <param name="Number">The first bad row.</param>
/// <param name="What">What is wrong, a sentence.</param>
public sealed record AuditFault(long Number, string What);

/// <summary>A head that was written down elsewhere: in the log, in a digest.</summary>
/// <param name="Number">The newest row at that time.</param>
/// <param name="Hash">The first characters of its hash, at least 8.</param>
public sealed record AuditAnchor(long Number, string Hash)
{
    private const int ShortestHash = 8;

    /// <summary>Reads <c>1234:9f86d081884c7d65</c>; null when it is none.</summary>
    public static AuditAnchor? Parse(string? text) =>
        text?.Split(':') is [var number, var hash]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count > 0
        && hash.Length is >= ShortestHash and <= 64
        && hash.All(char.IsAsciiHexDigitLower)
            ? new(count, hash)
            : null;
}

/// <summary>What a check found.</summary>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="First">Number of the oldest row that is kept; 0 when there is none.</param>
/// <param name="Head">The newest row.</param>
/// <param name="Waiting">Acts that are not chained yet.</param>
/// <param name="Unkeyed">Rows from before the first key.</param>
/// <param name="Fault">The first bad row; null when the chain holds.</param>
public sealed record AuditReport(long Rows, long First, AuditHead Head, long Waiting, long Unkeyed, AuditFault? Fault);

/// <summary>
/// Goes through the whole audit: every number is there, every hash covers its row and the one before, every pseudonym still stands for whom
/// it stood (or the person was erased, and the audit says so), the head counts the last row, and the heads that were written down elsewhere
/// stand in the chain.
/// </summary>
public sealed class AuditCheck(Database database, AuditKeys keys)
{
    /// <summary>The verb of a row that says that a pseudonym is nobody any more.</summary>
    internal const string Erased = "person_erased";

    private const int Page = 500;

    /// <summary>Looks at everything; the bot may run meanwhile.</summary>
    public async Task<AuditReport> VerifyAsync(IReadOnlyCollection<AuditAnchor> anchors, CancellationToken ct)
    {
        var report = await LookAsync(anchors, ct);
        // A pruning that ran at the same time looks like missing rows once, damage looks so twice.
        return report.Fault is null ? report : await LookAsync(anchors, ct);
    }

    private async Task<AuditReport> LookAsync(IReadOnlyCollection<AuditAnchor> anchors, CancellationToken ct)
    {
        // One statement: a row and the head that counts it are seen together.
        var (head, newest) = await database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT number, hash, key, seal, (SELECT MAX(id) FROM audit) FROM audit_head WHERE id = 1",
                    row => (new AuditHead(row.Long(0), row.Text(1), row.Text(2), row.Text(3)), row.LongOrNull(4) ?? 0)
                ),
            ct
        );
        var waiting = await database.ReadAsync(session => session.FindAsync("SELECT COUNT(*) FROM audit_pending", row => row.Long(0)), ct);
        head ??= new AuditHead(0, "", "", "");
        var walk = new AuditWalk(keys, anchors, await PrunedAsync(ct));
        for (List<AuditRow> rows; (rows = await NextAsync(walk.Last, head.Number, ct)).Count > 0; )
        {
            foreach (var row in rows)
            {
                if (!walk.Take(row))
                {
                    return Report(walk, head, waiting);
                }
            }
        }

        walk.End(head, newest);
        walk.CheckPeople(
            await database.ReadAsync(
                session =>
                    session.QueryAsync(
                        "SELECT identity, pseudonym, salt FROM audit_people",
                        row => (row.Text(0), row.Text(1), row.Text(2))
                    ),
                ct
            )
        );
        return Report(walk, head, waiting);
    }

    private static AuditReport Report(AuditWalk walk, AuditHead head, long waiting) =>
        new(walk.Rows, walk.First, head, waiting, walk.Unkeyed, walk.Fault);

    private Task<List<AuditRow>> NextAsync(long after, long last, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.QueryAsync(
                    $"SELECT {AuditRow.Columns} FROM audit WHERE id > @after AND id <= @last ORDER BY id LIMIT @page",
                    AuditRow.Of,
                    after,
                    last,
                    Page
                ),
            ct
        );

    /// <summary>Where the chain may begin: each pruning left the number and the hash of the last row that it removed.</summary>
    private async Task<IReadOnlyList<AuditAnchor>> PrunedAsync(CancellationToken ct) =>
        [
            .. (
                await database.ReadAsync(
                    session =>
                        session.QueryAsync(
                            "SELECT subject FROM audit WHERE verb = @verb AND kind = 'admin' ORDER BY id DESC LIMIT 1000",
                            row => AuditAnchor.Parse(row.TextOrNull(0)),
                            AuditPruning.Verb
                        ),
                    ct
                )
            ).OfType<AuditAnchor>(),
        ];
}

/// <summary>One walk over the rows, oldest first.</summary>
internal sealed class AuditWalk(AuditKeys keys, IReadOnlyCollection<AuditAnchor> anchors, IReadOnlyList<AuditAnchor> pruned)
{
    private readonly Dictionary<string, long> _people = new(StringComparer.Ordinal);
    private readonly HashSet<string> _erased = new(StringComparer.Ordinal);
    private readonly Dictionary<long, AuditAnchor[]> _expected = anchors
        .GroupBy(anchor => anchor.Number)
        .ToDictionary(group => group.Key, group => group.ToArray());
    private string _previous = "";
    private bool _keyed;
    private long _skipTo;

    public long Rows { get; private set; }
    public long First { get; private set; }
    public long Last { get; private set; }
    public long Unkeyed { get; private set; }
    public AuditFault? Fault { get; private set; }

    /// <summary>False: the row is bad, and nothing after it can be told.</summary>
    public bool Take(AuditRow row)
    {
        if (First == 0 && !Begin(row.Number))
        {
            return false;
        }

        if (row.Number <= _skipTo)
        {
            // A pruning was interrupted: the row has had its time.
            Last = row.Number;
            return true;
        }

        if (row.Number != Last + 1)
        {
            return Bad(
                Last + 1,
                row.Number == Last + 2 ? "The row is missing." : Say($"The rows {Last + 1} to {row.Number - 1} are missing.")
            );
        }

        if (!keys.Knows(row.Key))
        {
            return Bad(row.Number, Say($"Its hash was made with the key {row.Key}, which Audit:Key does not hold."));
        }

        if (_keyed && row.Key.Length == 0)
        {
            return Bad(row.Number, "Its hash has no key, though rows before it have one.");
        }

        if (row.HashAfter(_previous, keys) != row.Hash)
        {
            return Bad(row.Number, "Its hash does not fit: the row, or its place in the chain, was changed.");
        }

        if (
            _expected.GetValueOrDefault(row.Number) is { } noted
            && !Array.TrueForAll(noted, anchor => row.Hash.StartsWith(anchor.Hash, StringComparison.Ordinal))
        )
        {
            return Bad(row.Number, "Its hash is not the one that was written down: the chain up to here was made anew.");
        }

        Note(row);
        return true;
    }

    /// <summary>After the last row: does the head count it?</summary>
    /// <param name="newest">The highest number there is.</param>
    public void End(AuditHead head, long newest)
    {
        if (head.Number > Last)
        {
            Bad(Last + 1, Say($"The rows {Last + 1} to {head.Number} are missing: the head counts {head.Number}."));
        }
        else if (newest > head.Number)
        {
            Bad(head.Number + 1, Say($"The head counts {head.Number} rows, and there are {newest}."));
        }
        else if (Last > 0 && head.Hash != _previous)
        {
            Bad(Last, "Its hash is not that of the head.");
        }
        else if (
            Last > 0
            && (
                !keys.Knows(head.Key)
                || (_keyed && head.Key.Length == 0)
                || head.Seal != AuditHead.SealOf(head.Number, head.Hash, head.Key, keys)
            )
        )
        {
            Bad(Last, "The seal of the head does not fit.");
        }
        else if (Last > 0 && keys.Present.Length > 0 && !_keyed)
        {
            Bad(Last, "No row was made with the key of Audit:Key: the bot has not run with it yet, or the chain was made anew without it.");
        }
        else if (_expected.Keys.Where(number => number > Last).DefaultIfEmpty().Min() is > 0 and var lost)
        {
            Bad(Last + 1, Say($"A head of {lost} rows was written down, and there are {Last}: the tail was cut."));
        }
    }

    /// <summary>
    /// A pseudonym is a hash of the person and a salt; without its row it must have been erased, by an act that the chain holds.
    /// </summary>
    public void CheckPeople(IReadOnlyList<(string Identity, string Pseudonym, string Salt)> known)
    {
        foreach (var (identity, pseudonym, salt) in known)
        {
            if (_people.Remove(pseudonym, out var first) && AuditChain.PseudonymOf(identity, salt) != pseudonym)
            {
                Bad(first, Say($"Who {pseudonym} is was changed."));
            }
        }

        foreach (var (pseudonym, first) in _people.Where(person => !_erased.Contains(person.Key)))
        {
            Bad(first, Say($"Who {pseudonym} is was removed, and no erasure is recorded."));
        }
    }

    private bool Begin(long number)
    {
        First = number;
        Last = number - 1;
        if (number == 1)
        {
            return true;
        }

        // The nearest pruning that removed at least all that is missing.
        if (pruned.Where(anchor => anchor.Number >= number - 1).MinBy(anchor => anchor.Number) is not { } start)
        {
            Last = 0;
            return Bad(1, Say($"The rows 1 to {number - 1} are missing, and no pruning is recorded."));
        }

        _skipTo = start.Number;
        _previous = start.Hash;
        return true;
    }

    private void Note(AuditRow row)
    {
        Rows++;
        (Last, _previous) = (row.Number, row.Hash);
        _keyed |= row.Key.Length > 0;
        Unkeyed += row.Key.Length == 0 ? 1 : 0;
        foreach (
            var person in new[] { row.Person, row.About }.OfType<string>().Where(one => one.StartsWith("p-", StringComparison.Ordinal))
        )
        {
            _people.TryAdd(person, row.Number);
        }

        if (row is { Kind: "admin", Verb: AuditCheck.Erased, Result: "done", About: { } gone })
        {
            _erased.Add(gone);
        }
    }

    /// <summary>Keeps the lowest bad number.</summary>
    private bool Bad(long number, string what)
    {
        if (Fault is null || number < Fault.Number)
        {
            Fault = new(number, what);
        }

        return false;
    }

    private static string Say(FormattableString text) => FormattableString.Invariant(text);
}
