using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>
/// Whoever is not let in reads one plain sentence, for their eyes only, and whom to ask. Nothing is read for them and nothing changes.
/// </summary>
internal static class Strangers
{
    /// <summary>
    /// What this person did is answered with the sentence alone. Talk that was not meant for the bot is not answered at all.
    /// </summary>
    public static bool IsTurnedAway(OrganisationSnapshot organisation, Asker asker, Inbound inbound) =>
        !Admission.Admits(organisation, asker.Membership)
        && inbound switch
        {
            Inbound.Said said => said.Addressed || IsForTheRep(said),
            Inbound.Arrived arrived => arrived.Direct,
            Inbound.Pressed or Inbound.Submitted or Inbound.HomeOpened => true,
            _ => false,
        };

    /// <summary>Tells them.</summary>
    public static void Answer(DecisionBuilder draft)
    {
        var asker = draft.Loaded.Asker;
        var card = Card.Of(Sentence(draft.Words, draft.Loaded.Organisation, asker));
        draft.Refused("use", null, DecisionAudit.Snake(asker.Membership.ToString()));
        switch (draft.Inbound)
        {
            case Inbound.HomeOpened:
                draft.Home(draft.Inbound.From, card);
                break;
            // What was typed is given back: nobody types it twice.
            case Inbound.Submitted submitted:
                draft.Whisper(WithWords(draft, card, submitted.Values.Values));
                break;
            case Inbound.Said said when IsForTheRep(said):
                draft.Whisper(WithWords(draft, card, [said.Text]));
                break;
            default:
                draft.Whisper(card);
                break;
        }
    }

    /// <summary>Why, in the reader's words, and what to do.</summary>
    public static string Sentence(Words words, OrganisationSnapshot organisation, Asker asker)
    {
        var managers = organisation
            .With(Roles.Manager, organisation.DefaultQueue.Id)
            .Concat(organisation.People.Where(person => person.Is(Roles.Manager)))
            .Distinct()
            .Take(2)
            .Select(person => person.Name)
            .ToList();
        var why = asker.Membership switch
        {
            _ when asker.IsUnidentified => words["not_looked_up"],
            Membership.Unconfirmed => words["address_unconfirmed"],
            Membership.Contested => words["address_contested"],
            _ => words.Say("only_members", organisation.Name),
        };
        return managers.Count == 0
            ? why
            : $"{why} {words.Say(asker.IsUnidentified ? "if_it_stays_so" : "ask_whom", string.Join(", ", managers))}";
    }

    /// <summary>Said inside a case's thread, to cross to the rep.</summary>
    private static bool IsForTheRep(Inbound.Said said) => said.Text.TrimStart().StartsWith(">>", StringComparison.Ordinal);

    private static Card WithWords(DecisionBuilder draft, Card card, IEnumerable<string> typed)
    {
        var text = string.Join("\n", typed.Where(value => value.Length > 3));
        return text.Length == 0
            ? card
            : card with
            {
                Parts = [.. card.Parts, new CardPart.Note(draft.Words["your_text"]), new CardPart.Quote(text, null)],
            };
    }
}
