using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Channels.WebChat.Protocol;

/// <summary>
/// Reads and writes bodies of the web chat strictly: a body that is not what it should be is answered with a sentence and nothing is kept.
/// </summary>
internal static class JsonBody
{
    /// <summary>The body, or null when the request was answered already: 415 (no JSON), 413 (over 1 MB) or 400.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (!http.Request.HasJsonContentType())
        {
            await RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, "Send JSON with the content type application/json.");
            return null;
        }

        using var body = await http.RequestServices.GetRequiredService<RequestBodies>().ReadAsync(http);
        if (body.Status != StatusCodes.Status200OK)
        {
            RequestBodies.Refuse(http, body);
            await RefuseAsync(
                http,
                body.Status,
                body.Status switch
                {
                    StatusCodes.Status413PayloadTooLarge => "The body is larger than 1 MB.",
                    StatusCodes.Status408RequestTimeout => "The body did not arrive in time. Send it again.",
                    _ => "Too much is being sent to me at once. Send it again in a moment.",
                }
            );
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(body.Bytes.Span, type) is { } read)
            {
                return read;
            }
        }
        catch (JsonException)
        {
            // Answered below: what the sender caused is no exception of ours.
        }

        await RefuseAsync(http, StatusCodes.Status400BadRequest, "The body is not the JSON that this address takes.");
        return null;
    }

    /// <summary>Answers with a value.</summary>
    public static Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsJsonAsync(value, type, contentType: null, http.RequestAborted);
    }

    /// <summary>Answers with a sentence.</summary>
    public static Task RefuseAsync(HttpContext http, int status, string sentence) =>
        WriteAsync(http, new Problem(sentence), WebChatJson.Default.Problem, status);
}
