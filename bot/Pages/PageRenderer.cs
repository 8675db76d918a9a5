using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace EscalationBot.Bot.Pages;

/// <summary>Renders Razor components on the server: whole pages, and the parts of them that arrive live.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory logs)
{
    /// <summary>The HTML of a component.</summary>
    public async Task<string> RenderAsync<T>(Dictionary<string, object?> parameters)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
    }

    /// <summary>Answers with a component.</summary>
    public async Task WriteAsync<T>(HttpContext http, Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where T : IComponent
    {
        var html = await RenderAsync<T>(parameters);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(html, http.RequestAborted);
    }
}
