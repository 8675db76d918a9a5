using System.Buffers;
using System.Globalization;
using System.Text;
using AngleSharp.Html.Parser;

namespace EscalationBot.Core.Messages.Html;

/// <summary>One text while it is read.</summary>
internal sealed class HtmlReading(bool isMarkdown, Func<string, Func<string, string?>, bool> isLeftOut)
{
    private static readonly HashSet<string> NeverShown = Names("script style head template noscript iframe object svg ac:parameter");
    private static readonly HashSet<string> Blocks = Names(
        "p div section article header footer main aside nav figure figcaption address details summary dl dt "
            + "dd form fieldset caption body html center"
    );

    /// <summary>Elements without an end tag: https://html.spec.whatwg.org/multipage/syntax.html#void-elements.</summary>
    private static readonly HashSet<string> Void = Names("area base br col embed hr img input link meta source track wbr");

    /// <summary>What Markdown may take for more than a character.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create("\\`*_[]<");

    private readonly HtmlLines _lines = new(isMarkdown);
    private readonly StringBuilder _code = new();
    private (string Name, int Depth) _hidden;
    private (string Name, int Depth) _pre;
    private (string Address, int Start)? _link;
    private bool _isCode;

    public string Read(string html)
    {
        foreach (var piece in HtmlTokens.Read(html))
        {
            if (_hidden.Depth > 0)
            {
                _hidden = Follow(_hidden, piece);
            }
            else if (piece.Kind == HtmlTokenType.Character)
            {
                Say(piece.Data);
            }
            else if (piece.Kind == HtmlTokenType.StartTag)
            {
                Begin(piece);
            }
            else
            {
                End(piece);
            }
        }
        EndLink();
        EndCode();
        return _lines.Finish();
    }

    /// <summary>How deep in elements of one name we are.</summary>
    private static (string Name, int Depth) Follow((string Name, int Depth) where, HtmlPiece piece) =>
        piece.Data != where.Name || piece.Tag is null ? where
        : piece.Kind == HtmlTokenType.EndTag ? (where.Name, where.Depth - 1)
        : piece.Tag.IsSelfClosing ? where
        : (where.Name, where.Depth + 1);

    private void Say(string words)
    {
        if (_pre.Depth > 0)
        {
            _code.Append(words.Replace('\u00a0', ' '));
            return;
        }
        _lines.Say(isMarkdown && !_isCode ? Escape(words) : words);
    }

    private void Begin(HtmlPiece piece)
    {
        var name = piece.Data;
        if (NeverShown.Contains(name) || isLeftOut(name, piece.Attribute))
        {
            if (!Void.Contains(name) && piece.Tag is { IsSelfClosing: false })
            {
                _hidden = (name, 1);
            }
            return;
        }
        if (_pre.Depth > 0)
        {
            _pre = Follow(_pre, piece);
            _code.Append(
                name is "br" ? "\n"
                : name is "p" or "div" && _code.Length > 0 && _code[^1] != '\n' ? "\n"
                : ""
            );
            return;
        }
        switch (name)
        {
            case "br":
                EndLine();
                break;
            case "hr":
                _lines.EndBlock();
                break;
            case "img" or "emoji":
                Picture(piece);
                break;
            case "a":
                EndLink();
                if (piece.Attribute("href") is { } address && IsReachable(address))
                {
                    _link = (address, _lines.Length);
                }
                break;
            case "pre" or "codeblock" or "ac:plain-text-body":
                EndLink();
                _pre = (name, 1);
                break;
            case "ul":
                EndLine();
                _lines.OpenList(isNumbered: false, 1);
                break;
            case "ol":
                EndLine();
                _lines.OpenList(isNumbered: true, FirstOf(piece));
                break;
            case "li":
                EndLink();
                _lines.OpenItem();
                break;
            case "blockquote":
                EndBlock();
                _lines.OpenQuote();
                break;
            case "table":
                EndLink();
                _lines.OpenTable();
                break;
            case "td" or "th":
                EndLink();
                _lines.BeginCell();
                break;
            case "tr":
                EndLink();
                _lines.EndRow();
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                EndBlock();
                Mark(new string('#', name[1] - '0') + " ");
                break;
            default:
                Inline(name);
                EndLineOf(name);
                break;
        }
    }

    private void End(HtmlPiece piece)
    {
        var name = piece.Data;
        if (_pre.Depth > 0)
        {
            _pre = Follow(_pre, piece);
            if (_pre.Depth == 0)
            {
                EndCode();
            }
            return;
        }
        switch (name)
        {
            case "a":
                EndLink();
                break;
            case "ul" or "ol":
                EndLink();
                _lines.Close("-1");
                _lines.EndBlock();
                break;
            case "li":
                EndLink();
                _lines.Close("i");
                break;
            case "blockquote":
                EndLink();
                _lines.Close(">");
                _lines.EndBlock();
                break;
            case "td" or "th":
                EndLink();
                _lines.EndCell();
                break;
            case "tr":
                EndLink();
                _lines.EndRow();
                break;
            case "table":
                EndLink();
                _lines.EndTable();
                break;
            case "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                EndBlock();
                break;
            default:
                Inline(name);
                EndLineOf(name);
                break;
        }
    }

    private void EndLineOf(string name)
    {
        if (Blocks.Contains(name))
        {
            EndLine();
        }
    }

    private void EndLine()
    {
        EndLink();
        _lines.Break();
    }

    private void EndBlock()
    {
        EndLink();
        _lines.EndBlock();
    }

    /// <summary>Emphasis has the same mark at both ends.</summary>
    private void Inline(string name)
    {
        if (name is "code" or "kbd" or "samp" or "tt")
        {
            _isCode = !_isCode;
            _lines.Put("`");
            return;
        }
        Mark(
            name switch
            {
                "b" or "strong" => "**",
                "i" or "em" => "*",
                "s" or "strike" or "del" => "~~",
                _ => "",
            }
        );
    }

    private void Mark(string mark)
    {
        if (isMarkdown && !_lines.IsInTable || mark == "~~")
        {
            _lines.Put(mark);
        }
    }

    private void EndCode()
    {
        if (_code.Length == 0)
        {
            return;
        }
        var code = _code.ToString();
        _code.Clear();
        if (code.Trim().Length > 0)
        {
            _lines.Code(code);
        }
    }

    private void EndLink()
    {
        if (_link is not var (address, start))
        {
            return;
        }
        _link = null;
        var label = _lines.From(start).Trim();
        if (isMarkdown && label.Length > 0)
        {
            _lines.CutTo(start);
            _lines.Put(
                $"[{label}](<{address.Replace(">", "%3E", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal)}>)"
            );
            return;
        }
        if (label.Length == 0)
        {
            _lines.Put(address);
        }
        else if (!SaysTheSame(label, address))
        {
            _lines.Put($" ({address})");
        }
    }

    private static bool SaysTheSame(string label, string address) => Bare(label).Equals(Bare(address), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string address)
    {
        foreach (var scheme in new[] { "https://", "http://", "mailto:", "tel:" })
        {
            if (address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                address = address[scheme.Length..];
            }
        }
        return address.TrimEnd('/');
    }

    /// <summary>An emoji is its character, a picture its description.</summary>
    private void Picture(HtmlPiece piece)
    {
        var alt = piece.Attribute("alt") ?? piece.Attribute("title");
        if (alt is null || (alt.Equals("image", StringComparison.OrdinalIgnoreCase) && piece.Data == "img"))
        {
            return;
        }
        if (isMarkdown && piece.Attribute("src") is { } address && IsReachable(address))
        {
            _lines.Put($"![{Escape(alt)}](<{address}>)");
            return;
        }
        _lines.Say(alt);
    }

    private static int FirstOf(HtmlPiece list) =>
        int.TryParse(list.Attribute("start"), NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? Math.Min(first, 9999) : 1;

    /// <summary>Only what a person may open: no script, no data, no address that means something on another page alone.</summary>
    private static bool IsReachable(string address) =>
        address.Length <= 2000
        && Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" or "mailto" or "tel";

    /// <summary>Words that Markdown would take for marks.</summary>
    private static string Escape(string words)
    {
        if (!words.AsSpan().ContainsAny(Marks))
        {
            return words;
        }
        var escaped = new StringBuilder(words.Length + 8);
        for (var i = 0; i < words.Length; i++)
        {
            var isMark =
                words[i] is '\\' or '`' or '*' or '[' or ']' or '<'
                || (
                    words[i] == '_'
                    && !(i > 0 && char.IsLetterOrDigit(words[i - 1]) && i + 1 < words.Length && char.IsLetterOrDigit(words[i + 1]))
                );
            escaped.Append(isMark ? "\\" : "").Append(words[i]);
        }
        return escaped.ToString();
    }

    private static HashSet<string> Names(string names) => [.. names.Split(' ')];
}
