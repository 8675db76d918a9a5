using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// The HTTP client of the model's endpoint: a limit for each try (until its headers are there), and a second try beside the first when that
/// is slow or has failed; the first good answer wins. What people wait for in all, and the circuit that health shows, stand in
/// <see cref="ModelGuard"/>, which sees whole answers.
/// </summary>
internal static class ModelHttp
{
    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(30);

    public static void AddModelHttp(this IServiceCollection services)
    {
        services.AddTransient<ModelAuthentication>().AddSingleton<EntraIdentity>();
        var client = services
            .AddHttpClient(ModelClients.Http, client => client.Timeout = Timeout.InfiniteTimeSpan)
            // A redirect would carry the key elsewhere.
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        client
            .AddStandardHedgingHandler()
            .Configure((hedging, provider) => Limit(hedging, provider.GetRequiredService<IOptions<AiOptions>>().Value.Wait));
        client.AddHttpMessageHandler<ModelAuthentication>();
    }

    private static void Limit(HttpStandardHedgingResilienceOptions hedging, TimeSpan wait)
    {
        // Drafts are waited for twice as long.
        hedging.TotalRequestTimeout.Timeout = wait * 2;
        hedging.Hedging.MaxHedgedAttempts = 1;
        hedging.Hedging.Delay = wait / 3;
        hedging.Hedging.ShouldHandle = args => ValueTask.FromResult(IsWorthAnotherTry(args.Outcome));
        hedging.Endpoint.Timeout.Timeout = wait * 0.8;
        // Behind the circuit of ModelGuard, and never stricter than that.
        hedging.Endpoint.CircuitBreaker.FailureRatio = 0.5;
        hedging.Endpoint.CircuitBreaker.SamplingDuration = wait * 1.6 > HalfAMinute ? wait * 1.6 : HalfAMinute;
    }

    /// <summary>Not 429: more calls are the last thing it needs. Not other refusals: they would be the same.</summary>
    private static bool IsWorthAnotherTry(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException
        || outcome.Result?.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout;
}
