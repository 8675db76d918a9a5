using System.Runtime.InteropServices;

namespace EscalationBot.Core.Knowledge.Text;

/// <summary>
/// Words, each with a number, in two flat arrays: a word costs its letters and some 18 bytes. Grows only. One writer at a time, any number
/// of readers without a lock: a word is written before its slot is published, and growing publishes new arrays while readers finish in the
/// old ones.
/// </summary>
internal sealed class WordTable
{
    // A word stands in the letters as two characters for its number, one for its length, and itself; its place is where that starts.
    private const int Head = 3,
        FirstSlots = 1_024;

    private State _state = new(FirstSlots, FirstSlots * 4);
    private int _count,
        _end;

    /// <summary>How many words it holds.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>All that was written, to be kept; <see cref="Restore"/> takes it back.</summary>
    public ReadOnlySpan<char> Letters => Volatile.Read(ref _state).Letters.AsSpan(0, Volatile.Read(ref _end));

    /// <summary>Place of a word, or -1.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        var state = Volatile.Read(ref _state);
        var (slots, hash) = (state.Slots, Hash(word));
        var at = (int)(hash >> 33) & (slots.Length - 1);
        while (Volatile.Read(ref slots[at]) is not 0 and var slot)
        {
            // Half of the slot is the hash: other words are told apart without a look at their letters.
            if ((uint)slot == (uint)hash && state.Word((int)(slot >> 32) - 1).SequenceEqual(word))
            {
                return (int)(slot >> 32) - 1;
            }
            at = (at + 1) & (slots.Length - 1);
        }
        return -1;
    }

    /// <summary>The word at a place.</summary>
    public ReadOnlySpan<char> Word(int place) => Volatile.Read(ref _state).Word(place);

    /// <summary>The number of the word at a place.</summary>
    public int Value(int place)
    {
        var letters = Volatile.Read(ref _state).Letters;
        return letters[place] | (letters[place + 1] << 16);
    }

    /// <summary>All places, in the order the words came.</summary>
    public IEnumerable<int> Places()
    {
        var end = Volatile.Read(ref _end);
        for (var place = 0; place < end; place += Head + Word(place).Length)
        {
            yield return place;
        }
    }

    /// <summary>Adds a word that it does not hold; returns its place. For the one writer.</summary>
    public int Add(ReadOnlySpan<char> word, int value)
    {
        var place = _end;
        var state = Room(place + Head + word.Length);
        (state.Letters[place], state.Letters[place + 1], state.Letters[place + 2]) = (
            (char)(value & 0xFFFF),
            (char)(value >> 16),
            (char)word.Length
        );
        word.CopyTo(state.Letters.AsSpan(place + Head));
        Put(state, place);
        Volatile.Write(ref _count, _count + 1);
        Volatile.Write(ref _end, place + Head + word.Length);
        return place;
    }

    /// <summary>A table of what <see cref="Letters"/> gave; null when it is not that, or when a number lies outside the bounds.</summary>
    public static WordTable? Restore(ReadOnlySpan<char> letters, int least, int end)
    {
        var table = new WordTable();
        for (var place = 0; place < letters.Length; )
        {
            if (letters.Length - place < Head || letters[place + 2] > letters.Length - place - Head)
            {
                return null;
            }
            var value = letters[place] | (letters[place + 1] << 16);
            var word = letters.Slice(place + Head, letters[place + 2]);
            if (value < least || value >= end || table.Find(word) >= 0)
            {
                return null;
            }
            table.Add(word, value);
            place += Head + word.Length;
        }
        return table;
    }

    private State Room(int end)
    {
        var old = _state;
        var full = (_count + 1) * 4 > old.Slots.Length * 3;
        if (!full && end <= old.Letters.Length)
        {
            return old;
        }
        var grown = new State(
            full ? old.Slots.Length * 2 : old.Slots.Length,
            Math.Max(end, end > old.Letters.Length ? old.Letters.Length * 3 / 2 : old.Letters.Length)
        );
        old.Letters.AsSpan(0, _end).CopyTo(grown.Letters);
        for (var place = 0; place < _end; place += Head + grown.Word(place).Length)
        {
            Put(grown, place);
        }
        Volatile.Write(ref _state, grown);
        return grown;
    }

    private static void Put(State state, int place)
    {
        var (slots, hash) = (state.Slots, Hash(state.Word(place)));
        var at = (int)(hash >> 33) & (slots.Length - 1);
        while (slots[at] != 0)
        {
            at = (at + 1) & (slots.Length - 1);
        }
        Volatile.Write(ref slots[at], ((ulong)(place + 1) << 32) | (uint)hash);
    }

    /// <summary>Four letters at a time; the mixing is that of Fibonacci hashing.</summary>
    private static ulong Hash(ReadOnlySpan<char> word)
    {
        var rest = MemoryMarshal.AsBytes(word);
        var hash = WordMixing.Seed + (ulong)word.Length;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(rest)) * WordMixing.Mixer;
            hash ^= hash >> 32;
        }
        ulong last = 0;
        for (var i = 0; i < rest.Length; i += 2)
        {
            last = (last << 16) | MemoryMarshal.Read<ushort>(rest[i..]);
        }
        hash = (hash ^ last) * WordMixing.Mixer;
        return hash ^ (hash >> 29);
    }

    private sealed class State(int slots, int letters)
    {
        public readonly ulong[] Slots = new ulong[slots];
        public readonly char[] Letters = new char[letters];

        public ReadOnlySpan<char> Word(int place) => Letters.AsSpan(place + Head, Letters[place + Head - 1]);
    }
}
