namespace EscalationBot.Bot.Pages;

/// <summary>A stretch of plain text; with an address it is a link.</summary>
/// <param name="Text">As it stands.</param>
/// <param name="Url">Null for text that is no link.</param>
public sealed record Stretch(string Text, string? Url);

/// <summary>Addresses in what people write.</summary>
internal static class Links
{
    private const string Web = "http";

    /// <summary>What browsers and servers take.</summary>
    private const int Longest = 2_000;

    /// <summary>Leads to the web or to a mail program, nowhere else.</summary>
    public static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" or "mailto";

    /// <summary>Splits plain text at the web addresses in it.</summary>
    public static IEnumerable<Stretch> Split(string text)
    {
        var done = 0;
        // Each address is read once: what stands in it, or in something too long or wrong to be one, is not looked at again.
        for (int at = Next(text, 0), next; at >= 0; at = Next(text, next))
        {
            var url = AddressAt(text, at);
            next = at + Math.Max(1, url.Length);
            if (url.Length > Longest || !IsSafe(url))
            {
                continue;
            }

            if (at > done)
            {
                yield return new(text[done..at], null);
            }

            yield return new(url, url);
            done = at + url.Length;
        }

        if (done < text.Length)
        {
            yield return new(text[done..], null);
        }
    }

    private static int Next(string text, int from) => from < text.Length ? text.IndexOf(Web, from, StringComparison.OrdinalIgnoreCase) : -1;

    /// <summary>Up to what cannot be in an address; marks at its end belong to the sentence. Empty when it is no address.</summary>
    private static string AddressAt(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (
            !rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            && !rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        )
        {
            return "";
        }

        var length = 0;
        while (length < rest.Length && !char.IsWhiteSpace(rest[length]) && rest[length] is not ('<' or '>' or '"'))
        {
            length++;
        }

        return rest[..length].TrimEnd(".,;:!?)]}'").ToString();
    }
}
