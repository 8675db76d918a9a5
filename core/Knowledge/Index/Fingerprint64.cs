using System.Runtime.InteropServices;
using EscalationBot.Core.Knowledge.Articles;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// 64 bits that change with any change of what was added, by accident: a mix of multiplications, four at a time. Nothing that an enemy
/// could not make equal; what was read is therefore checked in its structure as well.
/// </summary>
internal sealed class Fingerprint64
{
    private const ulong One = 0x9E3779B97F4A7C15,
        Two = 0xC2B2AE3D27D4EB4F;

    /// <summary>The print so far.</summary>
    public ulong Value { get; private set; }

    /// <summary>The print of what an index knows of an article: a change of anything else needs no new reading.</summary>
    public static ulong Of(Article article)
    {
        var print = new Fingerprint64();
        print.Add(article.Id);
        print.Add(article.Title);
        print.Add(article.Body);
        foreach (var tag in article.Tags)
        {
            print.Add(tag);
        }
        print.Add("\n");
        foreach (var question in article.SolvedQuestions)
        {
            print.Add(question);
        }
        return print.Value;
    }

    public void Add(ReadOnlySpan<char> text) => Add(MemoryMarshal.AsBytes(text));

    public void Add(ReadOnlySpan<byte> bytes)
    {
        ulong a = One,
            b = Two,
            c = ~One,
            d = ~Two;
        var length = (ulong)bytes.Length;
        var blocks = MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~31)]);
        for (var i = 0; i + 3 < blocks.Length; i += 4)
        {
            a = ulong.RotateLeft(a ^ blocks[i], 29) * One;
            b = ulong.RotateLeft(b ^ blocks[i + 1], 29) * One;
            c = ulong.RotateLeft(c ^ blocks[i + 2], 29) * One;
            d = ulong.RotateLeft(d ^ blocks[i + 3], 29) * One;
        }
        var sum = Mix(Mix(Mix(Mix(Value ^ length, a), b), c), d);
        bytes = bytes[(bytes.Length & ~31)..];
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            sum = Mix(sum, MemoryMarshal.Read<ulong>(bytes));
        }
        ulong last = 0;
        foreach (var one in bytes)
        {
            last = (last << 8) | one;
        }
        Value = Mix(sum, last);
    }

    private static ulong Mix(ulong value, ulong more)
    {
        value = ulong.RotateLeft(value ^ (more * Two), 31) * One;
        return value ^ (value >> 32);
    }
}
