namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>
/// Turns a text into a vector of length 1, so that texts of one meaning lie close together. Safe for many threads. Indexing and searching
/// never wait: an encoder behind a network gets its texts in <see cref="PrepareAsync"/> beforehand, keeps their vectors by the hash of the
/// text, and hands them out in <see cref="Encode"/>.
/// </summary>
public interface ISentenceEncoder
{
    /// <summary>How many numbers a vector has; asked only after a first vector is known.</summary>
    int Dimensions { get; }

    /// <summary>Names the weights or the model: vectors of one name may be kept and compared. Empty = they are never kept.</summary>
    string Name => "";

    /// <summary>Texts leave the house for their vectors.</summary>
    bool IsOutside => false;

    /// <summary>
    /// The vector of a text: all zeros for a text without a word, empty (length 0) when it is not known without waiting. Never waits for a
    /// network, never throws for one.
    /// </summary>
    float[] Encode(string text);

    /// <summary>
    /// The vector of a text that nobody prepared: made at once where that asks no network and takes some milliseconds, else as
    /// <see cref="Encode"/>.
    /// </summary>
    float[] EncodeNow(string text) => Encode(text);

    /// <summary>
    /// Makes the vectors of these texts known, in batches. A bare local encoder has nothing to do. An endpoint that is down or too slow
    /// throws nothing: its texts stay unknown, the search goes by words alone, and the caller comes again. Only <paramref name="ct"/> ends
    /// it with an exception.
    /// </summary>
    ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct) => ValueTask.CompletedTask;
}
