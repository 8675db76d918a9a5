using EscalationBot.Core.Store.Audit;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>Settings under <c>Audit:</c>.</summary>
internal sealed record AuditOptions
{
    /// <summary>
    /// Key of the audit's hashes, at least 16 characters; several separated by commas, the newest first. Empty: plain hashes.
    /// </summary>
    public string Key { get; init; } = "";

    internal sealed class Validation : IValidateOptions<AuditOptions>
    {
        public ValidateOptionsResult Validate(string? name, AuditOptions options) =>
            AuditKeys.Problem(options.Key) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
