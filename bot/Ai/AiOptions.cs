using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>Settings under <c>Ai:</c>. The optional language model: any OpenAI-compatible endpoint. Empty = none.</summary>
internal sealed record AiOptions
{
    /// <summary>Base address, e.g. an Azure OpenAI resource's <c>/openai/v1/</c>.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Key, when no Entra identity is used.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>Token of the machine's Entra identity instead of a key.</summary>
    public bool UseEntraId { get; init; }

    /// <summary>Model or deployment for chat; empty = nothing is worded.</summary>
    public string ChatModel { get; init; } = "";

    /// <summary>Model or deployment for embeddings; empty = none.</summary>
    public string EmbeddingModel { get; init; } = "";

    /// <summary>Longest wait of a person for the model, in seconds; then the quotes are shown. 1..30.</summary>
    public int WaitSeconds { get; init; } = 6;

    /// <summary>
    /// Tokens that may be used in a day (UTC), in and out, chat and embeddings; then the bot does without until midnight.
    /// 1,000..10,000,000,000.
    /// </summary>
    public long TokensPerDay { get; init; } = 500_000;

    /// <summary>A model for chat is set.</summary>
    public bool HasChat => Endpoint.Length > 0 && ChatModel.Length > 0;

    /// <summary>A model for embeddings is set.</summary>
    public bool HasEmbeddings => Endpoint.Length > 0 && EmbeddingModel.Length > 0;

    /// <summary><see cref="WaitSeconds"/>.</summary>
    public TimeSpan Wait => TimeSpan.FromSeconds(WaitSeconds);

    /// <summary>The address to which paths are appended.</summary>
    public Uri Address => new(Endpoint.TrimEnd('/') + "/");

    /// <summary>
    /// Azure takes its keys in a header of its own; everybody else as a bearer token. (A proxy of Azure on this machine counts as Azure.)
    /// </summary>
    public bool IsAzure =>
        Address is var address
        && (
            address.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase)
            || (address.IsLoopback && address.AbsolutePath.StartsWith("/openai/v1/", StringComparison.OrdinalIgnoreCase))
        );

    /// <summary>What is wrong, each with the setting's name.</summary>
    public IEnumerable<string> Problems()
    {
        if (WaitSeconds is < 1 or > 30)
        {
            yield return "Ai:WaitSeconds: it must lie between 1 and 30.";
        }
        if (TokensPerDay is < 1_000 or > 10_000_000_000)
        {
            yield return "Ai:TokensPerDay: it must lie between 1000 and 10000000000.";
        }
        if (Endpoint.Length == 0)
        {
            if (ApiKey.Length > 0 || UseEntraId || ChatModel.Length > 0 || EmbeddingModel.Length > 0)
            {
                yield return "Ai:Endpoint: it is empty but other Ai settings are not. Set it, or empty them.";
            }
            yield break;
        }
        if (
            !Uri.TryCreate(Endpoint, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        )
        {
            yield return $"Ai:Endpoint: \"{Endpoint}\" is not an https address (http is allowed on loopback only).";
        }
        else if (UseEntraId && address.Scheme != Uri.UriSchemeHttps)
        {
            yield return "Ai:UseEntraId: a token goes to https addresses only.";
        }
        if (ApiKey.Length == 0 && !UseEntraId)
        {
            yield return "Ai:ApiKey: it is empty. Set it, or Ai:UseEntraId to true.";
        }
        if (ApiKey.Length > 0 && UseEntraId)
        {
            yield return "Ai:UseEntraId: Ai:ApiKey is set as well. Choose one.";
        }
        if (ChatModel.Length == 0 && EmbeddingModel.Length == 0)
        {
            yield return "Ai:ChatModel: name a chat or an embedding model.";
        }
    }

    /// <summary>The same, for the container.</summary>
    internal sealed class Validation : IValidateOptions<AiOptions>
    {
        public ValidateOptionsResult Validate(string? name, AiOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
