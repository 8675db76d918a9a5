using EscalationBot.Core.Organisation.Files;

namespace EscalationBot.Core.Knowledge.Articles.Import;

/// <summary>
/// <c>import csv PATH</c>: a header with the names of the front matter and <c>body</c>, in any order; tags separated by ';' or ','.
/// </summary>
public static class CsvImport
{
    private const int MostShown = 12;
    private static readonly string[] Known = [.. ArticleFields.Names, "body"];
    private static readonly string[] Optional = [.. ArticleFields.Names.Where(name => name != "id")];

    /// <summary>Names that other systems give to what we call id, title and body.</summary>
    private static readonly Dictionary<string, string[]> Usual = new(StringComparer.Ordinal)
    {
        ["id"] = ["key", "number", "no", "nr", "article_id", "articleid", "uid", "guid", "slug", "code"],
        ["body"] = ["text", "content", "answer", "description", "article", "html", "solution", "article_body"],
    };

    /// <summary>Reads the articles; a row that cannot be used is refused with its line.</summary>
    /// <param name="file">Path as shown in problems.</param>
    /// <param name="text">The whole file; separators ',' ';' or tab are told by the header.</param>
    /// <param name="now">Date of change for the articles.</param>
    public static ImportedArticles Read(string file, string text, DateTimeOffset now)
    {
        var collected = new ImportCollector(file);
        var rows = new CsvRows(text);
        List<string>? header = null;
        foreach (var (line, row) in rows.Read())
        {
            if (header is null)
            {
                header = [.. row.Select(name => name.Trim().ToLowerInvariant())];
                if (!header.Contains("id") || !header.Contains("body"))
                {
                    collected.Refuse(
                        line,
                        $"The header lacks id or body; it holds: {Listed(header)}.",
                        $"{Meant(header)}Only id and body are needed; {string.Join(", ", Optional)} may follow."
                    );
                    return collected.Result();
                }
                foreach (var name in header.Where(name => name is not ("body" or "") && FieldNames.Find(name) is null))
                {
                    collected.Note(line, $"The column \"{name}\" is not read.", Spelling.Suggest(name, Known));
                }
                continue;
            }
            // Spreadsheets write rows and fields that hold nothing behind the last ones.
            if (row.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }
            var fields = new ArticleFields(file, line);
            if (row.Skip(header.Count).Any(field => !string.IsNullOrWhiteSpace(field)))
            {
                fields.Refuse(line, "The row has more fields than the header.", "Put quotes around a field with a separator in it.");
            }
            for (var i = 0; i < Math.Min(row.Count, header.Count); i++)
            {
                if (header[i] == "body")
                {
                    fields.Body = row[i].Trim();
                }
                else
                {
                    fields.TrySet(header[i], row[i], line);
                }
            }
            collected.Add(fields.Build(now), fields.Problems, file, line);
        }
        if (header is null)
        {
            collected.Refuse(1, "The file is empty.", "Start it with a header: id,title,body,tags.");
        }
        if (rows.OpenQuoteAt > 0)
        {
            collected.Refuse(
                rows.OpenQuoteAt,
                "A quote opens here and never closes; the rest was not read.",
                "Close the quote, or double a quote that is part of the text."
            );
        }
        return collected.Result();
    }

    private static string Listed(List<string> header) =>
        string.Join(", ", header.Take(MostShown).Select(name => name.Length == 0 ? "(no name)" : name))
        + (header.Count > MostShown ? ", …" : "");

    /// <summary>"Rename the column text to body. " for each needed column that stands there under another name.</summary>
    private static string Meant(List<string> header) =>
        string.Concat(
            Usual
                .Where(needed => !header.Contains(needed.Key))
                .Select(needed =>
                    header.Find(name =>
                        needed.Value.Contains(name, StringComparer.Ordinal) || Spelling.Near(name, [needed.Key]) is not null
                    )
                        is { Length: > 0 } meant
                        ? $"Rename the column {meant} to {needed.Key}. "
                        : ""
                )
        );
}
