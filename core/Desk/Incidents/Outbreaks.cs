using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>
/// A rise is told when it happens: alike reports from several accounts within a while raise one card in the place of their queue.
/// </summary>
public static class Outbreaks
{
    /// <summary>The subject of the one timer that looks.</summary>
    public const string Subject = "rise";

    /// <summary>Further reports of one problem than this change nothing.</summary>
    public const int MostReports = 300;

    /// <summary>So long nobody is asked again about what they said is not one problem.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromHours(4);

    /// <summary>There is something to tell.</summary>
    /// <param name="reports">Of the time that counts.</param>
    /// <param name="known">Incidents that are open or suspected, or changed in the last hours.</param>
    public static bool HasNews(
        IReadOnlyList<Report> reports,
        IReadOnlyList<Incident> known,
        OrganisationSnapshot organisation,
        DateTimeOffset now
    ) => News(reports, known, organisation, now).Any();

    internal static void Look(DecisionBuilder draft)
    {
        var number = 0;
        foreach (var (group, before) in News(draft.Loaded.Reports, draft.Loaded.Incidents, draft.Loaded.Organisation, draft.Now).ToList())
        {
            List<Case> cases = [.. group.Reports.Select(report => report.Case).OfType<Case>().DistinctBy(one => one.Id)];
            var incident = draft.Keep(
                (
                    before
                    ?? new Incident
                    {
                        Id = string.Create(CultureInfo.InvariantCulture, $"in{draft.Loaded.InboxId}-{number++}"),
                        Version = 1,
                        State = IncidentState.Suspected,
                        Title = group.Title,
                        Queue = QueueOf(group, draft.Loaded.Organisation),
                        Topic = group.Topic,
                        Since = group.Reports[0].Asked.AskedAt,
                        CreatedAt = draft.Now,
                        ChangedAt = draft.Now,
                    }
                ) with
                {
                    Evidence = [.. cases.Select(one => one.Id)],
                    Reports = group.Reports.Count,
                    Sources = group.Sources,
                }
            );
            if (before is null)
            {
                draft.Note("incident_suspected", null, incident.Id);
            }

            draft.ShowIncident(incident, cases);
        }
    }

    /// <summary>Groups of which nobody knows yet, and those that grew since they were told, with the incident that tells of them.</summary>
    private static IEnumerable<(ReportGroup Group, Incident? Before)> News(
        IReadOnlyList<Report> reports,
        IReadOnlyList<Incident> known,
        OrganisationSnapshot organisation,
        DateTimeOffset now
    )
    {
        foreach (var group in AlikeReports.Groups(reports, organisation, organisation.Incidents.Accounts))
        {
            var same = known.Where(incident => IncidentTopics.AreAlike(incident.Topic, group.Topic)).ToList();
            if (same.Find(incident => incident.State is IncidentState.Suspected) is { } suspected)
            {
                // One card, which tells what became of it.
                if (group.Reports.Count > suspected.Reports || group.Sources > suspected.Sources)
                {
                    yield return (group, suspected);
                }
            }
            else if (!same.Exists(incident => IsSettled(incident, group, organisation.Incidents.Accounts, now)))
            {
                yield return (group, null);
            }
        }
    }

    /// <summary>What is open, or was said not to be one problem, raises no second card; what came after a fix does.</summary>
    private static bool IsSettled(Incident incident, ReportGroup group, int accounts, DateTimeOffset now) =>
        incident.State switch
        {
            IncidentState.Open or IncidentState.Merged => true,
            IncidentState.Fixed => group
                .Reports.Where(report => report.Asked.AskedAt > incident.FixedAt)
                .DistinctBy(report => report.Source)
                .Count() < accounts,
            _ => now - incident.ChangedAt < Quiet,
        };

    /// <summary>Where most of the reports belong.</summary>
    private static string QueueOf(ReportGroup group, OrganisationSnapshot organisation) =>
        group
            .Reports.Select(report =>
                report.Case?.Queue ?? organisation.QueueFor(report.Asked.Judgement.Facts.Category, report.Asked.Judgement.Facts.Queue).Id
            )
            .GroupBy(queue => queue, StringComparer.Ordinal)
            .OrderByDescending(queue => queue.Count())
            .First()
            .Key;
}
