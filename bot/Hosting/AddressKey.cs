using System.Net;
using System.Net.Sockets;

namespace EscalationBot.Bot.Hosting;

/// <summary>Which callers count as one: whoever has one IPv6 address has a network of them.</summary>
internal static class AddressKey
{
    private const int Ipv6Prefix = 8;

    /// <summary>The address itself; of IPv6 its network of 64 bits; empty when there is none.</summary>
    public static string Of(IPAddress? address) =>
        address switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6Prefix)),
            _ => address.ToString(),
        };
}
