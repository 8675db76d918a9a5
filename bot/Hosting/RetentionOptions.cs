using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>Settings under <c>Retention:</c>.</summary>
internal sealed record RetentionOptions
{
    /// <summary>How many days questions and closed cases keep personal data.</summary>
    public int Days { get; init; } = 730;

    /// <summary>How many days the audit keeps its rows.</summary>
    public int AuditDays { get; init; } = 2555;

    /// <summary>How many days after the app was removed from a platform what is kept of it is deleted.</summary>
    public int AfterUninstallDays { get; init; } = 30;

    internal sealed class Validation : IValidateOptions<RetentionOptions>
    {
        public ValidateOptionsResult Validate(string? name, RetentionOptions options)
        {
            List<string> wrong =
            [
                .. new[] { ("Days", options.Days), ("AuditDays", options.AuditDays), ("AfterUninstallDays", options.AfterUninstallDays) }
                    .Where(one => one.Item2 is < 1 or > 36_500)
                    .Select(one => $"Retention:{one.Item1}: write a number of days between 1 and 36500."),
            ];
            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}
