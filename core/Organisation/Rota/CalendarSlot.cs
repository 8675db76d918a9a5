namespace EscalationBot.Core.Organisation.Rota;

/// <summary>One occurrence of an event in a calendar file.</summary>
/// <param name="From">When it begins, UTC.</param>
/// <param name="To">When it is over, UTC; later than <paramref name="From"/>.</param>
/// <param name="Emails">E-mail addresses of its summary and of the attendees who did not decline, lower case, in that order.</param>
/// <param name="KeepsAway">Its person is out: an all-day event that is not marked as free, or one marked as out of office.</param>
public sealed record CalendarSlot(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Emails, bool KeepsAway);
