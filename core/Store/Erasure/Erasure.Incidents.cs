using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>Incidents: the person goes out of what they wrote and said, and cards that quote cases are shown anew.</summary>
internal sealed partial class Erasure
{
    private async Task<int> IncidentsAsync(Session session)
    {
        var count = 0;
        await foreach (
            var (one, isNamed) in StoredText.AllAsync(
                session,
                "SELECT body, named FROM incidents",
                row => (Incident: IncidentRows.Read(row), IsNamed: row.Long(1) != 0),
                row => row.Incident.Id
            )
        )
        {
            if (!isNamed)
            {
                continue;
            }

            var erased = one.Without(person);
            if (!ReferenceEquals(erased, one) && await IncidentRows.PutAsync(session, erased))
            {
                count++;
                await ForgetIncidentMessagesAsync(session, one, erased);
            }

            // Its card names whoever declared or ended it, and quotes the cases that raised it; so does its memo.
            if (!ReferenceEquals(erased, one) || one.State is IncidentState.Suspected or IncidentState.Fixed)
            {
                await Timers.ChangeAsync(session, one.Subject, TimerNames.Incident, database.Time.GetUtcNow());
            }
        }

        return count;
    }

    /// <summary>What reps were told of it, what stood above answers, and the lines under its card.</summary>
    private async Task ForgetIncidentMessagesAsync(Session session, Incident one, Incident erased)
    {
        List<string> changed =
        [
            .. Enumerable.Range(0, one.Updates.Count).Where(i => one.Updates[i] != erased.Updates[i]).Select(Incident.ToldAs),
        ];
        if ((one.Fix, one.TellClient) != (erased.Fix, erased.TellClient))
        {
            changed.Add(Incident.ToldAsFix);
        }

        foreach (var told in changed)
        {
            foreach (
                var slot in await session.QueryAsync(
                    "SELECT slot FROM messages WHERE slot LIKE @pattern ORDER BY slot",
                    row => row.Text(0),
                    $"case:%:rep:{one.Subject}:{told}:%"
                )
            )
            {
                await ShowAnewAsync(session, slot, Blanked);
            }

            foreach (
                var slot in await session.QueryAsync(
                    "SELECT DISTINCT m.slot FROM messages m JOIN history h ON h.question_id = m.question_id WHERE h.kind = @kind AND "
                        + "h.detail = @told AND m.slot = 'question:' || h.question_id || ':answer'",
                    row => row.Text(0),
                    Incident.Banner,
                    $"{one.Id}:{told}"
                )
            )
            {
                await ShowAnewAsync(session, slot, WithoutBanner);
            }
        }

        await ForgetSentAsync(session, one.Subject + ":");
        foreach (var slot in await SlotsAsync(session, $"{one.Subject}:thread:"))
        {
            await ShowAnewAsync(session, slot, Blanked);
        }
    }
}
