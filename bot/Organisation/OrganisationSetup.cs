using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage.Confidence;
using Microsoft.Extensions.Options;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Organisation;

/// <summary>The organisation's files and the engine over them.</summary>
internal static class OrganisationSetup
{
    /// <summary>Loads the organisation at start and watches it. Comes after the store and before the workers.</summary>
    public static IServiceCollection AddOrganisation(this IServiceCollection services)
    {
        services.AddOrganisationOptions();
        services.AddSingleton<WorkplaceHolder>().AddSingleton<IndexKeeper>().AddSingleton<WorkplaceLoader>().AddSingleton<CriteriaWriter>();
        services.AddSingleton(provider => new WorkplaceSources(
            provider.GetRequiredService<IOptions<OrganisationOptions>>().Value.Path,
            provider.GetRequiredService<IOptions<TriageOptions>>().Value,
            provider.GetRequiredService<IndexKeeper>()
        )
        {
            Endpoint = provider.GetRequiredService<EncoderChoice>().Endpoint(),
            Local = provider.GetRequiredService<InstalledEncoder>().Search?.Encoder,
            Console = provider.GetRequiredService<PublicAddress>().Given,
        });
        services.AddSingleton<InstalledEncoder>();
        services.AddSingleton(provider => new StartupCheck(() => provider.GetRequiredService<InstalledEncoder>().Problems()));
        services.AddSingleton(provider => new HealthPart(
            "encoder",
            Needed: false,
            _ => ValueTask.FromResult(provider.GetRequiredService<InstalledEncoder>().State())
        ));
        services.AddHostedService<OrganisationWatch>();
        services.AddSingleton(provider => new ConfigurationAuditSurroundings(
            provider.GetRequiredService<IConfiguration>(),
            provider.GetRequiredService<WorkplaceSources>().Folder,
            provider.GetRequiredService<AuditKeys>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ConfigurationAudit>>()
        ));
        services.AddHostedService<ConfigurationAudit>();
        services
            .AddSingleton<Records>()
            .AddSingleton(provider => new RefitSurroundings(
                provider.GetRequiredService<IOptions<TriageOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ConfidenceRefit>>()
            )
            {
                Timers = provider.GetRequiredService<Timers>(),
                Language = () =>
                    provider.GetRequiredService<WorkplaceHolder>() is { IsLoaded: true } holder
                        ? holder.Current.Organisation.Language
                        : "en",
            });
        services.AddHostedService<ConfidenceRefit>();
        services.AddSingleton(provider => new LearningSurroundings(
            provider.GetRequiredService<IOptions<TriageOptions>>().Value,
            provider.GetRequiredService<CaseStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PastCaseLearning>>()
        ));
        services.AddHostedService<PastCaseLearning>();
        services.AddSingleton<KnowledgeRuns>().AddSingleton<KnowledgeWatchSurroundings>().AddHostedService<KnowledgeWatch>();
        services.AddSingleton(provider => new StartupCheck(() =>
            Errors(provider.GetRequiredService<IOptions<OrganisationOptions>>().Value.Path, provider.GetRequiredService<TimeProvider>())
        ));
        services.AddSingleton(provider => new HealthPart(
            "queues",
            Needed: false,
            _ =>
                ValueTask.FromResult(
                    OrganisationHealth.OfQueues(provider.GetRequiredService<WorkplaceHolder>(), provider.GetServices<IChannel>())
                )
        ));
        return services.AddSingleton(provider => new HealthPart(
            "organisation",
            Needed: true,
            _ =>
                ValueTask.FromResult(
                    OrganisationHealth.Of(
                        provider.GetRequiredService<WorkplaceHolder>(),
                        provider.GetRequiredService<WorkplaceLoader>(),
                        provider.GetRequiredService<TimeProvider>().GetUtcNow()
                    )
                )
        ));
    }

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

    /// <summary>Errors of the files, each with its full path and line.</summary>
    private static IReadOnlyList<string> Errors(string folder, TimeProvider time) =>
        [
            .. OrganisationFolder
                .Read(folder, time.GetUtcNow())
                .Problems.Concat(KnowledgeFolder.Read(folder).Problems)
                .Where(problem => problem.Level == ProblemLevel.Error)
                .Select(problem => Path.Combine(folder, problem.ToString())),
        ];

    private sealed class TriageValidation : IValidateOptions<TriageOptions>
    {
        public ValidateOptionsResult Validate(string? name, TriageOptions options)
        {
            List<string> problems = [.. options.Problems()];
            // off, auto, or a folder that holds the weights.
            if (options.Encoder is not ("off" or "auto" or "") && !LocalEncoder.IsInstalled(options.Encoder))
            {
                problems.Add(
                    LocalEncoder.IsOfEarlierVersions(options.Encoder)
                        ? $"Triage:Encoder: {options.Encoder} holds the small encoder of earlier versions, which is no "
                            + $"longer used. Run `escalationbot encoder install` for its successor and write auto."
                        : $"Triage:Encoder: {options.Encoder} holds no encoder. Write off, auto, or a folder with "
                            + $"model.onnx and vocab.txt (`escalationbot encoder install` fetches them)."
                );
            }
            return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
        }
    }
}
