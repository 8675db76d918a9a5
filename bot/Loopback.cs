using System.Net;

namespace EscalationBot.Bot;

/// <summary>Whether a request really comes from this machine: a tunnel or proxy that runs here is not enough, and neither is a foreign page that points a name of its own at us.</summary>
internal static class Loopback
{
    /// <summary>Remote address, Host header and the absence of forwarding headers must all say so.</summary>
    public static bool Is(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote)
        && IsLocalName(http.Request.Host.Host)
        && !http.Request.Headers.Keys.Any(name => name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase));

    /// <summary>localhost, 127.0.0.1 or [::1].</summary>
    public static bool IsLocalName(string host) => host.ToLowerInvariant() is "localhost" or "127.0.0.1" or "[::1]";
}
