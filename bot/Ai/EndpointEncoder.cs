using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Messages;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Vectors of an embeddings endpoint. Texts are prepared in batches, redacted, and kept by the hash of model and text: here, and in the
/// cache that replicas share. What is not known is searched by words alone. A question is waited for a second and a half at most.
/// </summary>
internal sealed class EndpointEncoder(
    IEmbeddingGenerator<string, Embedding<float>> embeddings,
    ModelCalls calls,
    HybridCache cache,
    EncoderSurroundings around
) : ISentenceEncoder
{
    private const int Batch = 64,
        MostKept = 20_000,
        LongestText = 6_000,
        CharactersPerToken = 3,
        LookedUpAtOnce = 256;
    private static readonly TimeSpan ForAQuestion = TimeSpan.FromSeconds(1.5),
        ForABatch = TimeSpan.FromSeconds(20);
    private static readonly HybridCacheEntryOptions Kept = new()
    {
        Expiration = TimeSpan.FromDays(30),
        LocalCacheExpiration = TimeSpan.FromHours(1),
    };

    /// <summary>What is not there is not made: texts are fetched together.</summary>
    private static readonly HybridCacheEntryOptions OnlyLook = new()
    {
        LocalCacheExpiration = TimeSpan.FromHours(1),
        Flags = HybridCacheEntryFlags.DisableUnderlyingData,
    };

    private readonly ConcurrentDictionary<string, float[]> _known = new(StringComparer.Ordinal);
    private volatile int _dimensions;

    public int Dimensions => _dimensions;

    public string Name => $"{around.Options.Value.Address.Host}/{around.Options.Value.EmbeddingModel}";

    public bool IsOutside => true;

    public float[] Encode(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return _dimensions > 0 ? new float[_dimensions] : [];
        }
        return _known.TryGetValue(KeyOf(text), out var vector) ? vector : [];
    }

    public async ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (_known.Count > MostKept)
        {
            _known.Clear();
        }
        var unknown = texts
            .Where(text => !string.IsNullOrWhiteSpace(text))
            .Select(text => (Key: KeyOf(text), Text: text))
            .DistinctBy(one => one.Key)
            .Where(one => !_known.ContainsKey(one.Key))
            .ToList();
        foreach (var some in unknown.Chunk(LookedUpAtOnce))
        {
            await Task.WhenAll(some.Select(one => RecallAsync(one.Key, ct)));
        }
        foreach (var batch in unknown.Where(one => !_known.ContainsKey(one.Key)).Chunk(Batch))
        {
            // One that fails is enough for now: the caller comes again.
            if (!calls.State.IsUsable || !await FetchAsync(batch, texts.Count == 1 ? ForAQuestion : ForABatch, ct))
            {
                return;
            }
        }
    }

    private async Task RecallAsync(string key, CancellationToken ct)
    {
        var kept = await cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult<byte[]?>(null), OnlyLook, null, ct);
        if (kept is { Length: > 0 } && kept.Length % sizeof(float) == 0)
        {
            Keep(key, MemoryMarshal.Cast<byte, float>(kept).ToArray());
        }
    }

    private async Task<bool> FetchAsync((string Key, string Text)[] batch, TimeSpan within, CancellationToken ct)
    {
        var redaction = new Redaction(
            around.Workplaces.IsLoaded ? around.Workplaces.Current.Organisation.People.Select(person => person.Name) : []
        );
        string[] texts = [.. batch.Select(one => ShortText.Of(redaction.Apply(one.Text), LongestText))];
        var (vectors, _) = await calls.RunAsync(
            ModelUse.Embed,
            $"{batch.Length} texts",
            texts.Sum(text => (text.Length / CharactersPerToken) + 1),
            within,
            async token =>
            {
                var made = await embeddings.GenerateAsync(texts, null, token);
                float[][] all = [.. made.Select(one => Normal(one.Vector.Span))];
                // Each text has one, and all are of one kind.
                return
                    all.Length == texts.Length
                    && Array.TrueForAll(all, one => one.Length > 0 && one.Length == (_dimensions > 0 ? _dimensions : all[0].Length))
                    ? (all, made.Usage?.TotalTokenCount)
                    : throw new FormatException("Not one vector for each text.");
            },
            ct
        );
        if (vectors is null)
        {
            return false;
        }
        for (var i = 0; i < batch.Length; i++)
        {
            Keep(batch[i].Key, vectors[i]);
            await cache.SetAsync(batch[i].Key, MemoryMarshal.AsBytes(vectors[i].AsSpan()).ToArray(), Kept, null, ct);
        }
        return true;
    }

    private void Keep(string key, float[] vector)
    {
        if (_dimensions == 0)
        {
            _dimensions = vector.Length;
        }
        if (vector.Length == _dimensions)
        {
            _known[key] = vector;
        }
    }

    private string KeyOf(string text) => "vector:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{text}")));

    /// <summary>Of length 1; empty when it is no direction at all.</summary>
    private static float[] Normal(ReadOnlySpan<float> vector)
    {
        double squares = 0;
        foreach (var value in vector)
        {
            squares += (double)value * value;
        }
        if (squares is not (> 0 and < double.PositiveInfinity))
        {
            return [];
        }
        var normal = new float[vector.Length];
        for (var i = 0; i < normal.Length; i++)
        {
            normal[i] = (float)(vector[i] / Math.Sqrt(squares));
        }
        return normal;
    }
}

/// <summary>What the encoder looks at beside its parts.</summary>
internal sealed record EncoderSurroundings(IOptions<AiOptions> Options, WorkplaceHolder Workplaces);
