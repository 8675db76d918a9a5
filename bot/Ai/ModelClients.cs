using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace EscalationBot.Bot.Ai;

/// <summary>Makes the clients of the endpoint. One HTTP client serves them for the life of the process.</summary>
internal static class ModelClients
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Http = "model";

    public static IChatClient Chat(AiOptions options, IHttpClientFactory clients) => new OpenAiChat(new ChatClient(options.ChatModel, Key(options), Options(options, clients)));

    public static IEmbeddingGenerator<string, Embedding<float>> Embeddings(AiOptions options, IHttpClientFactory clients) => new OpenAiEmbeddings(new EmbeddingClient(options.EmbeddingModel, Key(options), Options(options, clients)));

    /// <summary>The client wants one; where it goes is <see cref="ModelAuthentication"/>'s business.</summary>
    private static ApiKeyCredential Key(AiOptions options) => new(options.ApiKey.Length > 0 ? options.ApiKey : "none");

    private static OpenAIClientOptions Options(AiOptions options, IHttpClientFactory clients) => new()
    {
        Endpoint = options.Address,
        Transport = new HttpClientPipelineTransport(clients.CreateClient(Http)),
        // Tries are the handler's business; the client's own would multiply them.
        RetryPolicy = new ClientRetryPolicy(0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
    };
}

/// <summary>OpenAI's chat client behind .NET's port. Of the options it reads <see cref="ChatOptions.MaxOutputTokens"/>; no temperature is sent, since reasoning models refuse it.</summary>
internal sealed class OpenAiChat(ChatClient client) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatCompletion answer = await client.CompleteChatAsync(messages.Select(Map), Map(options), cancellationToken);
        return new ChatResponse(new Microsoft.Extensions.AI.ChatMessage(ChatRole.Assistant, string.Concat(answer.Content.Select(part => part.Text))))
        {
            FinishReason = Map(answer.FinishReason, answer.Refusal),
            Usage = Map(answer.Usage),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in client.CompleteChatStreamingAsync(messages.Select(Map), Map(options), cancellationToken))
        {
            var made = new ChatResponseUpdate(ChatRole.Assistant, string.Concat(update.ContentUpdate.Select(part => part.Text)));
            if (update.FinishReason is { } reason) made.FinishReason = Map(reason, null);
            if (!string.IsNullOrEmpty(update.RefusalUpdate)) made.FinishReason = Microsoft.Extensions.AI.ChatFinishReason.ContentFilter;
            if (update.Usage is { } usage) made.Contents.Add(new UsageContent(Map(usage)!));
            yield return made;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(client) ? client : null;

    public void Dispose()
    {
        // The HTTP client is the factory's.
    }

    private static OpenAI.Chat.ChatMessage Map(Microsoft.Extensions.AI.ChatMessage message) => message.Role == ChatRole.System ? new SystemChatMessage(message.Text) : new UserChatMessage(message.Text);

    private static ChatCompletionOptions Map(ChatOptions? options) => new() { MaxOutputTokenCount = options?.MaxOutputTokens };

    private static Microsoft.Extensions.AI.ChatFinishReason? Map(OpenAI.Chat.ChatFinishReason reason, string? refusal) =>
        reason == OpenAI.Chat.ChatFinishReason.ContentFilter || !string.IsNullOrEmpty(refusal) ? Microsoft.Extensions.AI.ChatFinishReason.ContentFilter
        : reason == OpenAI.Chat.ChatFinishReason.Length ? Microsoft.Extensions.AI.ChatFinishReason.Length : Microsoft.Extensions.AI.ChatFinishReason.Stop;

    private static UsageDetails? Map(ChatTokenUsage? usage) => usage is null ? null : new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount, TotalTokenCount = usage.TotalTokenCount };
}

/// <summary>OpenAI's embeddings behind .NET's port.</summary>
internal sealed class OpenAiEmbeddings(EmbeddingClient client) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, Microsoft.Extensions.AI.EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        OpenAIEmbeddingCollection answer = await client.GenerateEmbeddingsAsync(values, null, cancellationToken);
        return new GeneratedEmbeddings<Embedding<float>>(answer.OrderBy(one => one.Index).Select(one => new Embedding<float>(one.ToFloats())))
        {
            Usage = answer.Usage is { } usage ? new UsageDetails { InputTokenCount = usage.InputTokenCount, TotalTokenCount = usage.TotalTokenCount } : null,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(client) ? client : null;

    public void Dispose()
    {
        // The HTTP client is the factory's.
    }
}
