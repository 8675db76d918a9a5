using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary>Everything that is wrong with settings and files, found before anything is started.</summary>
internal static class StartupProblems
{
    /// <summary>Throws one <see cref="WrongUseException"/> with all problems.</summary>
    public static void ThrowIfAny(IServiceProvider services)
    {
        ThrowIfAny(Find(services), "The bot cannot start");
    }

    /// <summary>Throws one <see cref="WrongUseException"/> with all problems, if there are any.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> problems, string what)
    {
        if (problems.Count == 0)
        {
            return;
        }
        throw new WrongUseException(
            $"{what}: {(problems.Count == 1 ? "one thing is" : $"{problems.Count} things are")} wrong.\n"
                + $"{string.Join('\n', problems.Select(problem => "  " + problem))}"
        );
    }

    /// <summary>One sentence per problem.</summary>
    public static IReadOnlyList<string> Find(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        return [.. OfFeatures(services), .. AddressCheck.Problems(configuration["Urls"])];
    }

    /// <summary>As <see cref="Find"/>, whether or not the addresses to listen on can be had.</summary>
    public static IReadOnlyList<string> OfFeatures(IServiceProvider services)
    {
        List<string> problems = [.. OfSettings(services)];
        foreach (var check in services.GetServices<StartupCheck>())
        {
            problems.AddRange(check.Problems());
        }
        return [.. problems.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Names, kinds and meanings of settings.</summary>
    /// <param name="services">With the options of the features in question.</param>
    /// <param name="sections">Sections to look at; null = all.</param>
    public static IReadOnlyList<string> OfSettings(IServiceProvider services, IReadOnlyCollection<string>? sections = null)
    {
        var kinds = Settings.Check(services.GetRequiredService<IConfiguration>(), sections);
        return [.. kinds, .. OfOptions(services)];
    }

    private static IReadOnlyList<string> OfOptions(IServiceProvider services)
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
            return
            [
                .. several.InnerExceptions.SelectMany(inner =>
                    inner is OptionsValidationException wrong ? wrong.Failures : [inner.Message]
                ),
            ];
        }
        catch (InvalidOperationException unreadable)
        {
            // A value of a kind that Settings.Check does not know, in the binder's words.
            return [unreadable.Message];
        }
    }
}
