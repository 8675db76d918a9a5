using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace EscalationBot.Core;

/// <summary>
/// What may be forgotten without harm, kept in memory up to a number of entries. One entry more and all are dropped: no bookkeeping on the
/// way of a message, and what is still needed is soon there again. Safe for many threads; two at once may go beyond the number by a few.
/// </summary>
/// <param name="most">Entries that are kept at most.</param>
/// <param name="comparer">How keys are compared; null for their own equality.</param>
public sealed class BoundedMemory<TKey, TValue>(int most, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new(comparer);

    /// <summary>Entries at this moment.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether a key is kept.</summary>
    public bool Has(TKey key) => _entries.ContainsKey(key);

    /// <summary>The value of a key, if it is kept.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _entries.TryGetValue(key, out value);

    /// <summary>The value of a key, or the default of its type.</summary>
    public TValue? Find(TKey key) => _entries.GetValueOrDefault(key);

    /// <summary>Keeps a value, in place of the key's last one.</summary>
    public void Keep(TKey key, TValue value)
    {
        if (_entries.Count >= most)
        {
            _entries.Clear();
        }
        _entries[key] = value;
    }

    /// <summary>Forgets a key; whether it was kept.</summary>
    public bool Forget(TKey key) => _entries.TryRemove(key, out _);
}
