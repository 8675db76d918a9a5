using EscalationBot.Core.Store.Engine;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>What holds for every request: sizes, time-outs, headers, and with which status errors are answered.</summary>
internal static class HttpLimits
{
    /// <summary>
    /// Scripts, styles and data come from this address only; nothing may frame the pages. No inline styles: charts are SVG with attributes.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
        + "'none'";

    /// <summary>A year, for this host: what stands beside it is not ours.</summary>
    private const string StrictTransport = "max-age=31536000";

    public static void AddHttpLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddRequestBodies();
        // What a sender can make the server hold before anybody knows who they are: connections, and for each of them what has arrived and
        // was not taken yet.
        builder
            .Services.AddOptions<KestrelServerOptions>()
            .Configure<IOptions<LimitsOptions>>(
                (kestrel, limits) =>
                {
                    kestrel.Limits.MaxConcurrentConnections = kestrel.Limits.MaxConcurrentUpgradedConnections = limits.Value.Connections;
                    kestrel.Limits.MaxRequestBufferSize = 64 * 1024;
                }
            );
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBodies.Largest;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.Configure<ExceptionHandlerOptions>(errors =>
        {
            errors.StatusCodeSelector = error =>
                error switch
                {
                    Microsoft.AspNetCore.Http.BadHttpRequestException bad => bad.StatusCode,
                    // Nothing was kept: whoever sent it may send it again.
                    StoreException => StatusCodes.Status503ServiceUnavailable,
                    _ => StatusCodes.Status500InternalServerError,
                };
            errors.SuppressDiagnosticsCallback = context =>
                context.Exception is Microsoft.AspNetCore.Http.BadHttpRequestException or OperationCanceledException;
        });
    }

    public static void UseHttpLimits(this WebApplication app)
    {
        var address = app.Services.GetRequiredService<PublicAddress>();
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                if (IsHttps(context.Request, address))
                {
                    headers.StrictTransportSecurity = StrictTransport;
                }

                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
                return next(context);
            }
        );
        app.UseExceptionHandler();
    }

    /// <summary>The browser sees https: we do, or the public address says so and is the one that was called.</summary>
    private static bool IsHttps(HttpRequest request, PublicAddress address) =>
        request.IsHttps || (address.IsHttps && string.Equals(request.Host.Host, address.Given!.Host, StringComparison.OrdinalIgnoreCase));
}
