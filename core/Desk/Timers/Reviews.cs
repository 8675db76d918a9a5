using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>A day by which somebody wanted to read criteria through again.</summary>
/// <param name="Owner">E-mail of whoever answers for them.</param>
/// <param name="By">The last day for it.</param>
/// <param name="Criteria">Ids of criteria with a day of their own; empty for the file's day, which stands for all others.</param>
public sealed record Review(string Owner, DateOnly By, IReadOnlyList<string> Criteria)
{
    /// <summary>It is about authority.yaml, whose limits hold no longer: its owner is told once.</summary>
    public bool OfAuthority { get; init; }

    /// <summary>The timer's subject.</summary>
    public string Subject =>
        string.Create(CultureInfo.InvariantCulture, $"{(OfAuthority ? "authority" : "criteria")}:{Owner}:{By:yyyy-MM-dd}");
}

/// <summary>
/// Reminds the owners of criteria whose review date has passed: when the organisation next opens, and once a month while nothing changes.
/// The criteria stay in force.
/// </summary>
public static class Reviews
{
    private static readonly TimeSpan Again = TimeSpan.FromDays(30);

    /// <summary>All that the criteria file asks for, one for each owner and day; and the day of authority.yaml.</summary>
    public static IReadOnlyList<Review> Of(OrganisationSnapshot organisation)
    {
        var policy = organisation.Criteria;
        List<(string? Owner, DateOnly? By, string? Id)> days =
        [
            (policy.Owner, policy.ReviewBy, null),
            .. policy
                .Criteria.Where(one => one.ReviewBy is not null)
                .Select(one => (one.Owner ?? policy.Owner, one.ReviewBy, (string?)one.Id)),
        ];
        return
        [
            .. days.Where(day => day.Owner is not null && day.By is not null)
                .GroupBy(day => (day.Owner, day.By), day => day.Id)
                .Select(group => new Review(
                    group.Key.Owner!,
                    group.Key.By!.Value,
                    group.Contains(null) ? [] : [.. group.OfType<string>()]
                )),
            .. organisation.Authority is { Rules.Count: > 0, ReviewBy: { } last } authority
                ? (Review[])[new Review(authority.Owner ?? "", last, []) { OfAuthority = true }]
                : [],
        ];
    }

    /// <summary>
    /// The first moment to remind: when the organisation opens after the day. Always the same for a day, so that two replicas set one
    /// timer.
    /// </summary>
    public static DateTimeOffset Due(Review review, BusinessCalendar calendar)
    {
        var midnight = review.By.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return calendar.NextOpen(new DateTimeOffset(midnight, calendar.Zone.GetUtcOffset(midnight)).ToUniversalTime());
    }

    /// <summary>Who hears of it: the owner, else the managers.</summary>
    public static IReadOnlyList<string> Readers(OrganisationSnapshot organisation, string subject) =>
        Find(organisation, subject) is not { } review ? []
        : organisation.FindPerson(review.Owner) is { } owner ? [owner.Email]
        : [.. organisation.People.Where(person => person.Is(Roles.Manager)).Select(person => person.Email)];

    internal static void Remind(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var organisation = draft.Loaded.Organisation;
        if (Find(organisation, passed.Subject) is not { } review)
        {
            return; // the file says otherwise now
        }

        // A timer that stands is not set again at the next start: of authority.yaml the owner is told once.
        draft.Timer(passed.Subject, TimerNames.Review, review.OfAuthority ? draft.Now.AddYears(100) : draft.Now + Again);
        draft.Note("review_due", null, passed.Subject);
        var day = review.By.ToString("d MMM yyyy", draft.Words.Culture);
        var text =
            review.OfAuthority ? draft.Words.Say("review_authority", day)
            : review.Criteria.Count == 0 ? draft.Words.Say("review_file", day)
            : draft.Words.Say("review_some", day, string.Join(", ", review.Criteria));
        foreach (var reader in Readers(organisation, passed.Subject))
        {
            draft.TellPerson(
                reader,
                new Card(
                    text,
                    [new CardPart.Text(text), new CardPart.Note(draft.Words[review.OfAuthority ? "review_note_authority" : "review_note"])],
                    []
                ),
                null,
                $"{passed.Subject}:{reader}:{passed.DueAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}"
            );
        }
    }

    private static Review? Find(OrganisationSnapshot organisation, string subject) =>
        Of(organisation).FirstOrDefault(review => review.Subject == subject);
}
