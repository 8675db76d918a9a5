using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Organisation.Rota;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>What a queue says of who is on call, before the people are known.</summary>
internal sealed record OnCallKeys(string Queue, MapReader Map, IReadOnlyList<(string Text, int Line)> OnCall)
{
    public const string ListKey = "on_call",
        RotaKey = "rota",
        RotaExample = "rota/technical.ics";
}

/// <summary>Reads <c>on_call</c> and <c>rota</c> of the queues.</summary>
internal static class OnCallReader
{
    private const int MostTold = 20;

    /// <summary>So far ahead a hole in a rota is told.</summary>
    public static TimeSpan Ahead { get; } = TimeSpan.FromDays(7);

    /// <summary>The queues with those who are on call.</summary>
    public static IReadOnlyList<Queue> Complete(
        IReadOnlyList<Queue> queues,
        IReadOnlyList<OnCallKeys> keys,
        IReadOnlyList<Colleague> people,
        CalendarsReader calendars,
        BusinessCalendar hours,
        ProblemList problems
    ) =>
        [
            .. queues.Select(queue =>
                keys.FirstOrDefault(one => one.Queue == queue.Id) is { } own
                    ? Complete(queue, own, people, calendars, hours, problems)
                    : queue
            ),
        ];

    private static Queue Complete(
        Queue queue,
        OnCallKeys keys,
        IReadOnlyList<Colleague> people,
        CalendarsReader calendars,
        BusinessCalendar hours,
        ProblemList problems
    )
    {
        var onCall = new List<string>();
        foreach (var (text, line) in keys.OnCall)
        {
            var email = MailAddresses.Lower(text);
            if (people.FirstOrDefault(person => person.Email == email) is not { } person)
            {
                keys.Map.Error(line, $"{text} is not listed in people.", Spelling.Suggest(email, [.. people.Select(one => one.Email)]));
            }
            else if (onCall.Contains(email, StringComparer.Ordinal))
            {
                keys.Map.Error(line, $"{email} stands in 'on_call' twice.", "Keep one of them.");
            }
            else
            {
                if (!person.Is(Roles.Specialist | Roles.Manager, queue.Id))
                {
                    keys.Map.Warn(line, CannotClaim(email, queue), Give(queue));
                }

                onCall.Add(email);
            }
        }

        if (calendars.Open(keys.Map, OnCallKeys.RotaKey, OnCallKeys.RotaExample) is not var (file, calendar))
        {
            return queue with { OnCall = onCall };
        }

        CheckNames(queue, file, calendar, people, problems);
        var rota = new OnCallRota(file, calendar, people.Select(person => person.Email).ToHashSet(StringComparer.Ordinal));
        if (calendars.Now is { } now)
        {
            foreach (var gap in rota.Gaps(hours, queue.Levels.IsAroundTheClock, now, now + Ahead).Take(MostTold))
            {
                problems.Warn(
                    file,
                    0,
                    $"The rota names nobody for the queue '{queue.Id}' from {Local(gap.From)} to {Local(gap.To)} ({hours.Zone.Id}).",
                    "Add an event that names who is on call then."
                );
            }
        }

        return queue with
        {
            OnCall = onCall,
            Rota = rota,
        };

        string Local(DateTimeOffset at) =>
            TimeZoneInfo.ConvertTime(at, hours.Zone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static void CheckNames(Queue queue, string file, CalendarFile calendar, IReadOnlyList<Colleague> people, ProblemList problems)
    {
        foreach (
            var entry in calendar.Entries.Where(entry => !entry.IsOver).DistinctBy(entry => string.Join(' ', entry.Emails)).Take(MostTold)
        )
        {
            var named = people.Where(person => entry.Emails.Contains(person.Email, StringComparer.Ordinal)).ToList();
            if (entry.Emails.Count == 0)
            {
                problems.Error(
                    file,
                    entry.Line,
                    "The event names nobody by e-mail.",
                    "Write the e-mail of a listed person into its title."
                );
            }
            else if (named.Count == 0)
            {
                problems.Error(
                    file,
                    entry.Line,
                    $"{entry.Emails[0]} is not listed in people.",
                    Spelling.Suggest(entry.Emails[0], [.. people.Select(person => person.Email)])
                );
            }
            else if (named.Find(person => !person.Is(Roles.Specialist | Roles.Manager, queue.Id)) is { } stranger)
            {
                problems.Warn(file, entry.Line, CannotClaim(stranger.Email, queue), Give(queue));
            }
        }
    }

    private static string CannotClaim(string email, Queue queue) =>
        $"{email} is on call for the queue '{queue.Id}' and does not work in it, so they could not claim.";

    private static string Give(Queue queue) => $"Give them queues: [{queue.Id}], or name somebody else.";
}
