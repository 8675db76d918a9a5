using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// The database and everything that is stored in it. Whoever uses them calls <see cref="Database.OpenAsync"/> first: <c>serve</c> by
/// AddWorkers, other verbs themselves.
/// </summary>
internal static class StoreSetup
{
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>>(new Validation());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Database(
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<Inbox>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<SlotMessages>();
        services.AddSingleton<CaseStore>();
        services.AddSingleton<Timers>();
        services.AddSingleton<People>();
        services.AddSingleton<Identities>();
        services.AddSingleton<ChannelMemory>();
        services.AddSingleton<Articles>();
        services.AddSingleton<KnowledgeChecks>();
        services.AddSingleton<Lessons>();
        services.AddSingleton<UsageCounts>();
        services.AddSingleton<Counters>();
        services.AddSingleton<Measures>();
        services.AddSingleton<Retention>();
        services.AddSingleton<Forgetting>();
        services.AddSingleton<SignInStore>();
        services.AddSingleton<Uninstalls>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditChain>();
        services.AddSingleton<AuditCheck>();
        services.AddSingleton<AuditReading>();
        services.AddSingleton<AuditPruning>();
        services.AddOptions<AuditOptions>().BindConfiguration("Audit").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>>(new AuditOptions.Validation());
        services.AddSingleton(provider => new AuditKeys(provider.GetRequiredService<IOptions<AuditOptions>>().Value.Key));
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetentionOptions>>(new RetentionOptions.Validation());
        return services;
    }

    private sealed class Validation : IValidateOptions<DatabaseOptions>
    {
        public ValidateOptionsResult Validate(string? name, DatabaseOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
