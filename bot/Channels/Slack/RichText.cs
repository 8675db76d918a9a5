using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EscalationBot.Bot.Channels.Slack;

/// <summary>
/// Builds <c>rich_text</c> blocks. Their text elements parse nothing (no mentions, no formatting, no entities), so words of people and of articles are shown as they are;
/// only what we make a link is one.
/// </summary>
internal static partial class RichText
{
    public static JsonObject Block(params JsonObject[] elements) => new() { ["type"] = "rich_text", ["elements"] = new JsonArray([.. elements]) };

    public static JsonObject Section(IEnumerable<JsonObject> runs) => Element("rich_text_section", runs);

    public static JsonObject Quote(IEnumerable<JsonObject> runs) => Element("rich_text_quote", runs);

    public static JsonObject Preformatted(IEnumerable<JsonObject> runs) => Element("rich_text_preformatted", runs);

    public static JsonObject List(IEnumerable<JsonObject> sections, bool ordered, int indent)
    {
        var list = Element("rich_text_list", sections);
        list["style"] = ordered ? "ordered" : "bullet";
        if (indent > 0) list["indent"] = indent;
        return list;
    }

    public static JsonObject Run(string text, TextStyle style = TextStyle.None)
    {
        var run = new JsonObject { ["type"] = "text", ["text"] = text };
        if (style != TextStyle.None) run["style"] = Style(style);
        return run;
    }

    public static JsonObject Link(string url, string text, TextStyle style = TextStyle.None)
    {
        var run = new JsonObject { ["type"] = "link", ["url"] = url, ["text"] = text };
        if (style != TextStyle.None) run["style"] = Style(style);
        return run;
    }

    /// <summary>Plain words with their web addresses made clickable.</summary>
    public static IEnumerable<JsonObject> Runs(string text, TextStyle style = TextStyle.None)
    {
        var from = 0;
        foreach (Match address in Addresses().Matches(text))
        {
            if (address.Index > from) yield return Run(text[from..address.Index], style);
            yield return Link(address.Value, address.Value, style);
            from = address.Index + address.Length;
        }
        if (from < text.Length) yield return Run(text[from..], style);
    }

    public static bool IsWebAddress(string url) => url.Length <= 2900 && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https";

    private static JsonObject Element(string type, IEnumerable<JsonObject> children) => new() { ["type"] = type, ["elements"] = new JsonArray([.. children]) };

    private static JsonObject Style(TextStyle style)
    {
        var names = new JsonObject();
        if (style.HasFlag(TextStyle.Bold)) names["bold"] = true;
        if (style.HasFlag(TextStyle.Italic)) names["italic"] = true;
        if (style.HasFlag(TextStyle.Strike)) names["strike"] = true;
        if (style.HasFlag(TextStyle.Code)) names["code"] = true;
        return names;
    }

    [GeneratedRegex("""https?://[^\s<>"]{1,1500}[^\s<>".,;:!?'()\[\]{}]""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Addresses();
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
