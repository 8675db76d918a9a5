using System.Globalization;
using System.Text;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Core.Desk.Context;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// What anybody may read: /privacy, /terms (which app stores link to) and /.well-known/security.txt. They show nothing that is stored.
/// </summary>
internal static class PublicPages
{
    /// <summary>How long a reader may rely on security.txt; RFC 9116 recommends less than a year.</summary>
    private const int ValidDays = 180;

    public static void MapPublicPages(this IEndpointRouteBuilder app)
    {
        app.MapRead("/privacy", http => WriteAsync(http, PolicyTexts.Privacy)).For(AccessGroup.Public);
        app.MapRead("/terms", http => WriteAsync(http, PolicyTexts.Terms)).For(AccessGroup.Public);
        app.MapRead("/.well-known/security.txt", SecurityTextAsync).For(AccessGroup.Public);
    }

    private static Task WriteAsync(HttpContext http, string name)
    {
        var services = http.RequestServices;
        var page = services.GetRequiredService<PlaygroundReader>().Context(visitor: null);
        var html = Prose.Render(services.GetRequiredService<PolicyTexts>().Read(name), int.MaxValue, headingsBelow: 0).Head;
        return services
            .GetRequiredService<PageRenderer>()
            .WriteAsync<PolicyPage>(
                http,
                new()
                {
                    [nameof(PolicyPage.Page)] = page,
                    [nameof(PolicyPage.Title)] = page.Words.Say($"{name}_title", page.Words["brand"]),
                    [nameof(PolicyPage.Html)] = html,
                }
            );
    }

    /// <summary>https://www.rfc-editor.org/rfc/rfc9116</summary>
    private static Task SecurityTextAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var workplaces = services.GetRequiredService<WorkplaceHolder>();
        var contact = workplaces.IsLoaded ? workplaces.Current.Organisation.SecurityContact : null;
        var text = new StringBuilder();
        if (contact is null)
        {
            text.Append(
                "# The operator has named nobody for security reports (security_contact in organisation.yaml). "
                    + "The page below says whom to ask.\n"
            );
        }
        // A page must be https here, whatever a proxy in front made of the request.
        text.Append("Contact: ").Append(contact?.AbsoluteUri ?? $"https://{http.Request.Host.ToUriComponent()}/terms").Append('\n');
        var expires = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.Date.AddDays(ValidDays);
        text.Append(CultureInfo.InvariantCulture, $"Expires: {expires:yyyy-MM-dd'T'HH:mm:ss'Z'}\n").Append("Preferred-Languages: en\n");
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }
}
