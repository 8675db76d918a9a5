using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>Writes arrays as they lie in memory, each after its length, and their print at the end.</summary>
internal sealed class SnapshotWriter(Stream stream)
{
    private readonly Fingerprint64 _print = new();

    public void Write(int value) => Raw(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        Raw(MemoryMarshal.AsBytes(values));
    }

    public void Write(string text) => Write<byte>(Encoding.UTF8.GetBytes(text));

    /// <summary>Ends the file with the print of all that went before.</summary>
    public void Close()
    {
        var print = _print.Value;
        Raw(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in print)));
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        _print.Add(bytes);
        stream.Write(bytes);
    }
}

/// <summary>
/// Reads what <see cref="SnapshotWriter"/> wrote; never allocates more than the file is long. Throws <see cref="InvalidDataException"/> or
/// <see cref="EndOfStreamException"/> for anything else.
/// </summary>
internal sealed class SnapshotReader(Stream stream)
{
    private readonly Fingerprint64 _print = new();

    public int Int()
    {
        var value = 0;
        Raw(MemoryMarshal.AsBytes(new Span<int>(ref value)));
        return value;
    }

    public T[] Array<T>()
        where T : unmanaged
    {
        var length = Int();
        if (length < 0 || length > (stream.Length - stream.Position) / Unsafe.SizeOf<T>())
        {
            throw new InvalidDataException("It ends too early.");
        }
        var values = GC.AllocateUninitializedArray<T>(length);
        Raw(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public string Text() => Encoding.UTF8.GetString(Array<byte>());

    /// <summary>Reads the print that ends the file.</summary>
    public void Close()
    {
        var expected = _print.Value;
        var print = 0UL;
        Raw(MemoryMarshal.AsBytes(new Span<ulong>(ref print)));
        if (print != expected || stream.Position != stream.Length)
        {
            throw new InvalidDataException("Its content is not what was written.");
        }
    }

    private void Raw(Span<byte> bytes)
    {
        stream.ReadExactly(bytes);
        _print.Add(bytes);
    }
}
