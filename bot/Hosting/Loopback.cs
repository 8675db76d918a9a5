using System.Net;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Whether a request really comes from this machine: a tunnel or proxy that runs here is not enough, and neither is a foreign page that
/// points a name of its own at us.
/// </summary>
internal static class Loopback
{
    /// <summary>
    /// Headers that proxies, tunnels and content networks add. (Behind a trusted proxy the framework moves what it read to
    /// <c>X-Original-*</c>.)
    /// </summary>
    private static readonly string[] ProxyHeaders = ["forwarded", "via", "true-client-ip", "front-end-https", "cdn-loop", "x-proxyuser-ip"];
    private static readonly string[] ProxyPrefixes =
    [
        "x-forwarded",
        "x-original-",
        "cf-",
        "x-azure-",
        "x-arr-",
        "x-envoy-",
        "x-amzn-",
        "x-amz-cf-",
        "fastly-",
    ];
    private static readonly string[] ProxyParts = ["real-ip", "client-ip", "clientip"];

    /// <summary>
    /// Remote address, Host header, protocol and the absence of every forwarding header must all say so. (HTTP/1.0 is what some proxies
    /// speak to us by default; browsers never do.)
    /// </summary>
    public static bool Is(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote
        && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote)
        && IsLocalName(http.Request.Host.Host)
        && !HttpProtocol.IsHttp10(http.Request.Protocol)
        && !http.Request.Headers.Keys.Any(IsOfProxy);

    /// <summary>localhost, 127.0.0.1 or [::1].</summary>
    public static bool IsLocalName(string host) => host.ToLowerInvariant() is "localhost" or "127.0.0.1" or "[::1]";

    private static bool IsOfProxy(string header)
    {
        var name = header.Replace('_', '-').ToLowerInvariant();
        return ProxyHeaders.Contains(name)
            || Array.Exists(ProxyPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            || Array.Exists(ProxyParts, part => name.Contains(part, StringComparison.Ordinal));
    }
}
