namespace EscalationBot.Core.Organisation.Files;

/// <summary>A key that a reader asked for.</summary>
/// <param name="Path"><c>organisation.yaml people[].email</c>.</param>
/// <param name="Kind">What may stand there, in a few words; empty when the reader looks at it itself.</param>
/// <param name="IsRequired">Its absence is an error.</param>
internal sealed record KeyRead(string Path, string Kind, bool IsRequired);

/// <summary>
/// Notes which keys the readers ask for while they read a folder: the reference of all keys is made from it, so that no key can be
/// forgotten there.
/// </summary>
internal sealed class KeyLog
{
    private readonly Dictionary<string, KeyRead> _keys = new(StringComparer.Ordinal);

    /// <summary>Each key once, in the order in which they were first asked for.</summary>
    public IEnumerable<KeyRead> Keys => _keys.Values;

    /// <summary>Notes one; the outermost method says best what it is, so the first kind stays.</summary>
    public void Add(string path, string kind, bool required)
    {
        var known = _keys.GetValueOrDefault(path) ?? new KeyRead(path, "", IsRequired: false);
        _keys[path] = known with { Kind = known.Kind.Length > 0 ? known.Kind : kind, IsRequired = known.IsRequired || required };
    }
}
