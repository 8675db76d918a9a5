using System.Collections.Concurrent;
using System.Text.Json;

namespace EscalationBot.Core.Store.Engine;

/// <summary>A row whose stored text cannot be read.</summary>
/// <param name="Kind"><c>case</c> or <c>question</c>.</param>
/// <param name="Id">Its id: of a case its number.</param>
public sealed record UnreadableRow(string Kind, string Id)
{
    /// <summary>The kind of cases.</summary>
    public const string Case = "case";

    /// <summary>The kind of questions.</summary>
    public const string Question = "question";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Id}";
}

/// <summary>
/// Rows whose stored text cannot be read: damaged, or changed by hand. A list is read without them, since one broken case must not cost
/// everybody the digest, the console and the comparison of cards; they are remembered here, so that health can name them. Whoever asks for
/// such a row alone still gets the error: nothing is decided from a case that cannot be read.
/// </summary>
/// <param name="time">Tells when one was met.</param>
public sealed class UnreadableRows(TimeProvider time)
{
    private readonly ConcurrentDictionary<UnreadableRow, DateTimeOffset> _met = new();

    /// <summary>Those met since a moment, in the order of their names.</summary>
    public IReadOnlyList<UnreadableRow> Since(DateTimeOffset moment) =>
        [.. _met.Where(one => one.Value >= moment).Select(one => one.Key).OrderBy(one => one.ToString(), StringComparer.Ordinal)];

    /// <summary>Reads one row of a list; null when its text cannot be read.</summary>
    /// <param name="row">Its second column is the row's id.</param>
    /// <param name="read">Reads the row.</param>
    /// <param name="kind">What it is, as in <see cref="UnreadableRow.Kind"/>.</param>
    internal T? Listed<T>(Row row, Func<Row, T> read, string kind)
        where T : class
    {
        try
        {
            return read(row);
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException)
        {
            _met[new(kind, row.Text(1))] = time.GetUtcNow();
            return null;
        }
    }
}
