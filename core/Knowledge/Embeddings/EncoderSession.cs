using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>
/// An ONNX model that reads piece numbers and gives vectors, in ONNX Runtime. Inputs go by the names that exporters of BERT give them; one
/// run works on the caller's thread, and many may run at once.
/// </summary>
internal sealed class EncoderSession : IDisposable
{
    private const string Ids = "input_ids",
        Mask = "attention_mask",
        Types = "token_type_ids",
        Sentence = "sentence_embedding",
        Pieces = "last_hidden_state";

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;
    private readonly string[] _output;

    private EncoderSession(InferenceSession session, string path)
    {
        _session = session;
        _inputs = [.. session.InputMetadata.Keys];
        // The pooled vector where the model has one, else the vectors of its pieces.
        _output =
        [
            .. session
                .OutputMetadata.Where(output => output.Value.ElementType == typeof(float) && output.Value.Dimensions.Length is 2 or 3)
                .Select(output => output.Key)
                .OrderBy(name =>
                    name switch
                    {
                        Sentence => 0,
                        Pieces => 1,
                        _ => 2,
                    }
                )
                .Take(1),
        ];
        if (!_inputs.Contains(Ids) || Array.Exists(_inputs, name => name is not (Ids or Mask or Types)) || _output.Length == 0)
        {
            throw new IOException(
                $"{path} is not the model of a sentence encoder: it reads {string.Join(", ", _inputs)} and gives "
                    + $"{string.Join(", ", session.OutputMetadata.Keys)}, where {Ids} (with {Mask} and {Types}) and "
                    + $"{Pieces} or {Sentence} are needed."
            );
        }
    }

    /// <summary>Numbers of a vector; known from the first run (<see cref="Try"/>).</summary>
    public int Dimensions { get; private set; }

    /// <summary>
    /// Opens a file. One that is broken, or of no encoder, throws <see cref="IOException"/>; so does a machine that ONNX Runtime has no
    /// library for.
    /// </summary>
    public static EncoderSession Open(string path)
    {
        InferenceSession? session = null;
        try
        {
            using var options = Options();
            session = new InferenceSession(path, options);
            return new EncoderSession(session, path);
        }
        catch (OnnxRuntimeException broken)
        {
            throw new IOException($"{path} is not an ONNX model, or a broken download: {broken.Message}", broken);
        }
        catch (Exception absent) when (absent is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new IOException(
                $"The sentence encoder cannot run on this machine: ONNX Runtime has no library for it ("
                    + $"{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}). Set Triage:Encoder to "
                    + $"off.",
                absent
            );
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs once, with the highest piece number and the greatest length that will come: what fails later would fail while people wait.
    /// </summary>
    public void Try(int words, int mostPieces)
    {
        var ids = new long[mostPieces];
        Array.Fill(ids, words - 1);
        try
        {
            Dimensions = Run(ids).Length;
        }
        catch (OnnxRuntimeException refused)
        {
            throw new IOException(
                $"The encoder's model does not fit its vocabulary of {words} pieces or cannot read {mostPieces} "
                    + $"of them: another model, or a broken download. {refused.Message}",
                refused
            );
        }
    }

    /// <summary>The vector of a text: the mean over its pieces, not yet at length 1.</summary>
    public float[] Run(Memory<long> ids)
    {
        long[] shape = [1, ids.Length];
        var ones = new long[ids.Length];
        Array.Fill(ones, 1);
        using var pieces = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids, shape);
        using var mask = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ones.AsMemory(), shape);
        // Every piece is of the first of two texts.
        using var types = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new long[ids.Length].AsMemory(), shape);
        OrtValue[] values =
        [
            .. _inputs.Select(name =>
                name switch
                {
                    Ids => pieces,
                    Mask => mask,
                    _ => types,
                }
            ),
        ];
        using var outputs = _session.Run(_run, _inputs, values, _output);
        return Mean(outputs[0].GetTensorDataAsSpan<float>(), (int)outputs[0].GetTensorTypeAndShape().Shape[^1]);
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static float[] Mean(ReadOnlySpan<float> rows, int width)
    {
        var sum = new float[width];
        for (var at = 0; at < rows.Length; at += width)
        {
            TensorPrimitives.Add(sum, rows.Slice(at, width), sum);
        }
        TensorPrimitives.Divide(sum, (float)rows.Length / width, sum);
        return sum;
    }

    /// <summary>
    /// No threads and no kept buffers of its own: articles are encoded in the background by one thread, questions one at a time each.
    /// </summary>
    private static SessionOptions Options()
    {
        OrtEnv.Instance().DisableTelemetryEvents();
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
            // Its errors come as exceptions; it need not print them as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        // Weights stand outside the allocator's blocks, so that what was read to pack them is given back.
        options.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
        return options;
    }
}
