using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>
/// The draft of an article, for whoever reads it before it is published: every letter of it, as it was written, and those that it replaces.
/// </summary>
internal sealed class DraftCards(Workplace workplace, Words words, DateTimeOffset now)
{
    /// <summary>Most characters that every platform shows on one card beside its head: Slack takes about 12,000 a message.</summary>
    private const int MostShown = 10_500;

    /// <summary>No platform shortens a part of this length.</summary>
    private const int LongestPart = 2900;

    private readonly When _when = new(words, workplace.Organisation.Calendar.Zone, now);

    /// <summary>The draft is too long for one card: nobody could approve it.</summary>
    public static bool IsTooLong(ArticleDraft draft) => draft.Before?.Length > MostShown || WordsOf(draft).Length > MostShown;

    /// <summary>The card in the queue's place.</summary>
    /// <param name="draft">As it stands.</param>
    /// <param name="checkedParts">What confirmed questions would find with it; empty while that is not known.</param>
    public Card ForQueue(ArticleDraft draft, IEnumerable<CardPart> checkedParts)
    {
        if (draft.IsForgotten)
        {
            return Card.Of(words.Say("article_forgotten", draft.CaseId));
        }

        var title = words.Say("article_title", draft.Title);
        var state = draft.State switch
        {
            ArticleDraftState.Waiting => words.Say("article_state_waiting", draft.Author.Name, draft.CaseId),
            ArticleDraftState.Published => words.Say("article_state_published", draft.DecidedBy?.Name, _when.Clock(draft.DecidedAt ?? now)),
            ArticleDraftState.Returned => words.Say("article_state_returned", draft.DecidedBy?.Name, draft.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(state, Strong: true), .. checkedParts];
        if (draft.Before is not null)
        {
            parts.Add(new CardPart.Text(words["article_changes"]));
        }

        parts.AddRange(Parts(IsTooLong(draft) ? draft.Body : WordsOf(draft)));
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

    /// <summary>Plain text: of Markdown that is rendered some parts are not seen.</summary>
    private static string WordsOf(ArticleDraft draft) =>
        $"{draft.Title}\n\n{(draft.Before is { } before ? LineChanges.Of(before, draft.Body) : draft.Body)}";

    private static IEnumerable<CardPart> Parts(string text)
    {
        for (var rest = text; rest.Length > 0; )
        {
            var line = rest.Length > LongestPart ? rest.LastIndexOf('\n', LongestPart - 1) : rest.Length;
            var cut = line > 0 ? line : ShortText.BorderAt(rest, LongestPart);
            yield return new CardPart.Text(rest[..cut]);
            rest = rest[cut..].TrimStart('\n');
        }
    }

    private CardButton Button(string action, ArticleDraft draft) =>
        new(
            action,
            words["button_" + action],
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Draft] = draft.Id, [DataKeys.Case] = draft.CaseId }
        );
}
