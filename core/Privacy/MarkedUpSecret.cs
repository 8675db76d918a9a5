using System.Text.RegularExpressions;

namespace EscalationBot.Core.Privacy;

/// <summary>
/// A secret in the markup of a file or table that somebody pasted: between its label's tags, or in the cell beside its label.
/// </summary>
internal static partial class MarkedUpSecret
{
    private const string Label =
        "pass[ _-]?(?:word|wd|phrase|code)|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord|hasło|пароль|pwd|pw|secret|token|"
        + "(?:api|access|secret|private)[ _-]?key";

    /// <summary>Between tags stands the whole value: letters alone are one, too.</summary>
    public static (int Start, int Length)? JudgeTag(string text, Match match) => Judge(match, isWhole: true);

    /// <summary>The cell beside a label; a heading's neighbours are headings.</summary>
    public static (int Start, int Length)? JudgeCell(string text, Match match) => Judge(match, isWhole: false);

    private static (int Start, int Length)? Judge(Match match, bool isWhole)
    {
        var group = match.Groups["value"];
        return
            LabelledValue.StandsFor(group.Value.TrimEnd('!', '?'))
            || LabelledValue.IsMasked(group.Value)
            || !(isWhole || group.Value.Any(c => char.IsAsciiDigit(c) || c is '!' or '$' or '%' or '&' or '#' or '@' or '^' or '+' or '='))
            ? null
            : (group.Index, group.Length);
    }

    [GeneratedRegex(
        @"<(?:[\w.:-]{0,40}?(?:password|passwd|passwort|kennwort|passphrase|pwd)|(?:[\w.:-]{0,40}[_.:-])?(?:pass|pw|pin|puk|secret|token|"
            + @"(?:api|access|secret|private)[_-]?key))(?:\s[^<>]{0,80})?>\s{0,8}(?<value>[^<>\s]{3,200})\s{0,8}</"
            + @"|<[a-z][^<>]{0,80}\b(?:name|key|id)\s?=\s?[""'](?:[\w.:-]{0,40}?(?:password|passwd|passwort|kennwort|pwd)|"
            + @"secret|token)[""']"
            + @"[^<>]{0,80}?\bvalue\s?=\s?[""'](?<value>[^<>""'\n]{3,200})[""']",
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Tag();

    [GeneratedRegex(
        @"\b(?:"
            + Label
            + @"|pin|puk)\b[*_`]{0,3}[ \t]{0,8}\|[ \t]{0,8}[*_`]{0,3}(?<value>[^\s|*`]{4,200})[*_`]{0,3}[ \t]{0,8}(?=\||\r?\n|$)"
            + @"|\*{1,2}(?:"
            + Label
            + @")\*{1,2}[ \t]{1,4}[`]?(?<value>[^\s|*`,;]{4,200})",
        RegexOptions.IgnoreCase,
        5_000
    )]
    public static partial Regex Cell();
}
