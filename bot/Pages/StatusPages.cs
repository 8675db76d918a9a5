using EscalationBot.Bot.Hosting.Access;

namespace EscalationBot.Bot.Pages;

/// <summary>/status.md and /status.atom: what managers wrote for clients about incidents. Not there unless it is wanted.</summary>
internal static class StatusPages
{
    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        app.MapRead("/status.md", http => WriteAsync(http, "text/markdown; charset=utf-8", model => model.Markdown()))
            .For(AccessGroup.Public);
        app.MapRead("/status.atom", http => WriteAsync(http, "application/atom+xml; charset=utf-8", model => model.Feed()))
            .For(AccessGroup.Public);
    }

    private static async Task WriteAsync(HttpContext http, string type, Func<StatusModel, string> render)
    {
        var reader = http.RequestServices.GetRequiredService<StatusReader>();
        // What was taken back must not stand in anybody's cache.
        http.Response.Headers.CacheControl = "no-store";
        if (!reader.IsOn)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var model = await reader.ReadAsync(http.RequestAborted);
        http.Response.ContentType = type;
        await http.Response.WriteAsync(render(model), http.RequestAborted);
    }
}
