using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Core.Desk;

/// <summary>
/// The encoder as one search over past cases uses it. A vector is kept once it is known, and one search makes a few new ones at most, so that nobody waits for it: a case whose texts are not all
/// known yet is found by its words, and by its meaning some searches later. The words themselves are not kept.
/// </summary>
internal sealed class CaseMeanings(ISentenceEncoder encoder) : ISentenceEncoder
{
    /// <summary>New vectors for one search; a local encoder makes one in some milliseconds.</summary>
    public const int MostNew = 12;
    private const int MostKept = 8_192;
    private static readonly ConditionalWeakTable<ISentenceEncoder, ConcurrentDictionary<string, float[]>> KnownOf = [];

    private readonly ConcurrentDictionary<string, float[]> known = KnownOf.GetOrCreateValue(encoder);
    private int left = MostNew;

    public int Dimensions => encoder.Dimensions;

    public float[] Encode(string text)
    {
        var key = Convert.ToBase64String(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
        if (known.TryGetValue(key, out var vector)) return vector;
        if (left-- <= 0) return [];
        vector = encoder.Encode(text);
        if (vector.Length == 0) return [];
        if (known.Count >= MostKept) known.Clear();
        return known[key] = vector;
    }
}
