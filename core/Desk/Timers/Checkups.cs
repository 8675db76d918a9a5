using System.Globalization;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>What the bot found wrong with itself, told to the managers.</summary>
public static class Checkups
{
    private const string Prefix = "checkup:",
        OfPromise = Prefix + "promise:";

    /// <summary>The timer's subject: what is wrong, in words for people.</summary>
    public static string Subject(string words) => Prefix + ShortText.Of(words, 600);

    /// <summary>The timer's subject when answers do not hold what was promised.</summary>
    /// <param name="words">What was found and done, in words for people.</param>
    public static string Promise(string words) => OfPromise + ShortText.Of(words, 600);

    /// <summary>Who hears of it.</summary>
    public static IReadOnlyList<string> Readers(OrganisationSnapshot organisation) =>
        [.. organisation.People.Where(person => person.Is(Roles.Manager)).Select(person => person.Email)];

    internal static void Tell(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var ofPromise = passed.Subject.StartsWith(OfPromise, StringComparison.Ordinal);
        var title = draft.Words[ofPromise ? "promise_title" : "checkup_title"];
        var words = passed.Subject[(ofPromise ? OfPromise : Prefix).Length..];
        var note = draft.Words[ofPromise ? "promise_note" : "checkup_note"];
        draft.Note("checkup", null, words);
        foreach (var reader in Readers(draft.Loaded.Organisation))
        {
            draft.TellPerson(
                reader,
                new Card($"{title}: {words}", [new CardPart.Heading(title), new CardPart.Text(words), new CardPart.Note(note)], []),
                null,
                $"checkup:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}:{reader}"
            );
        }
    }
}
