namespace EscalationBot.Tests.Knowledge;

/// <summary>
/// A BERT of 32 numbers and two layers with weights at random: its files as an exporter writes them, and the same arithmetic in plain
/// loops.
/// </summary>
internal sealed class TinyTransformer
{
    public const int Hidden = 32;
    private const int Inner = 128,
        Layers = 2,
        Places = 128;
    private static readonly string[] Words =
    [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "reset",
        "##s",
        "the",
        "password",
        "please",
        ",",
        "-",
    ];

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
            foreach (var part in new[] { "query", "key", "value" })
            {
                AddPair($"{name}attention.self.{part}", Hidden * Hidden, Hidden);
            }
            AddPair($"{name}attention.output.dense", Hidden * Hidden, Hidden);
            AddPair($"{name}intermediate.dense", Hidden * Inner, Inner);
            AddPair($"{name}output.dense", Inner * Hidden, Hidden);
            AddPair($"{name}attention.output.LayerNorm", Hidden, Hidden);
            AddPair($"{name}output.LayerNorm", Hidden, Hidden);
        }
    }

    /// <param name="inputs">What the graph reads; the three of BERT when none is given.</param>
    public static TinyTransformer Write(string folder, params string[] inputs)
    {
        var model = new TinyTransformer();
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join("\r\n", Words) + "\r\n");
        File.WriteAllBytes(
            Path.Combine(folder, "model.onnx"),
            model.Onnx(inputs.Length > 0 ? inputs : ["input_ids", "attention_mask", "token_type_ids"])
        );
        return model;
    }

    public float[] Encode(string text)
    {
        var ids = Pieces(text);
        var rows = ids.Select(
                (id, place) =>
                    Normal(
                        [
                            .. Range(Hidden)
                                .Select(i =>
                                    W("embeddings.word_embeddings.weight")[(id * Hidden) + i]
                                    + W("embeddings.position_embeddings.weight")[(place * Hidden) + i]
                                    + W("embeddings.token_type_embeddings.weight")[i]
                                ),
                        ],
                        "embeddings.LayerNorm"
                    )
            )
            .ToList();
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = $"encoder.layer.{layer}.";
            var (queries, keys, values) = (
                Dense(rows, name + "attention.self.query"),
                Dense(rows, name + "attention.self.key"),
                Dense(rows, name + "attention.self.value")
            );
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
    private static List<int> Pieces(string text) =>
        text switch
        {
            "reset" => [2, 5, 3],
            "Reset the PASSWORD, please" => [2, 5, 7, 8, 10, 9, 3],
            "resets unknown-words ☃" => [2, 5, 6, 1, 11, 1, 1, 3],
            _ => throw new ArgumentOutOfRangeException(nameof(text)),
        };

    private List<float[]> Dense(List<float[]> rows, string name)
    {
        var (weights, bias) = (W(name + ".weight"), W(name + ".bias"));
        return rows.ConvertAll(row =>
            Range(bias.Length)
                .Select(column => bias[column] + (float)Range(row.Length).Sum(i => (double)row[i] * weights[(i * bias.Length) + column]))
                .ToArray()
        );
    }

    private List<float[]> Add(List<float[]> rows, List<float[]> others, string name) =>
        [.. rows.Select((row, i) => Normal([.. row.Select((number, j) => number + others[i][j])], name))];

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
        var sum = Range(Steps + 1)
            .Sum(i =>
                (
                    i is 0 or Steps ? 1
                    : i % 2 == 1 ? 4
                    : 2
                ) * Math.Exp(-(i * width) * (i * width) / 2)
            );
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

    /// <summary>The graph as an exporter of BERT writes it: three inputs, one row of numbers for each piece.</summary>
    private byte[] Onnx(string[] inputs)
    {
        var graph = new OnnxWriter();
        foreach (var (name, values) in _weights)
        {
            graph.Weights(name, values, ShapeOf(name, values.Length));
        }
        graph.Numbers("zero", 0);
        graph.Numbers("one", 1);
        graph.Numbers("two", 2);
        graph.Weights("root", [1 / MathF.Sqrt(Hidden)]);
        graph.Weights("half", [0.5f]);
        graph.Weights("unit", [1f]);
        graph.Weights("sqrt2", [MathF.Sqrt(2)]);
        graph.Weights("far", [10_000f]);
        foreach (var input in inputs)
        {
            graph.Input(input, OnnxWriter.Long, "batch", "length");
        }
        graph.Output("last_hidden_state", OnnxWriter.Float, "batch", "length", $"{Hidden}");

        var length = graph.Node("Slice", [graph.Node("Shape", ["input_ids"], "shape"), "one", "two"], "length");
        var places = graph.Node("Slice", ["embeddings.position_embeddings.weight", "zero", length, "zero"], "places");
        var words = graph.Node("Gather", ["embeddings.word_embeddings.weight", "input_ids"], "words");
        var types = graph.Node(
            "Gather",
            ["embeddings.token_type_embeddings.weight", inputs.Contains("token_type_ids") ? "token_type_ids" : "zero"],
            "types"
        );
        var rows = Norm(graph, graph.Node("Add", [graph.Node("Add", [words, places], "placed"), types], "typed"), "embeddings.LayerNorm");
        // Pieces that only fill up are never looked at.
        var mask = graph.Node(
            "Sub",
            [graph.Node("Cast", [inputs.Contains("attention_mask") ? "attention_mask" : "one"], "mask", ("to", 1L)), "unit"],
            "masked"
        );
        mask = graph.Node("Unsqueeze", [graph.Node("Mul", [mask, "far"], "unlikely"), "one"], "unlikelyAt");
        for (var layer = 0; layer < Layers; layer++)
        {
            rows = Layer(graph, $"encoder.layer.{layer}.", rows, mask);
        }
        graph.Node("Identity", [rows], "last_hidden_state");
        return graph.Model();
    }

    private static string Layer(OnnxWriter graph, string name, string rows, string mask)
    {
        var keys = graph.Node(
            "Transpose",
            [Product(graph, rows, name + "attention.self.key")],
            name + "turned",
            ("perm", new long[] { 0, 2, 1 })
        );
        var alike = graph.Node(
            "Mul",
            [graph.Node("MatMul", [Product(graph, rows, name + "attention.self.query"), keys], name + "alike"), "root"],
            name + "scaled"
        );
        var shares = graph.Node("Softmax", [graph.Node("Add", [alike, mask], name + "seen")], name + "shares", ("axis", -1L));
        var mixed = graph.Node("MatMul", [shares, Product(graph, rows, name + "attention.self.value")], name + "mixed");
        rows = Norm(
            graph,
            graph.Node("Add", [Product(graph, mixed, name + "attention.output.dense"), rows], name + "attended"),
            name + "attention.output.LayerNorm"
        );
        var inner = Product(graph, rows, name + "intermediate.dense");
        // x · Φ(x).
        var share = graph.Node(
            "Add",
            [graph.Node("Erf", [graph.Node("Div", [inner, "sqrt2"], name + "divided")], name + "erf"), "unit"],
            name + "raised"
        );
        inner = graph.Node("Mul", [graph.Node("Mul", [inner, share], name + "bent2"), "half"], name + "bent");
        return Norm(
            graph,
            graph.Node("Add", [Product(graph, inner, name + "output.dense"), rows], name + "out"),
            name + "output.LayerNorm"
        );
    }

    private static string Product(OnnxWriter graph, string rows, string name) =>
        graph.Node("Add", [graph.Node("MatMul", [rows, name + ".weight"], name + ".product"), name + ".bias"], name + ".sum");

    private static string Norm(OnnxWriter graph, string rows, string name) =>
        graph.Node("LayerNormalization", [rows, name + ".weight", name + ".bias"], name + ".normal", ("axis", -1L), ("epsilon", 1e-12f));

    private static int[] ShapeOf(string name, int length) =>
        !name.EndsWith(".weight", StringComparison.Ordinal) || name.Contains("LayerNorm", StringComparison.Ordinal) ? [length]
        : name.Contains("embeddings", StringComparison.Ordinal) ? [length / Hidden, Hidden]
        : name.EndsWith("intermediate.dense.weight", StringComparison.Ordinal) ? [Hidden, Inner]
        : [length / Hidden, Hidden];
}
