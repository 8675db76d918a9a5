using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>An account in words.</summary>
internal static class AccountText
{
    /// <summary>"Acme Freight · enterprise · renews 31 Jan 2027 · 38,400 a year · 2 open cases".</summary>
    /// <param name="open">Other open cases of the account.</param>
    public static string Line(Words words, OrganisationSnapshot organisation, Account account, int open)
    {
        List<string> parts = [account.Name];
        if (account.Tier.Length > 0)
        {
            parts.Add(account.Tier);
        }

        if (account.Renewal is { } renewal)
        {
            parts.Add(words.Say("renews", renewal.ToString("d MMM yyyy", words.Culture)));
        }

        if (account.Arr is { } arr)
        {
            parts.Add(words.Say("account_arr", arr.ToString("#,0.##", words.Culture)));
        }

        if (account.OwnerEmail is { } owner)
        {
            parts.Add(words.Say("account_owner", organisation.FindPerson(owner)?.Name ?? owner));
        }

        if (account.Language is { } language && language != organisation.Language)
        {
            parts.Add(words.Say("account_language", LanguageNames.Of(language)));
        }

        if (organisation.ZoneOf(account.Id) is { } zone)
        {
            parts.Add(words.Say("account_zone", zone.Id));
        }

        if (open > 0)
        {
            parts.Add(words.Count("open_cases", open));
        }

        return string.Join(" · ", parts);
    }
}
