using System.Net.ServerSentEvents;
using EscalationBot.Bot.Hosting.SignIn;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>
/// Answers with server-sent events (WHATWG HTML §9.2) for as long as the reader is there and signed in, is of the organisation, and the
/// host runs.
/// </summary>
internal sealed class EventStreams(
    RequestLimits limits,
    Visitors visitors,
    SignInSessions sessions,
    IHostApplicationLifetime host,
    TimeProvider time
)
{
    private const string RetryAfterSeconds = "30";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Whom a page shows that has too many streams open already.</summary>
    public const string TooMany = "Too many pages are open at once. Close some of them.";

    /// <summary>
    /// A place among the streams of this person and address, to be given back at the end. Null: they have too many open, <c>Retry-After</c>
    /// is set, and the caller answers 429.
    /// </summary>
    public IDisposable? Open(HttpContext http)
    {
        var place = limits.OpenStream((visitors.Of(http) as Visitor.Person)?.Colleague.Email, http.Connection.RemoteIpAddress);
        if (place is null)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        return place;
    }

    /// <summary>Writes the events until one of the ends.</summary>
    /// <param name="http">The request.</param>
    /// <param name="events">Makes the events; its token is cancelled at the end.</param>
    public async Task WriteAsync(HttpContext http, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> events)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        var watch = WatchAsync(http, end);
        try
        {
            await SseFormatter.WriteAsync(events(end.Token), http.Response.Body, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader left or signed out, or the host stops: the ordinary end of a stream.
        }
        finally
        {
            await end.CancelAsync();
            await watch;
        }
    }

    /// <summary>Looks every few seconds, until the stream's end, and brings that about when nobody is signed in any more.</summary>
    private async Task WatchAsync(HttpContext http, CancellationTokenSource end)
    {
        if (http.User.Identity?.IsAuthenticated != true)
        {
            return;
        }

        try
        {
            do
            {
                await Task.Delay(LookEvery, time, end.Token);
            } while (visitors.Of(http) is not null && await sessions.IsLiveAsync(http.User, end.Token));
            await end.CancelAsync();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The stream ended first.
        }
    }
}
