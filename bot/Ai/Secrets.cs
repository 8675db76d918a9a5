using System.Text.RegularExpressions;

namespace EscalationBot.Bot.Ai;

/// <summary>Recognises what must not leave in a text: keys, tokens and passwords, numbers of cards and accounts, addresses, telephone numbers.</summary>
internal static partial class Secrets
{
    private const int Patience = 2_000;

    /// <summary>What is found: where it stands, and of which kind. Kinds are asked for in this order; what one has taken no later one sees.</summary>
    public static IEnumerable<(string Kind, Regex Pattern, Func<Match, (int Start, int Length)?> Judge)> Kinds { get; } =
    [
        ("SECRET", PrivateKey(), Whole),
        ("SECRET", UserOfAddress(), match => Group(match, "value")),
        ("SECRET", KnownToken(), Whole),
        ("SECRET", Labelled(), match => IsValue(match.Groups["value"].Value, match.Groups["sign"].Length > 0) ? Group(match, "value") : null),
        ("EMAIL", Email(), Whole),
        ("IBAN", Iban(), match => IsIban(match.Value) ? Whole(match) : null),
        ("CARD", Digits(), match => IsCard(match.Value) ? Whole(match) : null),
        ("SECRET", Noise(), match => IsNoise(match.Value) ? Whole(match) : null),
        ("PHONE", Phone(), match => IsPhone(match.Value) ? Whole(match) : null),
    ];

    /// <summary>Luhn's check (ISO/IEC 7812-1), 13 to 19 digits.</summary>
    public static bool IsCard(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').ToList();
        if (digits.Count is < 13 or > 19 || digits.TrueForAll(digit => digit == digits[0])) return false;
        var sum = 0;
        for (var i = 0; i < digits.Count; i++)
        {
            var digit = digits[^(i + 1)];
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    /// <summary>The checksum of an IBAN (ISO 13616): its number, country and check digits last, is 1 modulo 97.</summary>
    public static bool IsIban(string text)
    {
        var letters = text.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant).ToArray();
        if (letters.Length is < 15 or > 34) return false;
        var rest = 0;
        foreach (var c in letters.Skip(4).Concat(letters.Take(4)))
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            rest = ((value > 9 ? rest * 100 : rest * 10) + value) % 97;
        }
        return rest == 1;
    }

    private static bool IsPhone(string text)
    {
        var digits = text.Count(char.IsAsciiDigit);
        if (digits is < 8 or > 15 || Date().IsMatch(text) || Version().IsMatch(text)) return false;
        // Without a country's or trunk's prefix only the grouped form of North America is one; anything else may be an order number.
        return text[0] == '+' || text.StartsWith("00", StringComparison.Ordinal) || (text[0] is '0' or '(' && text.Any(c => c is ' ' or '-' or '/' or '(')) || Grouped().IsMatch(text);
    }

    /// <summary>After "password" stand ordinary words, too: a value follows a sign, or has a digit or a special character in it.</summary>
    private static bool IsValue(string value, bool afterSign) => value.Length >= (afterSign ? 4 : 6) && (afterSign || value.Any(char.IsAsciiDigit) || value.Any(c => c is '!' or '$' or '%' or '&' or '#' or '*' or '_'));

    /// <summary>Long runs of mixed letters and digits: hashes, base64, generated keys. Ordinary identifiers are shorter or have words in them.</summary>
    private static bool IsNoise(string text) => text.Count(char.IsAsciiDigit) >= 4 && text.Count(char.IsAsciiLetter) >= 4;

    private static (int Start, int Length)? Whole(Match match) => (match.Index, match.Length);

    private static (int Start, int Length)? Group(Match match, string name) => (match.Groups[name].Index, match.Groups[name].Length);

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", RegexOptions.Singleline, Patience)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"(?<=\b[a-z][a-z0-9+.-]{1,20}://)(?<value>[^\s/@:]+:[^\s/@]+)(?=@)|(?<=[?&](?:sig|signature|token|access_token|key|api_key|apikey|password|secret|code)=)(?<value>[^\s&#]+)", RegexOptions.IgnoreCase, Patience)]
    private static partial Regex UserOfAddress();

    [GeneratedRegex(@"\b(?:sk-[A-Za-z0-9_-]{16,}|xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|glpat-[A-Za-z0-9_-]{12,}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{30,}|[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{10,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.?[A-Za-z0-9_-]*)", RegexOptions.None, Patience)]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"\b(?:pass ?words?|passwort|kennwort|mot de passe|contraseña|pwd|passphrase|pin|secret|client[ _-]?secret|api[ _-]?key|access[ _-]?key|token|bearer|authorization|otp|one-time code)\b[""']?(?:\s+(?:is|ist|lautet|est|was))?(?<sign>\s*[:=]\s*)?\s*(?:bearer\s+|basic\s+)?[""'`]?(?<value>[^\s""'`,;]{4,})", RegexOptions.IgnoreCase, Patience)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,128}@[\p{L}\p{N}-]{1,64}(?:\.[\p{L}\p{N}-]{1,64}){1,8}", RegexOptions.None, Patience)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,4})?\b", RegexOptions.None, Patience)]
    private static partial Regex Iban();

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
