using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>One name of a TOML front matter with its value, or with the texts of its list.</summary>
internal sealed record TomlField(string Name, IReadOnlyList<string> Values, bool IsList, int Line);

/// <summary>
/// The part of TOML (https://toml.io/en/v1.0.0) that front matter is written in: texts, lists of texts, dates, numbers. Tables hold
/// settings of site generators and are left alone.
/// </summary>
internal static class TomlFields
{
    /// <summary>The fields before the first table.</summary>
    /// <param name="lines">The lines between the two fences.</param>
    /// <param name="firstLine">The number of the first of them in its file.</param>
    /// <param name="refuse">Told of what cannot be read: line, what, how to fix it.</param>
    public static IReadOnlyList<TomlField> Read(IReadOnlyList<string> lines, int firstLine, Action<int, string, string> refuse)
    {
        var fields = new List<TomlField>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            if (line[0] == '[')
            {
                break;
            }
            var (number, equals) = (firstLine + i, line.IndexOf('=', StringComparison.Ordinal));
            if (equals <= 0)
            {
                refuse(number, "The line of the front matter is not TOML.", "Write name = \"value\".");
                continue;
            }
            var (name, value) = (line[..equals].Trim().Trim('"', '\''), line[(equals + 1)..].Trim());
            // A list may go on over lines.
            while (value.StartsWith('[') && !IsClosed(value) && i + 1 < lines.Count)
            {
                value += "\n" + lines[++i].Trim();
            }
            if (ReadValue(value) is { } values)
            {
                fields.Add(new TomlField(name, values, value.StartsWith('['), number));
            }
            else
            {
                refuse(
                    number,
                    $"The value of \"{name}\" cannot be read.",
                    "Write it in quotes on one line, or as a list: [\"one\", \"two\"]."
                );
            }
        }
        return fields;
    }

    private static bool IsClosed(string list) => Items(list) is not null;

    private static IReadOnlyList<string>? ReadValue(string value)
    {
        if (value.StartsWith('['))
        {
            return Items(value);
        }
        var at = 0;
        if (Scalar(value, ref at) is not { } text)
        {
            return null;
        }
        var rest = value[at..].Trim();
        return rest.Length == 0 || rest[0] == '#' ? [text] : null;
    }

    /// <summary>The texts of a list; null when it does not end or holds what is no text.</summary>
    private static List<string>? Items(string list)
    {
        var (items, at) = (new List<string>(), 1);
        while (at < list.Length)
        {
            if (char.IsWhiteSpace(list[at]) || list[at] == ',')
            {
                at++;
            }
            else if (list[at] == '#')
            {
                at = list.IndexOf('\n', at) is >= 0 and var end ? end : list.Length;
            }
            else if (list[at] == ']')
            {
                return items;
            }
            else if (Scalar(list, ref at) is { } item)
            {
                items.Add(item);
            }
            else
            {
                return null;
            }
        }
        return null;
    }

    private static string? Scalar(string text, ref int at)
    {
        if (at >= text.Length || text.AsSpan(at).StartsWith("\"\"\"") || text.AsSpan(at).StartsWith("'''") || text[at] == '{')
        {
            return null;
        }
        if (text[at] is not ('"' or '\''))
        {
            var start = at;
            while (at < text.Length && text[at] is not (',' or ']' or '#' or '\n'))
            {
                at++;
            }
            return text[start..at].Trim() is { Length: > 0 } bare ? bare : null;
        }
        var (quote, value) = (text[at++], new StringBuilder());
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && quote == '"')
            {
                if (!Escape(text, ref at, value))
                {
                    return null;
                }
                continue;
            }
            value.Append(text[at++]);
        }
        return at++ < text.Length ? value.ToString() : null;
    }

    private static bool Escape(string text, ref int at, StringBuilder value)
    {
        if (++at >= text.Length)
        {
            return false;
        }
        var (kind, digits) = (text[at++], 0);
        switch (kind)
        {
            case '"' or '\\' or '/':
                value.Append(kind);
                return true;
            case 'n' or 't' or 'r' or 'b' or 'f':
                value.Append(kind is 'n' ? '\n' : ' ');
                return true;
            case 'u':
                digits = 4;
                break;
            case 'U':
                digits = 8;
                break;
            default:
                return false;
        }
        if (
            at + digits > text.Length
            || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.IsValid(code)
        )
        {
            return false;
        }
        at += digits;
        value.Append(new Rune(code).ToString());
        return true;
    }
}
