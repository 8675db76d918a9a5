using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for changes of the criteria.</summary>
public sealed partial class Loader
{
    private static readonly TimeSpan BeforeCriteria = TimeSpan.FromDays(28);

    private async Task<LoadedState> WithCriteriaAsync(LoadedState loaded, string id, CancellationToken ct)
    {
        var change = await cases.FindCriteriaAsync(id, ct);
        return loaded with
        {
            Criteria = change,
            IsNewestCriteria = change is not null && (await cases.NewestCriteriaAsync(ct))?.Id == change.Id,
            Reachable = await acquaintance.ReachableAsync(CriteriaChanges.Readers(loaded.Organisation, change), ct),
        };
    }

    private async Task<LoadedState> WithMisroutesAsync(LoadedState loaded, DateTimeOffset now, CancellationToken ct) =>
        loaded.Criteria?.WrittenAt is { } at
            ? loaded with
            {
                Misroutes = (await cases.MisroutesAsync(at, now, ct), await cases.MisroutesAsync(at - BeforeCriteria, at, ct)),
            }
            : loaded;
}
