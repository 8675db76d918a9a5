using System.Text.RegularExpressions;

namespace EscalationBot.Core.Privacy;

/// <summary>What kind of secret it is.</summary>
public enum SecretKind
{
    /// <summary>A password, key or token.</summary>
    Secret,

    /// <summary>The number of a payment card.</summary>
    Card,

    /// <summary>The number of a bank account (IBAN).</summary>
    Account,
}

/// <summary>A way to recognise one kind of secret.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Pattern">Where one may stand.</param>
/// <param name="Judge">Where in a match of a text it stands; null when it is none.</param>
public sealed record SecretPattern(SecretKind Kind, Regex Pattern, Func<string, Match, (int Start, int Length)?> Judge)
{
    /// <summary>Where to look on behind a match that is none; null = behind all of it.</summary>
    public Func<Match, int>? Resume { get; init; }
}

/// <summary>
/// Recognises secrets in what people write: private keys, tokens of known forms, passwords after their label, numbers of cards and bank
/// accounts. Numbers of cases, invoices and orders, hashes, ids and dates are none: they are what a support case is made of.
/// </summary>
public static partial class Secrets
{
    private const int Patience = 2_000,
        LongKey = 32;

    /// <summary>The ways, in the order in which they are tried; what one has taken no later one sees.</summary>
    public static IReadOnlyList<SecretPattern> Patterns { get; } =
    [
        new(SecretKind.Secret, PrivateKey(), Whole),
        new(SecretKind.Secret, InAddress(), (_, match) => Group(match, "value")),
        new(SecretKind.Secret, KnownToken(), Whole),
        new(
            SecretKind.Secret,
            SignInOption(),
            (_, match) => LabelledValue.StandsFor(match.Groups["value"].Value) ? null : Group(match, "value")
        ),
        // "token password: x": the second label is no value of the first.
        new(SecretKind.Secret, LabelledValue.Labelled(), LabelledValue.Judge)
        {
            Resume = match => match.Groups["label"].Index + match.Groups["label"].Length,
        },
        new(SecretKind.Secret, LabelledValue.SecurityCode(), (_, match) => Group(match, "value")),
        new(SecretKind.Account, Iban(), (text, match) => BankAccounts.IsIban(match.Value) ? Whole(text, match) : null),
        new(SecretKind.Card, Digits(), PaymentCards.Judge),
        new(SecretKind.Card, PaymentCards.Scattered(), PaymentCards.JudgeScattered) { Resume = match => match.Index + 4 },
        new(
            SecretKind.Secret,
            LongRun(),
            (text, match) => IsGenerated(match.Value) && !IsInAddress(text, match.Index) ? Whole(text, match) : null
        ),
    ];

    /// <summary>
    /// A generated key jumps between capitals, small letters and digits all the time; words, hexadecimal ids, paths and names of files do
    /// not.
    /// </summary>
    internal static bool IsGenerated(string text)
    {
        var digits = text.Count(char.IsAsciiDigit);
        if (
            text.Length < LongKey
            || digits == 0
            || !text.Any(char.IsAsciiLetterUpper)
            || !text.Any(char.IsAsciiLetterLower)
            || text.Count(c => c == '/') * 12 > text.Length
        )
        {
            return false;
        }

        var jumps = 0;
        for (var i = 1; i < text.Length; i++)
        {
            jumps += Class(text[i]) == Class(text[i - 1]) ? 0 : 1;
        }

        // Of base 62 about 62 of 100 neighbours differ in class and 16 of 100 are digits; of names in camel case about 40, with few digits.
        return jumps * 2 >= text.Length - 1 || (jumps * 10 >= (text.Length - 1) * 4 && digits * 10 >= text.Length);

        static int Class(char c) =>
            char.IsAsciiDigit(c) ? 0
            : char.IsAsciiLetterUpper(c) ? 1
            : char.IsAsciiLetterLower(c) ? 2
            : 3;
    }

    private static (int Start, int Length)? Whole(string text, Match match) => (match.Index, match.Length);

    /// <summary>Addresses of shared files hold such runs and are meant to be followed.</summary>
    private static bool IsInAddress(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < 2_048 && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        return text.AsSpan(start, at - start).Contains("://", StringComparison.Ordinal);
    }

    private static (int Start, int Length)? Group(Match match, string name) => (match.Groups[name].Index, match.Groups[name].Length);

    [GeneratedRegex(
        @"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z)",
        RegexOptions.Singleline,
        Patience
    )]
    private static partial Regex PrivateKey();

    [GeneratedRegex(
        @"(?<=\b[a-z][a-z0-9+.-]{1,20}://)(?<value>[^\s/@:]{1,128}:[^\s/@]{1,256})(?=@)|(?<=[?&#;](?:sig|"
            + @"signature|token|access_token|id_token|refresh_token|api_key|apikey|password|passwd|pwd|secret|"
            + @"client_secret)=)(?<value>[^\s&#""'<>]{4,2048})|(?<=\bhooks\.slack\.com/(?:services|workflows|"
            + @"triggers)/)(?<value>[A-Za-z0-9/_-]{20,200})|(?<=\b(?:AccountKey|"
            + @"SharedAccessKey)=)(?<value>[A-Za-z0-9+/=]{20,200})",
        RegexOptions.IgnoreCase,
        Patience
    )]
    private static partial Regex InAddress();

    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{16,}|xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|"
            + @"xoxe\.[A-Za-z0-9.-]{16,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|"
            + @"glpat-[A-Za-z0-9_-]{12,}|A(?:KI|SI)A[0-9A-Z]{16}(?![0-9A-Z])|AIza[A-Za-z0-9_-]{30,}|"
            + @"ya29\.[A-Za-z0-9_-]{20,}|[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{10,}|"
            + @"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{20,}|pypi-[A-Za-z0-9_-]{20,}|"
            + @"hf_[A-Za-z0-9]{20,}|dop_v1_[a-f0-9]{32,}|dapi[a-f0-9]{32}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,}|"
            + @"ATATT[A-Za-z0-9_=-]{24,}|[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}|"
            + @"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.?[A-Za-z0-9_-]*)",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex KnownToken();

    /// <summary>What a program is given to sign in with: <c>curl -u ana:hunter2</c>, <c>docker login -p hunter2</c>.</summary>
    [GeneratedRegex(
        @"\b(?:curl|wget|http|https|xh)\b[^\n|;]{0,200}?\s(?:-u|-U|-a|--user|--proxy-user|--auth)(?:\s+|=)?"
            + @"[""']?[^\s""':/@]{1,64}:(?<value>[^\s""'/]{1,200})|\b(?:(?:docker|podman|oras|az|helm)\b[^\n|;]{0,60}?"
            + @"\blogin\b[^\n|;]{0,200}?|sshpass)\s-p\s*[""']?(?<value>[^\s""']{4,200})",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex SignInOption();

    [GeneratedRegex(@"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,4})?\b", RegexOptions.None, Patience)]
    private static partial Regex Iban();

    /// <summary>Groups of digits with the separators that people put between them.</summary>
    [GeneratedRegex(@"(?<![\w.,])(?<!\w[-/#])\d(?:[ .-]?\d){12,18}(?![\w])(?!-\w)", RegexOptions.None, Patience)]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?<![A-Za-z0-9_+/=-])[A-Za-z0-9+/]{32,512}={0,2}(?![A-Za-z0-9_+/=-])", RegexOptions.None, Patience)]
    private static partial Regex LongRun();
}
