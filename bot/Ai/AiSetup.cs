using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>Registers the language model.</summary>
internal static class AiSetup
{
    public static IServiceCollection AddAi(this IServiceCollection services)
    {
        services.AddAiOptions();
        services.AddModelHttp();
        services.AddSingleton<TokenBudget>().AddSingleton<ModelState>().AddSingleton<ModelGuard>().AddSingleton<ModelSurroundings>();
        services.AddSingleton(provider => ModelClients.Chat(provider.GetRequiredService<IOptions<AiOptions>>().Value, provider.GetRequiredService<IHttpClientFactory>()));
        services.AddSingleton(provider => ModelClients.Embeddings(provider.GetRequiredService<IOptions<AiOptions>>().Value, provider.GetRequiredService<IHttpClientFactory>()));
        services.AddSingleton<LanguageModel>();
        services.AddSingleton<WritingStores>().AddSingleton<WritingSurroundings>().AddSingleton<AnswerWriting>();
        services.AddSingleton<IAnswerWriter>(provider => provider.GetRequiredService<IOptions<AiOptions>>().Value.HasChat ? provider.GetRequiredService<AnswerWriting>() : new QuotesOnly());
        return services.AddSingleton(provider => new HealthPart("model", Needed: false, ct => LookAsync(provider, ct)));
    }

    /// <summary>The settings alone.</summary>
    public static IServiceCollection AddAiOptions(this IServiceCollection services)
    {
        services.AddOptions<AiOptions>().BindConfiguration("Ai").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<AiOptions>>(new AiOptions.Validation());
    }

    /// <summary>The HTTP client of the endpoint.</summary>
    public static IServiceCollection AddModelHttp(this IServiceCollection services)
    {
        services.AddTransient<ModelHandler>().AddTransient<ModelAuthentication>().AddSingleton<EntraIdentity>();
        // A redirect would carry the key elsewhere.
        services.AddHttpClient(ModelClients.Http, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) })
            .AddHttpMessageHandler<ModelHandler>().AddHttpMessageHandler<ModelAuthentication>().SetHandlerLifetime(Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        return services;
    }

    private static async ValueTask<PartState> LookAsync(IServiceProvider provider, CancellationToken ct)
    {
        var options = provider.GetRequiredService<IOptions<AiOptions>>().Value;
        if (options.Endpoint.Length == 0) return PartState.Off("No Ai:Endpoint; answers are quoted passages.");
        if (!options.HasChat) return PartState.Off("No Ai:ChatModel; answers are quoted passages.");
        return await provider.GetRequiredService<ModelState>().LookAsync($"{options.ChatModel} at {options.Address.Host}", "Answers are quoted passages", ct);
    }
}
