using System.Runtime.InteropServices;
using System.Text.Json;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>Named arrays of numbers from a TensorFlow.js model folder: model.json lists names, shapes and the shard files that hold them one after another.</summary>
internal sealed class EncoderWeights
{
    private readonly Dictionary<string, float[]> _arrays = new(StringComparer.Ordinal);

    private EncoderWeights()
    {
    }

    /// <summary>Reads a folder. Missing files and those of another model throw <see cref="IOException"/>.</summary>
    public static EncoderWeights Read(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, "model.json"));
        using var json = JsonDocument.Parse(file);
        var weights = new EncoderWeights();
        foreach (var group in json.RootElement.GetProperty("weightsManifest").EnumerateArray())
        {
            using var bytes = new MemoryStream();
            foreach (var shard in group.GetProperty("paths").EnumerateArray())
            {
                // A shard's name is a file beside model.json and nothing else.
                using var part = File.OpenRead(Path.Combine(folder, Path.GetFileName(shard.GetString()!)));
                part.CopyTo(bytes);
            }
            weights.Take(group.GetProperty("weights"), bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        return weights;
    }

    /// <summary>The one array whose name holds all the parts.</summary>
    public float[] Find(params string[] parts)
    {
        var found = _arrays.Where(array => parts.All(part => array.Key.Contains(part, StringComparison.Ordinal))).ToList();
        return found.Count == 1 ? found[0].Value : throw new IOException($"The encoder's weights hold {found.Count} arrays named like \"{string.Join(" … ", parts)}\" and not one: another model, or a broken download.");
    }

    private void Take(JsonElement list, ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        foreach (var entry in list.EnumerateArray())
        {
            var count = entry.GetProperty("shape").EnumerateArray().Aggregate(1, (product, size) => product * size.GetInt32());
            if (at + (count * 4) > bytes.Length) throw new IOException("The encoder's weights are shorter than their list says: a broken download.");
            // The few integer arrays are shapes, which this code knows.
            if (entry.GetProperty("dtype").GetString() == "float32") _arrays[entry.GetProperty("name").GetString()!] = MemoryMarshal.Cast<byte, float>(bytes.Slice(at, count * 4)).ToArray();
            at += count * 4;
        }
    }
}
