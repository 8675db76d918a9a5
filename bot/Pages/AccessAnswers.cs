using System.Net.Http.Headers;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// What somebody is told who may not call an address: the way to the sign-in, or why not, as a page for people and as JSON for programs.
/// </summary>
internal sealed class AccessAnswers(
    Visitors visitors,
    SignInWays ways,
    IOptions<OperationsOptions> operations,
    PageRenderer pages,
    PlaygroundReader reader
) : IAuthorizationMiddlewareResultHandler
{
    /// <inheritdoc />
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<Access>() switch
        {
            { Group: AccessGroup.Operator } => RefuseOperatorAsync(context),
            { } access => RefuseVisitorAsync(context, wantsPage: !access.AnswersJson && WantsPage(context.Request)),
            // In no group: nothing is said about it.
            null => JsonBody.RefuseAsync(context, StatusCodes.Status403Forbidden, "Forbidden."),
        };
    }

    /// <summary>A browser's own request for a page.</summary>
    public static bool WantsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Accept.Any(accept =>
            accept is null
            || accept
                .Split(',')
                .Any(one => MediaTypeWithQualityHeaderValue.TryParse(one, out var type) && type.MediaType is "text/html" or "*/*")
        );

    private Task RefuseVisitorAsync(HttpContext http, bool wantsPage)
    {
        if (visitors.Of(http) is { } known)
        {
            return RefuseAsync(
                http,
                wantsPage,
                "forbidden_title",
                known.SeesConsole ? "forbidden_managers" : "forbidden_console",
                StatusCodes.Status403Forbidden,
                reader.Context(known)
            );
        }

        if (!ways.HasEntra && !ways.HasKey && !ways.HasLinks)
        {
            return RefuseAsync(http, wantsPage, "refused_title", "refused", StatusCodes.Status403Forbidden, RefusedPage.Unknown);
        }

        if (!wantsPage)
        {
            return JsonBody.RefuseAsync(http, StatusCodes.Status401Unauthorized, "Sign in at /login first.");
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Redirect($"{SignInPages.Path}?next={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
        return Task.CompletedTask;
    }

    private Task RefuseOperatorAsync(HttpContext http)
    {
        if (operations.Value.Token.Length == 0)
        {
            return JsonBody.RefuseAsync(
                http,
                StatusCodes.Status403Forbidden,
                "This address answers on the machine that runs the bot. To read it from elsewhere, set "
                    + "Operations:Token and send it as a bearer token."
            );
        }

        http.Response.Headers.WWWAuthenticate = "Bearer";
        return JsonBody.RefuseAsync(http, StatusCodes.Status401Unauthorized, "Send Operations:Token as a bearer token.");
    }

    private Task RefuseAsync(HttpContext http, bool wantsPage, string title, string why, int status, PageContext page) =>
        wantsPage
            ? pages.WriteAsync<RefusedPage>(
                http,
                new()
                {
                    [nameof(RefusedPage.Page)] = page,
                    [nameof(RefusedPage.Title)] = title,
                    [nameof(RefusedPage.Why)] = why,
                },
                status
            )
            : JsonBody.RefuseAsync(http, status, page.Words[why]);
}
