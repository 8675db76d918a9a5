using System.Text.RegularExpressions;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// Error codes ("QX-7781", "ORA-00942", "0x80070005", "HTTP 504", "TimeoutException") and versions ("v4.1.2", "version 12").
/// </summary>
internal static partial class CodeFinder
{
    /// <summary>Error codes, upper case where they are letters and digits, each once.</summary>
    public static IEnumerable<(string Code, string Words)> ErrorCodes(string text)
    {
        foreach (Match match in Code().Matches(text))
        {
            if (match.Groups["status"].Success)
            {
                yield return ("HTTP " + match.Groups["status"].Value, match.Value);
            }
            else if (match.Groups["name"].Success)
            {
                yield return (match.Value, match.Value);
            }
            else
            {
                yield return (match.Groups["code"].Value.ToUpperInvariant(), match.Groups["code"].Value);
            }
        }
    }

    /// <summary>Version numbers without their "v".</summary>
    public static IEnumerable<(string Version, string Words)> Versions(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            yield break;
        }
        foreach (Match match in VersionPattern().Matches(text))
        {
            yield return (match.Groups["number"].Value, match.Value);
        }
    }

    [GeneratedRegex(
        @"(?<![\w-])(?:(?<code>0x[0-9A-Fa-f]{4,16}|[A-Z][A-Z0-9]{0,9}[-_]\d{2,7}[A-Z]?|"
            + @"[A-Z]{2,4}\d{3,6}[A-Z]?)|(?i:http|status|error|code|fehler) (?i:code |status "
            + @")?(?<status>[1-5]\d\d)|(?i:error|code|fehler) (?i:code )?#?(?<code>\d{4,6}|[A-Z]\d{2,5})|"
            + @"(?<name>[A-Z][a-zA-Z]{2,40}(?:Exception|Error))|(?<code>E[A-Z]{4,12}|ERR_[A-Z_]{3,40}))(?![\w-])",
        RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Code();

    [GeneratedRegex(
        @"(?<![\w.])(?:v|(?:version|release|build|ver\.?) )(?<number>\d{1,4}(?:\.\d{1,6}){0,4})(?![\w]|"
            + @"\.\d)|(?<![\w.])(?<number>\d{1,3}(?:\.\d{1,4}){2,4})(?![\w]|\.\d)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex VersionPattern();
}
