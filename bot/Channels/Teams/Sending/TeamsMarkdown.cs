using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Messages;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// The organisation's Markdown as card elements: Adaptive Cards know bold, italics, lists and links; the rest has elements of its own. Raw
/// HTML shows as text.
/// </summary>
internal static partial class TeamsMarkdown
{
    private const int MostRows = 40,
        MostColumns = 8;
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().Build();

    /// <param name="most">Longest text of one element.</param>
    public static IReadOnlyList<JsonObject> Render(string markdown, int most) =>
        SafeMarkdown.Parse(markdown, Pipeline) is { } document
            ? [.. document.SelectMany(block => Render(block, most))]
            : [.. Words(CardText.Escape(ShortText.Of(markdown, most)), most)];

    private static IEnumerable<JsonObject> Render(Block block, int most)
    {
        switch (block)
        {
            case HeadingBlock heading:
                return Words(Inlines(heading.Inline), most, weight: "bolder");
            case ParagraphBlock paragraph:
                return Words(Inlines(paragraph.Inline), most);
            case ListBlock list:
                return Words(List(list, 0), most);
            case Table table:
                return [TableOf(table)];
            case QuoteBlock quote:
                var inside = quote.SelectMany(child => Render(child, most)).ToList();
                return inside.Count == 0 ? [] : [CardJson.Container(inside)];
            case ThematicBreakBlock:
                return Words("———", most);
            case HtmlBlock html:
                return Words(CardText.Escape(html.Lines.ToString()), most);
            case LeafBlock code when code.Lines.Count > 0:
                return Code(code.Lines.ToString(), most);
            case ContainerBlock container:
                return container.SelectMany(child => Render(child, most));
            default:
                return [];
        }
    }

    private static IEnumerable<JsonObject> Words(string text, int most, string? weight = null)
    {
        if (text.Trim().Length == 0)
        {
            yield break;
        }
        yield return CardJson.TextBlock(ShortText.Of(text, most), weight);
    }

    /// <summary>Program text keeps its line breaks and indentation.</summary>
    private static IEnumerable<JsonObject> Code(string code, int most)
    {
        if (code.Trim().Length == 0)
        {
            return [];
        }
        var lines = ShortText.Of(code.TrimEnd(), most).Split('\n').Select(line => CardText.Escape(Kept(line.TrimEnd())));
        var block = CardJson.TextBlock(string.Join("\n\n", lines.Where(line => line.Length > 0)));
        block["fontType"] = "monospace";
        return [CardJson.Container([block])];
    }

    /// <summary>Indentation and wider gaps stay; a single space stays a space, so that what is copied works where it is pasted.</summary>
    private static string Kept(string line) => Gaps().Replace(line, gap => new string('\u00a0', gap.Length));

    [GeneratedRegex("^ +| {2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Gaps();

    private static string List(ListBlock list, int depth)
    {
        var lines = new StringBuilder();
        var number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "- ";
            var words = string.Join(
                ' ',
                item.Where(child => child is not ListBlock)
                    .Select(child =>
                        child is LeafBlock leaf
                            ? leaf.Inline is null
                                ? CardText.EscapeLine(leaf.Lines.ToString())
                                : Inlines(leaf.Inline).ReplaceLineEndings(" ")
                            : ""
                    )
            );
            // Cards know no lists in lists: deeper ones are set in by an arrow of their own.
            lines
                .Append(
                    depth == 0
                        ? mark
                        : "- "
                            + string.Concat(Enumerable.Repeat("› ", depth))
                            + (list.IsOrdered ? mark.Replace(". ", ") ", StringComparison.Ordinal) : "")
                )
                .Append(words.Trim())
                .Append('\n');
            foreach (var nested in item.OfType<ListBlock>())
            {
                lines.Append(List(nested, depth + 1)).Append('\n');
            }
        }
        return lines.ToString().TrimEnd('\n');
    }

    private static JsonObject TableOf(Table table)
    {
        var rows = table.OfType<TableRow>().Take(MostRows).ToList();
        var columns = Math.Clamp(rows.Max(row => row.Count), 1, MostColumns);
        return new JsonObject
        {
            ["type"] = "Table",
            ["firstRowAsHeader"] = rows.Count > 0 && rows[0].IsHeader,
            ["columns"] = CardJson.Array(Enumerable.Range(0, columns).Select(_ => new JsonObject { ["width"] = 1 })),
            ["rows"] = CardJson.Array(
                rows.Select(row => new JsonObject
                {
                    ["type"] = "TableRow",
                    ["cells"] = CardJson.Array(
                        row.OfType<TableCell>()
                            .Take(MostColumns)
                            .Select(cell => new JsonObject { ["type"] = "TableCell", ["items"] = CardJson.Array(CellOf(cell)) })
                    ),
                })
            ),
        };
    }

    private static List<JsonObject> CellOf(TableCell cell)
    {
        var items = cell.SelectMany(child => Render(child, 500)).ToList();
        return items.Count > 0 ? items : [CardJson.TextBlock("\u00a0")];
    }

    private static string Inlines(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        if (inlines is not null)
        {
            foreach (var inline in inlines)
            {
                text.Append(Inline(inline));
            }
        }
        return text.ToString();
    }

    private static string Inline(Inline inline) =>
        inline switch
        {
            LiteralInline literal => CardText.Escape(literal.Content.ToString()),
            CodeInline code => "**" + CardText.EscapeLine(code.Content) + "**",
            LineBreakInline { IsHard: true } => "\n\n",
            LineBreakInline => " ",
            EmphasisInline { DelimiterCount: 2 } strong => Around("**", Inlines(strong)),
            EmphasisInline weak => Around("_", Inlines(weak)),
            LinkInline link => LinkOf(link),
            AutolinkInline auto => CardText.Link(auto.Url, auto.IsEmail ? "mailto:" + auto.Url : auto.Url) ?? CardText.EscapeLine(auto.Url),
            HtmlEntityInline entity => CardText.Escape(entity.Transcoded.ToString()),
            HtmlInline html => CardText.Escape(html.Tag),
            ContainerInline container => Inlines(container),
            _ => "",
        };

    private static string Around(string mark, string text) => text.Trim().Length == 0 ? text : mark + text.Trim() + mark;

    private static string LinkOf(LinkInline link)
    {
        var words = link.FirstChild is null
            ? link.Url ?? ""
            : string.Concat(link.Descendants().OfType<LiteralInline>().Select(literal => literal.Content.ToString()));
        return CardText.Link(words.Length > 0 ? words : link.Url ?? "", link.Url ?? "") ?? CardText.Escape(words);
    }
}
