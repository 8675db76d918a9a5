using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>
/// Finds what stands in an article and no reader sees: it could tell a language model, or the search, what no person has approved (OWASP
/// LLM01:2025, indirect prompt injection). Characters are looked for everywhere; HTML only outside code, where it is shown as it stands.
/// </summary>
internal static partial class HiddenText
{
    private const int MostTold = 3,
        SoftHyphen = 0xAD;

    /// <summary>What is hidden, one sentence each with the line of the text (from 1); at most three, empty when all can be seen.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var shown = WithoutCode(lines);
        IEnumerable<string> found = lines
            .SelectMany((line, i) => Characters(line, i + 1))
            .Concat(shown.SelectMany((line, i) => Entities(line, i + 1)))
            .Concat(Html(string.Join('\n', shown)))
            .Concat(Definitions(shown));
        return [.. found.Distinct(StringComparer.Ordinal).Take(MostTold)];
    }

    private static IEnumerable<string> Characters(string line, int number)
    {
        if (IsPlain(line))
        {
            yield break;
        }
        var runes = line.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            if (InvisibleCharacters.IsHidden(runes, i))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Line {number} of the text holds the invisible character U+{runes[i].Value:X4} ("
                        + $"{InvisibleCharacters.NameOf(runes[i])})."
                );
                yield break;
            }
        }
    }

    private static bool IsPlain(ReadOnlySpan<char> line) =>
        Ascii.IsValid(line)
        && !line.ContainsAnyInRange('\0', '\b')
        && !line.ContainsAnyInRange('\u000E', '\u001F')
        && !line.Contains('\u007F');

    /// <summary>Markdown turns &amp;#8203; into the character itself.</summary>
    private static IEnumerable<string> Entities(string line, int number)
    {
        foreach (Match entity in Entity().Matches(line))
        {
            var runes = (InvisibleCharacters.Named.GetValueOrDefault(entity.Groups["name"].Value) ?? WebUtility.HtmlDecode(entity.Value))
                .EnumerateRunes()
                .ToArray();
            if (runes.Length == 1 && runes[0].Value is > 0x7F and not SoftHyphen && InvisibleCharacters.IsHidden(runes, 0))
            {
                yield return $"Line {number} of the text holds the invisible character {entity.Value} ("
                    + $"{InvisibleCharacters.NameOf(runes[0])}).";
                yield break;
            }
        }
    }

    private static List<string> Html(string text)
    {
        var found = new List<string>();
        if (text.IndexOf("<!--", StringComparison.Ordinal) is >= 0 and var comment)
        {
            found.Add($"Line {LineAt(text, comment)} of the text holds an HTML comment.");
        }
        foreach (var tag in Tag().EnumerateMatches(text))
        {
            var written = text.AsSpan(tag.Index, tag.Length).ToString();
            if (Hides(written))
            {
                found.Add(
                    $"Line {LineAt(text, tag.Index)} of the text holds HTML that hides what it encloses: " + $"{ShortText.Of(written, 80)}"
                );
                return found;
            }
        }
        return found;
    }

    private static bool Hides(string tag)
    {
        if (HiddenAttribute().IsMatch(tag) || (FontColour().Match(tag) is { Success: true } font && IsUnseen(font.Groups["colour"].Value)))
        {
            return true;
        }
        return Style().Match(tag) is { Success: true } style
            && style
                .Groups["css"]
                .Value.Trim('"', '\'')
                .Split(';')
                .Any(declaration =>
                {
                    var parts = declaration.ToLowerInvariant().Split(':', 2, StringSplitOptions.TrimEntries);
                    return parts.Length == 2 && Hides(parts[0], parts[1].Replace("!important", "", StringComparison.Ordinal).Trim());
                });
    }

    private static bool Hides(string property, string value) =>
        property switch
        {
            "display" => value == "none",
            "visibility" => value is "hidden" or "collapse",
            "opacity" or "font-size" or "width" or "height" or "max-height" or "max-width" or "line-height" => Zero().IsMatch(value),
            "color" or "-webkit-text-fill-color" => IsUnseen(value),
            "left" or "top" or "right" or "text-indent" or "margin-left" or "margin-top" => FarAway().IsMatch(value),
            "clip" or "clip-path" => value.Contains('0', StringComparison.Ordinal),
            _ => false,
        };

    /// <summary>White, nearly white or transparent: unseen on the white page of an editor, and read by a machine.</summary>
    private static bool IsUnseen(string colour) =>
        colour.ToLowerInvariant() is "white" or "snow" or "ivory" or "transparent" || NearlyWhite().IsMatch(colour);

    /// <summary><c>[//]: # (words)</c>: the usual way to write a comment in Markdown. It is a link definition that no link uses.</summary>
    private static IEnumerable<string> Definitions(string[] shown)
    {
        if (!Array.Exists(shown, line => Definition().IsMatch(line)))
        {
            yield break;
        }
        var used = shown
            .Where(line => !Definition().IsMatch(line))
            .SelectMany(line => Label().Matches(line))
            .Select(match => match.Groups["label"].Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < shown.Length; i++)
        {
            if (Definition().Match(shown[i]) is { Success: true } found && !used.Contains(found.Groups["label"].Value))
            {
                yield return $"Line {i + 1} of the text is a link definition that no link uses, so nobody sees it.";
            }
        }
    }

    /// <summary>The lines with code taken out: fenced blocks, and spans between backticks.</summary>
    private static string[] WithoutCode(string[] lines)
    {
        string? fence = null;
        var shown = new string[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimStart();
            var opens = Fence().Match(line) is { Success: true } marks ? marks.Value : null;
            if (fence is null && opens is not null)
            {
                fence = opens;
                shown[i] = "";
            }
            else if (fence is not null)
            {
                shown[i] = "";
                fence = opens is not null && opens[0] == fence[0] && opens.Length >= fence.Length && line.TrimEnd() == opens ? null : fence;
            }
            else
            {
                shown[i] = CodeSpan().Replace(lines[i], "");
            }
        }
        // A fence that never ends would hide the rest of the text from this check; readers see it as code, but other readers of Markdown
        // may not.
        return fence is null ? shown : [.. lines.Select(line => CodeSpan().Replace(line, ""))];
    }

    private static int LineAt(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex("^(`{3,}|~{3,})", RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex("``([^`]|`[^`])*``|`[^`]*`", RegexOptions.NonBacktracking)]
    private static partial Regex CodeSpan();

    [GeneratedRegex("&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|(?<name>[A-Za-z]{2,31}));", RegexOptions.NonBacktracking)]
    private static partial Regex Entity();

    [GeneratedRegex("<[A-Za-z][^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\sstyle\s*=\s*(?<css>""[^""]*""|'[^']*'|[^\s>]+)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Style();

    [GeneratedRegex(@"\shidden(\s|=|/|>)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex HiddenAttribute();

    [GeneratedRegex(@"^<font\s[^>]*color\s*=\s*[""']?(?<colour>[^""'\s>]+)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex FontColour();

    [GeneratedRegex(@"^0*(\.0+)?(px|pt|em|rem|%|vh|vw)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Zero();

    [GeneratedRegex(@"^-\d{3,}", RegexOptions.NonBacktracking)]
    private static partial Regex FarAway();

    // #fff, #fefefe, rgb(255, 255, 255), rgba(..., 0): all channels from F0 (240) on, or no opacity.
    [GeneratedRegex(
        @"^(#f[0-9a-f]?f[0-9a-f]?f[0-9a-f]?([0-9a-f]{2})?|rgba?\(\s*2[45]\d\s*[, ]\s*2[45]\d\s*[, "
            + @"]\s*2[45]\d.*|rgba\(.*,\s*0(\.0+)?\s*\)|hsla?\(.*,\s*100%.*)$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex NearlyWhite();

    [GeneratedRegex(@"^ {0,3}\[(?<label>[^\]]+)\]:\s*\S", RegexOptions.NonBacktracking)]
    private static partial Regex Definition();

    [GeneratedRegex(@"\[(?<label>[^\[\]]+)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}
