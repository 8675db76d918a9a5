using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// A shift of a rota begins: whoever has it now gets the open cases of the queue as a list in their 1:1 chat, the most urgent first, and
/// whoever had it before hears that they are relieved, by whom. Both hear it once.
/// </summary>
public static class ShiftChanges
{
    private const string Prefix = "shift:",
        Form = "yyyy-MM-dd'T'HH:mm'Z'";
    private const int MostLines = 10;

    /// <summary>So far ahead timers are set: longer than they are looked at apart.</summary>
    public static TimeSpan Ahead { get; } = TimeSpan.FromHours(26);

    /// <summary>Moments that lie ahead at which somebody else is first on call, by the timer's subject.</summary>
    public static IReadOnlyList<(string Subject, DateTimeOffset At)> Of(OrganisationSnapshot organisation, DateTimeOffset now) =>
        [
            .. organisation
                .Queues.Where(queue => queue.Rota is not null)
                .SelectMany(queue => queue.Rota!.Changes(now, now + Ahead).Select(at => (Subject(queue, at), at))),
        ];

    /// <summary>The queue of a timer's subject; null when it is gone.</summary>
    public static Queue? QueueOf(OrganisationSnapshot organisation, string subject) =>
        subject.StartsWith(Prefix, StringComparison.Ordinal) ? organisation.FindQueue(subject[Prefix.Length..].Split(':')[0]) : null;

    internal static void Tell(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var organisation = draft.Loaded.Organisation;
        if (
            QueueOf(organisation, passed.Subject) is not { Rota: { } rota } queue
            || rota.At(passed.DueAt) is not [var begins, ..]
            || organisation.FindPerson(begins.Email) is not { } person
        )
        {
            return; // the rota is another one now
        }

        var before = rota.At(passed.DueAt.AddSeconds(-1)) is [var last, ..] ? organisation.FindPerson(last.Email) : null;
        if (before?.Email == person.Email)
        {
            return;
        }

        draft.Note("shift_change", null, $"{queue.Id}: {before?.Email ?? "nobody"} → {person.Email}");
        var title = begins.Until is { } until
            ? draft.Words.Say("shift_begins", queue.Title, draft.When.Clock(until))
            : draft.Words.Say("shift_begins_open", queue.Title);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        if (before is not null)
        {
            parts.Add(new CardPart.Text(draft.Words.Say("shift_before", before.Name)));
        }

        List<Case> open =
        [
            .. draft
                .Loaded.QueueCases.OrderBy(one => one.Priority, StringComparer.Ordinal)
                .ThenBy(one => one.Due.Claim ?? one.Due.Update ?? DateTimeOffset.MaxValue),
        ];
        parts.Add(new CardPart.Text(open.Count == 0 ? draft.Words["shift_nothing"] : draft.Words.Count("shift_open", open.Count)));
        foreach (var one in open.Take(MostLines))
        {
            var words = Visibility.May(organisation, person, one)
                ? ShortText.Of(one.Question.ReplaceLineEndings(" "), 120)
                : draft.Words["case_restricted"];
            parts.Add(new CardPart.Text($"{draft.Cards.Line(one)}\n{words}"));
            parts.Add(
                new CardPart.ButtonRow([
                    draft.Cards.Button(Actions.ShowCase, one) with
                    {
                        Title = draft.Words.Say("button_show_one", one.Id),
                    },
                ])
            );
        }

        if (open.Count > MostLines)
        {
            parts.Add(new CardPart.Note(draft.Words.Count("more_cases", open.Count - MostLines)));
        }

        draft.TellPerson(person.Email, new Card(title, parts, []), null, $"{passed.Subject}:{person.Email}");
        if (before is not null)
        {
            draft.TellPerson(
                before.Email,
                Card.Of(draft.Words.Say("shift_ended", queue.Title, person.Name)),
                null,
                $"{passed.Subject}:{before.Email}"
            );
        }
    }

    private static string Subject(Queue queue, DateTimeOffset at) =>
        $"{Prefix}{queue.Id}:{at.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture)}";
}
