using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Runs whole calls of the model within a time and behind a circuit: when half of at least four calls in half a minute failed, nobody waits
/// for it for the next half minute.
/// </summary>
internal sealed class ModelGuard
{
    private static readonly ResiliencePropertyKey<TimeSpan> Within = new("within");
    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(30);
    private readonly ResiliencePipeline _pipeline;

    public ModelGuard(ModelState state, TimeProvider time) =>
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 4,
                    SamplingDuration = HalfAMinute,
                    BreakDuration = HalfAMinute,
                    OnOpened = opened =>
                    {
                        state.LeaveAlone(opened.BreakDuration);
                        return ValueTask.CompletedTask;
                    },
                    // An answer that is filtered or odd shows that the service works.
                    ShouldHandle = args =>
                        ValueTask.FromResult(
                            args.Outcome.Exception is { } failed and not OperationCanceledException
                                && ModelCalls.TroubleOf(failed) is not (ModelTrouble.Filtered or ModelTrouble.Unreadable)
                        ),
                }
            )
            .AddTimeout(
                new TimeoutStrategyOptions
                {
                    TimeoutGenerator = args => ValueTask.FromResult(args.Context.Properties.GetValue(Within, HalfAMinute)),
                }
            )
            .Build();

    /// <exception cref="BrokenCircuitException">It is left alone now.</exception>
    /// <exception cref="TimeoutRejectedException">It took too long.</exception>
    public async Task<T> RunAsync<T>(TimeSpan within, Func<CancellationToken, ValueTask<T>> call, CancellationToken ct)
    {
        var context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(Within, within);
        try
        {
            return await _pipeline.ExecuteAsync(static (context, call) => call(context.CancellationToken), context, call);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
