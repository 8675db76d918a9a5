using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>
/// What makes two versions of an article the same: everything that its author wrote, nothing that the store or readers added.
/// </summary>
public static class ArticleContent
{
    /// <summary>SHA-256 in lower-case hex. Version, date of change, source and solved questions do not count.</summary>
    public static string Hash(Article article)
    {
        var text = new StringBuilder();
        Add(article.Id);
        Add(article.Title);
        Add(article.Body.ReplaceLineEndings("\n"));
        foreach (var tag in article.Tags)
        {
            Add(tag);
        }
        Add(article.Audience.ToString());
        Add(article.Owner);
        Add(article.ReviewBy?.ToString("O", CultureInfo.InvariantCulture));
        Add(article.InForceFrom?.ToString("O", CultureInfo.InvariantCulture));
        Add(article.InForceTo?.ToString("O", CultureInfo.InvariantCulture));
        Add(article.Language);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        // The length in front keeps "ab" + "c" and "a" + "bc" apart.
        void Add(string? part) => text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}\n");
    }

    /// <summary>
    /// What a list shows as the article's name: its title, else the first line of its body that says something, cut at 80 characters, else
    /// its id.
    /// </summary>
    public static string ShownTitle(Article article)
    {
        if (article.Title.Length > 0)
        {
            return article.Title;
        }
        foreach (var line in article.Body.AsSpan().EnumerateLines())
        {
            var words = line.Trim("#>*-` \t");
            if (words.IsEmpty)
            {
                continue;
            }
            return ShortText.Of(words.ToString(), 80);
        }
        return article.Id;
    }
}
