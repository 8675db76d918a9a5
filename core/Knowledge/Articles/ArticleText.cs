using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>Writes an article as Markdown with front matter; <see cref="ArticleFiles.Read"/> reads it back the same.</summary>
public static class ArticleText
{
    /// <summary>A file name that is unique among articles: the id, with slashes and leading dots escaped.</summary>
    public static string FileName(Article article) =>
        $"{article.Id.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}.md";

    /// <summary>The file's text.</summary>
    public static string Write(Article article)
    {
        var text = new StringBuilder("---\n");
        Add("id", article.Id);
        Add("title", article.Title);
        if (article.Tags.Count > 0)
        {
            text.Append("tags: [").AppendJoin(", ", article.Tags.Select(Quoted)).Append("]\n");
        }
        Add("audience", article.Audience == Audience.Client ? "client" : "internal");
        Add("owner", article.Owner);
        if (article.Updated != default)
        {
            Add("updated", Day(DateOnly.FromDateTime(article.Updated.UtcDateTime)));
        }
        Add("review_by", Day(article.ReviewBy));
        Add("in_force_from", Day(article.InForceFrom));
        Add("in_force_to", Day(article.InForceTo));
        Add("language", article.Language);
        text.Append("---\n");
        // The reader takes the first heading of level 1 for the title: one of the body's own needs another in front.
        if (article.Body.AsSpan().TrimStart().StartsWith("# ", StringComparison.Ordinal))
        {
            text.Append("# ").Append(article.Title.Length > 0 ? article.Title.ReplaceLineEndings(" ") : article.Id).Append("\n\n");
        }
        return text.Append(article.Body.ReplaceLineEndings("\n")).Append('\n').ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                text.Append(name).Append(": ").Append(Quoted(value)).Append('\n');
            }
        }
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A double-quoted YAML scalar: colons, hashes and dashes in it mean nothing.</summary>
    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (char.IsControl(c))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                text.Append(c);
            }
        }
        return text.Append('"').ToString();
    }
}
