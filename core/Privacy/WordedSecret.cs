using System.Text.RegularExpressions;

namespace EscalationBot.Core.Privacy;

/// <summary>
/// A secret that people give away in a sentence: "password for ana: hunter2", "reset her password to Hunter22!", "login ana / Hunter22!".
/// Words stand between label and value, so the value must look like one far more than right behind its label, and of what stands in between
/// nothing may name an order, a version or an error.
/// </summary>
internal static partial class WordedSecret
{
    /// <summary>So far before a label the beginning of its line, or a word for a change, is looked for.</summary>
    private const int Reach = 60;

    private const string Label =
        @"\b(?<label>pass[ _-]?(?:word|phrase|code)s?|passwort|passwörter|kennwort|mot de passe|contraseña|contrasena|senha|"
        + @"wachtwoord|hasło|"
        + @"heslo|jelszó|lösenord|adgangskode|salasana|passord|parola|şifre|пароль|pwd|psw|pw|p/w|pin|puk|tan|otp|wi-?fi[ -]key|"
        + @"wpa[23]?[ -](?:key|psk)|network key|secret|token|(?:api|access|secret|private|encryption|shared)[ _-]?key)\b";

    /// <summary>Bold, code and quotes around a label or behind its sign.</summary>
    private const string Marks = @"[*`""'~]{0,3}";

    private const string Value = @"(?:[""'`](?<value>[^""'`\n]{3,200})[""'`](?<quote>)|(?<value>[^\s""'`,;<>|]{3,256}))";

    /// <summary>A word of the same sentence.</summary>
    private const string Word = @"[ \t]{1,8}(?>[^\s:=,;.?!|]{1,64}(?:\.[^\s:=,;.?!|]{1,64}){0,3})";

    /// <summary>Behind a verb only what holds a digit or a special character is a value: the sentence goes on otherwise.</summary>
    private const string Telling = @"(?=[""'`]|[^\s]{0,64}[0-9!$%&#*_@^+=§])";

    /// <summary>"password for ana: x", "password (admin): x", "the password for the admin user is x".</summary>
    public static (int Start, int Length)? JudgeIntroduced(string text, Match match)
    {
        var between = match.Groups["between"].Value;
        if (Other().IsMatch(between))
        {
            return null;
        }

        var (start, value, isQuoted) = Own(match);
        var label = match.Groups["label"].Value;
        var hasColon = match.Groups["colon"].Success;
        if (LabelledValue.StandsFor(value.TrimEnd('!', '?')) || LabelledValue.IsMasked(value))
        {
            return null;
        }

        if (LabelledValue.IsNumeric(label))
        {
            return IsDigits(value) && value.Length is >= 4 and <= 8 ? (start, value.Length) : null;
        }

        var isPassword = LabelledValue.IsPassword(label);
        if (IsDigits(value))
        {
            return isPassword && hasColon && value.Length >= 4 ? (start, value.Length) : null;
        }

        var isSecret =
            isQuoted ? isPassword && !value.Contains(' ', StringComparison.Ordinal)
            : IsStrong(value) ? value.Length >= (isPassword ? 4 : 8)
            : isPassword
                && hasColon
                && value.Length >= 4
                && (
                    (value[^1] is '!' or '?' && IsCased(value))
                    || (LabelledValue.IsEndOfLine(text, start + value.Length) && BeginsLine(text, match.Index))
                );
        return isSecret ? (start, value.Length) : null;
    }

    /// <summary>"reset her password to x", "password changed to x", "Kennwort auf x geändert".</summary>
    public static (int Start, int Length)? JudgeChanged(string text, Match match)
    {
        var (start, value, isQuoted) = Own(match);
        if (LabelledValue.StandsFor(value.TrimEnd('!', '?')) || LabelledValue.IsMasked(value))
        {
            return null;
        }

        var near = match.Groups["verb"].Success || Change().IsMatch(text[Math.Max(0, match.Index - Reach)..match.Index]);
        var behind = text[(start + value.Length)..Math.Min(text.Length, start + value.Length + 24)];
        if (!near && !Change().IsMatch(behind))
        {
            return null;
        }

        var isSecret = LabelledValue.IsNumeric(match.Groups["label"].Value)
            ? IsDigits(value) && value.Length is >= 4 and <= 8
            : value.Length >= (LabelledValue.IsPassword(match.Groups["label"].Value) ? 5 : 8)
                && (isQuoted || IsStrong(value) || (value[^1] is '!' && IsCased(value)) || (IsDigits(value) && value.Length >= 6));
        return isSecret ? (start, value.Length) : null;
    }

    /// <summary>
    /// "pw hunter22", "user ana, pass Hunter22!": both are words of their own, so only what is no word follows as a value.
    /// </summary>
    public static (int Start, int Length)? JudgeBare(string text, Match match)
    {
        var (start, value, _) = Own(match);
        return !LabelledValue.StandsFor(value.TrimEnd('!', '?')) && IsStrong(value) && value.Length >= 6 ? (start, value.Length) : null;
    }

    /// <summary>"login ana / Hunter22!", "creds: ana/Hunter22!".</summary>
    public static (int Start, int Length)? JudgePair(string text, Match match)
    {
        var (start, value, _) = Own(match);
        var user = match.Groups["user"].Value;
        return
            !LabelledValue.StandsFor(user)
            && !LabelledValue.StandsFor(value.TrimEnd('!', '?'))
            && value.Length >= 5
            && (IsStrong(value) || (value[^1] is '!' && IsCased(value)))
            ? (start, value.Length)
            : null;
    }

    /// <summary>"passphrase: correct horse battery staple": to the end of the line, unless the line is a sentence about one.</summary>
    public static (int Start, int Length)? JudgePhrase(string text, Match match)
    {
        var group = match.Groups["value"];
        var value = group.Value.TrimEnd(' ', '\t', '.', '"', '\'', '`', '*');
        var words = value.Split([' ', '\t', '-'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
            words.Length is >= 3 and <= 24
            && value[^1] is not ('?' or ':')
            && !Array.Exists(words, Sentence.Contains)
            && Array.TrueForAll(words, word => word.All(char.IsLetterOrDigit))
            ? (group.Index, value.Length)
            : null;
    }

    /// <summary>Words that say something about a phrase; a phrase itself is made of things.</summary>
    private static readonly HashSet<string> Sentence = new(
        (
            "is are was were does doesn't do did didn't don't not no how what why when where which who whose can cannot can't could should "
            + "will would must may might has have had be been being wrong expired forgotten forgot lost invalid missing required incorrect "
            + "failed fails again please reset changed change need needs asks asked see unknown too if after before since works work "
            + "ist sind war nicht kein keine wie warum wann wo kann muss wurde wird falsch vergessen abgelaufen fehlt bitte "
            + "est pas ne comment pourquoi peut es no cómo puede olvidada incorrecta"
        ).Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    private static (int Start, string Value, bool IsQuoted) Own(Match match)
    {
        var group = match.Groups["value"];
        var isQuoted = match.Groups["quote"].Success;
        var opened = isQuoted ? 0 : group.Value.Length - group.Value.TrimStart('(', '[', '*').Length;
        return (group.Index + opened, group.Value[opened..].TrimEnd('.', ',', ';', ':', ')', ']', '}', '>', '"', '\'', '`', '*'), isQuoted);
    }

    /// <summary>Letters with digits, or a special character inside; one at the end may end the sentence.</summary>
    private static bool IsStrong(string value)
    {
        var inner = value.TrimEnd('!', '?');
        return (inner.Any(char.IsLetter) && inner.Any(char.IsAsciiDigit))
            || inner.Any(c => c is '!' or '$' or '%' or '&' or '#' or '*' or '_' or '@' or '^' or '+' or '=' or '?' or '§');
    }

    private static bool IsCased(string value) =>
        value.Skip(1).Any(char.IsUpper) || (char.IsUpper(value[0]) && value.Skip(1).Any(char.IsLower));

    private static bool IsDigits(string value) => value.Length > 0 && value.All(char.IsAsciiDigit);

    /// <summary>Nothing but an article or the like stands before it on its line.</summary>
    private static bool BeginsLine(string text, int at)
    {
        var from = Math.Max(0, at - Reach);
        var before = text[from..at];
        var line = before.LastIndexOf('\n');
        return (line >= 0 || from == 0) && LineBefore().IsMatch(before[(line + 1)..]);
    }

    [GeneratedRegex(
        Label
            + "(?:[ -](?:code|number|nummer))?"
            + Marks
            + @"(?<between>[ \t]{0,8}\([^()\n]{1,60}\)|[ \t]{1,8}(?:for|of|on|at|to|from|used|we|i|you|they|he|she|"
            + @"that|which|by|with|as|now|again|here|"
            + @"für|fürs|von|vom|zu|zum|zur|des|der|beim|bei|am|im|auf|pour|du|de|d|sur|para|del|da|do|dos|per|di|voor|van|till|til|för|"
            + @"dla|pentru|для|от|к)\b(?:"
            + Word
            + @"){0,7}?)"
            + Marks
            + @"(?:[ \t]{0,8}(?<colon>:|=>|->|=)\s{0,8}|"
            + @"[ \t]{1,8}(?:is|are|was|lautet|ist|war|est|es|è|é|is now|ist jetzt)[ \t]{1,8}(?:now[ \t]{1,8})?"
            + Telling
            + ")"
            + @"[*~]{0,3}"
            + Value,
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Introduced();

    [GeneratedRegex(
        Label
            + @"(?:[ \t]{1,8}(?:has|had|have|was|were|is|been|be|got|just|now|again|already|wurde|wird|ist|hat|worden|a|été|"
            + @"fue|ha|sido|est|foi))"
            + @"{0,4}(?:[ \t]{1,8}(?<verb>changed|reset|set|updated|renewed|rotated|switched|back|temporarily|geändert|"
            + @"gesetzt|zurückgesetzt|changé|"
            + @"modifié|réinitialisé|cambiad[ao]|restablecid[ao]|alterad[ao]|gewijzigd|"
            + @"ändrat)){0,2}[ \t]{0,8}:?[ \t]{1,8}(?:to|as|auf|zu|en|à|por|"
            + @"para|naar|till|til|на)[ \t]{0,8}:?[ \t]{1,8}"
            + Telling
            + Value,
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Changed();

    [GeneratedRegex(
        @"(?:\b(?<label>pw|pwd|psw|p/w)|(?:^|(?<=[\n,;:(/|][ \t]{0,3})|(?<=\b(?:and|with|und|mit|et|avec|user|login)[ \t]{1,3}))pass)"
            + @"[ \t]{1,8}[*`""']{0,3}(?<value>[^\s""'`,;<>|]{6,256})",
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Bare();

    [GeneratedRegex(
        @"\b(?:creds?|credentials?|log[- ]?ins?|sign[- ]?in|logon|anmeldung|zugangsdaten|zugang|u/p|user/pass(?:word)?|"
            + @"user/pw|identifiants?|"
            + @"acceso|user(?:name)?)\b(?:[ \t]{1,8}(?:is|are|data|details|with|as|mit|avec|con))?[ \t]{0,8}[:=]?\s{0,3}[`""'*]{0,3}"
            + @"(?<user>[^\s/|:,;""'`]{1,64})(?:[ \t]{0,8}[/|][ \t]{0,8}|:)(?<value>[^\s,;|/""'`]{4,128})(?=[\s,;.)\]""'`*|]|$)",
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Pair();

    [GeneratedRegex(
        @"\b(?:pass[ _-]?phrases?|passwortsatz|mantra|(?:seed|recovery|secret|backup|mnemonic)[ -]phrase)\b"
            + Marks
            + @"(?:[ \t]{1,8}(?:for|für|pour|para|of)(?:"
            + Word
            + @"){1,4}?)?(?:[ \t]{0,8}(?::|=>|->|=)|[ \t]{1,8}(?:is|lautet|ist|est|es)[ \t])[ \t]{0,8}[*`""'~]{0,3}(?<value>[^\n]{8,300})",
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Phrase();

    /// <summary>What stands behind such a word is its number and no secret.</summary>
    [GeneratedRegex(
        @"\b(?:order|invoice|case|ticket|error|version|release|article|bestellung|auftrag|rechnung|fehler|facture|commande|pedido|factura|"
            + @"policy|length|characters)\b",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex Other();

    [GeneratedRegex(
        @"\b(?:re)?set\b|\breset|chang|updat|renew|switch|rotat|setz|änder|gestellt|modif|réinitialis|cambi|restablec|"
            + @"alter[ao]|wijzig|ändra",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex Change();

    [GeneratedRegex(
        @"^\W{0,6}(?:(?:the|my|our|new|your|his|her|their|old|temporary|temp|current|initial|das|dein|mein|neues|le|votre|nouveau|la|su|tu|"
            + @"nueva|here)\s+){0,3}$",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex LineBefore();
}
