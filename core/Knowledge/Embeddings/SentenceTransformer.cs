using System.Numerics.Tensors;
using FastBertTokenizer;

namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>
/// A sentence transformer (Reimers and Gurevych, "Sentence-BERT", 2019) in a folder: <c>model.onnx</c> and its WordPiece vocabulary
/// <c>vocab.txt</c>. The vector of a text is the mean of the vectors of its pieces, or what the model calls <c>sentence_embedding</c>, at
/// length 1. The published one is all-MiniLM-L6-v2 (90 MB, English). Thread-safe.
/// </summary>
public sealed class SentenceTransformer : ISentenceEncoder, IDisposable
{
    /// <summary>The <see cref="Name"/> of the published model, which the shipped confidence model was fitted with.</summary>
    public const string ModelName = "minilm-l6-2";

    /// <summary>Files that a folder of weights holds.</summary>
    public const string WeightsFile = "model.onnx",
        VocabularyFile = "vocab.txt";

    // The published model reads 256 pieces; what is encoded here is shorter, and the time grows with the length.
    private const int MostPieces = 128;

    private readonly BertTokenizer _pieces;
    private readonly EncoderSession _session;

    private SentenceTransformer(BertTokenizer pieces, EncoderSession session, string name) =>
        (_pieces, _session, Name) = (pieces, session, name);

    /// <inheritdoc/>
    public int Dimensions => _session.Dimensions;

    /// <summary>
    /// Names the weights: <see cref="ModelName"/> for the published ones, else a part of the file's hash, so that vectors of two models are
    /// never compared.
    /// </summary>
    public string Name { get; }

    /// <summary>
    /// Loads a folder and encodes once on trial. Missing files, broken ones, and those of a model that this class cannot use throw
    /// <see cref="IOException"/>.
    /// </summary>
    public static SentenceTransformer Load(string folder)
    {
        var (pieces, words) = ReadVocabulary(folder);
        var weights = Path.Combine(folder, WeightsFile);
        var name = EncoderFingerprint.NameOf(weights);
        var session = EncoderSession.Open(weights);
        try
        {
            session.Try(words, MostPieces);
            return new SentenceTransformer(pieces, session, name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public float[] Encode(string text)
    {
        var ids = new long[MostPieces];
        var count = _pieces.Encode(text, ids, new long[MostPieces]);
        // Its first and last piece stand for the text itself.
        if (count <= 2)
        {
            return new float[Dimensions];
        }
        var vector = _session.Run(ids.AsMemory(0, count));
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }

    /// <summary>Frees the model's memory; nothing may be encoded afterwards.</summary>
    public void Dispose() => _session.Dispose();

    private static (BertTokenizer Pieces, int Words) ReadVocabulary(string folder)
    {
        var pieces = new BertTokenizer();
        try
        {
            var lines = File.ReadAllLines(Path.Combine(folder, VocabularyFile));
            using var vocabulary = new StringReader(string.Join('\n', lines));
            pieces.LoadVocabulary(vocabulary, convertInputToLowercase: true);
            return (pieces, lines.Length);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            throw new IOException($"The files of the encoder in {folder} are broken: {broken.Message}", broken);
        }
    }
}
