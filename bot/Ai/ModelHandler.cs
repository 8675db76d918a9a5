using System.Net;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Hedging;
using Polly.Timeout;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Calls of the model's endpoint: a limit for each try (until its headers are there), and a second try beside the first when that is slow or has failed; the first good answer wins.
/// What people wait for in all, and the circuit, stand in <see cref="LanguageModel"/>, which sees whole answers.
/// </summary>
internal sealed class ModelHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("request");
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    public ModelHandler(IOptions<AiOptions> options, TimeProvider time)
    {
        var wait = options.Value.Wait;
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddHedging(new HedgingStrategyOptions<HttpResponseMessage>
            {
                MaxHedgedAttempts = 1,
                Delay = wait / 3,
                ShouldHandle = args => ValueTask.FromResult(IsWorthAnotherTry(args.Outcome)),
            })
            .AddTimeout(wait * 0.8)
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Sent more than once, perhaps at the same time: each try has a message of its own.
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Request, request);
        try
        {
            return await pipeline.ExecuteAsync(async (attempt, content) => await base.SendAsync(Copy(request, content), attempt.CancellationToken), context, body);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Not 429: more calls are the last thing it needs. Not other refusals: they would be the same.</summary>
    private static bool IsWorthAnotherTry(Outcome<HttpResponseMessage> outcome) => outcome.Exception is HttpRequestException or TimeoutRejectedException || outcome.Result?.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout;

    private static HttpRequestMessage Copy(HttpRequestMessage request, byte[]? body)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
        if (body is null) return copy;
        copy.Content = new ByteArrayContent(body);
        foreach (var (name, values) in request.Content!.Headers) copy.Content.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }
}
