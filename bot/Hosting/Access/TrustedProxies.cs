using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>Settings of the proxies in front.</summary>
internal sealed class ProxyOptions
{
    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>), separated by commas, whose <c>X-Forwarded-*</c> headers count; empty = nobody's.
    /// </summary>
    public string Trusted { get; set; } = "";

    /// <summary>The list's entries.</summary>
    public IReadOnlyList<string> Entries =>
        Trusted.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is wrong, one sentence for each entry.</summary>
    public IReadOnlyList<string> Problems() =>
        [
            .. Entries
                .Where(entry => Parse(entry) is null)
                .Select(entry => $"Proxies:Trusted: \"{entry}\" is neither an address like 10.0.0.7 nor a network like 10.0.0.0/8."),
        ];

    /// <summary>Checks them at the start.</summary>
    public sealed class Validation : IValidateOptions<ProxyOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProxyOptions options) =>
            options.Problems() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    /// <summary>One address is a network of one; null when it is none.</summary>
    public static IPNetwork? Parse(string entry) =>
        IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(entry, out var network) ? network
        : null;
}

/// <summary>
/// Believes <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> of the proxies that the settings name, and of nobody else.
/// </summary>
internal static partial class TrustedProxies
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromHours(1);

    /// <summary>Call it before everything that looks at addresses.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app)
    {
        // Not validated here: what cannot be read is told at the start, with all that is wrong.
        var options = new ProxyOptions { Trusted = app.ApplicationServices.GetRequiredService<IConfiguration>()["Proxies:Trusted"] ?? "" };
        IPNetwork[] networks = [.. options.Entries.Select(ProxyOptions.Parse).OfType<IPNetwork>()];
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TrustedProxies));
        var told = 0L;
        app.Use(
            (http, next) =>
            {
                if (http.Request.Headers.ContainsKey("X-Forwarded-For") && !IsIn(networks, http.Connection.RemoteIpAddress))
                {
                    var last = Interlocked.Read(ref told);
                    if (
                        (last == 0 || time.GetElapsedTime(last) > TellEvery)
                        && Interlocked.CompareExchange(ref told, time.GetTimestamp(), last) == last
                    )
                    {
                        LogIgnored(logger, http.Connection.RemoteIpAddress);
                    }
                }

                return next(http);
            }
        );
        if (networks.Length == 0)
        {
            return;
        }

        // No limit of hops: each hop must be trusted itself.
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(forwarded);
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && Array.Exists(networks, network => network.Contains(plain));
    }

    [LoggerMessage(
        1101,
        LogLevel.Warning,
        "The proxy {Address} sends X-Forwarded-For, and Proxies:Trusted does not name it: its headers "
            + "are ignored, and all who come through it count as one address"
    )]
    private static partial void LogIgnored(ILogger logger, IPAddress? address);
}
