using System.Globalization;

namespace EscalationBot.Core.Store.Engine;

/// <summary>Builds a WHERE from conditions that may be absent; values never become part of the text.</summary>
internal sealed class Conditions
{
    private readonly List<string> _parts = [];
    private readonly List<object?> _values = [];

    /// <summary><c>WHERE …</c>, or nothing.</summary>
    public string Where => _parts.Count == 0 ? "" : "WHERE " + string.Join(" AND ", _parts);

    /// <summary>The values of its places, in order.</summary>
    public IReadOnlyList<object?> Values => _values;

    public void When(string comparison, object? value)
    {
        if (value is not null)
        {
            _parts.Add($"{comparison} {Place(value)}");
        }
    }

    /// <summary>One of two columns holds one of some values.</summary>
    public void InEither(string column, string other, IReadOnlyCollection<string> wanted)
    {
        var places = string.Join(", ", wanted.Select(Place).ToList());
        _parts.Add($"({column} IN ({places}) OR {other} IN ({places}))");
    }

    /// <summary>A column holds one of some values; null = any.</summary>
    public void In(string column, IReadOnlyCollection<string>? wanted)
    {
        if (wanted is null)
        {
            return;
        }
        _parts.Add(wanted.Count == 0 ? "1 = 0" : $"{column} IN ({string.Join(", ", wanted.Select(Place))})");
    }

    private string Place(object value)
    {
        _values.Add(value);
        return "@v" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }
}
