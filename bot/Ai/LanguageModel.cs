using Microsoft.Extensions.AI;
using StreamingChatCompletionUpdate = OpenAI.Chat.StreamingChatCompletionUpdate;

namespace EscalationBot.Bot.Ai;

/// <summary>The chat model as the rest sees it. What is asked has been redacted before (<see cref="Redaction"/>).</summary>
internal sealed class LanguageModel(IChatClient chat, ModelCalls calls)
{
    private const int CharactersPerToken = 3;

    /// <summary>Asking makes sense now: the day's tokens are not used up and the circuit is closed.</summary>
    public bool IsUsable => calls.State.IsUsable;

    /// <summary>Asks.</summary>
    /// <param name="about">Id of the question or case, for logs.</param>
    /// <param name="within">Longest time.</param>
    /// <param name="onText">Gets the text as it grows; null = not streamed.</param>
    public async Task<ModelAnswer> AskAsync(
        ModelUse use,
        string about,
        Prompt prompt,
        TimeSpan within,
        Func<string, CancellationToken, ValueTask>? onText,
        CancellationToken ct
    )
    {
        var estimate = ((prompt.Rules.Length + prompt.Data.Length) / CharactersPerToken) + prompt.MostTokens;
        var (text, why) = await calls.RunAsync(use, about, estimate, within, token => CallAsync(prompt, onText, token), ct);
        return why is { } trouble ? new ModelAnswer.Nothing(trouble)
            : text is { Length: > 0 } ? new ModelAnswer.Text(text)
            : new ModelAnswer.Nothing(ModelTrouble.Unreadable);
    }

    private async ValueTask<(string Text, long? Tokens)> CallAsync(
        Prompt prompt,
        Func<string, CancellationToken, ValueTask>? onText,
        CancellationToken ct
    )
    {
        ChatMessage[] messages = [new(ChatRole.System, prompt.Rules), new(ChatRole.User, prompt.Data)];
        var options = new ChatOptions { MaxOutputTokens = prompt.MostTokens };
        if (onText is null)
        {
            var answer = await chat.GetResponseAsync(messages, options, ct);
            ThrowIfRefused(answer.FinishReason, answer.Messages.SelectMany(message => message.Contents));
            return (answer.Text.Trim(), answer.Usage?.TotalTokenCount);
        }
        var text = new System.Text.StringBuilder();
        long? tokens = null;
        await foreach (var update in chat.GetStreamingResponseAsync(messages, options, ct))
        {
            ThrowIfRefused(update.FinishReason, update.Contents);
            // While it is streamed, a refusal stands in the endpoint's own part alone.
            if (update.RawRepresentation is StreamingChatCompletionUpdate { RefusalUpdate.Length: > 0 })
            {
                throw new FilteredException();
            }
            tokens = update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details.TotalTokenCount ?? tokens;
            if (update.Text.Length == 0)
            {
                continue;
            }
            text.Append(update.Text);
            await onText(text.ToString(), ct);
        }
        return (text.ToString().Trim(), tokens);
    }

    /// <summary>
    /// A filter ends an answer with a reason of its own; a model that refuses ends it with "stop" and says so beside the text.
    /// </summary>
    private static void ThrowIfRefused(ChatFinishReason? reason, IEnumerable<AIContent> contents)
    {
        if (reason == ChatFinishReason.ContentFilter || contents.OfType<ErrorContent>().Any())
        {
            throw new FilteredException();
        }
    }
}

/// <summary>What is asked.</summary>
/// <param name="Rules">The system message: ours, the same for everybody.</param>
/// <param name="Data">The user message: redacted texts of others between fences.</param>
/// <param name="MostTokens">Longest answer.</param>
internal sealed record Prompt(string Rules, string Data, int MostTokens);
