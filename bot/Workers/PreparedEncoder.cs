using System.Collections.Concurrent;
using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Bot.Workers;

/// <summary>
/// The local encoder, used as one behind a network is: articles get their vectors in the background and some at a time, because thousands of them take minutes and the bot
/// answers by words until then. A question is encoded at once.
/// </summary>
internal sealed class PreparedEncoder(ISentenceEncoder local) : ISentenceEncoder
{
    // More than the texts of one batch of articles; what is in the index needs no other place.
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<string, float[]> known = new(StringComparer.Ordinal);

    public int Dimensions => local.Dimensions;

    public string Name => local.Name;

    public float[] Encode(string text) => string.IsNullOrWhiteSpace(text) ? new float[Dimensions] : known.GetValueOrDefault(text) ?? [];

    public ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (known.Count > MostKept) known.Clear();
        if (texts.Count > 1) return new ValueTask(Task.Run(() => Learn(texts, ct), ct));
        Learn(texts, ct);
        return ValueTask.CompletedTask;
    }

    private void Learn(IReadOnlyList<string> texts, CancellationToken ct)
    {
        foreach (var text in texts)
        {
            ct.ThrowIfCancellationRequested();
            if (!known.ContainsKey(text)) known[text] = local.Encode(text);
        }
    }
}
