using System.Text;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Commands;

/// <summary>A card as plain text for a terminal. Buttons are left out: nothing can be pressed there.</summary>
internal static class TerminalText
{
    private const int LongestBar = 24;

    public static string Of(Card card)
    {
        var text = new StringBuilder();
        foreach (var part in card.Parts)
        {
            Write(text, part);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, CardPart part)
    {
        switch (part)
        {
            case CardPart.Heading heading:
                text.AppendLine(heading.Title);
                break;
            case CardPart.Text plain:
                text.AppendLine(plain.Content);
                break;
            case CardPart.Prose prose:
                text.AppendLine(prose.Markdown);
                break;
            case CardPart.Quote quote:
                text.Append("  \"").Append(quote.Words).Append('"').AppendLine(quote.Who is { } who ? $" ({who})" : "");
                break;
            case CardPart.Note note:
                text.AppendLine(note.Content);
                break;
            case CardPart.Mention mention:
                text.Append(mention.Name).Append(": ").AppendLine(mention.Words);
                break;
            case CardPart.Divider:
                text.AppendLine(new string('-', 40));
                break;
            case CardPart.FactList facts:
                WriteFacts(text, facts.Facts);
                break;
            case CardPart.Bars bars:
                WriteBars(text, bars);
                break;
            case CardPart.Files files:
                foreach (var file in files.Links)
                {
                    text.Append("  ").Append(file.Name).Append(' ').AppendLine(file.Url);
                }
                break;
        }
    }

    private static void WriteFacts(StringBuilder text, IReadOnlyList<LabelledFact> facts)
    {
        var width = facts.Max(fact => fact.Label.Length);
        foreach (var fact in facts)
        {
            text.Append("  ").Append(fact.Label.PadRight(width)).Append("  ").AppendLine(fact.Value);
        }
    }

    private static void WriteBars(StringBuilder text, CardPart.Bars bars)
    {
        text.AppendLine(bars.Title);
        var largest = bars.Values.Max(bar => bar.Value);
        foreach (var bar in bars.Values)
        {
            text.Append("  ")
                .Append(bar.Label)
                .Append(' ')
                .Append('#', largest > 0 ? (int)Math.Round(bar.Value / largest * LongestBar) : 0)
                .Append(' ')
                .AppendLine(bar.Words);
        }
    }
}
