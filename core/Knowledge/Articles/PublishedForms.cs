using System.Text;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Messages.Html;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>
/// Articles as people export them: HTML of help centres and wikis, MDX, the boxes of site generators. They become plain Markdown; what
/// brings in text from elsewhere is refused with its line, because its words would be missing. Code is left as it is.
/// </summary>
internal static partial class PublishedForms
{
    private const string Blocks =
        "h[1-6]|p|div|ul|ol|li|table|thead|tbody|tr|blockquote|pre|section|article|main|figure|details|dl|center|header|footer|html|body|"
        + "br|hr|img|ac:[a-z-]+|!doctype";

    /// <summary>Boxes that a word of Hugo or Jekyll begins or ends, and whose text stands between.</summary>
    private static readonly HashSet<string> Wrappers = new(StringComparer.OrdinalIgnoreCase)
    {
        "note",
        "tip",
        "info",
        "warning",
        "danger",
        "caution",
        "important",
        "callout",
        "alert",
        "notice",
        "hint",
        "details",
        "expand",
        "tab",
        "tabs",
        "raw",
        "endraw",
        "endnote",
        "endtip",
        "endinfo",
        "endwarning",
        "endcallout",
        "highlight",
        "endhighlight",
        "steps",
    };

    /// <summary>The body as Markdown.</summary>
    /// <param name="body">Lines that end with \n.</param>
    /// <param name="refuse">Told of a line that cannot be used, counted from 1: line, what, how to fix it.</param>
    public static string Read(string body, Action<int, string, string> refuse)
    {
        var lines = body.ReplaceLineEndings("\n").Split('\n');
        var read = new Reading(refuse);
        for (var i = 0; i < lines.Length; )
        {
            i = read.Take(lines, i);
        }
        return read.Text;
    }

    private sealed class Reading(Action<int, string, string> refuse)
    {
        private readonly List<string> _lines = [];
        private string? _fence;
        private int _boxes;
        private bool _isIndentedBox;

        public string Text => string.Join('\n', _lines).Trim('\n');

        /// <summary>Reads what begins at a line; returns the line behind it.</summary>
        public int Take(string[] lines, int at)
        {
            var line = lines[at];
            if (_fence is not null || Fence().Match(line) is { Success: true })
            {
                FollowFence(line);
                Add(line);
                return at + 1;
            }
            if (_isIndentedBox)
            {
                if (line.Length == 0 || line.StartsWith("    ", StringComparison.Ordinal) || line[0] == '\t')
                {
                    Add(line.Length == 0 ? "" : line.TrimStart('\t')[(line[0] == '\t' ? 0 : 4)..]);
                    return at + 1;
                }
                _isIndentedBox = false;
                _boxes--;
            }
            if (line.StartsWith("import ", StringComparison.Ordinal) && Import().IsMatch(line))
            {
                return at + 1;
            }
            if (Export().IsMatch(line))
            {
                return at + 1;
            }
            if (BoxOf(line))
            {
                return at + 1;
            }
            if (HtmlStart().IsMatch(line))
            {
                return TakeHtml(lines, at);
            }
            RefuseIncludes(line, at + 1);
            var shown = Components(Inline(line));
            if (shown.Length > 0 || line.Trim().Length == 0)
            {
                Add(shown);
            }
            return at + 1;
        }

        private void Add(string line) => _lines.Add(_boxes == 0 ? line : string.Concat(Enumerable.Repeat("> ", _boxes)) + line);

        private void FollowFence(string line)
        {
            var mark = Fence().Match(line) is { Success: true } match ? match.Groups["mark"].Value : null;
            _fence =
                _fence is null ? mark
                : mark is not null && mark[0] == _fence[0] && mark.Length >= _fence.Length && line.Trim() == mark ? null
                : _fence;
        }

        /// <summary><c>:::tip Title</c> and its end, <c>!!! note "Title"</c>, <c>&gt; [!NOTE]</c>.</summary>
        private bool BoxOf(string line)
        {
            if (Directive().Match(line) is { Success: true } directive)
            {
                if (directive.Groups["kind"].Value is not { Length: > 0 } kind)
                {
                    _boxes = Math.Max(0, _boxes - 1);
                    _lines.Add("");
                    return true;
                }
                Open(kind, directive.Groups["title"].Value.Trim(' ', '[', ']', '"'));
                return true;
            }
            if (Admonition().Match(line) is { Success: true } box)
            {
                Open(box.Groups["kind"].Value, box.Groups["title"].Value);
                _isIndentedBox = true;
                return true;
            }
            if (Alert().Match(line) is { Success: true } alert)
            {
                Add($"{alert.Groups["mark"].Value}**{Named(alert.Groups["kind"].Value)}**");
                return true;
            }
            return false;
        }

        private void Open(string kind, string title)
        {
            if (_boxes == 0 && _lines is [.., { Length: > 0 }])
            {
                _lines.Add("");
            }
            _boxes = Math.Min(_boxes + 1, 8);
            Add($"**{Named(kind)}{(title.Length > 0 ? ": " + title : "")}**");
            Add("");
        }

        private static string Named(string kind) => char.ToUpperInvariant(kind[0]) + kind[1..].ToLowerInvariant();

        /// <summary>HTML from a line that begins with it to the end of its element, or to a blank line when it has none.</summary>
        private int TakeHtml(string[] lines, int at)
        {
            var html = new StringBuilder();
            var name = HtmlStart().Match(lines[at]).Groups["name"].Value.ToLowerInvariant();
            var isVoid = name is "br" or "hr" or "img" or "!doctype";
            var (depth, i) = (0, at);
            do
            {
                RefuseIncludes(lines[i], i + 1);
                html.Append(lines[i]).Append('\n');
                depth += isVoid ? 0 : Count(lines[i], "<" + name) - Count(lines[i], "</" + name);
                i++;
            } while (i < lines.Length && depth > 0 && (lines[i].Trim().Length > 0 || EndsLater(lines, i, name)));
            var text = HtmlText.Markdown(html.ToString());
            if (text.Length > 0)
            {
                if (_lines is [.., { Length: > 0 }])
                {
                    Add("");
                }
                foreach (var line in text.Split('\n'))
                {
                    Add(line);
                }
                if (i < lines.Length && lines[i].Trim().Length > 0)
                {
                    Add("");
                }
            }
            return i;
        }

        private static bool EndsLater(string[] lines, int from, string name) =>
            Array.FindIndex(lines, from, Math.Min(400, lines.Length - from), line => Count(line, "</" + name) > 0) >= 0;

        private static int Count(string line, string mark)
        {
            var (count, at) = (0, 0);
            while ((at = line.IndexOf(mark, at, StringComparison.OrdinalIgnoreCase)) >= 0)
            {
                at += mark.Length;
                count += at >= line.Length || line[at] is '>' or ' ' or '/' or '\t' ? 1 : 0;
            }
            return count;
        }

        private void RefuseIncludes(string line, int number)
        {
            if (!line.AsSpan().ContainsAny('{', '-', '['))
            {
                return;
            }
            foreach (Match include in Include().Matches(CodeSpan().Replace(line, "")))
            {
                if (!Wrappers.Contains(include.Groups["word"].Value))
                {
                    refuse(
                        number,
                        $"The line brings in text that is not here: {ShortText.Of(include.Value, 60)}",
                        "Write the words themselves, or export the page as readers see it."
                    );
                    return;
                }
            }
        }

        /// <summary>Elements within a line of Markdown.</summary>
        private static string Inline(string line)
        {
            if (!line.Contains('<', StringComparison.Ordinal) && !line.Contains("&nbsp;", StringComparison.Ordinal))
            {
                return line;
            }
            return OutsideCode(
                line,
                part =>
                {
                    part = part.Replace("&nbsp;", " ", StringComparison.OrdinalIgnoreCase);
                    part = Anchor().Replace(part, "[${label}](<${address}>)");
                    part = InlineTag()
                        .Replace(
                            part,
                            tag =>
                                tag.Groups["name"].Value.ToLowerInvariant() switch
                                {
                                    "b" or "strong" => "**",
                                    "i" or "em" => "*",
                                    "code" or "kbd" or "samp" => "`",
                                    "s" or "del" or "strike" => "~~",
                                    "br" => line.TrimStart().StartsWith('|') ? " " : "  \n",
                                    _ => "",
                                }
                        );
                    return part;
                }
            );
        }

        /// <summary>Components of MDX: their words stay, and the label of a tab.</summary>
        private static string Components(string line)
        {
            if (!line.AsSpan().ContainsAny('<', '{'))
            {
                return line;
            }
            return OutsideCode(
                line,
                part =>
                {
                    part = Comment().Replace(part, "");
                    part = Shortcode().Replace(part, match => Wrappers.Contains(match.Groups["word"].Value) ? "" : match.Value);
                    return Component().Replace(part, tag => tag.Groups["label"].Value is { Length: > 0 } label ? $"**{label}**" : "");
                }
            );
        }

        private static string OutsideCode(string line, Func<string, string> change)
        {
            var (text, at) = (new StringBuilder(), 0);
            foreach (Match code in CodeSpan().Matches(line))
            {
                text.Append(change(line[at..code.Index])).Append(code.Value);
                at = code.Index + code.Length;
            }
            return text.Append(change(line[at..])).ToString();
        }
    }

    [GeneratedRegex(@"^\s{0,3}(>\s?)*(?<mark>`{3,}|~{3,})", RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s{0,3}<(?<name>" + Blocks + @")(\s[^<>]*)?/?>", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex HtmlStart();

    [GeneratedRegex(@"^import\s+([\w*{}\s,$]+\s+from\s+)?['""][^'""]+['""];?\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export\s+(const|let|var|default|function)\s.*[;})]\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Export();

    [GeneratedRegex(@"^\s{0,3}:{3,}\s*(?<kind>[A-Za-z][A-Za-z0-9-]*)?(?<title>[\s\[].*)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Directive();

    [GeneratedRegex(@"^(!!!|\?\?\?\+?)\s+(?<kind>[A-Za-z][A-Za-z-]*)[^""]*(""(?<title>[^""]*)"")?\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Admonition();

    [GeneratedRegex(@"^(?<mark>\s{0,3}(>\s?)+)\[!(?<kind>[A-Za-z]+)\]\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Alert();

    [GeneratedRegex(
        @"\{%-?\s*(?<word>[\w-]+)[^%]*%?\}?|\{\{[<%]\s*/?\s*(?<word>[\w-]+)[^}]*\}?\}?|\[!INCLUDE\b[^\]]*\]|^-{1,2}8<-{1,2}.*",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Include();

    [GeneratedRegex(@"\{%-?\s*(?<word>[\w-]+)[^%]*%\}|\{\{[<%]\s*/?\s*(?<word>[\w-]+)[^}]*[>%]\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Shortcode();

    [GeneratedRegex(@"\{/\*[^*]*\*/\}", RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"</?[A-Z][A-Za-z0-9.]*(\s[^<>]*?\b(label|title)=""(?<label>[^""<>]*)""[^<>]*|\s[^<>]*)?/?>",
        RegexOptions.ExplicitCapture,
        5000
    )]
    private static partial Regex Component();

    [GeneratedRegex(
        @"</?(?<name>b|strong|i|em|code|kbd|samp|s|del|strike|br|u|span|font|small|sup|sub|mark|ins|wbr)(\s[^<>]*)?/?>",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex InlineTag();

    [GeneratedRegex(@"<a\s[^<>]*?href=""(?<address>https?://[^""<>\s]+)""[^<>]*>(?<label>[^<>\[\]]+)</a>", RegexOptions.IgnoreCase, 5000)]
    private static partial Regex Anchor();

    [GeneratedRegex("``([^`]|`[^`])*``|`[^`]*`", RegexOptions.NonBacktracking)]
    private static partial Regex CodeSpan();
}
