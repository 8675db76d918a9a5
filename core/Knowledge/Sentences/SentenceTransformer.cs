using System.Diagnostics.CodeAnalysis;
using FastBertTokenizer;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>
/// all-MiniLM-L6-v2 (Reimers and Gurevych, "Sentence-BERT", 2019; Wang and others, "MiniLM", 2020): six transformer layers over word pieces, averaged. A forward pass of our own
/// over the published weights (90 MB, English), with no runtime beside .NET. Thread-safe.
/// </summary>
public sealed class SentenceTransformer : ISentenceEncoder
{
    /// <summary>Its <see cref="Name"/>.</summary>
    public const string ModelName = "minilm-l6-2";
    /// <summary>Files that a folder of weights holds.</summary>
    public const string WeightsFile = "model.onnx", VocabularyFile = "vocab.txt";
    // The published model reads 256 pieces; what is encoded here is shorter, and the time grows with the length.
    private const int MostPieces = 128;
    // Of the published model: what has other sizes is another one, whose vectors must not be taken for its.
    private const int PublishedWidth = 384, PublishedLayers = 6;
    private const string Norm = "embeddings.LayerNorm.", Words = "embeddings.word_embeddings.weight", Places = "embeddings.position_embeddings.weight";

    private readonly BertTokenizer _pieces;
    private readonly TransformerLayer[] _layers;
    private readonly int _hidden;
    private readonly float[] _words, _places, _scale, _shift;

    private SentenceTransformer(BertTokenizer pieces, int words, OnnxWeights weights)
    {
        _pieces = pieces;
        _scale = weights.Find(Norm + "weight") ?? throw new IOException("The encoder's weights are of another model, or a broken download.");
        _hidden = _scale.Length;
        _shift = weights.Get(Norm + "bias", _hidden);
        _words = Rows(weights, Words, words);
        _places = Rows(weights, Places, MostPieces);
        // Every piece is of the first of two texts.
        var first = weights.Get("embeddings.token_type_embeddings.weight", 2 * _hidden).AsSpan(0, _hidden);
        for (var at = 0; at < _places.Length; at += _hidden) Matrix.AddScaled(first, 1, _places.AsSpan(at, _hidden));
        _layers = [.. TransformerLayer.All(weights, _hidden)];
    }

    /// <summary>A table of so many rows at least.</summary>
    private float[] Rows(OnnxWeights weights, string name, int least) =>
        weights.Find(name) is { } rows && rows.Length >= least * _hidden && rows.Length % _hidden == 0 ? rows : throw new IOException($"The encoder's weights hold no \"{name}\" of the size that belongs to it: another model, or a broken download.");

    /// <inheritdoc/>
    public int Dimensions => _hidden;

    /// <inheritdoc/>
    public string Name => ModelName;

    /// <summary>Loads the weights of a folder. Missing or wrong files, and those of another model, throw <see cref="IOException"/>.</summary>
    [SuppressMessage("Critical Code Smell", "S1215:\"GC.Collect\" should not be called", Justification = "The file and the weights as they stood in it, 130 MB once in a start, which a quiet process would keep for hours.")]
    public static SentenceTransformer Load(string folder)
    {
        var encoder = Read(folder);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return encoder._hidden == PublishedWidth && encoder._layers.Length == PublishedLayers ? encoder : throw new IOException($"{folder} holds the weights of another model than all-MiniLM-L6-v2.");
    }

    /// <summary>A model of any size.</summary>
    internal static SentenceTransformer Read(string folder)
    {
        var pieces = new BertTokenizer();
        var words = 0;
        try
        {
            var lines = File.ReadAllLines(Path.Combine(folder, VocabularyFile));
            words = lines.Length;
            using var vocabulary = new StringReader(string.Join('\n', lines));
            pieces.LoadVocabulary(vocabulary, convertInputToLowercase: true);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            throw new IOException($"The files of the encoder in {folder} are broken: {broken.Message}", broken);
        }
        return new SentenceTransformer(pieces, words, OnnxWeights.Read(Path.Combine(folder, WeightsFile)));
    }

    /// <inheritdoc/>
    public float[] Encode(string text)
    {
        Span<long> ids = stackalloc long[MostPieces], mask = stackalloc long[MostPieces];
        var count = _pieces.Encode(text, ids, mask);
        var vector = new float[_hidden];
        // Its first and last piece stand for the text itself.
        if (count <= 2) return vector;
        var values = Embed(ids[..count]);
        foreach (var layer in _layers) values = layer.Apply(values, count);
        for (var row = 0; row < count; row++) Matrix.AddScaled(values.AsSpan(row * _hidden, _hidden), 1, vector);
        var length = MathF.Sqrt(Matrix.Dot(vector, vector));
        for (var i = 0; i < _hidden; i++) vector[i] /= length;
        return vector;
    }

    private float[] Embed(ReadOnlySpan<long> ids)
    {
        var values = new float[ids.Length * _hidden];
        for (var i = 0; i < ids.Length; i++)
        {
            var into = values.AsSpan(i * _hidden, _hidden);
            _words.AsSpan((int)ids[i] * _hidden, _hidden).CopyTo(into);
            Matrix.AddScaled(_places.AsSpan(i * _hidden, _hidden), 1, into);
        }
        return Matrix.Normalise(values, _hidden, TransformerLayer.Epsilon, _scale, _shift);
    }
}
