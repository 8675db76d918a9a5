namespace EscalationBot.Core.Knowledge.Import;

/// <summary><c>import csv PATH</c>: a header with the names of the front matter and <c>body</c>, in any order; tags separated by ';' or ','.</summary>
public static class CsvImport
{
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
                if (header.Contains("id") && header.Contains("body")) continue;
                collected.Refuse(line, "The header lacks id or body.", $"Start the file with {string.Join(',', ArticleFields.Names)},body; only id and body are needed.");
                return collected.Result();
            }
            var fields = new ArticleFields(file, line);
            if (row.Count > header.Count) fields.Refuse(line, "The row has more fields than the header.", "Put quotes around a field with a separator in it.");
            for (var i = 0; i < Math.Min(row.Count, header.Count); i++)
            {
                if (header[i] == "body") fields.Body = row[i].Trim();
                else if (ArticleFields.Names.Contains(header[i], StringComparer.Ordinal)) fields.Set(header[i], row[i], line);
            }
            collected.Add(fields.Build(now), fields.Problems, file, line);
        }
        if (header is null) collected.Refuse(1, "The file is empty.", "Start it with a header: id,title,body,tags.");
        if (rows.OpenQuoteAt > 0) collected.Refuse(rows.OpenQuoteAt, "A quote opens here and never closes; the rest was not read.", "Close the quote, or double a quote that is part of the text.");
        return collected.Result();
    }
}
