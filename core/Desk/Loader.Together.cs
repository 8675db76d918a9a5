using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for what colleagues do together: the one who is asked, and the case that belongs to another.</summary>
public sealed partial class Loader
{
    /// <summary>See <see cref="CaseStore.OpenByOwnerAsync"/>.</summary>
    public Task<IReadOnlyDictionary<string, int>> LoadOfPeopleAsync(CancellationToken ct) => cases.OpenByOwnerAsync(ct);

    private async Task<LoadedState> TogetherAsync(LoadedState loaded, Inbound.Submitted form, CancellationToken ct) =>
        form.Form is not Actions.Link ? await WithPeopleAsync(loaded, ct, also: form.Values.GetValueOrDefault(FormFields.Person))
        : LinkCases.NumberIn(form.Values.GetValueOrDefault(FormFields.Number)) is { } number
            ? loaded with
            {
                OtherCase = await cases.FindCaseAsync(number, ct),
            }
        : loaded;
}
