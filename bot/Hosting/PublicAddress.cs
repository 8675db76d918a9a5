using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// The address that people's browsers use: <c>Console:Url</c>; without it, the loopback address on which the bot listens.
/// </summary>
internal sealed class PublicAddress(IOptions<ConsoleOptions> options, IConfiguration configuration, IServiceProvider services)
{
    /// <summary>As set, or null.</summary>
    public Uri? Given => Uri.TryCreate(options.Value.Url, UriKind.Absolute, out var url) ? url : null;

    /// <summary>Without a path. Null: nothing is set, and the bot does not listen on loopback.</summary>
    public Uri? Base =>
        Given
        ?? Listening().FirstOrDefault(Listen.IsLoopback) switch
        {
            null => null,
            var own => new Uri(own),
        };

    /// <summary>Browsers see https, whatever a proxy in front hands on.</summary>
    public bool IsHttps => Given?.Scheme == Uri.UriSchemeHttps;

    /// <summary>An absolute address.</summary>
    public string? Of(string path) => Base is { } start ? new Uri(start, path).AbsoluteUri : null;

    /// <summary>The real ports once the server listens: the settings may say 0.</summary>
    private IEnumerable<string> Listening() =>
        services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } real
            ? real
            : Listen.Addresses(configuration);
}
