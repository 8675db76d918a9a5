using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// One portable SQL text with places named <c>@name</c>. Values are given in the order in which the names first appear. SQLite reads the
/// text as it stands; PostgreSQL gets the places as <c>$1</c>, …, which its driver sends without parsing the text again.
/// </summary>
internal sealed class Statement
{
    private static readonly ConcurrentDictionary<string, Statement> Known = new(StringComparer.Ordinal);

    private Statement(string sql)
    {
        var numbered = new StringBuilder(sql.Length);
        var names = new List<string>();
        for (var i = 0; i < sql.Length; )
        {
            if (sql[i] != '@')
            {
                numbered.Append(sql[i++]);
                continue;
            }
            var end = i + 1;
            while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
            {
                end++;
            }
            var name = sql[i..end];
            var index = names.IndexOf(name);
            if (index < 0)
            {
                index = names.Count;
                names.Add(name);
            }
            numbered.Append('$').Append((index + 1).ToString(CultureInfo.InvariantCulture));
            i = end;
        }
        Named = sql;
        Numbered = numbered.ToString();
        Names = names;
    }

    /// <summary>With <c>@name</c>.</summary>
    public string Named { get; }

    /// <summary>With <c>$1</c>.</summary>
    public string Numbered { get; }

    /// <summary>Each name once, in order, with its @.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary><c>@p0, @p1, …</c></summary>
    public static string Places(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => "@p" + i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The parsed text.</summary>
    public static Statement Of(string sql) => Known.GetOrAdd(sql, static text => new Statement(text));
}
