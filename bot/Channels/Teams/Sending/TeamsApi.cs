using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EscalationBot.Bot.Channels.Teams.Auth;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>What the connector answered.</summary>
internal abstract record TeamsResult
{
    private TeamsResult() { }

    /// <summary>Done.</summary>
    public sealed record Done(ConnectorAnswer Answer) : TeamsResult;

    /// <summary>It said no.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Code">The connector's own word for it, or empty.</param>
    /// <param name="RetryAfter">When it says so.</param>
    public sealed record Refused(int Status, string Code, string Message, TimeSpan? RetryAfter) : TeamsResult;

    /// <summary>It was never reached: nothing happened there.</summary>
    public sealed record Unreached(string Why) : TeamsResult;

    /// <summary>The answer was lost: it may have happened.</summary>
    public sealed record Lost(string Why) : TeamsResult;
}

/// <summary>
/// The Bot Connector's REST calls. The token goes to allowed addresses only. A conversation that asked for patience is left alone until
/// its time is over, whatever is for it.
/// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
/// </summary>
internal sealed partial class TeamsApi(
    IHttpClientFactory clients,
    AccessTokens tokens,
    ServiceUrls addresses,
    TimeProvider time,
    ILogger<TeamsApi> logger
)
{
    private readonly Pauses _pauses = new(time);

    /// <summary>Teams' largest page, and more members than the largest team has (25,000).</summary>
    private const int PageSize = 500,
        MostMembers = 50_000;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2),
        LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>The conversation's id as the connector wants it: a thread of a channel has the root message in it.</summary>
    public static string ConversationOf(Place place) =>
        place.Thread is null ? place.Conversation : $"{place.Conversation};messageid={place.Thread}";

    public Task<TeamsResult> PostAsync(string serviceUrl, string conversation, JsonObject activity, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, serviceUrl, $"conversations/{Escape(conversation)}/activities", activity, ct);

    public Task<TeamsResult> EditAsync(
        string serviceUrl,
        string conversation,
        string messageId,
        JsonObject activity,
        CancellationToken ct
    ) => SendAsync(HttpMethod.Put, serviceUrl, $"conversations/{Escape(conversation)}/activities/{Escape(messageId)}", activity, ct);

    public Task<TeamsResult> DeleteAsync(string serviceUrl, string conversation, string messageId, CancellationToken ct) =>
        SendAsync(HttpMethod.Delete, serviceUrl, $"conversations/{Escape(conversation)}/activities/{Escape(messageId)}", null, ct);

    /// <summary>Opens a 1:1 chat (members) or a new thread in a channel (its first activity).</summary>
    public Task<TeamsResult> OpenAsync(string serviceUrl, JsonObject conversation, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, serviceUrl, "conversations", conversation, ct);

    /// <summary>A member of a conversation; null when its roster does not tell (nobody of that id, or the bot may not read it).</summary>
    /// <exception cref="PlatformUnavailableException">It cannot be asked now.</exception>
    public Task<Account?> FindMemberAsync(string serviceUrl, string conversation, string id, CancellationToken ct) =>
        ReadAsync(serviceUrl, $"conversations/{Escape(conversation)}/members/{Escape(id)}", TeamsJson.Default.Account, ct);

    /// <summary>
    /// Everybody in a conversation; of a channel, everybody of its team who reads there. Null when its roster does not tell (the bot is not
    /// there).
    /// </summary>
    /// <exception cref="PlatformUnavailableException">It cannot be asked now.</exception>
    public async Task<IReadOnlyList<Account>?> FindMembersAsync(string serviceUrl, string conversation, CancellationToken ct)
    {
        List<Account> all = [];
        string? next = null;
        do
        {
            var path = $"conversations/{Escape(conversation)}/pagedmembers?pageSize={PageSize}";
            var page = await ReadAsync(
                serviceUrl,
                next is null ? path : $"{path}&continuationToken={Escape(next)}",
                TeamsJson.Default.MembersPage,
                ct
            );
            if (page?.Members is not { } members)
            {
                return null;
            }
            all.AddRange(members);
            next = page.ContinuationToken;
        } while (!string.IsNullOrEmpty(next) && all.Count < MostMembers);
        return all;
    }

    /// <summary>What a roster tells; null when it says that it does not.</summary>
    private async Task<T?> ReadAsync<T>(string serviceUrl, string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        try
        {
            using var response = await CallAsync(HttpMethod.Get, serviceUrl, path, null, ct);
            if (
                response.StatusCode
                is HttpStatusCode.TooManyRequests
                    or HttpStatusCode.Unauthorized
                    or HttpStatusCode.RequestTimeout
                    or HttpStatusCode.PreconditionFailed
                    or >= HttpStatusCode.InternalServerError
            )
            {
                throw new PlatformUnavailableException(
                    $"Teams' roster answered {(int)response.StatusCode}.",
                    RetryAfter(response.Headers) is { } asked && asked > AskAgain ? asked : AskAgain
                );
            }
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(ct), type);
            }
            LogRefused("GET", (int)response.StatusCode, "members");
            return null;
        }
        catch (Exception failed)
            when (failed is NoTokenException or HttpRequestException or IOException or JsonException
                || (failed is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            throw new PlatformUnavailableException("Teams cannot be asked now.", AskAgain, failed);
        }
    }

    /// <summary>Shows "typing"; whether it worked does not matter.</summary>
    public async Task TryTypingAsync(string serviceUrl, Place place, CancellationToken ct)
    {
        var result = await PostAsync(serviceUrl, ConversationOf(place), new JsonObject { ["type"] = "typing" }, ct);
        if (result is not TeamsResult.Done)
        {
            LogNoTyping();
        }
    }

    private async Task<TeamsResult> SendAsync(HttpMethod method, string serviceUrl, string path, JsonObject? body, CancellationToken ct)
    {
        var where = serviceUrl + string.Join('/', path.Split('/').Take(2));
        if (_pauses.Left(where) is var left && left > TimeSpan.Zero)
        {
            return new TeamsResult.Refused((int)HttpStatusCode.TooManyRequests, "", "", left);
        }
        try
        {
            using var response = await CallAsync(method, serviceUrl, path, body, ct);
            var bytes = await response.Content.ReadAsByteArrayAsync(ct);
            var answer = Parse(bytes);
            if (response.IsSuccessStatusCode)
            {
                return new TeamsResult.Done(answer);
            }
            LogRefused(method.Method, (int)response.StatusCode, answer.Error?.Code ?? "");
            var after = RetryAfter(response.Headers);
            if (response.StatusCode is HttpStatusCode.TooManyRequests && after is { } asked && asked > TimeSpan.Zero)
            {
                _pauses.Begin(where, asked < LongestPause ? asked : LongestPause);
            }
            return new TeamsResult.Refused((int)response.StatusCode, answer.Error?.Code ?? "", answer.Error?.Message ?? "", after);
        }
        catch (NoTokenException none)
        {
            return new TeamsResult.Unreached(none.Message);
        }
        catch (HttpRequestException failed)
            when (failed.HttpRequestError
                    is HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                        or HttpRequestError.ProxyTunnelError
            )
        {
            return new TeamsResult.Unreached("Teams cannot be reached.");
        }
        catch (Exception failed)
            when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogLost(failed, method.Method);
            return new TeamsResult.Lost("Teams' answer was lost.");
        }
    }

    private async Task<HttpResponseMessage> CallAsync(
        HttpMethod method,
        string serviceUrl,
        string path,
        JsonObject? body,
        CancellationToken ct
    )
    {
        if (!addresses.Allows(serviceUrl))
        {
            throw new NoTokenException($"{serviceUrl} is not an allowed service address.");
        }
        var token = await tokens.GetAsync(ct);
        using var request = new HttpRequestMessage(method, new Uri($"{serviceUrl.TrimEnd('/')}/v3/{path}"));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        if (body is not null)
        {
            request.Content = new ByteArrayContent(CardJson.Bytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }
        var response = await clients.CreateClient(TeamsSetup.ConnectorHttp).SendAsync(request, ct);
        if (response.StatusCode is HttpStatusCode.Unauthorized)
        {
            tokens.Forget(token);
        }
        return response;
    }

    private static ConnectorAnswer Parse(byte[] bytes)
    {
        try
        {
            return bytes.Length == 0
                ? new ConnectorAnswer(null, null, null, null)
                : JsonSerializer.Deserialize(bytes, TeamsJson.Default.ConnectorAnswer) ?? new ConnectorAnswer(null, null, null, null);
        }
        catch (JsonException)
        {
            // A gateway's HTML page: the status says enough.
            return new ConnectorAnswer(null, null, null, null);
        }
    }

    /// <summary>Seconds, or a moment by the answering server's own clock.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers) =>
        headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date is { } until && headers.Date is { } now ? until - now : null);

    private static string Escape(string id) => Uri.EscapeDataString(id);

    [LoggerMessage(2106, LogLevel.Warning, "The connector answered {Method} with {Status} {Code}")]
    private partial void LogRefused(string method, int status, string code);

    [LoggerMessage(2107, LogLevel.Warning, "The connector's answer to {Method} was lost")]
    private partial void LogLost(Exception failed, string method);

    [LoggerMessage(2108, LogLevel.Debug, "The typing sign was not shown")]
    private partial void LogNoTyping();
}
