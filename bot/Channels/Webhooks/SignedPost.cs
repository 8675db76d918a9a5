using System.Globalization;
using System.Net.Http.Headers;

namespace EscalationBot.Bot.Channels.Webhooks;

/// <summary>A request whose time and body are signed. The contract: README.md beside this file.</summary>
internal static class SignedPost
{
    /// <summary>The request, to be sent at once: its receiver refuses it after five minutes.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="secret">At least <see cref="WebhookBody.ShortestSecret"/> characters.</param>
    /// <param name="key">The same for every try.</param>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="now">The time that is signed.</param>
    public static HttpRequestMessage Of(Uri address, string secret, string key, byte[] body, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.Add(WebhookBody.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookBody.SignatureHeader, WebhookBody.Sign(secret, timestamp, body));
        request.Headers.Add(WebhookBody.KeyHeader, key);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("EscalationBot", null));
        return request;
    }

    /// <summary>The body of an answer; null when it is larger than that.</summary>
    public static async Task<ReadOnlyMemory<byte>?> BodyOfAsync(HttpResponseMessage answer, int most, CancellationToken ct)
    {
        var read = new byte[most + 1];
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var length = await stream.ReadAtLeastAsync(read, read.Length, throwOnEndOfStream: false, ct);
        return length <= most ? (ReadOnlyMemory<byte>?)read.AsMemory(0, length) : null;
    }
}
