using System.Runtime.InteropServices;
using System.Text;

namespace EscalationBot.Tests.Knowledge;

/// <summary>
/// Writes an ONNX model (a protobuf message; field numbers of onnx.proto, version 8): what an exporter would write, as far as the tests
/// need it.
/// </summary>
internal sealed class OnnxWriter
{
    public const int Float = 1,
        Long = 7;
    private const int Varint = 0,
        Delimited = 2,
        Fixed32 = 5;
    private readonly MemoryStream _graph = new();

    public void Weights(string name, ReadOnlySpan<float> values, params int[] shape) =>
        Tensor(name, Float, MemoryMarshal.AsBytes(values).ToArray(), shape);

    public void Numbers(string name, params long[] values) =>
        Tensor(name, Long, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), [values.Length]);

    /// <summary>A step of the graph; returns the name of what it makes.</summary>
    /// <param name="attributes">long, float or long[].</param>
    public string Node(string operation, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        Field(
            _graph,
            1,
            Message([
                .. inputs.Select(input => Text(1, input)),
                Text(2, output),
                Text(4, operation),
                .. attributes.Select(one => Bytes(5, Attribute(one.Name, one.Value))),
            ])
        );
        return output;
    }

    public void Input(string name, int type, params string[] shape) => Field(_graph, 11, Value(name, type, shape));

    public void Output(string name, int type, params string[] shape) => Field(_graph, 12, Value(name, type, shape));

    public byte[] Model() => Message(Number(1, 8), Bytes(8, Message(Number(2, 17))), Bytes(7, Message(_graph.ToArray(), Text(2, "tiny"))));

    private void Tensor(string name, int type, byte[] raw, int[] shape) =>
        Field(_graph, 5, Message([.. shape.Select(size => Number(1, size)), Number(2, type), Text(8, name), Bytes(9, raw)]));

    private static byte[] Attribute(string name, object value) =>
        value switch
        {
            long number => Message(Text(1, name), Number(3, number), Number(20, 2)),
            float number => Message(Text(1, name), Key(2, Fixed32), BitConverter.GetBytes(number), Number(20, 1)),
            long[] numbers => Message([Text(1, name), .. numbers.Select(number => Number(8, number)), Number(20, 7)]),
            _ => throw new ArgumentOutOfRangeException(nameof(value)),
        };

    /// <summary>Name, type and shape; a size that is not a number is a name that stands for any.</summary>
    private static byte[] Value(string name, int type, string[] shape)
    {
        var sizes = Message([.. shape.Select(size => Bytes(1, long.TryParse(size, out var number) ? Number(1, number) : Text(2, size)))]);
        return Message(Text(1, name), Bytes(2, Message(Bytes(1, Message(Number(1, type), Bytes(2, sizes))))));
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int field, long number) => Message(Key(field, Varint), VarintOf((ulong)number));

    private static byte[] Bytes(int field, byte[] value)
    {
        using var stream = new MemoryStream();
        Field(stream, field, value);
        return stream.ToArray();
    }

    private static void Field(MemoryStream stream, int field, byte[] value)
    {
        stream.Write(Key(field, Delimited));
        stream.Write(VarintOf((ulong)value.Length));
        stream.Write(value);
    }

    private static byte[] Key(int field, int kind) => VarintOf((ulong)((field << 3) | kind));

    private static byte[] VarintOf(ulong number)
    {
        var bytes = new List<byte>();
        for (; number > 127; number >>= 7)
        {
            bytes.Add((byte)(number | 128));
        }
        bytes.Add((byte)number);
        return [.. bytes];
    }
}
