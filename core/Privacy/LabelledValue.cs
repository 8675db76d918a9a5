using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace EscalationBot.Core.Privacy;

/// <summary>
/// A secret that only its label gives away: "password: hunter2", "PIN 4711". After the same labels stand ordinary words far more often
/// ("password: reset does not work", "the token is expired"), so the value must look like one: letters and digits mixed, or alone on its
/// line behind a sign.
/// </summary>
internal static partial class LabelledValue
{
    /// <summary>What stands after a label without being its value.</summary>
    private static readonly FrozenSet<string> Ordinary = (
        (string[])
            [
                "accepted",
                "access",
                "again",
                "already",
                "always",
                "auth",
                "been",
                "blocked",
                "cannot",
                "can't",
                "changed",
                "code",
                "correct",
                "denied",
                "disabled",
                "does",
                "doesn't",
                "empty",
                "enabled",
                "error",
                "expired",
                "expires",
                "failed",
                "fails",
                "false",
                "field",
                "forgotten",
                "form",
                "found",
                "from",
                "gone",
                "help",
                "hidden",
                "incorrect",
                "invalid",
                "issue",
                "issues",
                "known",
                "leaked",
                "length",
                "link",
                "locked",
                "login",
                "lost",
                "mail",
                "manager",
                "masked",
                "missing",
                "never",
                "none",
                "null",
                "okay",
                "optional",
                "page",
                "policy",
                "prompt",
                "protected",
                "question",
                "redacted",
                "refused",
                "rejected",
                "removed",
                "renewed",
                "required",
                "reset",
                "revoked",
                "rotated",
                "rotation",
                "rules",
                "same",
                "screen",
                "secret",
                "sent",
                "support",
                "that",
                "this",
                "true",
                "unchanged",
                "undefined",
                "unknown",
                "unset",
                "user",
                "username",
                "valid",
                "visible",
                "what",
                "when",
                "where",
                "which",
                "with",
                "word",
                "works",
                "wrong",
                "your",
                "asap",
                "at",
                "closed",
                "done",
                "fixed",
                "open",
                "pending",
                "please",
                "resolved",
                "solved",
                "urgent",
                "version",
                "abgelaufen",
                "falsch",
                "fehlt",
                "geändert",
                "gesperrt",
                "nicht",
                "ungültig",
                "unbekannt",
                "vergessen",
                "zurückgesetzt",
                "oublié",
                "expiré",
                "incorrecto",
                "caducado",
                "olvidada",
                "неверный",
                "неправильный",
                "забыт",
                "забыла",
                "истёк",
                "истек",
                "просрочен",
                "сменить",
                "сбросить",
                "нужен",
            ]
    ).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Numeric = (
        (string[])["pin", "otp", "passcode", "one-time code", "one time code", "tan", "puk"]
    ).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static (int Start, int Length)? Judge(string text, Match match)
    {
        var group = match.Groups["value"];
        var typed = Own(match.Groups["label"].Value, group.Value);
        // "the new password (hunter2)"
        var start = match.Groups["quote"].Length > 0 ? 0 : typed.Length - typed.TrimStart('(', '[').Length;
        var value = typed[start..].TrimEnd('.', ',', ';', ':', ')', ']', '}', '>', '"', '\'', '`');
        var label = Spaces().Replace(match.Groups["label"].Value, " ");
        var isTold = match.Groups["sign"].Length > 0 || match.Groups["quote"].Length > 0;
        var isAlone =
            match.Groups["quote"].Length > 0 || (match.Groups["sign"].Length > 0 && IsEndOfLine(text, group.Index + start + value.Length));
        // "reset_token expired": what joins words in a name is a label only before a sign.
        if (match.Groups["prefix"].Length > 0 && match.Groups["sign"].Length == 0)
        {
            return null;
        }

        return value.Length > 0 && (IsCredential(match, value, label) || Looks(value, label, isTold, isAlone))
            ? (group.Index + start, value.Length)
            : null;
    }

    /// <summary>Behind the name of a scheme of HTTP (RFC 9110) stands what base64 made, which may hold letters alone.</summary>
    private static bool IsCredential(Match match, string value, string label) =>
        (match.Groups["scheme"].Length > 0 || label.Equals("bearer", StringComparison.OrdinalIgnoreCase))
        && value.Length >= 8
        && value.Any(char.IsAsciiLetterUpper)
        && value.Any(char.IsAsciiLetterLower)
        && !Stand().IsMatch(value);

    /// <summary>Languages without spaces go on right behind the value: only what is none of their words belongs to it.</summary>
    private static string Own(string label, string value) =>
        label.Any(letter => letter > '\u0530') && value.AsSpan().IndexOfAnyExceptInRange('\u0021', '\u007E') is >= 0 and var end
            ? value[..end]
            : value;

    /// <summary>It stands for a value in an example, a template or a manual.</summary>
    internal static bool StandsFor(string value) => Ordinary.Contains(value) || Stand().IsMatch(value);

    /// <summary>Only marks stand where a secret was.</summary>
    internal static bool IsMasked(string value) => value.All(c => c is '•' or '*' or 'x' or 'X' or '.' or '-' or '_');

    /// <summary>What the label names is made of digits.</summary>
    internal static bool IsNumeric(string label) => Numeric.Contains(label);

    /// <summary>The label names a password, whatever it is made of.</summary>
    internal static bool IsPassword(string label) =>
        label.StartsWith("pass", StringComparison.OrdinalIgnoreCase)
        || label.StartsWith("pw", StringComparison.OrdinalIgnoreCase)
        || IsForeign().IsMatch(label);

    private static bool Looks(string value, string label, bool isTold, bool isAlone)
    {
        // "my password is wrong!"
        if (StandsFor(value) || Ordinary.Contains(value.TrimEnd('!', '?')) || IsMasked(value))
        {
            return false;
        }

        var isNumber = value.All(char.IsAsciiDigit);
        if (IsNumeric(label))
        {
            return isNumber ? value.Length is >= 4 and <= 8 : isTold && value.Length >= 4 && IsMixed(value);
        }

        var isPassword = IsPassword(label);
        if (isNumber)
        {
            return isPassword ? isTold && value.Length >= 4 : isTold && value.Length >= 8;
        }

        if (IsMixed(value))
        {
            return value.Length
                >= (
                    isTold ? 4
                    : isPassword ? 6
                    : 8
                );
        }

        // Letters alone: the value of a password that stands by itself, or one in capitals and small letters.
        return isPassword && isAlone && value.Length >= 4;
    }

    /// <summary>
    /// Letters with digits or special characters among them. A hyphen or an apostrophe alone makes no secret of two words.
    /// </summary>
    private static bool IsMixed(string value) =>
        (value.Any(char.IsLetter) && value.Any(char.IsAsciiDigit))
        || value.Any(c => c is '!' or '$' or '%' or '&' or '#' or '*' or '_' or '@' or '^' or '+' or '=' or '?' or '§');

    internal static bool IsEndOfLine(string text, int end)
    {
        while (
            end < text.Length
            && text[end] != '\n'
            && (char.IsWhiteSpace(text[end]) || text[end] is '.' or ',' or ';' or '!' or ')' or ']' or '"' or '\'' or '`')
        )
        {
            end++;
        }

        return end == text.Length || text[end] == '\n';
    }

    /// <summary>
    /// Names of settings (DB_PASS, aws_secret_access_key) are read with the words before the label; short labels, and those that are words
    /// of their own, count only before a sign.
    /// </summary>
    [GeneratedRegex(
        @"(?:(?<prefix>(?<![A-Za-z0-9_-])(?:[A-Za-z][A-Za-z0-9]{0,24}[_-]){1,8})(?<label>pass(?:word|wd|phrase|code)?|pwd|pw|"
            + @"secret|token|credentials?|(?:secret|private|api|access|account|encryption|signing|master|auth)[_-]?key|"
            + @"secret[_-]access[_-]key|access[_-]token)(?=[""']?\s*(?:[:=]|->))"
            + @"|\b(?<label>(?:pg|mysql|ssh)?pass|passwd|pgpassword|psw|pw|p/w|"
            + @"wpa[23]?(?:[ -]?psk)?(?:[ -](?:key|password|passphrase|psk))?|wi-?fi[ -]key|wlan[ -](?:key|schlüssel)|network[ -]key|"
            + @"netzwerkschlüssel|(?:pre-?)?shared[ -]key|psk|creds?|credentials?)(?=[""']?\s*(?:[:=]|->))"
            + @"|\b(?<label>pass[ _-]?words?|passwort|passwörter|kennwort|mot de passe|contraseña|contrasena|"
            + @"password|senha|wachtwoord|hasło|pwd|passphrase|passcode|pin|puk|tan|secret|client[ _-]?secret|"
            + @"api[ _-]?key|access[ _-]?key|secret[ _-]?key|private[ _-]?key|access[ _-]?token|token|bearer|"
            + @"authorization|otp|one[- ]time code|пароль|пароля|парол|токен|секретный ключ|heslo|jelszó|lösenord|adgangskode|"
            + @"salasana|passord|parola|şifre|κωδικός|mật khẩu|סיסמה|كلمة المرور|كلمة السر)\b"
            + @"|(?<label>パスワード|暗証番号|密码|密碼|口令|비밀번호|암호|รหัสผ่าน|पासवर्ड))[""']?(?:\s+(?:is|ist|lautet|est|es|was|"
            + @"war)\b)?(?<sign>\s*(?:[:=]|=>|->)\s*|(?:は|是|为|為)\s*)?\s*(?<scheme>bearer\s+|basic\s+|"
            + @"token\s+)?(?:(?<quote>[""'`])(?<value>[^""'`\n]{3,200})[""'`]|"
            + @"[""'`]?(?<value>[^\s""'`,;<>]{3,512}))",
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Labelled();

    /// <summary>The three or four digits on a card.</summary>
    [GeneratedRegex(
        @"\b(?:cvv2?|cvc2?|security code|prüfziffer|kartenprüfnummer)\b(?:\s+(?:is|ist|lautet))?\s*[:=]?\s*(?<value>\d{3,4})(?!\w)",
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex SecurityCode();

    /// <summary>What stands for a value in instructions, addresses of mail and web, versions and dates.</summary>
    [GeneratedRegex(
        @"^(?:https?://.*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\$?\{.*|(?-i:\$[A-Z_]+|%[A-Z_]+%?)|"
            + @"(?-i:[A-Z]+(?:_[A-Z]+)+)|v?\d+(?:[./-]\d+)+|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|ESC-\d+|CVE-\d{4}-\d+|"
            + @"--[a-z][a-z-]*(?:=.*)?|(?:value|type|name|id|class|placeholder|autocomplete)=|"
            + @"(?-i:[A-Z]{2,6}-\d+)|\d+\s*(?:s|m|h|d|ms|min|days?|hours?|minutes?|x|%))$",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex Stand();

    [GeneratedRegex(
        @"^(?:p/w|psw|psk|wpa.*|wi-?fi.*|wlan.*|network.*|netzwerk.*|(?:pre-?)?shared.*|"
            + @"kennwort|mot de passe|contrase[nñ]a|senha|wachtwoord|hasło|парол[ья]?|heslo|jelszó|lösenord|adgangskode|salasana|parola|"
            + @"şifre|κωδικός|mật khẩu|סיסמה|كلمة المرور|كلمة السر|パスワード|密码|密碼|口令|비밀번호|암호|รหัสผ่าน|पासवर्ड)$",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex IsForeign();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5_000)]
    private static partial Regex Spaces();
}
