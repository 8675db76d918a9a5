using EscalationBot.Bot.Observability;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>The optional language model: any OpenAI-compatible endpoint. Empty = none.</summary>
internal sealed record AiOptions
{
    /// <summary>Base address, e.g. an Azure OpenAI resource's <c>/openai/v1/</c>.</summary>
    public string Endpoint { get; init; } = "";
    /// <summary>Key, when no Entra identity is used.</summary>
    public string ApiKey { get; init; } = "";
    /// <summary>Token of the machine's Entra identity instead of a key.</summary>
    public bool UseEntraId { get; init; }
    /// <summary>Model or deployment for chat.</summary>
    public string ChatModel { get; init; } = "";
    /// <summary>Model or deployment for embeddings.</summary>
    public string EmbeddingModel { get; init; } = "";

    /// <summary>What is wrong, each with the setting's name.</summary>
    public IEnumerable<string> Problems()
    {
        if (Endpoint.Length == 0)
        {
            if (ApiKey.Length > 0 || UseEntraId || ChatModel.Length > 0 || EmbeddingModel.Length > 0) yield return "Ai:Endpoint: it is empty but other Ai settings are not. Set it, or empty them.";
            yield break;
        }
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            yield return $"Ai:Endpoint: \"{Endpoint}\" is not an https address (http is allowed on loopback only).";
        if (ApiKey.Length == 0 && !UseEntraId) yield return "Ai:ApiKey: it is empty. Set it, or Ai:UseEntraId to true.";
        if (ApiKey.Length > 0 && UseEntraId) yield return "Ai:UseEntraId: Ai:ApiKey is set as well. Choose one.";
        if (ChatModel.Length == 0 && EmbeddingModel.Length == 0) yield return "Ai:ChatModel: name a chat or an embedding model.";
    }
}

/// <summary>Registers the language model.</summary>
internal static class AiSetup
{
    public static IServiceCollection AddAi(this IServiceCollection services)
    {
        services.AddOptions<AiOptions>().BindConfiguration("Ai").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AiOptions>>(new Validation());
        return services.AddSingleton(provider => new HealthPart("model", Needed: false, _ => ValueTask.FromResult(StateOf(provider.GetRequiredService<IOptions<AiOptions>>().Value))));
    }

    private static PartState StateOf(AiOptions options) =>
        options.Endpoint.Length == 0 ? PartState.Off("No Ai:Endpoint; answers are quoted passages.") : PartState.Off("Ai:Endpoint is set, but this version does not use a language model yet; answers are quoted passages.");

    private sealed class Validation : IValidateOptions<AiOptions>
    {
        public ValidateOptionsResult Validate(string? name, AiOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
