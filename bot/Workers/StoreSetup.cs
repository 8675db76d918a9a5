using EscalationBot.Bot.Observability;
using EscalationBot.Core.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Workers;

/// <summary>The database and everything that is stored in it. Whoever uses them calls <see cref="Database.OpenAsync"/> first: <c>serve</c> by OrganisationWatch, other verbs themselves.</summary>
internal static class StoreSetup
{
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>>(new Validation());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Database(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Inbox>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<SlotMessages>();
        services.AddSingleton<CaseStore>();
        services.AddSingleton<Timers>();
        services.AddSingleton<People>();
        services.AddSingleton<ChannelMemory>();
        services.AddSingleton<Articles>();
        services.AddSingleton<Counters>();
        services.AddSingleton<Measures>();
        services.AddSingleton<Retention>();
        services.AddSingleton(provider => new StartupCheck(() => Problems(provider)));
        return services.AddSingleton(provider => new HealthPart("database", Needed: true, ct => LookAsync(provider.GetRequiredService<Database>(), provider.GetRequiredService<Counters>(), ct)));
    }

    /// <summary>A connection string that is none, before anything is opened.</summary>
    private static IReadOnlyList<string> Problems(IServiceProvider provider)
    {
        try
        {
            _ = provider.GetRequiredService<Database>();
            return [];
        }
        catch (StoreException wrong)
        {
            return [wrong.Message];
        }
    }

    /// <summary>Any read tells that it answers; its tables are up to date once it was opened.</summary>
    private static async ValueTask<PartState> LookAsync(Database database, Counters counters, CancellationToken ct)
    {
        await counters.GetAsync("case", ct);
        return PartState.Ok($"{(database.Engine is DatabaseEngine.Sqlite ? "SQLite" : "PostgreSQL")}, {database.Where}");
    }

    private sealed class Validation : IValidateOptions<DatabaseOptions>
    {
        public ValidateOptionsResult Validate(string? name, DatabaseOptions options) => options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
