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
        new(SecretKind.Secret, LabelledValue.Labelled(), LabelledValue.Judge) { Resume = BehindLabel },
        new(SecretKind.Secret, WordedSecret.Phrase(), WordedSecret.JudgePhrase) { Resume = BehindFirstWord },
        new(SecretKind.Secret, WordedSecret.Introduced(), WordedSecret.JudgeIntroduced) { Resume = BehindLabel },
        new(SecretKind.Secret, WordedSecret.Changed(), WordedSecret.JudgeChanged) { Resume = BehindLabel },
        new(SecretKind.Secret, WordedSecret.Bare(), WordedSecret.JudgeBare) { Resume = match => match.Groups["value"].Index },
        new(SecretKind.Secret, WordedSecret.Pair(), WordedSecret.JudgePair) { Resume = match => match.Groups["user"].Index },
        new(SecretKind.Secret, MarkedUpSecret.Tag(), MarkedUpSecret.JudgeTag) { Resume = match => match.Groups["value"].Index },
        new(SecretKind.Secret, MarkedUpSecret.Cell(), MarkedUpSecret.JudgeCell) { Resume = match => match.Groups["value"].Index },
        new(SecretKind.Secret, LabelledValue.SecurityCode(), (_, match) => Group(match, "value")),
        new(SecretKind.Account, Iban(), (text, match) => BankAccounts.IsIban(match.Value) ? Whole(text, match) : null),
        new(SecretKind.Account, SpacedIban(), BankAccounts.JudgeSpaced) { Resume = match => match.Index + 2 },
        new(SecretKind.Card, PaymentCards.SingleDigits(), PaymentCards.JudgeSingleDigits),
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

    private static int BehindLabel(Match match) => match.Groups["label"].Index + match.Groups["label"].Length;

    private static int BehindFirstWord(Match match) => match.Index + 4;

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
        @"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z)"
            + @"|PuTTY-User-Key-File-\d{1,2}:.*?(?:Private-(?:MAC|Hash):[ \t]*[0-9a-fA-F]+|\z)",
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
            + @"GOCSPX-[A-Za-z0-9_-]{16,}|dckr_[a-z]{3}_[A-Za-z0-9_-]{16,}|hv[sbr]\.[A-Za-z0-9_-]{16,}|"
            + @"PMAK-[a-fA-F0-9]{16,}(?:-[a-fA-F0-9]{16,})?|gl(?:ptt|dt|rt|soat|cbt|ft|agent|oas)-[A-Za-z0-9_-]{16,}|"
            + @"glsa_[A-Za-z0-9_]{24,}|sntry[su]_[A-Za-z0-9_=+/]{24,}|lin_api_[A-Za-z0-9]{24,}|figd_[A-Za-z0-9_-]{24,}|"
            + @"rubygems_[a-f0-9]{24,}|NRAK-[A-Z0-9]{20,}|sbp_[a-f0-9]{24,}|gsk_[A-Za-z0-9]{24,}|xai-[A-Za-z0-9]{24,}|"
            + @"r8_[A-Za-z0-9]{24,}|pat-(?:na|eu)\d-[a-f0-9-]{24,}|AGE-SECRET-KEY-1[A-Z0-9]{20,}|sq0(?:csp|atp)-[A-Za-z0-9_-]{16,}|"
            + @"ATCTT[A-Za-z0-9_=-]{24,}|[A-Za-z0-9]{10,20}\.atlasv1\.[A-Za-z0-9_-]{32,}|ATATT[A-Za-z0-9_=-]{24,}|"
            + @"[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}|"
            + @"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.?[A-Za-z0-9_-]*)",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex KnownToken();

    /// <summary>What a program is given to sign in with: <c>curl -u ana:hunter2</c>, <c>docker login -p hunter2</c>.</summary>
    [GeneratedRegex(
        @"\b(?:curl|wget|http|https|xh)\b[^\n|;]{0,200}?\s(?:-u|-U|-a|--user|--proxy-user|--auth)(?:\s+|=)?"
            + @"[""']?[^\s""':/@]{1,64}:(?<value>[^\s""'/]{1,200})|\b(?:(?:docker|podman|oras|az|helm)\b[^\n|;]{0,60}?"
            + @"\blogin\b[^\n|;]{0,200}?|sshpass)\s-p\s*[""']?(?<value>[^\s""']{4,200})"
            + @"|\b(?:mysql(?:dump|admin|import|sh)?|mariadb(?:-dump|-admin)?|7z)\b[^\n|;]{0,200}?\s-p[""']?(?<value>[^\s""']{3,200})"
            + @"|\bmongo\w{0,8}\b[^\n|;]{0,200}?\s-p\s{1,4}[""']?(?<value>[^\s""']{3,200})"
            + @"|\bldap(?:search|modify|add|whoami)\b[^\n|;]{0,200}?\s-w\s{1,4}[""']?(?<value>[^\s""']{3,200})"
            + @"|\bredis-cli\b[^\n|;]{0,200}?\s-a\s{1,4}[""']?(?<value>[^\s""']{3,200})"
            + @"|\b(?:sqlcmd|bcp|zip|unzip)\b[^\n|;]{0,200}?\s-P\s{1,4}[""']?(?<value>[^\s""']{3,200})"
            + @"|\bsmbclient\b[^\n|;]{0,200}?\s-U\s{0,4}[""']?[^\s""'%]{1,64}%(?<value>[^\s""']{3,200})",
        RegexOptions.None,
        Patience
    )]
    private static partial Regex SignInOption();

    [GeneratedRegex(@"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,4})?\b", RegexOptions.None, Patience)]
    private static partial Regex Iban();

    /// <summary>Grouped otherwise than by fours, or with a gap behind the country: "IBAN DE 89370400440532013000".</summary>
    [GeneratedRegex(@"\b[A-Za-z]{2}[ .-]?\d[ .-]?\d(?:[ .-]?[A-Za-z0-9]){11,30}", RegexOptions.None, Patience)]
    private static partial Regex SpacedIban();

    /// <summary>Groups of digits with the separators that people put between them.</summary>
    [GeneratedRegex(@"(?<![\w.,])(?<!\w[-/#])\d(?:[ .-]?\d){12,18}(?![\w])(?!-\w)", RegexOptions.None, Patience)]
    private static partial Regex Digits();

    [GeneratedRegex(@"(?<![A-Za-z0-9_+/=-])[A-Za-z0-9+/]{32,512}={0,2}(?![A-Za-z0-9_+/=-])", RegexOptions.None, Patience)]
    private static partial Regex LongRun();
}
