using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Embeddings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>Registers the language model and the embeddings. Without their settings nothing of them is made.</summary>
internal static class AiSetup
{
    public static IServiceCollection AddAi(this IServiceCollection services)
    {
        services.AddAiOptions();
        services.AddModelHttp();
        services.AddSingleton<TokenBudget>().AddSingleton<ModelMetrics>();
        services.AddChat();
        return services.AddEmbeddings();
    }

    /// <summary>The settings alone.</summary>
    public static IServiceCollection AddAiOptions(this IServiceCollection services)
    {
        services.AddOptions<AiOptions>().BindConfiguration("Ai").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<AiOptions>>(new AiOptions.Validation());
    }

    private static void AddChat(this IServiceCollection services)
    {
        services.AddSingleton<ModelState>().AddSingleton<ModelCalls>();
        services.AddSingleton(provider => ModelClients.Chat(Options(provider), provider.GetRequiredService<IHttpClientFactory>()));
        services.AddSingleton<LanguageModel>();
        services.AddSingleton<WritingStores>().AddSingleton<WritingSurroundings>().AddSingleton<AnswerWriting>();
        services.AddSingleton<IAnswerWriter>(provider =>
            Options(provider).HasChat ? provider.GetRequiredService<AnswerWriting>() : new QuotesOnly()
        );
        services.AddSingleton<DraftSurroundings>().AddSingleton<DraftingForms>();
        services.AddSingleton<IForms>(provider =>
            Options(provider).HasChat ? provider.GetRequiredService<DraftingForms>() : provider.GetRequiredService<FormDesk>()
        );
        services.AddSingleton(provider => new HealthPart("model", Needed: false, ct => LookAsync(provider, ct)));
    }

    private static IServiceCollection AddEmbeddings(this IServiceCollection services)
    {
        services.AddSingleton(provider => ModelClients.Embeddings(Options(provider), provider.GetRequiredService<IHttpClientFactory>()));
        // A circuit and a state of their own: a wrong name of one model says nothing of the other.
        services.AddSingleton(provider => new EmbeddingCalls(
            new ModelCalls(
                provider.GetRequiredService<TokenBudget>(),
                new ModelState(
                    provider.GetRequiredService<ModelMetrics>(),
                    provider.GetRequiredService<TokenBudget>(),
                    provider.GetRequiredService<TimeProvider>()
                ),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ModelCalls>>()
            )
        ));
        services.AddSingleton<EncoderSurroundings>();
        services.AddSingleton(provider => new EndpointEncoder(
            provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(),
            provider.GetRequiredService<EmbeddingCalls>().Calls,
            provider.GetRequiredService<HybridCache>(),
            provider.GetRequiredService<EncoderSurroundings>()
        ));
        services.AddSingleton(provider => new EncoderChoice(() =>
            Options(provider).HasEmbeddings ? provider.GetRequiredService<EndpointEncoder>() : null
        ));
        return services.AddSingleton(provider => new HealthPart("embeddings", Needed: false, ct => LookAtEmbeddingsAsync(provider, ct)));
    }

    private static async ValueTask<PartState> LookAsync(IServiceProvider provider, CancellationToken ct)
    {
        var options = Options(provider);
        if (options.Endpoint.Length == 0)
        {
            return PartState.Off("No Ai:Endpoint; answers are quoted passages.");
        }
        if (!options.HasChat)
        {
            return PartState.Off("No Ai:ChatModel; answers are quoted passages.");
        }
        return await provider
            .GetRequiredService<ModelState>()
            .LookAsync($"{options.ChatModel} at {options.Address.Host}", "Answers are quoted passages", ct);
    }

    private static async ValueTask<PartState> LookAtEmbeddingsAsync(IServiceProvider provider, CancellationToken ct)
    {
        var options = Options(provider);
        if (!options.HasEmbeddings)
        {
            return PartState.Off("No Ai:EmbeddingModel.");
        }
        return await provider
            .GetRequiredService<EmbeddingCalls>()
            .Calls.State.LookAsync(
                $"{options.EmbeddingModel} at {options.Address.Host}",
                "New questions and articles are searched by words alone",
                ct
            );
    }

    private static AiOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<AiOptions>>().Value;
}

/// <summary>The calls of the embedding model.</summary>
internal sealed record EmbeddingCalls(ModelCalls Calls);

/// <summary>The endpoint's encoder, when one is set; it goes before the local one of Triage:Encoder.</summary>
internal sealed record EncoderChoice(Func<ISentenceEncoder?> Endpoint);
