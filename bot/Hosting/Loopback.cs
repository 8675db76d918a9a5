using System.Net;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Whether a request really comes from this machine: a tunnel or proxy that runs here is not enough, and neither is a foreign page that
/// points a name of its own at us.
/// </summary>
internal static class Loopback
{
    /// <summary>
    /// Headers that proxies, tunnels, content networks and hosts of web applications add. (Behind a trusted proxy the framework moves what
    /// it read to <c>X-Original-*</c>.) What programs on this machine send of themselves is none of them: traces, ids of requests, keys.
    /// </summary>
    private static readonly string[] ProxyHeaders =
    [
        "via",
        "front-end-https",
        "x-host",
        "x-scheme",
        "x-url-scheme",
        "x-nginx-proxy",
        "x-bluecoat-via",
        "x-cloud-trace-context",
        "x-request-start",
        "x-varnish",
        "surrogate-capability",
        "remote-user",
        "render-proxy-ttl",
    ];
    private static readonly string[] ProxyPrefixes =
    [
        "x-original-",
        "x-real-",
        "x-remote-",
        "x-prox",
        "x-auth-request-",
        "x-rewrite-",
        "x-ssl-",
        "ssl-client-",
        "x-client-cert",
        "client-cert",
        "cf-",
        "cdn-",
        "x-cdn",
        "cloudfront-",
        "x-azure-",
        "x-arr-",
        "x-ms-client-principal",
        "x-ms-token-",
        "x-envoy-",
        "x-istio-",
        "l5d-",
        "x-amzn-",
        "x-amz-cf-",
        "x-appengine-",
        "x-goog-authenticated-",
        "x-goog-iap-",
        "x-heroku-",
        "x-vercel-",
        "x-now-",
        "x-nf-",
        "x-railway-",
        "x-render-",
        "x-akamai-",
        "akamai-",
        "x-sucuri-",
        "incap-",
        "fastly-",
        "fly-",
        "do-connecting-",
        "tailscale-",
        "ngrok-",
        "x-pomerium-",
        "x-authentik-",
        "oidc-claim-",
    ];

    /// <summary>Whoever passes a request on names in these words whom it came from.</summary>
    private static readonly string[] ProxyParts = ["forwarded", "clientip", "client-ip", "real-ip", "remote-addr", "client-addr", "tunnel"];

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
            || Array.Exists(ProxyParts, part => name.Contains(part, StringComparison.Ordinal))
            // X-Appengine-User-IP, Do-Connecting-Ip, X-Cluster-Client-Ip, ...
            || name.EndsWith("-ip", StringComparison.Ordinal)
            || name.EndsWith("-ips", StringComparison.Ordinal);
    }
}
