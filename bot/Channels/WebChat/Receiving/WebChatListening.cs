using System.Net.ServerSentEvents;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>GET /webchat/stream: who may listen, how many at a time, and until when.</summary>
internal sealed class WebChatListening(
    WebChatStream stream,
    WebChatActors actors,
    ReadWebDirectory directory,
    IReception reception,
    RequestLimits limits,
    StreamEnds ends
)
{
    private const int MostPeople = 50;

    public async Task ListenAsync(HttpContext http)
    {
        if (await PeopleAsync(http) is not { } people)
        {
            return;
        }

        var person = (ends.Visitors.Of(http) as Visitor.Person)?.Colleague.Email;
        using var place = limits.OpenStream(person, http.Connection.RemoteIpAddress);
        if (place is null)
        {
            http.Response.Headers.RetryAfter = "30";
            await JsonBody.RefuseAsync(http, StatusCodes.Status429TooManyRequests, "Too many pages are open at once. Close some of them.");
            return;
        }

        var now = ends.Time.GetUtcNow();
        foreach (var one in people)
        {
            await reception.AcceptAsync(WebChatReader.Arrived(one, now), http.RequestAborted);
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, ends.Host.ApplicationStopping);
        var watch = ends.WatchAsync(http, end);
        try
        {
            await SseFormatter.WriteAsync(
                stream.ReadAsync(people, Since(http, now), http.Request.Query["html"] == "1", end.Token),
                http.Response.Body,
                end.Token
            );
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

    /// <summary>
    /// Whoever signed in, themselves; on the playground those who are played. Null when the request was answered already.
    /// </summary>
    private async Task<IReadOnlyList<WebPerson>?> PeopleAsync(HttpContext http)
    {
        string?[] named = [.. http.Request.Query["as"].Distinct(StringComparer.OrdinalIgnoreCase)];
        if (named.Length > MostPeople)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "One stream is for at most 50 people.");
            return null;
        }

        if (
            ends.Visitors.Of(http) is Visitor.Player
            && named.Select(directory().Find).OfType<WebPerson>().Distinct().ToList() is { Count: > 0 } played
        )
        {
            return played;
        }

        var people = new List<WebPerson>();
        foreach (var email in named.Length == 0 ? [null] : named)
        {
            if (await actors.WhoAsync(http, email) is not { } who)
            {
                return null;
            }

            people.Add(who);
        }

        return people;
    }

    private static DateTimeOffset Since(HttpContext http, DateTimeOffset now)
    {
        var last = http.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? http.Request.Query["since"].FirstOrDefault();
        return WebMessageIds.Number(last) is { } moment
            ? DateTimeOffset.FromUnixTimeMilliseconds(
                Math.Clamp(moment, now.AddDays(-1).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds())
            )
            : now;
    }
}

/// <summary>Ends a stream that lost its right: the session ended, or the person left the organisation.</summary>
internal sealed class StreamEnds(Visitors visitors, SignInSessions sessions, IHostApplicationLifetime host, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    public Visitors Visitors => visitors;

    public IHostApplicationLifetime Host => host;

    public TimeProvider Time => time;

    /// <summary>Looks every few seconds, until the stream's end, and brings that about when nobody is signed in any more.</summary>
    public async Task WatchAsync(HttpContext http, CancellationTokenSource end)
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
