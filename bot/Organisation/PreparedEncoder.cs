using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EscalationBot.Core.Knowledge.Embeddings;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// The local encoder, used as one behind a network is: articles get their vectors in the background and some at a time, because thousands
/// of them take minutes and the bot answers by words until then. A question is encoded at once. The texts themselves are not kept.
/// </summary>
internal sealed class PreparedEncoder(ISentenceEncoder local) : ISentenceEncoder
{
    // More than a batch of articles usually has; what is in the index needs no other place.
    private const int MostKept = 20_000;

    private readonly ConcurrentDictionary<string, float[]> _known = new(StringComparer.Ordinal);

    public int Dimensions => local.Dimensions;

    public string Name => local.Name;

    public float[] Encode(string text) =>
        string.IsNullOrWhiteSpace(text) ? new float[Dimensions] : _known.GetValueOrDefault(KeyOf(text)) ?? [];

    public float[] EncodeNow(string text) => _known.GetValueOrDefault(KeyOf(text)) ?? local.Encode(text);

    public ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct) => new(Task.Run(() => Learn(texts, ct), ct));

    private void Learn(IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (_known.Count + texts.Count > MostKept)
        {
            _known.Clear();
        }
        foreach (var text in texts)
        {
            ct.ThrowIfCancellationRequested();
            var key = KeyOf(text);
            if (!_known.ContainsKey(key))
            {
                _known[key] = local.Encode(text);
            }
        }
    }

    private static string KeyOf(string text) => Convert.ToBase64String(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
}
