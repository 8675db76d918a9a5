using System.ClientModel;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Calls of one model: within the day's tokens, within a time, behind a circuit that leaves it alone when it is ill, and with failures as
/// values. Logs carry use, ids and figures, never text.
/// </summary>
internal sealed partial class ModelCalls(TokenBudget budget, ModelState state, TimeProvider time, ILogger<ModelCalls> logger)
{
    private readonly ModelGuard _guard = new(state, time);

    /// <summary>How the model is doing.</summary>
    public ModelState State => state;

    /// <summary>Runs one call.</summary>
    /// <param name="about">Id of the question or case, for logs.</param>
    /// <param name="estimate">Tokens that it may cost at most.</param>
    /// <param name="within">Longest time.</param>
    /// <param name="call">Gives what came and the tokens used, when the endpoint tells.</param>
    public async Task<(T? Value, ModelTrouble? Why)> RunAsync<T>(
        ModelUse use,
        string about,
        long estimate,
        TimeSpan within,
        Func<CancellationToken, ValueTask<(T Value, long? Tokens)>> call,
        CancellationToken ct
    )
    {
        var began = time.GetTimestamp();
        if (state.IsLeftAlone)
        {
            return Nothing(ModelTrouble.CircuitOpen, null);
        }
        if (await budget.TakeAsync(estimate, ct) is not { } taken)
        {
            return Nothing(ModelTrouble.BudgetSpent, null);
        }
        // A refusal costs nothing; what was begun and cut off is paid for in full.
        long used = 0;
        try
        {
            var (value, tokens) = await _guard.RunAsync(within, call, ct);
            used = tokens ?? estimate;
            var took = time.GetElapsedTime(began);
            state.Succeeded(use, used, took);
            LogAnswered(logger, use, about, used, (long)took.TotalMilliseconds);
            return (value, null);
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

        (T?, ModelTrouble?) Nothing(ModelTrouble why, Exception? failed)
        {
            state.Failed(use, why, time.GetElapsedTime(began));
            // The exception's type only: its message may quote the request.
            LogFailed(logger, use, about, why, failed?.GetType().Name ?? "");
            return (default, why);
        }
    }

    /// <summary>What an exception means.</summary>
    public static ModelTrouble TroubleOf(Exception failed) =>
        failed switch
        {
            FilteredException => ModelTrouble.Filtered,
            BrokenCircuitException => ModelTrouble.CircuitOpen,
            TimeoutRejectedException or OperationCanceledException or TimeoutException => ModelTrouble.TooSlow,
            ClientResultException { Status: 401 or 403 } => ModelTrouble.KeyRefused,
            ClientResultException { Status: 404 } => ModelTrouble.NoSuchModel,
            ClientResultException { Status: 429 } => ModelTrouble.Throttled,
            ClientResultException { Status: 400 } refused
                when refused.Message.Contains("content_filter", StringComparison.OrdinalIgnoreCase) => ModelTrouble.Filtered,
            ClientResultException { Status: > 0 } => ModelTrouble.Failed,
            HttpRequestException { StatusCode: System.Net.HttpStatusCode.Unauthorized } => ModelTrouble.KeyRefused,
            HttpRequestException or IOException or ClientResultException => ModelTrouble.Unreachable,
            // Retried time-outs come as an aggregate.
            AggregateException { InnerException: { } inner } => TroubleOf(inner),
            JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException =>
                ModelTrouble.Unreadable,
            _ => ModelTrouble.Failed,
        };

    [LoggerMessage(4001, LogLevel.Information, "The model answered ({Use}, {About}): {Tokens} tokens, {Milliseconds} ms")]
    private static partial void LogAnswered(ILogger logger, ModelUse use, string about, long tokens, long milliseconds);

    [LoggerMessage(4002, LogLevel.Warning, "The model gave nothing ({Use}, {About}): {Why} {Exception}")]
    private static partial void LogFailed(ILogger logger, ModelUse use, string about, ModelTrouble why, string exception);
}

/// <summary>The endpoint's filter or the model itself refused.</summary>
internal sealed class FilteredException : Exception;
