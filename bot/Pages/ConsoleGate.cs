using System.Net.Http.Headers;
using EscalationBot.Bot.Channels.WebChat;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Pages;

/// <summary>Settings of the web pages.</summary>
internal sealed class ConsoleOptions
{
    /// <summary>Opens the pages to whoever knows it; empty = they answer on loopback only.</summary>
    public string Password { get; set; } = "";
}

/// <summary>Stands before every page and before the web chat: lets in who is on this machine, or who signed in; and refuses what another site's page sends in their name.</summary>
internal sealed class ConsoleGate(IOptions<ConsoleOptions> options, ConsoleSession session, PageRenderer pages)
{
    private const string SignIn = "/login";

    /// <summary>The paths behind the gate.</summary>
    public static bool Guards(PathString path) =>
        path == "/" || path.StartsWithSegments("/webchat", StringComparison.Ordinal) || path.StartsWithSegments("/console", StringComparison.Ordinal) || path.StartsWithSegments("/docs", StringComparison.Ordinal) || path == SignIn || path == "/logout";

    /// <summary>Middleware.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (options.Value.Password.Length == 0 && !Loopback.Is(http))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden);
            return;
        }

        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !IsOwn(http))
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "This request came from another site.");
            return;
        }

        if (options.Value.Password.Length == 0 || http.Request.Path == SignIn || await session.IsSignedInAsync(http))
        {
            await next(http);
            return;
        }

        if (WantsPage(http))
        {
            http.Response.Redirect($"{SignIn}?next={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
            return;
        }

        await JsonBody.RefuseAsync(http, StatusCodes.Status401Unauthorized, "Sign in at /login first.");
    }

    /// <summary>Sent by our own page, or by a program. Browsers say where a request comes from; what says nothing is no browser, or so old that it cannot send JSON to another site, which is all that we take.</summary>
    private static bool IsOwn(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers["Sec-Fetch-Site"].FirstOrDefault() is { } site)
        {
            return site is "same-origin" or "none";
        }

        if (request.Headers.Origin.FirstOrDefault() is { } origin)
        {
            return Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
        }

        return true;
    }

    private static bool WantsPage(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments("/webchat", StringComparison.Ordinal)
        && http.Request.Headers.Accept.Any(accept => accept is null || accept.Split(',').Any(one => MediaTypeWithQualityHeaderValue.TryParse(one, out var type) && type.MediaType is "text/html" or "*/*"));

    private Task RefuseAsync(HttpContext http, int status) =>
        WantsPage(http) ? pages.WriteAsync<RefusedPage>(http, [], status) : JsonBody.RefuseAsync(http, status, PageWords.In("en")["refused"]);
}
