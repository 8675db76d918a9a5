using System.Runtime.InteropServices;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// Numbers of words of up to eight ASCII letters and digits, which nearly all words of a text are. Such a word is its own eight bytes, so a
/// look-up is one look at memory, where <see cref="WordTable"/> takes two, each far away for a rare word; over millions of words that is
/// most of the time of reading. Grows only; one thread at a time.
/// </summary>
internal sealed class ShortWords
{
    private const int Longest = 8,
        FirstBits = 12;

    private Entry[] _entries = new Entry[1 << FirstBits];
    private int _bits = FirstBits,
        _count;

    /// <summary>The word as eight bytes; 0 for one that is longer or has other letters.</summary>
    public static ulong KeyOf(ReadOnlySpan<char> word)
    {
        if (word.Length > Longest)
        {
            return 0;
        }
        var key = 0UL;
        foreach (var letter in word)
        {
            if (letter >= 0x80)
            {
                return 0;
            }
            key = (key << 8) | letter;
        }
        return key;
    }

    /// <summary>The number of a key that is not 0, or 0.</summary>
    public int Find(ulong key)
    {
        var (entries, at) = (_entries, Slot(key, _bits));
        while (entries[at].Key is not 0 and var other)
        {
            if (other == key)
            {
                return entries[at].Number;
            }
            at = (at + 1) & (entries.Length - 1);
        }
        return 0;
    }

    /// <summary>Adds a key that it does not hold, with a number that is not 0.</summary>
    public void Add(ulong key, int number)
    {
        if (++_count * 2 > _entries.Length)
        {
            var old = _entries;
            _entries = new Entry[1 << ++_bits];
            foreach (var entry in old)
            {
                if (entry.Key != 0)
                {
                    Put(entry);
                }
            }
        }
        Put(new Entry(key, number));
    }

    private void Put(Entry entry)
    {
        var at = Slot(entry.Key, _bits);
        while (_entries[at].Key != 0)
        {
            at = (at + 1) & (_entries.Length - 1);
        }
        _entries[at] = entry;
    }

    private static int Slot(ulong key, int bits)
    {
        var mixed = (key ^ WordMixing.Seed) * WordMixing.Mixer;
        return (int)(((mixed ^ (mixed >> 32)) * WordMixing.Mixer) >> (64 - bits));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(ulong Key, int Number);
}
