using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Organisation.Rota;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// Holes in a queue's rota: its managers hear of each one once, a week ahead at most. The timer of a hole stays set until the hole is over,
/// so that nobody sets it again.
/// </summary>
public static class RotaGaps
{
    private const string Prefix = "rota:",
        Form = "yyyy-MM-dd'T'HH:mm'Z'";

    /// <summary>So far ahead we look.</summary>
    public static TimeSpan Ahead { get; } = TimeSpan.FromDays(7);

    /// <summary>All that lie ahead, by the timer's subject.</summary>
    public static IReadOnlyList<(string Subject, Queue Queue, RotaGap Gap)> Of(OrganisationSnapshot organisation, DateTimeOffset now) =>
        [
            .. organisation
                .Queues.Where(queue => queue.Rota is not null)
                .SelectMany(queue =>
                    queue
                        .Rota!.Gaps(organisation.Calendar, queue.Levels.IsAroundTheClock, now, now + Ahead)
                        .Select(gap => (Subject(queue, gap), queue, gap))
                ),
        ];

    /// <summary>When its managers hear of it: when the organisation next opens, or now when it has begun by then.</summary>
    public static DateTimeOffset Due(OrganisationSnapshot organisation, RotaGap gap, DateTimeOffset now) =>
        organisation.Calendar.NextOpen(now) is var open && open < gap.From ? open : now;

    /// <summary>Who hears of it: the managers of the queue, or all of them when it has none.</summary>
    public static IReadOnlyList<string> Readers(OrganisationSnapshot organisation, string subject)
    {
        var own = QueueOf(organisation, subject) is { } queue ? organisation.With(Roles.Manager, queue.Id).ToList() : [];
        return [.. (own.Count > 0 ? own : organisation.People.Where(person => person.Is(Roles.Manager))).Select(person => person.Email)];
    }

    internal static void Tell(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var organisation = draft.Loaded.Organisation;
        if (
            QueueOf(organisation, passed.Subject) is not { Rota: { } rota } queue
            || Of(organisation, draft.Now).FirstOrDefault(one => one.Subject == passed.Subject) is not { Gap: { } gap }
        )
        {
            return; // it was filled, or it is over
        }

        // It stays set while the hole is ahead: nobody hears of it twice.
        draft.Timer(passed.Subject, TimerNames.RotaGap, gap.To > draft.Now + Ahead ? gap.To : draft.Now + Ahead + TimeSpan.FromDays(1));
        draft.Note("rota_gap", null, passed.Subject);
        var standsIn =
            (organisation.OnCall(queue.Id, gap.From) is [var first, ..] ? first.Email : null)
            ?? organisation.With(Roles.Specialist, queue.Id).FirstOrDefault()?.Email;
        var text = draft.Words.Say("rota_gap", queue.Title, draft.When.Clock(gap.From), draft.When.Clock(gap.To));
        foreach (var reader in Readers(organisation, passed.Subject))
        {
            draft.TellPerson(
                reader,
                new Card(
                    text,
                    [
                        new CardPart.Text(text, Strong: true),
                        new CardPart.Text(
                            organisation.FindPerson(standsIn) is { } person
                                ? draft.Words.Say("rota_gap_instead", person.Name)
                                : draft.Words["rota_gap_nobody"]
                        ),
                        new CardPart.Note(draft.Words.Say("rota_gap_note", rota.File)),
                    ],
                    []
                ),
                null,
                $"{passed.Subject}:{reader}"
            );
        }
    }

    private static string Subject(Queue queue, RotaGap gap) =>
        $"{Prefix}{queue.Id}:{gap.From.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture)}";

    private static Queue? QueueOf(OrganisationSnapshot organisation, string subject) =>
        subject.StartsWith(Prefix, StringComparison.Ordinal) ? organisation.FindQueue(subject[Prefix.Length..].Split(':')[0]) : null;
}
