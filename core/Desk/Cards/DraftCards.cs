using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>The draft of an article, for whoever reads it before it is published.</summary>
internal sealed class DraftCards(Workplace workplace, Words words, DateTimeOffset now)
{
    private const int LongestBody = 2500,
        LongestChange = 1500;
    private readonly When _when = new(words, workplace.Organisation.Calendar.Zone, now);

    /// <summary>The card in the queue's place.</summary>
    public Card ForQueue(ArticleDraft draft)
    {
        var title = words.Say("article_title", draft.Title);
        var state = draft.State switch
        {
            ArticleDraftState.Waiting => words.Say("article_state_waiting", draft.Author.Name, draft.CaseId),
            ArticleDraftState.Published => words.Say("article_state_published", draft.DecidedBy?.Name, _when.Clock(draft.DecidedAt ?? now)),
            ArticleDraftState.Returned => words.Say("article_state_returned", draft.DecidedBy?.Name, draft.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(state, Strong: true)];
        if (draft.Before is { } before && Changes(before, draft.Body) is { Length: > 0 } changes)
        {
            parts.Add(new CardPart.Text(words["article_changes"]));
            parts.Add(new CardPart.Quote(ShortText.Of(changes, LongestChange), null));
        }

        parts.Add(new CardPart.Prose(ShortText.Of(draft.Body, LongestBody)));
        parts.Add(new CardPart.Note(_when.AsOf));
        return new(
            $"{title}. {state}",
            parts,
            draft.State is ArticleDraftState.Waiting
                ?
                [
                    Button(Actions.PublishArticle, draft) with
                    {
                        Style = ButtonStyle.Primary,
                    },
                    Button(Actions.ReturnArticle, draft) with
                    {
                        OpensForm = true,
                    },
                ]
                : []
        );
    }

    /// <summary>Lines that went, with a minus, and lines that came, with a plus.</summary>
    private static string Changes(string before, string after)
    {
        var (old, fresh) = (before.ReplaceLineEndings("\n").Split('\n'), after.ReplaceLineEndings("\n").Split('\n'));
        return string.Join(
            '\n',
            old.Except(fresh, StringComparer.Ordinal)
                .Where(line => line.Length > 0)
                .Select(line => "− " + line)
                .Concat(fresh.Except(old, StringComparer.Ordinal).Where(line => line.Length > 0).Select(line => "+ " + line))
        );
    }

    private CardButton Button(string action, ArticleDraft draft) =>
        new(
            action,
            words["button_" + action],
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Draft] = draft.Id, [DataKeys.Case] = draft.CaseId }
        );
}
