using EscalationBot.Bot.Ai;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Health;

/// <summary>
/// The doctor's look at the language model: each model that is set is asked for a few tokens, so that address, key and name are proved
/// together.
/// </summary>
internal static class ModelChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Finding>> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var options = services.GetRequiredService<IOptions<AiOptions>>().Value;
        if (options.Endpoint.Length == 0)
        {
            return [Finding.Off("model", "No Ai:Endpoint; answers are quoted passages.")];
        }
        var found = new List<Finding>();
        found.Add(
            options.HasChat
                ? await TryAsync(
                    "model",
                    options.ChatModel,
                    options,
                    token =>
                        services
                            .GetRequiredService<IChatClient>()
                            .GetResponseAsync("Say: fine", new ChatOptions { MaxOutputTokens = 16 }, token),
                    ct
                )
                : Finding.Off("model", "No Ai:ChatModel; answers are quoted passages.")
        );
        found.Add(
            options.HasEmbeddings
                ? await TryAsync(
                    "embeddings",
                    options.EmbeddingModel,
                    options,
                    token =>
                        services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["fine"], null, token),
                    ct
                )
                : Finding.Off("embeddings", "No Ai:EmbeddingModel.")
        );
        return found;
    }

    private static async Task<Finding> TryAsync(
        string part,
        string name,
        AiOptions options,
        Func<CancellationToken, Task> call,
        CancellationToken ct
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await call(patience.Token);
            return Finding.Ok(part, $"{name} at {options.Address.Host} answers.");
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            return new(
                Level.Fail,
                part,
                $"{name} at {options.Address.Host}: {ModelTroubles.Sentence(ModelCalls.TroubleOf(failed))}",
                "The bot works without it; check the Ai settings."
            );
        }
    }
}
