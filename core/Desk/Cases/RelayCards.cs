using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>How words look on the other side.</summary>
internal static class RelayCards
{
    /// <summary>The whole words stand in the conversation; history keeps their beginning.</summary>
    public const int LongestDetail = 500;

    /// <summary>What the rep sees of a specialist's words.</summary>
    public static Card ForRep(DecisionBuilder draft, Case theCase, string who, string text, IReadOnlyList<FileLink> files)
    {
        var title = draft.Words.Say("from_specialist", theCase.Id, who);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        if (text.Length > 0)
        {
            parts.Add(new CardPart.Quote(text, null));
        }

        if (files.Count > 0)
        {
            parts.Add(new CardPart.Files(files));
        }

        return new($"{title}: {ShortText.Of(text, 300)}", parts, []);
    }

    /// <summary>What the specialists see of the rep's words; an edit shows what stood there before.</summary>
    public static Card ForThread(DecisionBuilder draft, Case theCase, Turn turn)
    {
        // Of a merged case the words stand among those of another rep.
        var who = theCase.MergedInto is null ? turn.Who : $"{turn.Who} ({theCase.Id})";
        var title = draft.Words.Say(turn.Before.Count > 0 ? "from_rep_edited" : "from_rep", who);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        if (turn.Text.Length > 0)
        {
            parts.Add(new CardPart.Quote(turn.Text, null));
        }

        if (turn.Before.Count > 0)
        {
            parts.Add(new CardPart.Note(draft.Words.Say("was_before", ShortText.Of(turn.Before[^1], 500))));
        }

        if (turn.Files.Count > 0)
        {
            parts.Add(new CardPart.Files(turn.Files));
        }

        return new($"{theCase.Id}, {title}: {ShortText.Of(turn.Text, 300)}", parts, []);
    }

    /// <summary>A line of the specialists' thread with the note that somebody left.</summary>
    public static Card Handover(DecisionBuilder draft, string title, string note) =>
        note.Length == 0
            ? Card.Of(title)
            : new(
                $"{title} {ShortText.Of(note, 300)}",
                [new CardPart.Text(title, Strong: true), new CardPart.Quote(note, draft.By.Name)],
                []
            );
}
