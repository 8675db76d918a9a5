using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// The model as the rest sees it: within the day's tokens, within a time, with a circuit that leaves it alone when it is ill, and with failures as values.
/// What is asked has been redacted before (<see cref="Redaction"/>). Logs carry use, ids and figures, never text.
/// </summary>
internal sealed partial class LanguageModel
{
    private const int CharactersPerToken = 3;

    private readonly IChatClient chat;
    private readonly TokenBudget budget;
    private readonly ModelSurroundings around;
    private readonly ModelGuard guard;

    public LanguageModel(IChatClient chat, TokenBudget budget, ModelGuard guard, ModelSurroundings around) => (this.chat, this.budget, this.guard, this.around) = (chat, budget, guard, around);

    /// <summary>Asking makes sense now: the day's tokens are not used up and the circuit is closed.</summary>
    public bool IsUsable => around.State.IsUsable;

    /// <summary>Asks.</summary>
    /// <param name="about">Id of the question or case, for logs.</param>
    /// <param name="onText">Gets the text as it grows; null = not streamed.</param>
    /// <param name="within">Longest time.</param>
    public async Task<ModelAnswer> AskAsync(ModelUse use, string about, Prompt prompt, TimeSpan within, Func<string, CancellationToken, ValueTask>? onText, CancellationToken ct)
    {
        var began = around.Time.GetTimestamp();
        var estimate = ((prompt.Rules.Length + prompt.Data.Length) / CharactersPerToken) + prompt.MostTokens;
        if (!IsUsable && !budget.IsSpent) return Nothing(ModelTrouble.CircuitOpen, new BrokenCircuitException());
        if (await budget.TakeAsync(estimate, ct) is not { } taken) return Nothing(ModelTrouble.BudgetSpent, null);
        // A refusal costs nothing; what was begun and cut off is paid for in full.
        long used = 0;
        try
        {
            var (text, tokens) = await guard.RunAsync(within, token => CallAsync(prompt, onText, token), ct);
            used = tokens ?? estimate;
            around.State.Succeeded(use, used, around.Time.GetElapsedTime(began));
            LogAnswered(around.Logger, use, about, used, (long)around.Time.GetElapsedTime(began).TotalMilliseconds);
            return text.Length > 0 ? new ModelAnswer.Text(text) : new ModelAnswer.Nothing(ModelTrouble.Unreadable);
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            var why = TroubleOf(failed);
            used = why is ModelTrouble.TooSlow or ModelTrouble.Filtered ? estimate : 0;
            return Nothing(why, failed);
        }
        finally
        {
            await budget.SettleAsync(taken, used);
        }

        ModelAnswer.Nothing Nothing(ModelTrouble why, Exception? failed)
        {
            around.State.Failed(use, why, around.Time.GetElapsedTime(began));
            // The exception's type only: its message may quote the request.
            LogFailed(around.Logger, use, about, why, failed?.GetType().Name ?? "");
            return new ModelAnswer.Nothing(why);
        }
    }

    /// <summary>What an exception means.</summary>
    public static ModelTrouble TroubleOf(Exception failed) => failed switch
    {
        FilteredException => ModelTrouble.Filtered,
        BrokenCircuitException => ModelTrouble.CircuitOpen,
        TimeoutRejectedException or OperationCanceledException or TimeoutException => ModelTrouble.TooSlow,
        ClientResultException { Status: 401 or 403 } => ModelTrouble.KeyRefused,
        ClientResultException { Status: 404 } => ModelTrouble.NoSuchModel,
        ClientResultException { Status: 429 } => ModelTrouble.Throttled,
        ClientResultException { Status: 400 } refused when refused.Message.Contains("content_filter", StringComparison.OrdinalIgnoreCase) => ModelTrouble.Filtered,
        ClientResultException { Status: > 0 } => ModelTrouble.Failed,
        HttpRequestException { StatusCode: System.Net.HttpStatusCode.Unauthorized } => ModelTrouble.KeyRefused,
        HttpRequestException or IOException or ClientResultException => ModelTrouble.Unreachable,
        // Retried time-outs come as an aggregate.
        AggregateException { InnerException: { } inner } => TroubleOf(inner),
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException => ModelTrouble.Unreadable,
        _ => ModelTrouble.Failed,
    };

    private async ValueTask<(string Text, long? Tokens)> CallAsync(Prompt prompt, Func<string, CancellationToken, ValueTask>? onText, CancellationToken ct)
    {
        ChatMessage[] messages = [new(ChatRole.System, prompt.Rules), new(ChatRole.User, prompt.Data)];
        var options = new ChatOptions { MaxOutputTokens = prompt.MostTokens };
        if (onText is null)
        {
            var answer = await chat.GetResponseAsync(messages, options, ct);
            return answer.FinishReason == ChatFinishReason.ContentFilter ? throw new FilteredException() : (answer.Text.Trim(), answer.Usage?.TotalTokenCount);
        }
        var text = new System.Text.StringBuilder();
        long? tokens = null;
        await foreach (var update in chat.GetStreamingResponseAsync(messages, options, ct))
        {
            if (update.FinishReason == ChatFinishReason.ContentFilter) throw new FilteredException();
            tokens = update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details.TotalTokenCount ?? tokens;
            if (update.Text.Length == 0) continue;
            text.Append(update.Text);
            await onText(text.ToString(), ct);
        }
        return (text.ToString().Trim(), tokens);
    }

    [LoggerMessage(4001, LogLevel.Information, "The model answered ({Use}, {About}): {Tokens} tokens, {Milliseconds} ms")]
    private static partial void LogAnswered(ILogger logger, ModelUse use, string about, long tokens, long milliseconds);

    [LoggerMessage(4002, LogLevel.Warning, "The model gave nothing ({Use}, {About}): {Why} {Exception}")]
    private static partial void LogFailed(ILogger logger, ModelUse use, string about, ModelTrouble why, string exception);
}

/// <summary>What is asked.</summary>
/// <param name="Rules">The system message: ours, the same for everybody.</param>
/// <param name="Data">The user message: redacted texts of others between fences.</param>
/// <param name="MostTokens">Longest answer.</param>
internal sealed record Prompt(string Rules, string Data, int MostTokens);

/// <summary>What the model looks at beside its parts.</summary>
internal sealed record ModelSurroundings(ModelState State, TimeProvider Time, ILogger<LanguageModel> Logger);

/// <summary>The endpoint's filter or the model itself refused.</summary>
internal sealed class FilteredException : Exception;
