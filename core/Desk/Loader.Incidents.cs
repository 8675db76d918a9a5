using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for incidents.</summary>
public sealed partial class Loader
{
    /// <summary>Cases that were open this long before the first report may belong to it.</summary>
    private static readonly TimeSpan BeforeFirst = TimeSpan.FromHours(24);

    private const int MostOpenCases = 500,
        MostGrants = 2_000,
        MostCounted = 10_000;

    /// <summary>See <see cref="CaseStore.OpenIncidentsAsync"/>.</summary>
    public ValueTask<IReadOnlyList<Incident>> OpenIncidentsAsync(CancellationToken ct) => cases.OpenIncidentsAsync(ct);

    /// <summary>See <see cref="CaseStore.FindIncidentAsync"/>.</summary>
    public async Task<Incident?> FindIncidentAsync(IReadOnlyDictionary<string, string> data, CancellationToken ct) =>
        data.GetValueOrDefault(DataKeys.Incident) is { } id ? await cases.FindIncidentAsync(id, ct) : null;

    /// <summary>Alike reports of several accounts came in of which nobody was told yet.</summary>
    public async Task<bool> SeesRiseAsync(Workplace workplace, DateTimeOffset now, CancellationToken ct) =>
        await ReportsAsync(workplace, now, ct) is { Count: > 0 } reports
        && Outbreaks.HasNews(reports, await cases.IncidentsSinceAsync(now - Outbreaks.Quiet, ct), workplace.Organisation, now);

    private async Task<IReadOnlyList<Report>> ReportsAsync(Workplace workplace, DateTimeOffset now, CancellationToken ct)
    {
        var asked = await cases.NewestQuestionsAsync(now - workplace.Organisation.Incidents.Within, Outbreaks.MostReports, ct);
        if (asked.Count < workplace.Organisation.Incidents.Accounts)
        {
            return [];
        }

        var became = (await cases.FindCasesAsync(asked.Select(one => one.CaseId).OfType<string>(), ct)).ToDictionary(
            one => one.Id,
            StringComparer.Ordinal
        );
        return [.. asked.Select(one => Report.Of(one, one.CaseId is { } id ? became.GetValueOrDefault(id) : null)).OfType<Report>()];
    }

    private async Task<LoadedState> WithRiseAsync(LoadedState loaded, DateTimeOffset now, CancellationToken ct) =>
        loaded with
        {
            Reports = await ReportsAsync(loaded.Workplace, now, ct),
            Incidents = await cases.IncidentsSinceAsync(now - Outbreaks.Quiet, ct),
        };

    /// <summary>An incident with the cases that belong to it, those that are to join, and open ones that look alike.</summary>
    private async Task<LoadedState> WithIncidentAsync(LoadedState loaded, string? id, CancellationToken ct)
    {
        if (id is null || await cases.FindIncidentAsync(id, ct) is not { } incident)
        {
            return loaded;
        }

        var inside = await cases.CasesOfIncidentAsync(incident.Id, ct);
        IReadOnlyList<Case> others = [];
        if (incident.State is IncidentState.Suspected or IncidentState.Open)
        {
            var open = await cases.CasesAsync(
                new CaseFilter
                {
                    States = CaseFilter.Open,
                    Since = incident.Since - BeforeFirst,
                    Limit = MostOpenCases,
                },
                ct
            );
            var named = await cases.FindCasesAsync(incident.Evidence.Concat(incident.Joining), ct);
            others =
            [
                .. named
                    .Concat(open.Where(one => !one.Restricted && IncidentTopics.IsAbout(incident.Topic, TopicWords.Of(one.Question))))
                    .Where(one => one.Incident?.Id != incident.Id)
                    .DistinctBy(one => one.Id)
                    .OrderBy(one => one.CreatedAt)
                    .ThenBy(one => one.Id, StringComparer.Ordinal),
            ];
        }

        return loaded with
        {
            IncidentGrants =
                incident.State is IncidentState.Fixed ? await cases.GrantsAsync(incident.Since, MostGrants, ct) : loaded.IncidentGrants,
            Incident = incident,
            OtherIncident = incident.MergedInto is { } into ? await cases.FindIncidentAsync(into, ct) : null,
            IncidentCases = [.. inside, .. others],
        };
    }

    /// <summary>A fixed incident, and how often the like was reported around the fix; what is restricted counts for nobody.</summary>
    private async Task<LoadedState> WithLikeReportsAsync(LoadedState loaded, string id, CancellationToken ct)
    {
        loaded = await WithIncidentAsync(loaded, id, ct);
        if (loaded.Incident is not { FixedAt: { } at, Memo: { IsOver: false } memo } incident)
        {
            return loaded;
        }

        var since = memo.Before is null ? at - PatternMemo.Watched : at;
        var like = (await cases.NewestQuestionsAsync(since, MostCounted, ct))
            .Where(asked =>
                asked is { IsRestricted: false, State: not QuestionState.Solved }
                && IncidentTopics.IsAbout(incident.Topic, TopicWords.Of(asked.Text))
            )
            .ToList();
        return (await WithMemoReadersAsync(loaded, ct)) with
        {
            LikeReports = (like.Count(asked => asked.AskedAt <= at), like.Count(asked => asked.AskedAt > at)),
        };
    }

    /// <summary>Where the owner of a memo, and the managers of its queue, are reached.</summary>
    private async Task<LoadedState> WithMemoReadersAsync(LoadedState loaded, CancellationToken ct) =>
        loaded.Incident is { Memo: { } memo } incident
            ? await WithPeopleAsync(loaded, ct, incident.Queue, also: memo.Owner?.Email)
            : loaded;

    /// <summary>A press or a form of an incident's card, or of a case that belongs to one.</summary>
    private async Task<LoadedState> WithIncidentOfAsync(
        LoadedState loaded,
        string action,
        IReadOnlyDictionary<string, string> data,
        CancellationToken ct
    ) =>
        IncidentActions.Has(action) || IncidentForms.Has(action)
            ? await WithIncidentAsync(loaded, data.GetValueOrDefault(DataKeys.Incident), ct)
        : action is Actions.Verified && loaded.Case?.Incident is { } incident
            ? loaded with
            {
                Incident = await cases.FindIncidentAsync(incident.Id, ct),
            }
        : loaded;

    private async Task<LoadedState> MergedIncidentAsync(LoadedState loaded, Inbound.Submitted form, CancellationToken ct) =>
        form.Values.GetValueOrDefault(IncidentForms.Other) is { } other
            ? loaded with
            {
                OtherIncident = await cases.FindIncidentAsync(other, ct),
            }
            : loaded;
}
