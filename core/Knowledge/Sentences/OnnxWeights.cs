using System.Runtime.InteropServices;
using System.Text;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>
/// Named arrays of numbers from an ONNX file (a protobuf message; field numbers of onnx.proto). Exporters drop the names of transposed weights: the right side of a product
/// without a name of its own is called after the bias that is added to it, "x.bias" → "x.weight".
/// </summary>
internal sealed class OnnxWeights
{
    private const int Graph = 7, Node = 1, Initializer = 5, Input = 1, Output = 2, Operation = 4, TypeOfNumbers = 2, Name = 8, Raw = 9;
    private const int Float = 1;

    private readonly Dictionary<string, float[]> _arrays = new(StringComparer.Ordinal);

    private OnnxWeights()
    {
    }

    /// <summary>Reads a file. One that is broken throws <see cref="IOException"/>.</summary>
    public static OnnxWeights Read(string path)
    {
        var weights = new OnnxWeights();
        try
        {
            var file = new ProtobufReader(File.ReadAllBytes(path));
            while (file.Next())
            {
                if (file.Field == Graph) weights.TakeGraph(file.Bytes);
            }
        }
        catch (Exception broken) when (broken is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new IOException($"{path} is not an ONNX file, or a broken download.", broken);
        }
        return weights;
    }

    /// <summary>The array of this name, or null.</summary>
    public float[]? Find(string name) => _arrays.GetValueOrDefault(name);

    /// <summary>The array of this name, of so many numbers.</summary>
    public float[] Get(string name, int length) =>
        Find(name) is { } array && array.Length == length ? array : throw new IOException($"The encoder's weights hold no \"{name}\" of {length} numbers: another model, or a broken download.");

    private void TakeGraph(ReadOnlySpan<byte> graph)
    {
        // Product → its right side; a sum that follows tells the name.
        var products = new Dictionary<string, string>(StringComparer.Ordinal);
        var named = new List<(string Array, string Name)>();
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            if (reader.Field == Initializer) TakeArray(reader.Bytes);
            else if (reader.Field == Node && ReadNode(reader.Bytes) is ({ Count: 2 } inputs, var output, var operation))
            {
                if (operation == "MatMul") products[output] = inputs[1];
                else if (operation == "Add" && inputs.Find(products.ContainsKey) is { } product && inputs.Find(input => input.EndsWith(".bias", StringComparison.Ordinal)) is { } bias) named.Add((products[product], bias[..^4] + "weight"));
            }
        }
        foreach (var (array, name) in named)
        {
            if (_arrays.Remove(array, out var numbers)) _arrays[name] = numbers;
        }
    }

    private void TakeArray(ReadOnlySpan<byte> array)
    {
        var name = "";
        var isFloat = false;
        var raw = ReadOnlySpan<byte>.Empty;
        var reader = new ProtobufReader(array);
        while (reader.Next())
        {
            if (reader.Field == Name) name = Encoding.UTF8.GetString(reader.Bytes);
            else if (reader.Field == TypeOfNumbers) isFloat = reader.Number == Float;
            else if (reader.Field == Raw) raw = reader.Bytes;
        }
        if (isFloat) _arrays[name] = MemoryMarshal.Cast<byte, float>(raw).ToArray();
    }

    private static (List<string> Inputs, string Output, string Operation) ReadNode(ReadOnlySpan<byte> node)
    {
        var inputs = new List<string>();
        string output = "", operation = "";
        var reader = new ProtobufReader(node);
        while (reader.Next())
        {
            if (reader.Field == Input) inputs.Add(Encoding.UTF8.GetString(reader.Bytes));
            else if (reader.Field == Output) output = Encoding.UTF8.GetString(reader.Bytes);
            else if (reader.Field == Operation) operation = Encoding.UTF8.GetString(reader.Bytes);
        }
        return (inputs, output, operation);
    }
}
