using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>The answer to the typed word <c>console</c>: a link that signs one person in to the web pages, in their own 1:1 chat.</summary>
public static class SignInAnswer
{
    /// <summary>
    /// Stands in the card where the link will be. It is replaced only in a message with <see cref="Outbound.Show.SignInFor"/>, whose words
    /// are all ours.
    /// </summary>
    public const string Placeholder = "sign-in:";

    internal static void Answer(DecisionBuilder draft, Inbound.Said said)
    {
        var words = draft.Words;
        if (said.Place.Channel == ChannelNames.Web)
        {
            draft.Reply(Card.Of(words["sign_in_here"]));
            return;
        }

        if (draft.Loaded.Asker.Colleague is not { } colleague)
        {
            var managers = draft.Loaded.Organisation.People.Where(person => person.Is(Roles.Manager)).Select(person => person.Name);
            draft.Reply(Card.Of(words.Say("sign_in_not_listed", draft.Loaded.Organisation.Name, string.Join(", ", managers))));
            return;
        }

        if (!said.Direct)
        {
            draft.Whisper("sign_in_direct");
            return;
        }

        draft.Note("sign_in_link", null);
        var title = words["sign_in_title"];
        // Not the person's name: it would be read as Markdown.
        draft.ShowSignIn(
            $"sign_in:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}",
            colleague.Email,
            new(
                title,
                [
                    new CardPart.Heading(title),
                    new CardPart.Prose($"[{words.Say("sign_in_link", colleague.Email)}]({Placeholder})"),
                    new CardPart.Note(words["sign_in_note"]),
                ],
                []
            )
        );
    }
}
