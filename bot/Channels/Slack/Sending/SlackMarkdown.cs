using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Messages;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>
/// An article's Markdown as elements of a <c>rich_text</c> block. Headings become bold lines, tables preformatted text; raw HTML is shown
/// as text.
/// </summary>
internal static class SlackMarkdown
{
    /// <summary>Slack shows at most this many levels of lists.</summary>
    private const int DeepestIndent = 8;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseAutoLinks()
        .DisableHtml()
        .Build();

    /// <summary>Elements from top to bottom, at most <paramref name="max"/> characters of text together.</summary>
    public static List<JsonObject> Render(string markdown, int max)
    {
        var pages = new Pages(max);
        if (SafeMarkdown.Parse(markdown, Pipeline) is not { } document)
        {
            pages.AddWords([RichText.Run(markdown)], "\n\n");
            return pages.Elements;
        }
        foreach (var block in document)
        {
            Add(block, pages, indent: 0);
        }
        return pages.Elements;
    }

    private static void Add(Block block, Pages pages, int indent)
    {
        switch (block)
        {
            case HeadingBlock heading:
                pages.AddWords(Runs(heading.Inline, TextStyle.Bold), "\n\n");
                break;
            case ParagraphBlock paragraph:
                pages.AddWords(Runs(paragraph.Inline, TextStyle.None), "\n\n");
                break;
            case QuoteBlock quote:
                pages.AddBlock(
                    RichText.Quote,
                    quote
                        .Descendants<LeafBlock>()
                        .SelectMany((leaf, i) => (i == 0 ? [] : new[] { RichText.Run("\n") }).Concat(Runs(leaf.Inline, TextStyle.None)))
                );
                break;
            case ListBlock list:
                AddList(list, pages, indent);
                break;
            case Table table:
                pages.AddBlock(RichText.Preformatted, [RichText.Run(Aligned(table))]);
                break;
            case CodeBlock code:
                pages.AddBlock(RichText.Preformatted, [RichText.Run(code.Lines.ToString().TrimEnd())]);
                break;
            case ThematicBreakBlock:
                pages.AddWords([RichText.Run("———")], "\n\n");
                break;
            case ContainerBlock container:
                foreach (var child in container)
                {
                    Add(child, pages, indent);
                }
                break;
            case LinkReferenceDefinition:
                break;
            case LeafBlock leaf:
                pages.AddWords([RichText.Run(leaf.Lines.ToString())], "\n\n");
                break;
            default:
                break;
        }
    }

    private static void AddList(ListBlock list, Pages pages, int indent)
    {
        var items = list.OfType<ListItemBlock>().ToList();
        var number =
            list.IsOrdered && int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
        // Slack counts each list from one, and whatever stands between two items ends a list: then the numbers are written out.
        var writeNumbers =
            list.IsOrdered && (number != 1 || items.Take(items.Count - 1).Any(item => item.Any(child => child is not ParagraphBlock)));
        foreach (var item in items)
        {
            var words = item.OfType<ParagraphBlock>()
                .SelectMany((text, i) => (i == 0 ? [] : new[] { RichText.Run("\n") }).Concat(Runs(text.Inline, TextStyle.None)));
            if (writeNumbers)
            {
                pages.AddWords(words.Prepend(RichText.Run($"{new string(' ', 4 * indent)}{number}. ")), "\n");
            }
            else
            {
                pages.AddItem(list, words, list.IsOrdered, Math.Min(indent, DeepestIndent));
            }
            foreach (var child in item.Where(child => child is not ParagraphBlock))
            {
                Add(child, pages, indent + 1);
            }
            number++;
        }
    }

    private static IEnumerable<JsonObject> Runs(ContainerInline? inlines, TextStyle style)
    {
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
        {
            switch (inline)
            {
                case LiteralInline literal:
                    yield return RichText.Run(literal.Content.ToString(), style);
                    break;
                case CodeInline code:
                    yield return RichText.Run(code.Content, style | TextStyle.Code);
                    break;
                case LineBreakInline line:
                    yield return RichText.Run(line.IsHard ? "\n" : " ", style);
                    break;
                case HtmlEntityInline entity:
                    yield return RichText.Run(entity.Transcoded.ToString(), style);
                    break;
                case AutolinkInline auto:
                    yield return auto.IsEmail || !RichText.IsWebAddress(auto.Url)
                        ? RichText.Run(auto.Url, style)
                        : RichText.Link(auto.Url, auto.Url, style);
                    break;
                case LinkInline link:
                    var words = string.Concat(Runs(link, TextStyle.None).Select(TextOf));
                    yield return link.Url is { } url && RichText.IsWebAddress(url)
                        ? RichText.Link(url, words.Length == 0 ? url : words, style)
                        : RichText.Run(words.Length == 0 ? link.Url ?? "" : words, style);
                    break;
                case EmphasisInline emphasis:
                    var added =
                        emphasis.DelimiterChar == '~' ? TextStyle.Strike
                        : emphasis.DelimiterCount >= 2 ? TextStyle.Bold
                        : TextStyle.Italic;
                    foreach (var run in Runs(emphasis, style | added))
                    {
                        yield return run;
                    }
                    break;
                case ContainerInline container:
                    foreach (var run in Runs(container, style))
                    {
                        yield return run;
                    }
                    break;
                default:
                    break;
            }
        }
    }

    private static string TextOf(JsonObject run) => run["text"]?.GetValue<string>() ?? "";

    /// <summary>Columns as wide as their widest cell, at most 40.</summary>
    private static string Aligned(Table table)
    {
        var rows = table
            .OfType<TableRow>()
            .Select(row =>
                row.OfType<TableCell>()
                    .Select(cell =>
                        string.Concat(
                                cell.Descendants<ParagraphBlock>().SelectMany(text => Runs(text.Inline, TextStyle.None)).Select(TextOf)
                            )
                            .Trim()
                    )
                    .ToList()
            )
            .ToList();
        var columns = rows.Count == 0 ? 0 : rows.Max(row => row.Count);
        var widths = Enumerable.Range(0, columns).Select(i => Math.Min(40, rows.Max(row => i < row.Count ? row[i].Length : 0))).ToList();
        var lines = new StringBuilder();
        for (var r = 0; r < rows.Count; r++)
        {
            if (r > 0)
            {
                lines.Append('\n');
            }
            lines.Append(string.Join("  ", rows[r].Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
            if (r == 0 && rows.Count > 1)
            {
                lines.Append('\n').Append(string.Join("  ", widths.Select(width => new string('-', Math.Max(1, width)))));
            }
        }
        return lines.ToString();
    }

    /// <summary>Collects elements until the characters are used up.</summary>
    private sealed class Pages(int max)
    {
        private int _left = max;
        private bool _full;
        private ListBlock? _lastList;
        private JsonObject? _lastListElement;

        public List<JsonObject> Elements { get; } = [];

        /// <summary>A block of its own.</summary>
        public void AddBlock(Func<IEnumerable<JsonObject>, JsonObject> wrap, IEnumerable<JsonObject> runs)
        {
            var kept = Fit(runs);
            if (kept.Count > 0)
            {
                Elements.Add(wrap(kept));
            }
        }

        /// <summary>Words that continue the words before them.</summary>
        public void AddWords(IEnumerable<JsonObject> runs, string gap)
        {
            var kept = Fit(runs);
            if (kept.Count == 0)
            {
                return;
            }
            if (Elements.Count == 0 || Elements[^1]["type"]!.GetValue<string>() != "rich_text_section")
            {
                Elements.Add(RichText.Section(kept));
                return;
            }
            var section = Elements[^1]["elements"]!.AsArray();
            foreach (var run in kept.Prepend(RichText.Run(gap)))
            {
                section.Add((JsonNode)run);
            }
        }

        /// <summary>An item of a list; continues the same list's element.</summary>
        public void AddItem(ListBlock list, IEnumerable<JsonObject> runs, bool ordered, int indent)
        {
            var kept = Fit(runs);
            if (kept.Count == 0)
            {
                return;
            }
            if (_lastList == list && _lastListElement is not null && Elements[^1] == _lastListElement)
            {
                _lastListElement["elements"]!.AsArray().Add((JsonNode)RichText.Section(kept));
                return;
            }
            _lastListElement = RichText.List([RichText.Section(kept)], ordered, indent);
            Elements.Add(_lastListElement);
            _lastList = list;
        }

        private List<JsonObject> Fit(IEnumerable<JsonObject> runs)
        {
            var kept = new List<JsonObject>();
            if (_full)
            {
                return kept;
            }
            foreach (var run in runs)
            {
                var text = TextOf(run);
                if (text.Length == 0)
                {
                    continue;
                }
                kept.Add(run);
                _full = text.Length > _left;
                if (_full)
                {
                    run["text"] = ShortText.Of(text, Math.Max(1, _left));
                    break;
                }
                _left -= text.Length;
            }
            return kept;
        }
    }
}
