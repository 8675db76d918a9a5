using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>
/// The one synchronous question that channels ask of the desk: a form to show now (a trigger lives three seconds). Reads only; changes
/// nothing.
/// </summary>
public interface IForms
{
    /// <summary>The form for an action, filled with what is known, or the reason why not.</summary>
    Task<FormAnswer> OpenAsync(FormRequest request, CancellationToken ct);

    /// <summary>
    /// Checks what was typed: field id to what is wrong and how to fix it. Empty means fine; then the submission goes through the inbox.
    /// </summary>
    Task<IReadOnlyDictionary<string, string>> CheckAsync(Inbound.Submitted submitted, CancellationToken ct);

    /// <summary>Options for a type-ahead field, best first, at most 20.</summary>
    Task<IReadOnlyList<Option>> SearchAsync(string form, string field, string typed, PersonKey from, Place place, CancellationToken ct);
}
