using EscalationBot.Bot.Observability;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary>Everything that is wrong with settings and files, found before anything is started.</summary>
internal static class StartupProblems
{
    /// <summary>Throws one <see cref="WrongUseException"/> with all problems.</summary>
    public static void ThrowIfAny(IServiceProvider services)
    {
        var problems = Find(services);
        if (problems.Count == 0) return;
        throw new WrongUseException($"The bot cannot start: {(problems.Count == 1 ? "one thing is" : $"{problems.Count} things are")} wrong.\n{string.Join('\n', problems.Select(problem => "  " + problem))}");
    }

    /// <summary>One sentence per problem.</summary>
    public static IReadOnlyList<string> Find(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        List<string> problems = [.. Settings.Check(configuration), .. OptionProblems(services), .. AddressCheck.Problems(configuration["Urls"])];
        foreach (var check in services.GetServices<StartupCheck>()) problems.AddRange(check.Problems());
        return [.. problems.Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> OptionProblems(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return [.. wrong.Failures];
        }
        catch (AggregateException several)
        {
            return [.. several.InnerExceptions.SelectMany(inner => inner is OptionsValidationException wrong ? wrong.Failures : [inner.Message])];
        }
        catch (InvalidOperationException unreadable)
        {
            // A value of the wrong kind; Settings.Check has named it where the kind is plain.
            return [unreadable.Message];
        }
    }
}
