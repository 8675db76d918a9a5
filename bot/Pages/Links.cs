using System.Text.RegularExpressions;

namespace EscalationBot.Bot.Pages;

/// <summary>A stretch of plain text; with an address it is a link.</summary>
/// <param name="Text">As it stands.</param>
/// <param name="Url">Null for text that is no link.</param>
public sealed record Stretch(string Text, string? Url);

/// <summary>Addresses in what people write.</summary>
internal static partial class Links
{
    /// <summary>Leads to the web or to a mail program, nowhere else.</summary>
    public static bool IsSafe(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" or "mailto";

    /// <summary>Splits plain text at the web addresses in it.</summary>
    public static IEnumerable<Stretch> Split(string text)
    {
        var at = 0;
        foreach (Match match in Address().Matches(text))
        {
            var url = match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '"');
            if (!IsSafe(url))
            {
                continue;
            }

            if (match.Index > at)
            {
                yield return new(text[at..match.Index], null);
            }

            yield return new(url, url);
            at = match.Index + url.Length;
        }

        if (at < text.Length)
        {
            yield return new(text[at..], null);
        }
    }

    [GeneratedRegex(@"https?://[^\s<>""]+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Address();
}
