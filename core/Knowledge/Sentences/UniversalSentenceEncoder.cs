using System.Text.Json;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>
/// Universal Sentence Encoder lite (Cer et al., 2018): two transformer layers over word pieces, averaged. A forward pass of our own over the published weights
/// (28 MB, English), with no runtime beside .NET. Thread-safe.
/// </summary>
public sealed class UniversalSentenceEncoder : ISentenceEncoder
{
    /// <summary>Its <see cref="Name"/>.</summary>
    public const string ModelName = "use-lite-1";
    internal const string WeightsFile = "model.json", VocabularyFile = "vocab.json";
    private const int MostPieces = 128, Width = 256, Hidden = 512, Inner = 1536, Heads = 4;
    private const float Epsilon = 1e-6f;

    private readonly SentencePieces _pieces;
    private readonly Layer[] _layers;
    private readonly float[] _embeddings, _timing, _dense, _denseBias, _last, _lastBias;

    private UniversalSentenceEncoder(SentencePieces pieces, EncoderWeights weights)
    {
        _pieces = pieces;
        _layers = [Layer.Of(weights, 0, Width), Layer.Of(weights, 1, Hidden)];
        _embeddings = weights.Find("Embeddings_en");
        _timing = weights.Find("TimingSignal/ExpandDims_1");
        _dense = Matrix.Pack(weights.Find("Layer_0/TransformerLayer/dense/kernel"), Width, Hidden);
        _denseBias = weights.Find("Layer_0/TransformerLayer/dense/bias");
        _last = Matrix.Pack(weights.Find("tanh_layer_0/weights"), Hidden, Hidden);
        _lastBias = weights.Find("tanh_layer_0/bias");
    }

    /// <inheritdoc/>
    public int Dimensions => Hidden;

    /// <inheritdoc/>
    public string Name => ModelName;

    /// <summary>Loads the weights of a folder. Missing or wrong files throw <see cref="IOException"/>.</summary>
    public static UniversalSentenceEncoder Load(string folder)
    {
        try
        {
            using var vocabulary = File.OpenRead(Path.Combine(folder, VocabularyFile));
            return new UniversalSentenceEncoder(SentencePieces.Read(vocabulary), EncoderWeights.Read(folder));
        }
        catch (JsonException broken)
        {
            throw new IOException($"The files of the encoder in {folder} are broken: {broken.Message}", broken);
        }
    }

    /// <inheritdoc/>
    public float[] Encode(string text)
    {
        var ids = _pieces.Cut(text, MostPieces);
        if (ids.Count == 0) return new float[Hidden];
        var values = Embed(ids);
        var carried = Matrix.Multiply(values, ids.Count, Width, _dense, Hidden, _denseBias);
        values = _layers[0].Apply(values, carried, ids.Count);
        values = _layers[1].Apply(values, values, ids.Count);
        return Finish(values, ids.Count);
    }

    /// <summary>The published graph adds the embedding twice: once as the input, once beside the timing signal.</summary>
    private float[] Embed(List<int> ids)
    {
        var values = new float[ids.Count * Width];
        const int Half = Width / 2;
        for (var i = 0; i < ids.Count; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                var angle = i * _timing[j % Half];
                values[(i * Width) + j] = (2 * _embeddings[(ids[i] * Width) + j]) + (j < Half ? MathF.Sin(angle) : MathF.Cos(angle));
            }
        }
        return values;
    }

    private float[] Finish(float[] values, int rows)
    {
        var mean = new float[Hidden];
        for (var i = 0; i < values.Length; i++) mean[i % Hidden] += values[i] / rows;
        var vector = Matrix.Multiply(mean, 1, Hidden, _last, Hidden, _lastBias);
        var squares = 0f;
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = MathF.Tanh(vector[i]);
            squares += vector[i] * vector[i];
        }
        var factor = 1 / MathF.Sqrt(MathF.Max(squares, 1e-12f));
        for (var i = 0; i < vector.Length; i++) vector[i] *= factor;
        return vector;
    }

    /// <summary>One transformer layer: attention, then two dense steps, each on normalised input and added to what came in.</summary>
    private sealed class Layer
    {
        public required int Inputs { get; init; }
        public required float[] Scale { get; init; }
        public required float[] Shift { get; init; }
        public required float[] Attend { get; init; }
        public required float[] AttendBias { get; init; }
        public required float[] Output { get; init; }
        public required float[] OutputBias { get; init; }
        public required float[] InnerScale { get; init; }
        public required float[] InnerShift { get; init; }
        public required float[] First { get; init; }
        public required float[] FirstBias { get; init; }
        public required float[] Second { get; init; }
        public required float[] SecondBias { get; init; }

        public static Layer Of(EncoderWeights weights, int number, int inputs)
        {
            var (name, outer, inner) = ($"Layer_{number}/", $"Layer_{number}/TransformerLayer/layer_prepost", $"Layer_{number}/TransformerLayer/FFN/layer_prepost");
            return new Layer
            {
                Inputs = inputs,
                Scale = weights.Find(outer, "scale"),
                Shift = weights.Find(outer, "norm_bias"),
                Attend = Matrix.Pack(weights.Find(name, "qkv_transform_single/kernel"), inputs, inputs * 3),
                AttendBias = weights.Find(name, "qkv_transform_single/bias"),
                Output = Matrix.Pack(weights.Find(name, "output_transform_single/kernel"), inputs, Hidden),
                OutputBias = weights.Find(name, "output_transform_single/bias"),
                InnerScale = weights.Find(inner, "scale"),
                InnerShift = weights.Find(inner, "norm_bias"),
                First = Matrix.Pack(weights.Find(name, "conv1/Tensordot/Reshape_1"), Hidden, Inner),
                FirstBias = weights.Find(name, "conv1/bias"),
                Second = Matrix.Pack(weights.Find(name, "conv2/Tensordot/Reshape_1"), Inner, Hidden),
                SecondBias = weights.Find(name, "conv2/bias"),
            };
        }

        public float[] Apply(float[] values, float[] carried, int rows)
        {
            var all = Matrix.Multiply(Matrix.Normalise(values, Inputs, Epsilon, Scale, Shift), rows, Inputs, Attend, Inputs * 3, AttendBias);
            var attended = Matrix.Multiply(Attention.Apply(all, rows, Inputs, Heads), rows, Inputs, Output, Hidden, OutputBias);
            Matrix.AddScaled(carried, 1, attended);
            var inner = Matrix.Multiply(Matrix.Normalise(attended, Hidden, Epsilon, InnerScale, InnerShift), rows, Hidden, First, Inner, FirstBias);
            for (var i = 0; i < inner.Length; i++) inner[i] = MathF.Max(0, inner[i]);
            var result = Matrix.Multiply(inner, rows, Inner, Second, Hidden, SecondBias);
            Matrix.AddScaled(attended, 1, result);
            return result;
        }
    }
}
