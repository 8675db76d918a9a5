using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for labels of verdicts.</summary>
public sealed partial class Loader
{
    /// <summary>The label that a button names; null when there is none.</summary>
    public async Task<VerdictLabel?> FindLabelAsync(IReadOnlyDictionary<string, string> data, CancellationToken ct) =>
        data.GetValueOrDefault(DataKeys.Label) is { } id ? await cases.FindLabelAsync(id, ct) : null;

    private async Task<LoadedState> WithLabelAsync(
        LoadedState loaded,
        string action,
        IReadOnlyDictionary<string, string> data,
        CancellationToken ct
    )
    {
        if (action is Actions.WrongVerdict)
        {
            return loaded.Question is { } asked
                ? loaded with
                {
                    Label = await cases.FindLabelAsync(asked.Id, loaded.Asker.Party, ct),
                }
                : loaded;
        }

        return action is Actions.TakeBackVerdict or Actions.DismissVerdict && await FindLabelAsync(data, ct) is { } label
            ? loaded with
            {
                Label = label,
                Reachable = await acquaintance.ReachableAsync(VerdictLabels.Readers(loaded.Organisation, label), ct),
            }
            : loaded;
    }

    private async Task<LoadedState> WithLabelsAsync(LoadedState loaded, string told, CancellationToken ct)
    {
        var messages = await LabelledMessages.ReadAsync(cases, await cases.LabelsToldAsync(told, ct), ct);
        return messages.Count == 0
            ? loaded
            : loaded with
            {
                Labels = messages,
                Reachable = await acquaintance.ReachableAsync(VerdictLabels.Readers(loaded.Organisation, messages[0].Label), ct),
            };
    }
}
