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
    EventStreams streams,
    Visitors visitors,
    TimeProvider time
)
{
    private const int MostPeople = 50;

    public async Task ListenAsync(HttpContext http)
    {
        if (await PeopleAsync(http) is not { } people)
        {
            return;
        }

        using var place = streams.Open(http);
        if (place is null)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status429TooManyRequests, EventStreams.TooMany);
            return;
        }

        var now = time.GetUtcNow();
        foreach (var one in people)
        {
            await reception.AcceptAsync(WebChatReader.Arrived(one, now), http.RequestAborted);
        }

        await streams.WriteAsync(http, end => stream.ReadAsync(people, Since(http, now), http.Request.Query["html"] == "1", end));
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
            visitors.Of(http) is Visitor.Player
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
