using System.Text.Json;

namespace EscalationBot.Core.Knowledge.Articles.Import;

/// <summary>
/// <c>import jsonl PATH</c>: one JSON object per line with the names of the front matter and <c>body</c>; tags as a list or a text. Unknown
/// names are left alone.
/// </summary>
public static class JsonlImport
{
    /// <summary>Reads the articles; a line that cannot be used is refused, the others are read.</summary>
    /// <param name="file">Path as shown in problems.</param>
    /// <param name="reader">The file's text, read line by line.</param>
    /// <param name="now">Date of change for the articles.</param>
    public static ImportedArticles Read(string file, TextReader reader, DateTimeOffset now) => Read(file, reader, now, asTheyAre: false);

    /// <summary>
    /// As the public one; <paramref name="asTheyAre"/> keeps ids in their case and takes entries without a body, for measuring on other
    /// people's data.
    /// </summary>
    internal static ImportedArticles Read(string file, TextReader reader, DateTimeOffset now, bool asTheyAre)
    {
        var collected = new ImportCollector(file);
        foreach (var (line, text) in JsonLines.Of(reader))
        {
            if (text is null)
            {
                collected.Refuse(
                    line,
                    $"The line is longer than {JsonLines.Longest / 1024 / 1024} MiB of text.",
                    "Split the article into several."
                );
                continue;
            }
            try
            {
                using var json = JsonDocument.Parse(text);
                if (json.RootElement.ValueKind != JsonValueKind.Object)
                {
                    collected.Refuse(line, "The line is not a JSON object.", "Write {\"id\": …, \"title\": …, \"body\": …} on one line.");
                }
                else
                {
                    ReadEntry(file, line, json.RootElement, collected, now, asTheyAre);
                }
            }
            catch (JsonException broken)
            {
                collected.Refuse(line, $"The line is not JSON: {JsonLines.Plain(broken)}", "Write one whole JSON object per line.");
            }
            // Half a surrogate pair: no text at all.
            catch (ArgumentException)
            {
                collected.Refuse(line, "The line holds half a character.", "Save the file as UTF-8 and import it again.");
            }
        }
        return collected.Result();
    }

    private static void ReadEntry(string file, int line, JsonElement entry, ImportCollector collected, DateTimeOffset now, bool asTheyAre)
    {
        var fields = new ArticleFields(file, line) { Body = JsonLines.Text(entry, "body")?.Trim() ?? "" };
        foreach (var name in entry.EnumerateObject().Select(member => member.Name).Where(name => name != "body"))
        {
            switch (FieldNames.Find(name))
            {
                case null:
                    break;
                case ("tags", _):
                    foreach (var tag in JsonLines.Texts(entry, name))
                    {
                        fields.TrySet(name, tag, line);
                    }
                    break;
                default:
                    fields.TrySet(name, JsonLines.Text(entry, name), line);
                    break;
            }
        }
        collected.Add(fields.Build(now, asTheyAre, asTheyAre), fields.Problems, file, line);
    }
}
