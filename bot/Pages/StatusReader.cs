using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what the status page shows; all who ask within five seconds get what was read once.</summary>
internal sealed class StatusReader(WorkplaceHolder workplaces, CaseStore cases, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);

    /// <summary>A crowd that comes when the old is too old reads once.</summary>
    private readonly SemaphoreSlim _one = new(1, 1);

    private volatile Known? _known;

    /// <summary>The organisation wants it.</summary>
    public bool IsOn => workplaces is { IsLoaded: true, Current.Organisation.Incidents.StatusPage: true };

    /// <summary>Open ones first, each group newest first.</summary>
    public async Task<StatusModel> ReadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var (workplace, now) = (workplaces.Current, time.GetUtcNow());
            if (_known is { } known && known.Workplace == workplace && now - known.At < KnownFor && now >= known.At)
            {
                return known.Model;
            }

            var shown = new List<PublicIncident>();
            foreach (var incident in await cases.DeclaredIncidentsAsync(now.AddDays(-StatusReport.Days), ct))
            {
                var its = await cases.CasesOfIncidentAsync(incident.Id, ct);
                if (StatusReport.Of(workplace, incident, its, now) is { } one)
                {
                    shown.Add(one);
                }
            }

            var model = new StatusModel(
                PageWords.In(workplace.Organisation.Language),
                workplace.Organisation.Name,
                now,
                [.. shown.OrderBy(one => one.FixedAt is not null).ThenByDescending(one => one.FixedAt ?? one.Since)]
            );
            _known = new(workplace, now, model);
            return model;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private sealed record Known(Workplace Workplace, DateTimeOffset At, StatusModel Model);
}
