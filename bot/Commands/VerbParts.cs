using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Commands;

/// <summary>What a verb other than <c>serve</c> needs: only its own features, and only their settings are checked.</summary>
internal static class VerbParts
{
    /// <summary>Builds the features.</summary>
    /// <param name="given">Settings of the command line.</param>
    /// <param name="sections">Sections of settings that the verb uses.</param>
    /// <param name="add">Registers the features.</param>
    /// <exception cref="WrongUseException">Settings are wrong.</exception>
    public static ServiceProvider Build(
        IEnumerable<KeyValuePair<string, string?>> given,
        IReadOnlyCollection<string> sections,
        Action<IServiceCollection> add
    )
    {
        var configuration = new ConfigurationManager();
        Settings.Load(configuration, given);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System);
        services.AddLogging(logging =>
            logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
        );
        add(services);
        var provider = services.BuildServiceProvider();
        StartupProblems.ThrowIfAny(StartupProblems.OfSettings(provider, sections), "This verb cannot run");
        return provider;
    }
}
