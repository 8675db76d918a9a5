using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Organisation;

/// <summary>A client, one line of accounts.csv.</summary>
/// <param name="Id">Lower-case id.</param>
/// <param name="Name">As clients and reps write it.</param>
/// <param name="Tier">Lower case, the organisation's own word ("enterprise"); empty when unknown.</param>
/// <param name="Arr">Yearly revenue in the organisation's currency, or null.</param>
/// <param name="Renewal">Day on which the contract renews, or null.</param>
/// <param name="OwnerEmail">Who looks after the account, or null; need not be listed in organisation.yaml.</param>
/// <param name="Language">BCP 47 tag of the client's language, or null.</param>
/// <param name="Notes">Free text, may be empty.</param>
public sealed record Account(
    string Id,
    string Name,
    string Tier,
    decimal? Arr,
    DateOnly? Renewal,
    string? OwnerEmail,
    string? Language,
    string Notes
)
{
    /// <summary>Where the client's clocks are; null = nobody said, and the organisation's own time is used.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Most characters of an id.</summary>
    public const int LongestId = 64;

    /// <summary>So many days before a contract renews, what happens to its client is looked at more closely.</summary>
    public const int DaysBeforeRenewal = 90;

    /// <summary>The account as the company's own endpoint knows it; what that does not say is as it was.</summary>
    public Account With(AccountFacts facts) =>
        this with
        {
            Tier = facts.Tier ?? Tier,
            Arr = facts.Arr ?? Arr,
            Renewal = facts.Renewal ?? Renewal,
            OwnerEmail = facts.OwnerEmail ?? OwnerEmail,
            Language = facts.Language ?? Language,
            Notes = facts.Notes ?? Notes,
        };

    /// <summary>The contract renews on this day or within <see cref="DaysBeforeRenewal"/>.</summary>
    public bool RenewsSoon(DateOnly day) => Renewal is { } renewal && renewal >= day && renewal <= day.AddDays(DaysBeforeRenewal);
}
