using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace EscalationBot.Core.Messages.Html;

/// <summary>One piece of HTML: words, or a tag that begins or ends.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Data">The words, entities undone; or the tag's name in lower case.</param>
/// <param name="Tag">The tag with its attributes; null for words.</param>
internal readonly record struct HtmlPiece(HtmlTokenType Kind, string Data, HtmlTagToken? Tag)
{
    /// <summary>An attribute's value, trimmed; null when it is not there or empty.</summary>
    public string? Attribute(string name) => Tag?.GetAttribute(name)?.Trim() is { Length: > 0 } value ? value : null;
}

/// <summary>
/// Cuts HTML into its pieces, by the rules of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization). No tree
/// is built, so that neither depth nor disorder costs anything. Comments, scripts and styles are left out.
/// </summary>
internal static class HtmlTokens
{
    public static IEnumerable<HtmlPiece> Read(string html)
    {
        using var source = new TextSource(html);
        using var tokens = new HtmlTokenizer(source, HtmlEntityProvider.Resolver)
        {
            DisableElementPositionTracking = true,
            // Wikis write program text so.
            IsAcceptingCharacterData = true,
            SkipComments = true,
            SkipProcessingInstructions = true,
        };
        while (tokens.Get() is { Type: not HtmlTokenType.EndOfFile } token)
        {
            switch (token)
            {
                case HtmlTagToken { Type: HtmlTokenType.StartTag } tag:
                    // What stands in these is no HTML; a tree builder would say so to the tokenizer.
                    tokens.State = tag.Name switch
                    {
                        "script" => HtmlParseMode.Script,
                        "style" or "noscript" or "iframe" or "noembed" or "noframes" or "xmp" => HtmlParseMode.Rawtext,
                        "title" or "textarea" => HtmlParseMode.RCData,
                        _ => tokens.State,
                    };
                    yield return new HtmlPiece(HtmlTokenType.StartTag, tag.Name, tag);
                    break;
                case HtmlTagToken { Type: HtmlTokenType.EndTag } tag:
                    yield return new HtmlPiece(HtmlTokenType.EndTag, tag.Name, tag);
                    break;
                case { Type: HtmlTokenType.Character }:
                    yield return new HtmlPiece(HtmlTokenType.Character, token.Data, null);
                    break;
                default:
                    break;
            }
        }
    }
}
