namespace EscalationBot.Core.Knowledge.Index;

/// <summary>Bytes that grow, and variable-length integers in them (7 bits a byte, lowest first).</summary>
/// <param name="capacity">Bytes to begin with.</param>
internal sealed class ByteBuffer(int capacity = 1024)
{
    private byte[] _bytes = new byte[Math.Max(16, capacity)];

    public int Length { get; private set; }

    /// <summary>Begins again, with the room that it has.</summary>
    public void Clear() => Length = 0;

    public void WriteVarint(int value)
    {
        if (_bytes.Length - Length < 5)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            _bytes[Length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        _bytes[Length++] = (byte)rest;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes.Length));
        }
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>A copy of exactly what was written.</summary>
    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public static int ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        int next = bytes[at++];
        if (next < 0x80)
        {
            return next;
        }
        var value = next & 0x7F;
        var shift = 7;
        do
        {
            next = bytes[at++];
            value |= (next & 0x7F) << shift;
            shift += 7;
        } while (next >= 0x80);
        return value;
    }
}
