using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// The encoder as the search over past cases uses it. A vector is kept once it is known, and one search makes a few new ones at most, so
/// that nobody waits for it: a case whose texts are not all known yet is found by its words. Those of the newest cases are made beforehand
/// (<see cref="Prepare"/>). The words themselves are not kept.
/// </summary>
public sealed class CaseEmbeddings : ISentenceEncoder
{
    /// <summary>New vectors for one search; a local encoder makes one in some milliseconds.</summary>
    internal const int MostNew = 16;
    private const int MostKept = 8_192,
        MostOfOne = 128;
    private static readonly ConditionalWeakTable<ISentenceEncoder, BoundedMemory<string, float[]>> KnownOf = [];

    private readonly ISentenceEncoder _encoder;
    private readonly BoundedMemory<string, float[]> _known;
    private int _left;

    internal CaseEmbeddings(ISentenceEncoder encoder, int most = MostNew)
    {
        _encoder = encoder;
        _known = KnownOf.GetValue(encoder, static _ => new(MostKept, StringComparer.Ordinal));
        _left = most;
    }

    /// <inheritdoc/>
    public int Dimensions => _encoder.Dimensions;

    /// <inheritdoc/>
    public string Name => _encoder.Name;

    /// <summary>
    /// Makes the vectors of cases known, in the caller's own time. Nothing to do without an encoder; one behind a network is not asked:
    /// cases do not leave the house for this.
    /// </summary>
    public static void Prepare(Workplace workplace, IEnumerable<Case> cases, CancellationToken ct)
    {
        if (workplace.Triage.Data.Knowledge.Encoder is not { } encoder)
        {
            return;
        }
        var patient = new CaseEmbeddings(encoder, int.MaxValue);
        foreach (var one in cases)
        {
            ct.ThrowIfCancellationRequested();
            if (patient._known.Count >= MostKept - MostOfOne)
            {
                return;
            }
            _ = ArticleVectors.Of(CaseSimilarity.AsArticle(one), patient);
        }
    }

    /// <inheritdoc/>
    public float[] Encode(string text)
    {
        var key = Convert.ToBase64String(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
        if (_known.TryGet(key, out var vector))
        {
            return vector;
        }
        // The texts of several cases are encoded at once.
        if (Interlocked.Decrement(ref _left) < 0)
        {
            return [];
        }
        vector = _encoder.EncodeNow(text);
        if (vector.Length == 0)
        {
            return [];
        }
        _known.Keep(key, vector);
        return vector;
    }
}
