using System.Buffers;
using System.Text.Json.Nodes;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// Builds <c>rich_text</c> blocks. Their text elements parse nothing (no mentions, no formatting, no entities), so words of people and of
/// articles are shown as they are; only what we make a link is one.
/// </summary>
internal static class RichText
{
    private const int LongestAddress = 2000;
    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t\r\n<>\"\u00A0\u2028");

    public static JsonObject Block(params JsonObject[] elements) =>
        new() { ["type"] = "rich_text", ["elements"] = new JsonArray([.. elements]) };

    public static JsonObject Section(IEnumerable<JsonObject> runs) => Element("rich_text_section", runs);

    public static JsonObject Quote(IEnumerable<JsonObject> runs) => Element("rich_text_quote", runs);

    public static JsonObject Preformatted(IEnumerable<JsonObject> runs) => Element("rich_text_preformatted", runs);

    public static JsonObject List(IEnumerable<JsonObject> sections, bool ordered, int indent)
    {
        var list = Element("rich_text_list", sections);
        list["style"] = ordered ? "ordered" : "bullet";
        if (indent > 0)
        {
            list["indent"] = indent;
        }
        return list;
    }

    public static JsonObject Run(string text, TextStyle style = TextStyle.None)
    {
        var run = new JsonObject { ["type"] = "text", ["text"] = text };
        if (style != TextStyle.None)
        {
            run["style"] = Style(style);
        }
        return run;
    }

    public static JsonObject Link(string url, string text, TextStyle style = TextStyle.None)
    {
        var run = new JsonObject
        {
            ["type"] = "link",
            ["url"] = url,
            ["text"] = text,
        };
        if (style != TextStyle.None)
        {
            run["style"] = Style(style);
        }
        return run;
    }

    /// <summary>Plain words with their web addresses made clickable.</summary>
    public static IEnumerable<JsonObject> Runs(string text, TextStyle style = TextStyle.None)
    {
        var from = 0;
        while (from < text.Length)
        {
            var (start, length) = FindAddress(text, from);
            if (start > from)
            {
                yield return Run(text[from..start], style);
            }
            if (length > 0)
            {
                yield return Link(text.Substring(start, length), text.Substring(start, length), style);
            }
            from = start + length;
        }
    }

    public static bool IsWebAddress(string url) =>
        url.Length <= 2900 && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https";

    private static JsonObject Element(string type, IEnumerable<JsonObject> children) =>
        new() { ["type"] = type, ["elements"] = new JsonArray([.. children]) };

    private static JsonObject Style(TextStyle style)
    {
        var names = new JsonObject();
        if (style.HasFlag(TextStyle.Bold))
        {
            names["bold"] = true;
        }
        if (style.HasFlag(TextStyle.Italic))
        {
            names["italic"] = true;
        }
        if (style.HasFlag(TextStyle.Strike))
        {
            names["strike"] = true;
        }
        if (style.HasFlag(TextStyle.Code))
        {
            names["code"] = true;
        }
        return names;
    }

    /// <summary>The next web address: up to a blank, without the punctuation that ends a sentence. Length 0: none is left.</summary>
    private static (int Start, int Length) FindAddress(string text, int from)
    {
        while (true)
        {
            var start = text.IndexOf("http", from, StringComparison.Ordinal);
            if (start < 0)
            {
                return (text.Length, 0);
            }
            var rest = text.AsSpan(start);
            var scheme =
                rest.StartsWith("https://", StringComparison.Ordinal) ? 8
                : rest.StartsWith("http://", StringComparison.Ordinal) ? 7
                : 0;
            var end = rest.IndexOfAny(AddressEnds);
            var length = rest[..Math.Min(end < 0 ? rest.Length : end, LongestAddress)].TrimEnd(".,;:!?'()[]{}").Length;
            if (scheme > 0 && length > scheme)
            {
                return (start, length);
            }
            from = start + 4;
        }
    }
}

/// <summary>Looks of a run of text.</summary>
[Flags]
internal enum TextStyle
{
    None = 0,
    Bold = 1,
    Italic = 2,
    Strike = 4,
    Code = 8,
}
