using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Workers;

/// <summary>Settings under <c>Retention:</c>.</summary>
internal sealed record RetentionOptions
{
    /// <summary>How many days questions and closed cases keep personal data.</summary>
    public int Days { get; init; } = 730;

    internal sealed class Validation : IValidateOptions<RetentionOptions>
    {
        public ValidateOptionsResult Validate(string? name, RetentionOptions options) =>
            options.Days is >= 1 and <= 36_500 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("Retention:Days: write a number of days between 1 and 36500.");
    }
}
