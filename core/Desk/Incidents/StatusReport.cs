using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>An incident as anybody may see it: when, and what managers wrote for clients; never its title, cases or people.</summary>
/// <param name="Id">Our id of the incident.</param>
/// <param name="Since">When it was declared.</param>
/// <param name="FixedAt">When it was said to be fixed; null = it is open.</param>
/// <param name="Texts">Oldest first; never empty.</param>
public sealed record PublicIncident(string Id, DateTimeOffset Since, DateTimeOffset? FixedAt, IReadOnlyList<PublicText> Texts);

/// <summary>Words that clients may have.</summary>
/// <param name="At">When they were written.</param>
/// <param name="Text">Plain text of one or more lines.</param>
public sealed record PublicText(DateTimeOffset At, string Text);

/// <summary>
/// What of incidents may stand where anybody reads. A text is shown when a manager wrote it in a field for clients; it is looked at again
/// here, since what it must not name may have become known after it was written. A text that names it is left out as a whole: what stands
/// around a gap often tells what was in it.
/// </summary>
public static class StatusReport
{
    /// <summary>So many days a fixed incident is shown.</summary>
    public const int Days = 14;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The incident with the texts that may be shown; null when there is none.</summary>
    /// <param name="workplace">Whose people and accounts no text names, and whose criteria restrict.</param>
    /// <param name="incident">Any; only those that are open or fixed are shown.</param>
    /// <param name="cases">Its cases, whose reps and accounts no text names.</param>
    /// <param name="now">For criteria that hold from or until a day.</param>
    public static PublicIncident? Of(Workplace workplace, Incident incident, IReadOnlyList<Case> cases, DateTimeOffset now)
    {
        if (
            incident is not { State: IncidentState.Open or IncidentState.Fixed, DeclaredAt: { } declared }
            || incident is { State: IncidentState.Fixed } && !(incident.FixedAt >= now.AddDays(-Days))
        )
        {
            return null;
        }

        List<PublicText> texts = [];
        foreach (var update in incident.Updates)
        {
            Add(update.By, update.At, update.ForClients);
        }

        if (incident is { State: IncidentState.Fixed, FixedAt: { } at, EndedBy: { } by })
        {
            Add(by, at, incident.TellClient);
        }

        var fixedAt = incident.State is IncidentState.Fixed ? incident.FixedAt : null;
        return texts.Count == 0 ? null : new(incident.Id, declared, fixedAt, texts);

        void Add(Party by, DateTimeOffset at, string text)
        {
            if (
                text.Trim().Length > 0
                && workplace.Organisation.FindPerson(by.Email)?.Is(Roles.Manager) == true
                && MayBeShown(workplace, text, cases, now)
            )
            {
                texts.Add(new(at, Masking.Mask(text.Trim())));
            }
        }
    }

    private static bool MayBeShown(Workplace workplace, string text, IReadOnlyList<Case> cases, DateTimeOffset now) =>
        TypedCommands.FindCaseNumber(text) is null
        && workplace.Triage.Data.Accounts.Find(text).Count == 0
        && !workplace.Triage.MayBeRestricted(Question.Of(text), Circumstances.None, now)
        && !workplace.Organisation.People.Any(person => Names(text, person.Name) || Names(text, person.Email))
        && !cases.Any(one => Names(text, one.Rep.Name) || Names(text, one.Rep.Email) || Names(text, one.Account));

    /// <summary>As whole words, in any case.</summary>
    private static bool Names(string text, string? name) =>
        !string.IsNullOrWhiteSpace(name)
        && text.Contains(name.Trim(), StringComparison.OrdinalIgnoreCase)
        && Regex.IsMatch(
            text,
            $@"(?<!\w){Regex.Escape(name.Trim())}(?!\w)",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            Patience
        );
}
