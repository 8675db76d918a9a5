using System.Net;
using System.Net.Sockets;

namespace EscalationBot.Bot.Channels.Webhooks;

/// <summary>An address that nothing is sent to.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);

/// <summary>
/// Connects to a webhook's host, at addresses of the public internet only: what a name leads to is looked up, checked and connected to in
/// one step, so that a second look-up cannot lead elsewhere. This machine only where the address says so; a private network only for hosts
/// that <c>Webhooks:PrivateHosts</c> names.
/// </summary>
internal static class WebhookAddresses
{
    /// <summary>The addresses of a host that may be connected to.</summary>
    /// <param name="host">Name or address, as it stands in departments.yaml.</param>
    /// <param name="found">What it leads to.</param>
    /// <param name="privateHosts">Hosts in private networks that are meant.</param>
    /// <exception cref="ForbiddenAddressException">None may.</exception>
    public static IPAddress[] Allowed(string host, IEnumerable<IPAddress> found, IReadOnlyCollection<string> privateHosts)
    {
        var isOwn =
            host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
        var isMeant = privateHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
        IPAddress[] allowed =
        [
            .. found
                .Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
                .Where(address => IsPublic(address) || (IPAddress.IsLoopback(address) ? isOwn : isMeant)),
        ];
        return allowed.Length > 0 ? allowed : throw new ForbiddenAddressException(ChannelWords.Say("webhook_private", host));
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, IReadOnlyCollection<string> privateHosts, CancellationToken ct)
    {
        var host = to.Host.Trim('[', ']');
        var allowed = Allowed(host, await Dns.GetHostAddressesAsync(host, ct), privateHosts);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Of the public internet (IANA's registries of special-purpose addresses, IPv4 and IPv6).</summary>
    public static bool IsPublic(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // 2000::/3 is all there is, but for 2001::/23 (protocols: Teredo and others), 2001:db8::/32 and 2002::/16 (IPv4 in disguise).
            return bytes[0] >> 5 == 1
                && !(bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] < 2 || (bytes[2] == 0x0d && bytes[3] == 0xb8)))
                && !(bytes[0] == 0x20 && bytes[1] == 0x02);
        }

        return (bytes[0], bytes[1], bytes[2]) switch
        {
            (0 or 10 or 127 or >= 224, _, _) => false,
            (100, >= 64 and < 128, _) => false,
            (169, 254, _) => false,
            (172, >= 16 and < 32, _) => false,
            (192, 168, _) or (192, 0, 0 or 2) or (192, 88, 99) => false,
            (198, 18 or 19, _) or (198, 51, 100) or (203, 0, 113) => false,
            _ => true,
        };
    }
}
