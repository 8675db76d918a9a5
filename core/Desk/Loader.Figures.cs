using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk;

/// <summary>Reads of digests, and of the figures behind them.</summary>
public sealed partial class Loader
{
    /// <summary>The figures of the span that the button of a digest carries.</summary>
    private async Task<Card?> FiguresAsync(
        Workplace workplace,
        Colleague? manager,
        IReadOnlyDictionary<string, string> data,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (manager?.Is(Roles.Manager) != true || FiguresCard.SpanOf(data) is not var (from, to))
        {
            return null;
        }

        var found = await figures.BetweenAsync(from, to, workplace.Organisation, manager.Queues, ct);
        var words = Words.In(workplace.Organisation.Language);
        return FiguresCard.Make(words, new When(words, workplace.Organisation.Calendar.Zone, now), found);
    }

    private async Task<Card?> DigestAsync(
        Workplace workplace,
        Colleague? manager,
        CancellationToken ct,
        Place? place = null,
        DigestSchedule? schedule = null
    )
    {
        if (manager?.Is(Roles.Manager) != true)
        {
            return null;
        }

        var (organisation, knowledge) = (workplace.Organisation, workplace.Triage.Data.Knowledge);
        var found = schedule is null
            ? await figures.SinceLastWorkingDayAsync(organisation, manager.Queues, knowledge, ct)
            : await figures.SinceLastDigestAsync(schedule, organisation, manager.Queues, knowledge, ct);
        found = found with { Gaps = await figures.GapsAsync(organisation, workplace.Triage, manager.Queues, ct) };
        return DigestCard.Make(workplace, Words.In(workplace.Organisation.Language), manager, found, place);
    }
}
