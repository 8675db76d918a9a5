using System.Runtime.InteropServices;
using System.Text;

namespace EscalationBot.Tests.Knowledge;

/// <summary>A BERT of 32 numbers and two layers with weights at random: its files as an exporter writes them, and the same arithmetic in plain loops.</summary>
internal sealed class TinyTransformer
{
    public const int Hidden = 32;
    private const int Inner = 128, Layers = 2, Places = 128;
    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "reset", "##s", "the", "password", "please", ",", "-"];

    private readonly Dictionary<string, float[]> _weights = new(StringComparer.Ordinal);
    private readonly Random _random = new(5);

    private TinyTransformer()
    {
        Add("embeddings.word_embeddings.weight", Words.Length * Hidden);
        Add("embeddings.position_embeddings.weight", Places * Hidden);
        Add("embeddings.token_type_embeddings.weight", 2 * Hidden);
        AddPair("embeddings.LayerNorm", Hidden, Hidden);
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = $"encoder.layer.{layer}.";
            foreach (var part in new[] { "query", "key", "value" }) AddPair($"{name}attention.self.{part}", Hidden * Hidden, Hidden);
            AddPair($"{name}attention.output.dense", Hidden * Hidden, Hidden);
            AddPair($"{name}intermediate.dense", Hidden * Inner, Inner);
            AddPair($"{name}output.dense", Inner * Hidden, Hidden);
            AddPair($"{name}attention.output.LayerNorm", Hidden, Hidden);
            AddPair($"{name}output.LayerNorm", Hidden, Hidden);
        }
    }

    public static TinyTransformer Write(string folder)
    {
        var model = new TinyTransformer();
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join("\r\n", Words) + "\r\n");
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model.Onnx());
        return model;
    }

    public float[] Encode(string text)
    {
        var ids = Pieces(text);
        var rows = ids.Select((id, place) => Normal([.. Range(Hidden).Select(i => W("embeddings.word_embeddings.weight")[(id * Hidden) + i] + W("embeddings.position_embeddings.weight")[(place * Hidden) + i] + W("embeddings.token_type_embeddings.weight")[i])], "embeddings.LayerNorm")).ToList();
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = $"encoder.layer.{layer}.";
            var (queries, keys, values) = (Dense(rows, name + "attention.self.query"), Dense(rows, name + "attention.self.key"), Dense(rows, name + "attention.self.value"));
            var mixed = queries.ConvertAll(query =>
            {
                var shares = keys.ConvertAll(key => Math.Exp(Range(Hidden).Sum(i => (double)query[i] * key[i]) / Math.Sqrt(Hidden)));
                return Range(Hidden).Select(i => (float)(values.Select((value, j) => shares[j] * value[i]).Sum() / shares.Sum())).ToArray();
            });
            rows = Add(Dense(mixed, name + "attention.output.dense"), rows, name + "attention.output.LayerNorm");
            var inner = Dense(rows, name + "intermediate.dense").ConvertAll(row => Array.ConvertAll(row, Bent));
            rows = Add(Dense(inner, name + "output.dense"), rows, name + "output.LayerNorm");
        }
        var mean = Range(Hidden).Select(i => rows.Average(row => row[i])).ToArray();
        var length = MathF.Sqrt(mean.Sum(number => number * number));
        return Array.ConvertAll(mean, number => number / length);
    }

    /// <summary>The few texts of the tests, cut by hand.</summary>
    private static List<int> Pieces(string text) => text switch
    {
        "reset" => [2, 5, 3],
        "Reset the PASSWORD, please" => [2, 5, 7, 8, 10, 9, 3],
        "resets unknown-words ☃" => [2, 5, 6, 1, 11, 1, 1, 3],
        _ => throw new ArgumentOutOfRangeException(nameof(text)),
    };

    private List<float[]> Dense(List<float[]> rows, string name)
    {
        var (weights, bias) = (W(name + ".weight"), W(name + ".bias"));
        return rows.ConvertAll(row => Range(bias.Length).Select(column => bias[column] + (float)Range(row.Length).Sum(i => (double)row[i] * weights[(i * bias.Length) + column])).ToArray());
    }

    private List<float[]> Add(List<float[]> rows, List<float[]> others, string name) => [.. rows.Select((row, i) => Normal([.. row.Select((number, j) => number + others[i][j])], name))];

    private float[] Normal(float[] row, string name)
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(number => (number - (double)mean) * (number - mean)) + 1e-12);
        return [.. row.Select((number, i) => ((float)((number - mean) / deviation) * W(name + ".weight")[i]) + W(name + ".bias")[i])];
    }

    /// <summary>x · Φ(x), the integral of the bell curve by Simpson's rule.</summary>
    private static float Bent(float x)
    {
        const int Steps = 2_000;
        var width = x / (double)Steps;
        var sum = Range(Steps + 1).Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-(i * width) * (i * width) / 2));
        return (float)(x * (0.5 + (sum * width / 3 / Math.Sqrt(2 * Math.PI))));
    }

    private float[] W(string name) => _weights[name];

    private void Add(string name, int count) => _weights[name] = [.. Range(count).Select(_ => (_random.NextSingle() - 0.5f) * 0.6f)];

    private void AddPair(string name, int weights, int bias)
    {
        Add(name + ".weight", weights);
        Add(name + ".bias", bias);
    }

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);

    /// <summary>Right sides of products have numbers for names, as exporters give them; the bias that is added tells whose they are.</summary>
    private byte[] Onnx()
    {
        using var graph = new MemoryStream();
        var number = 900;
        foreach (var (name, values) in _weights)
        {
            var isProduct = name.EndsWith(".weight", StringComparison.Ordinal) && (name.Contains("dense", StringComparison.Ordinal) || name.Contains("self", StringComparison.Ordinal));
            var written = isProduct ? $"{++number}" : name;
            Field(graph, 5, Message(Bytes(8, written), [0x10, 1], Bytes(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())));
            if (!isProduct) continue;
            Field(graph, 1, Message(Bytes(1, "in"), Bytes(1, written), Bytes(2, "out" + written), Bytes(4, "MatMul")));
            Field(graph, 1, Message(Bytes(1, name[..^6] + "bias"), Bytes(1, "out" + written), Bytes(2, "sum" + written), Bytes(4, "Add")));
        }
        // Exporters write a version, a fixed number and the graph.
        return Message([0x08, 7], [0x2D, 0, 0, 0, 0], [0x31, 0, 0, 0, 0, 0, 0, 0, 0], Bytes(7, graph.ToArray()));
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Bytes(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] value)
    {
        using var stream = new MemoryStream();
        Field(stream, field, value);
        return stream.ToArray();
    }

    private static void Field(MemoryStream stream, int field, byte[] value)
    {
        stream.WriteByte((byte)((field << 3) | 2));
        var length = (uint)value.Length;
        for (; length > 127; length >>= 7) stream.WriteByte((byte)(length | 128));
        stream.WriteByte((byte)length);
        stream.Write(value);
    }
}
