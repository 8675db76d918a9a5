namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>Steps over the fields of a protobuf message. What is cut short throws <see cref="ArgumentOutOfRangeException"/> or <see cref="IndexOutOfRangeException"/>.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0, Eight = 1, Delimited = 2, Four = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>Number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, when that is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value, when that is text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_at >= _message.Length) return false;
        var key = ReadVarint();
        (Field, Number) = (checked((int)(key >> 3)), 0);
        Bytes = [];
        switch ((int)(key & 7))
        {
            case Varint: Number = ReadVarint(); break;
            case Eight: Skip(8); break;
            case Four: Skip(4); break;
            case Delimited: Bytes = Skip(checked((int)ReadVarint())); break;
            default: throw new ArgumentOutOfRangeException(nameof(message), "A field of a kind that protobuf does not have.");
        }
        return true;
    }

    private ReadOnlySpan<byte> Skip(int count)
    {
        var skipped = _message.Slice(_at, count);
        _at += count;
        return skipped;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        var shift = 0;
        byte part;
        do
        {
            part = _message[_at++];
            value |= (ulong)(part & 127) << shift;
            shift += 7;
        }
        while (part >= 128);
        return value;
    }
}
