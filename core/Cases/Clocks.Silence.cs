using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Cases;

/// <summary>When a case that waits for its rep has been silent for too long.</summary>
public static partial class Clocks
{
    /// <summary>Whoever was offered to close a silent case has so long to keep it open.</summary>
    public static BusinessTime StaleGrace { get; } = BusinessTime.OfDays(2);

    /// <summary>
    /// When a case that waits for the rep has been silent for too long: first its owner is offered to close it, then it closes. Null = it
    /// does not wait, is put off, or silent cases stay open here.
    /// </summary>
    public static DateTimeOffset? StaleDue(Case theCase, OrganisationSnapshot organisation)
    {
        if (organisation.StaleAfter <= 0 || theCase.Snoozed is not null || OpenAsk(theCase) is not { } ask)
        {
            return null;
        }

        var since = SilentSince(theCase, ask);
        return theCase.StaleOfferedAt is { } offered && offered >= since
            ? organisation.Calendar.Add(offered, StaleGrace)
            : organisation.Calendar.Add(since, BusinessTime.OfDays(organisation.StaleAfter));
    }

    /// <summary>When anybody last said something in a case that waits for its rep.</summary>
    public static DateTimeOffset SilentSince(Case theCase, RepAsk ask) =>
        new[]
        {
            ask.At,
            theCase.RepToldAt,
            theCase.KeptOpenAt,
            theCase.Pauses is [.., var pause] ? pause.To : null,
            theCase.Conversation is [.., var turn] ? turn.At : null,
        }
            .Max()!
            .Value;
}
