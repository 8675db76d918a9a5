using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.DigestCards;

/// <summary>One thing that a manager should know of this morning: it changed, or it will break.</summary>
/// <param name="Key">The same for the same thing in every digest; names nobody and holds no words.</param>
/// <param name="Severity">Larger = worse. What a digest told before is told again only when this has grown.</param>
/// <param name="Weight">Order among the others: the largest first.</param>
/// <param name="Text">One line.</param>
public sealed record DigestException(string Key, long Severity, int Weight, string Text)
{
    /// <summary>Why, in a quiet line below it; empty = nothing to add.</summary>
    public string Why { get; init; } = "";

    /// <summary>Markdown link to the page on which it is done; null = none.</summary>
    public string? Link { get; init; }

    /// <summary>What can be done about it. The desk asks at the press whether the person may.</summary>
    public IReadOnlyList<CardButton> Buttons { get; init; } = [];

    /// <summary>As it stands on a card.</summary>
    internal IEnumerable<CardPart> Parts()
    {
        yield return new CardPart.Text(Text);
        if (Why.Length > 0)
        {
            yield return new CardPart.Note(Why);
        }

        if (Link is not null)
        {
            yield return new CardPart.Prose(Link);
        }

        if (Buttons.Count > 0)
        {
            yield return new CardPart.ButtonRow(Buttons);
        }
    }
}
