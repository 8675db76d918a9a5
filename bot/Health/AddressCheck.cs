using System.Net;
using System.Net.Sockets;

namespace EscalationBot.Bot.Health;

/// <summary>
/// Whether the addresses of <c>Urls</c> can be had: workers start before the listener, and a second bot on the same port must not begin to
/// work.
/// </summary>
internal static class AddressCheck
{
    public static IReadOnlyList<string> Problems(string? urls)
    {
        var problems = new List<string>();
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Parse(url) is not { } address)
            {
                problems.Add($"Urls: \"{url}\" is not an address like http://localhost:3978.");
            }
            else if (address.Scheme != Uri.UriSchemeHttp)
            {
                problems.Add($"Urls: \"{url}\" must begin with http://; TLS belongs to the proxy in front (infra/README.md).");
            }
            else if (!address.IsUnixPipe && !CanListen(address))
            {
                problems.Add(
                    $"Urls: port {address.Port} of {url} is taken. End the other program, or choose another with "
                        + $"--urls http://localhost:PORT."
                );
            }
        }
        return problems;
    }

    private static BindingAddress? Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.Port is >= 0 and <= 65535 ? address : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool CanListen(BindingAddress address)
    {
        if (address.Port == 0)
        {
            return true;
        }
        var ip =
            string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host, out var given) ? given
            : IPAddress.Any;
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(ip, address.Port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
