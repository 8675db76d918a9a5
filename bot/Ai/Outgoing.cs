using System.Text.RegularExpressions;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// What must not leave for a model: the secrets that are masked for everybody, and addresses, telephone numbers and anything that may be a
/// key.
/// </summary>
internal static partial class Outgoing
{
    private const int Patience = 2_000;

    /// <summary>
    /// What is found: where it stands, and of which kind. Kinds are asked for in this order; what one has taken no later one sees.
    /// </summary>
    public static IEnumerable<(string Kind, Regex Pattern, Func<string, Match, (int Start, int Length)?> Judge)> Kinds { get; } =
    [
        .. Secrets.Patterns.Where(one => one.Kind is SecretKind.Secret).Select(one => ("SECRET", one.Pattern, one.Judge)),
        ("SECRET", KeyOfAddress(), Whole),
        ("EMAIL", Email(), Whole),
        .. Secrets
            .Patterns.Where(one => one.Kind is not SecretKind.Secret)
            .Select(one => (one.Kind is SecretKind.Card ? "CARD" : "IBAN", one.Pattern, one.Judge)),
        ("CARD", Digits(), (text, match) => PaymentCards.HasCheckDigit(match.Value) ? Whole(text, match) : null),
        ("SECRET", Noise(), (text, match) => IsNoise(match.Value) ? Whole(text, match) : null),
        ("PHONE", Phone(), (text, match) => IsPhone(match.Value) ? Whole(text, match) : null),
    ];

    private static bool IsPhone(string text)
    {
        var digits = text.Count(char.IsAsciiDigit);
        if (digits is < 8 or > 15 || Date().IsMatch(text) || Version().IsMatch(text))
        {
            return false;
        }
        // Without a country's or trunk's prefix only the grouped form of North America is one; anything else may be an order number.
        return text[0] == '+'
            || text.StartsWith("00", StringComparison.Ordinal)
            || (text[0] is '0' or '(' && text.Any(c => c is ' ' or '-' or '/' or '('))
            || Grouped().IsMatch(text);
    }

    /// <summary>
    /// Long runs of mixed letters and digits: hashes, base64, generated keys. Ordinary identifiers are shorter or have words in them.
    /// </summary>
    private static bool IsNoise(string text) => text.Count(char.IsAsciiDigit) >= 4 && text.Count(char.IsAsciiLetter) >= 4;

    private static (int Start, int Length)? Whole(string text, Match match) => (match.Index, match.Length);

    [GeneratedRegex(@"(?<=[?&](?:key|code)=)[^\s&#]+", RegexOptions.IgnoreCase, Patience)]
    private static partial Regex KeyOfAddress();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,128}@[\p{L}\p{N}-]{1,64}(?:\.[\p{L}\p{N}-]{1,64}){1,8}",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w])", RegexOptions.None, Patience)]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?<![A-Za-z0-9_/+-])[A-Za-z0-9_+/-]{28,}={0,2}(?![A-Za-z0-9])", RegexOptions.None, Patience)]
    private static partial Regex Noise();

    [GeneratedRegex(@"(?<![\w.+])\(?\+?\(?\d(?:[ ()./-]{0,3}\d){7,14}(?!\w)", RegexOptions.None, Patience)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^\(?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", RegexOptions.None, Patience)]
    private static partial Regex Date();

    [GeneratedRegex(@"^\d+(?:\.\d+){2,}$", RegexOptions.None, Patience)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$", RegexOptions.None, Patience)]
    private static partial Regex Grouped();
}
