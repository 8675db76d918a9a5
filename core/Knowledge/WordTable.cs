using System.Runtime.InteropServices;

namespace EscalationBot.Core.Knowledge;

/// <summary>
/// Words, each with a number, in a few flat arrays: a word costs its letters and some 16 bytes. Grows only. One writer at a time, any number of readers without a lock:
/// a word is written before its slot is published, and growing publishes new arrays while readers finish in the old ones.
/// </summary>
internal sealed class WordTable
{
    private const int FirstSlots = 1_024;
    private const ulong Mixer = 0x9E3779B97F4A7C15;
    // Random per process, so that nobody can write an article whose words all fall into one slot.
    private static readonly ulong Seed = (uint)string.GetHashCode("words", StringComparison.Ordinal);

    private State _state;
    private int _count;

    /// <param name="slots">How many slots to begin with, a power of two.</param>
    public WordTable(int slots = FirstSlots) => _state = new State(slots, slots * 4);

    /// <summary>How many words it holds. Words are numbered from 0 in the order they came.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Place of a word, or -1.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        var state = Volatile.Read(ref _state);
        var slots = state.Slots;
        var at = Hash(word) & (slots.Length - 1);
        while (Volatile.Read(ref slots[at]) is > 0 and var next)
        {
            if (state.Word(next - 1).SequenceEqual(word)) return next - 1;
            at = (at + 1) & (slots.Length - 1);
        }
        return -1;
    }

    /// <summary>The word at a place.</summary>
    public ReadOnlySpan<char> Word(int entry) => Volatile.Read(ref _state).Word(entry);

    /// <summary>The number of the word at a place.</summary>
    public int Value(int entry) => Volatile.Read(ref _state).Values[entry];

    /// <summary>Adds a word that it does not hold; returns its place. For the one writer.</summary>
    public int Add(ReadOnlySpan<char> word, int value)
    {
        var entry = _count;
        var state = _state;
        if ((entry + 1) * 2 > state.Slots.Length || state.Starts[entry] + word.Length > state.Letters.Length) state = Grow(state, entry, word.Length);
        word.CopyTo(state.Letters.AsSpan(state.Starts[entry]));
        state.Starts[entry + 1] = state.Starts[entry] + word.Length;
        state.Values[entry] = value;
        Place(state.Slots, word, entry);
        Volatile.Write(ref _count, entry + 1);
        return entry;
    }

    private State Grow(State old, int count, int more)
    {
        var letters = old.Starts[count];
        var slots = (count + 1) * 2 > old.Slots.Length ? old.Slots.Length * 2 : old.Slots.Length;
        var grown = new State(slots, letters + more > old.Letters.Length ? Math.Max(old.Letters.Length * 2, letters + more) : old.Letters.Length);
        old.Starts.AsSpan(0, count + 1).CopyTo(grown.Starts);
        old.Values.AsSpan(0, count).CopyTo(grown.Values);
        old.Letters.AsSpan(0, letters).CopyTo(grown.Letters);
        for (var entry = 0; entry < count; entry++) Place(grown.Slots, grown.Word(entry), entry);
        Volatile.Write(ref _state, grown);
        return grown;
    }

    private static void Place(int[] slots, ReadOnlySpan<char> word, int entry)
    {
        var at = Hash(word) & (slots.Length - 1);
        while (slots[at] != 0) at = (at + 1) & (slots.Length - 1);
        Volatile.Write(ref slots[at], entry + 1);
    }

    /// <summary>Four letters at a time; the mixing is that of Fibonacci hashing.</summary>
    private static int Hash(ReadOnlySpan<char> word)
    {
        var rest = MemoryMarshal.AsBytes(word);
        var hash = Seed + (ulong)word.Length;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(rest)) * Mixer;
            hash ^= hash >> 32;
        }
        ulong last = 0;
        for (var i = 0; i < rest.Length; i += 2) last = (last << 16) | MemoryMarshal.Read<ushort>(rest[i..]);
        hash = (hash ^ last) * Mixer;
        return (int)(hash >> 33);
    }

    private sealed class State(int slots, int letters)
    {
        public readonly int[] Slots = new int[slots];
        public readonly int[] Starts = new int[(slots / 2) + 1];
        public readonly int[] Values = new int[slots / 2];
        public readonly char[] Letters = new char[letters];

        public ReadOnlySpan<char> Word(int entry) => Letters.AsSpan(Starts[entry], Starts[entry + 1] - Starts[entry]);
    }
}
