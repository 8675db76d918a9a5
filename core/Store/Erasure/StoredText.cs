using System.Globalization;
using System.Text;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Reads the bodies of whole tables in pages, for what no SQL can look for.</summary>
internal static class StoredText
{
    /// <summary>Rows of one page.</summary>
    public const int AtOnce = 500;

    /// <summary>The words of JSON as people read them: what its writer escaped is written out.</summary>
    public static string Plain(string json)
    {
        if (!json.Contains('\\'))
        {
            return json;
        }

        var plain = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\' || i + 1 == json.Length)
            {
                plain.Append(json[i]);
            }
            else if (
                json[++i] == 'u'
                && i + 4 < json.Length
                && ushort.TryParse(json.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            )
            {
                plain.Append((char)code);
                i += 4;
            }
            else
            {
                plain.Append(json[i] is 'n' or 'r' or 't' or 'f' or 'b' ? ' ' : json[i]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Ids of the rows of a table whose body is one of those.</summary>
    public static async Task<IReadOnlyCollection<string>> FindAsync(Session session, string table, Func<string, bool> isWanted)
    {
        var found = new List<string>();
        await foreach (
            var (id, body) in AllAsync(session, $"SELECT id, body FROM {table}", row => (Id: row.Text(0), Body: row.Text(1)), one => one.Id)
        )
        {
            if (isWanted(body))
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>Ids of cases or questions of which a turn is one of those.</summary>
    public static async Task<IReadOnlyCollection<string>> FindSubjectsAsync(Session session, string table, Func<string, bool> isWanted)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var (subject, seq) = ("", 0L);
        while (true)
        {
            var rows = await session.QueryAsync(
                $"SELECT subject, seq, body FROM turns WHERE (subject > @subject OR (subject = @subject AND seq > @seq)) AND EXISTS "
                    + $"(SELECT 1 FROM {table} t WHERE t.id = turns.subject) ORDER BY subject, seq LIMIT {AtOnce}",
                row => (Subject: row.Text(0), Seq: row.Long(1), Body: row.Text(2)),
                subject,
                seq
            );
            found.UnionWith(rows.Where(row => isWanted(row.Body)).Select(row => row.Subject));
            if (rows.Count < AtOnce)
            {
                return found;
            }

            (subject, seq) = (rows[^1].Subject, rows[^1].Seq);
        }
    }

    /// <summary>Every row of a query, in pages by its id, which is a text.</summary>
    /// <param name="select">Up to its FROM, without a WHERE.</param>
    public static async IAsyncEnumerable<T> AllAsync<T>(Session session, string select, Func<Row, T> read, Func<T, string> idOf)
    {
        for (var after = ""; ; )
        {
            var rows = await session.QueryAsync($"{select} WHERE id > @after ORDER BY id LIMIT {AtOnce}", read, after);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < AtOnce)
            {
                yield break;
            }

            after = idOf(rows[^1]);
        }
    }
}
