using EscalationBot.Core.Triage;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Workers;

/// <summary>The organisation's files and the engine over them.</summary>
internal static class OrganisationSetup
{
    /// <summary>Settings of both.</summary>
    public static IServiceCollection AddOrganisationOptions(this IServiceCollection services)
    {
        services.AddOptions<OrganisationOptions>().BindConfiguration("Organisation").ValidateOnStart();
        return services.AddTriageOptions();
    }

    /// <summary>Settings of the engine alone.</summary>
    public static IServiceCollection AddTriageOptions(this IServiceCollection services)
    {
        services.AddOptions<TriageOptions>().BindConfiguration("Triage").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TriageOptions>>(new TriageValidation());
    }

    private sealed class TriageValidation : IValidateOptions<TriageOptions>
    {
        public ValidateOptionsResult Validate(string? name, TriageOptions options) =>
            options.Problems() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
