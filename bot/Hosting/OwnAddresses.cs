using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Where this process itself listens. What strangers name is never fetched from there: to our own pages we come from inside.
/// </summary>
internal sealed class OwnAddresses(IServiceProvider services)
{
    /// <summary>Whether the address leads to one of our ports on this machine.</summary>
    public bool Has(Uri address) =>
        Loopback.IsLocalName(address.Host)
        && (services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Any(one =>
            // "http://*:5080" and "http://+:5080" are no addresses of their own.
            Uri.TryCreate(
                one.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal),
                UriKind.Absolute,
                out var own
            )
            && own.Port == address.Port
        );
}
