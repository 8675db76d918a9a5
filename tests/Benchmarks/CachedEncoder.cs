using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using EscalationBot.Core.Knowledge.Embeddings;

namespace EscalationBot.Benchmarks;

/// <summary>An encoder that remembers, so that the many runs of one measurement encode each text once.</summary>
internal sealed class CachedEncoder(ISentenceEncoder inner) : ISentenceEncoder
{
    private readonly ConcurrentDictionary<string, float[]> _known = new(StringComparer.Ordinal);

    public int Dimensions => inner.Dimensions;

    public string Name => inner.Name;

    public float[] Encode(string text) => _known.GetOrAdd(text, inner.Encode);

    /// <summary>Takes what an earlier run with the same encoder kept in this file, if there is one.</summary>
    public void Open(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }
        using var reader = new BinaryReader(File.OpenRead(path));
        if (reader.ReadString() != Name)
        {
            return;
        }
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var text = reader.ReadString();
            var vector = new float[Dimensions];
            reader.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
            _known[text] = vector;
        }
    }

    /// <summary>Keeps all vectors in a file for the next run.</summary>
    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Name);
        writer.Write(_known.Count);
        foreach (var (text, vector) in _known)
        {
            writer.Write(text);
            writer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
        }
    }
}
