using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Makes the clients of the endpoint. One HTTP client serves them for the life of the process. No temperature is ever sent, since reasoning
/// models refuse it.
/// </summary>
internal static class ModelClients
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Http = "model";

    public static IChatClient Chat(AiOptions options, IHttpClientFactory clients) =>
        new ChatClient(options.ChatModel, Key(options), Options(options, clients)).AsIChatClient();

    public static IEmbeddingGenerator<string, Embedding<float>> Embeddings(AiOptions options, IHttpClientFactory clients) =>
        new EmbeddingClient(options.EmbeddingModel, Key(options), Options(options, clients)).AsIEmbeddingGenerator();

    /// <summary>The client wants one; where it goes is <see cref="ModelAuthentication"/>'s business.</summary>
    private static ApiKeyCredential Key(AiOptions options) => new(options.ApiKey.Length > 0 ? options.ApiKey : "none");

    private static OpenAIClientOptions Options(AiOptions options, IHttpClientFactory clients) =>
        new()
        {
            Endpoint = options.Address,
            Transport = new HttpClientPipelineTransport(clients.CreateClient(Http)),
            // Tries are the HTTP client's business (ModelHttp); the client's own would multiply them.
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
}
