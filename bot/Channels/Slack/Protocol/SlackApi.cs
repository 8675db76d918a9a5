using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// Slack's Web API. Reads are sent as forms, writes as JSON; tokens travel in the header only; failures are values, not exceptions.
/// </summary>
internal sealed partial class SlackApi(
    IHttpClientFactory clients,
    SlackOptions options,
    SlackPace pace,
    SlackHealth health,
    ILogger<SlackApi> log
)
{
    public const string ClientName = "slack";
    private const string Token = "token";
    private static readonly MediaTypeHeaderValue JsonType = new("application/json", "utf-8");

    /// <summary>A method that only reads, or takes no body.</summary>
    public Task<SlackResult> ReadAsync(string method, IEnumerable<KeyValuePair<string, string>> arguments, CancellationToken ct) =>
        CallAsync(method, method, new FormUrlEncodedContent(arguments), options.BotToken, ct);

    /// <summary>A method that changes something.</summary>
    public Task<SlackResult> WriteAsync(string method, JsonObject arguments, CancellationToken ct) =>
        CallAsync(method, method, Json(arguments), options.BotToken, ct);

    /// <summary><c>chat.postMessage</c>: its limit is per channel.</summary>
    /// <param name="channel">Its id.</param>
    /// <param name="post">Key of the message.</param>
    /// <param name="message">What is sent.</param>
    /// <param name="ct">Cancels.</param>
    public Task<SlackResult> PostAsync(string channel, string post, JsonObject message, CancellationToken ct)
    {
        var key = "chat.postMessage " + channel;
        var paused = pace.PausedFor(key);
        if (paused > TimeSpan.Zero)
        {
            return Task.FromResult(SlackResult.Later("ratelimited", paused, mayHaveArrived: false));
        }
        var wait = pace.Take(channel, post);
        if (wait > TimeSpan.Zero)
        {
            return Task.FromResult(SlackResult.Later("ratelimited", wait, mayHaveArrived: false));
        }
        return CallAsync("chat.postMessage", key, Json(message), options.BotToken, ct);
    }

    /// <summary><c>apps.connections.open</c>, the one call of the app-level token.</summary>
    public Task<SlackResult> OpenConnectionAsync(CancellationToken ct) =>
        CallAsync("apps.connections.open", "apps.connections.open", new FormUrlEncodedContent([]), options.AppToken, ct);

    private static ByteArrayContent Json(JsonObject arguments)
    {
        var content = new ByteArrayContent(arguments.ToUtf8());
        content.Headers.ContentType = JsonType;
        return content;
    }

    private async Task<SlackResult> CallAsync(string method, string paceKey, HttpContent content, string token, CancellationToken ct)
    {
        var paused = pace.PausedFor(paceKey);
        if (paused > TimeSpan.Zero)
        {
            return SlackResult.Later("ratelimited", paused, mayHaveArrived: false);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBase, method)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            var result = await JudgeAsync(method, paceKey, response, ct);
            if (token == options.BotToken)
            {
                Notice(result);
            }
            return result;
        }
        catch (HttpRequestException error)
        {
            var neverLeft =
                error.HttpRequestError
                is HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError;
            LogLost(log, method, error.HttpRequestError);
            return SlackResult.Later("no connection", TimeSpan.FromSeconds(2), mayHaveArrived: !neverLeft);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogLost(log, method, HttpRequestError.Unknown);
            return SlackResult.Later("no answer in time", TimeSpan.FromSeconds(2), mayHaveArrived: true);
        }
        catch (IOException)
        {
            LogLost(log, method, HttpRequestError.ResponseEnded);
            return SlackResult.Later("the answer was cut off", TimeSpan.FromSeconds(2), mayHaveArrived: true);
        }
    }

    /// <summary>A dead token is told when a call meets it, and no longer once a call succeeds.</summary>
    private void Notice(SlackResult result)
    {
        if (result.IsTokenDead)
        {
            health.Raise(Token, ChannelWords.Say("slack_token", result.Error));
        }
        else if (result.Ok)
        {
            health.Clear(Token);
        }
    }

    private async Task<SlackResult> JudgeAsync(string method, string paceKey, HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var after = RetryAfter(response);
            pace.Pause(paceKey, after);
            LogPause(log, paceKey, (int)after.TotalSeconds);
            return SlackResult.Later("ratelimited", after, mayHaveArrived: false);
        }
        if ((int)response.StatusCode >= 500)
        {
            return SlackResult.Later($"HTTP {(int)response.StatusCode}", TimeSpan.FromSeconds(2), mayHaveArrived: true);
        }

        JsonElement body;
        try
        {
            body = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (JsonException)
        {
            return SlackResult.Later($"HTTP {(int)response.StatusCode} without JSON", TimeSpan.FromSeconds(5), mayHaveArrived: true);
        }
        if (body.IsTrue("ok"))
        {
            if (method == "auth.test" && response.Headers.TryGetValues("x-oauth-scopes", out var scopes))
            {
                Scopes = [.. string.Join(',', scopes).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            }
            return SlackResult.Done(body);
        }
        var result = SlackResult.Failed(body);
        if (result.Outcome == SlackOutcome.Later && result.Error is "ratelimited" or "rate_limited")
        {
            pace.Pause(paceKey, result.After);
        }
        LogRefused(log, method, result.Error);
        return result;
    }

    /// <summary>The scopes of the bot token as the last <c>auth.test</c> told them; empty before.</summary>
    public IReadOnlyList<string> Scopes { get; private set; } = [];

    /// <summary>Slack sends whole seconds; without the header half a minute is what its own clients take.</summary>
    private static TimeSpan RetryAfter(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 3600))
            : TimeSpan.FromSeconds(30);

    [LoggerMessage(5001, LogLevel.Warning, "Slack {Method}: no answer ({Reason})")]
    private static partial void LogLost(ILogger log, string method, HttpRequestError reason);

    [LoggerMessage(5002, LogLevel.Information, "Slack {Key}: pause of {Seconds} s asked for")]
    private static partial void LogPause(ILogger log, string key, int seconds);

    [LoggerMessage(5003, LogLevel.Warning, "Slack {Method} refused: {Error}")]
    private static partial void LogRefused(ILogger log, string method, string error);
}
