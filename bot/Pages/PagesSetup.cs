using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat;
using EscalationBot.Bot.Commands;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Pages;

/// <summary>Registers the web pages and their addresses.</summary>
internal static class PagesSetup
{
    private const string Fragment = "X-Fragment";

    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddOptions<ConsoleOptions>().BindConfiguration("Console");
        return services
            .AddSingleton<ConsoleKey>()
            .AddSingleton<ConsoleSession>()
            .AddSingleton<ConsoleGate>()
            .AddSingleton<PageRenderer>()
            .AddSingleton<TrySentences>()
            .AddSingleton<PlaygroundReader>()
            .AddSingleton<ConsoleReader>()
            .AddSingleton<RecurringReader>()
            .AddSingleton<RenderMessage>(provider => (message, viewer, _) =>
                provider.GetRequiredService<PageRenderer>().RenderAsync<ThreadView>(new()
                {
                    [nameof(ThreadView.Page)] = provider.GetRequiredService<PlaygroundReader>().Context(),
                    [nameof(ThreadView.Message)] = message,
                    [nameof(ThreadView.Viewer)] = viewer,
                }));
    }

    /// <summary>The gate before pages and web chat; call it before their addresses are mapped.</summary>
    public static void UsePages(this IApplicationBuilder app) =>
        app.UseWhen(http => ConsoleGate.Guards(http.Request.Path), guarded => guarded.Use((http, next) => http.RequestServices.GetRequiredService<ConsoleGate>().InvokeAsync(http, next)));

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapPageFiles();
        app.MapGet("/", PlaygroundAsync);
        app.MapGet("/console", async http => await Get<PageRenderer>(http).WriteAsync<ConsolePage>(http, new() { [nameof(ConsolePage.Model)] = await ReadConsoleAsync(http) with { Recurring = await Get<RecurringReader>(http).ReadAsync(http.RequestAborted) } }));
        app.MapGet("/console/cases.csv", async http =>
        {
            http.Response.ContentType = "text/csv; charset=utf-8";
            await http.Response.WriteAsync(CasesCsv.Of((await ReadConsoleAsync(http)).Cases), http.RequestAborted);
        });
        app.MapGet("/docs", http => Get<PageRenderer>(http).WriteAsync<DocsPage>(http, new() { [nameof(DocsPage.Page)] = Get<PlaygroundReader>(http).Context(), [nameof(DocsPage.Html)] = Documentation.Html }));
        app.MapGet("/login", http => LoginAsync(http, http.Request.Query["next"], failed: null, StatusCodes.Status200OK));
        app.MapPost("/login", SignInAsync);
        app.MapPost("/logout", http =>
        {
            Get<ConsoleSession>(http).SignOut(http);
            http.Response.Redirect("/login");
            return Task.CompletedTask;
        });
    }

    private static async Task PlaygroundAsync(HttpContext http)
    {
        var reader = Get<PlaygroundReader>(http);
        var renderer = Get<PageRenderer>(http);
        if (http.Request.Headers[Fragment].FirstOrDefault() is { } role && PlaygroundReader.Roles.Contains(role, StringComparer.Ordinal))
        {
            var context = reader.Context();
            var column = await reader.ReadColumnAsync(context, role, http.Request.Query, http.RequestAborted);
            await renderer.WriteAsync<Column>(http, new() { [nameof(Column.Page)] = context, [nameof(Column.Model)] = column });
            return;
        }

        await renderer.WriteAsync<Playground>(http, new() { [nameof(Playground.Model)] = await reader.ReadAsync(http.Request.Query, http.RequestAborted) });
    }

    private static Task<ConsoleModel> ReadConsoleAsync(HttpContext http) =>
        Get<ConsoleReader>(http).ReadAsync(Get<PlaygroundReader>(http).Context(), http.RequestServices.GetServices<IChannel>(), Get<CanaryCheck>(http).Problem, viewer: null, http.RequestAborted);

    private static async Task SignInAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength > 16 * 1024)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the sign-in form.");
            return;
        }

        var words = Get<PlaygroundReader>(http).Context().Words;
        var session = Get<ConsoleSession>(http);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        string? next = form["next"];
        if (!session.MayTry(http))
        {
            http.Response.Headers.RetryAfter = "60";
            await LoginAsync(http, next, words["login_throttled"], StatusCodes.Status429TooManyRequests);
            return;
        }

        if (Get<IOptions<ConsoleOptions>>(http).Value.Password.Length == 0 || !session.IsPassword(form["password"].ToString()))
        {
            await LoginAsync(http, next, words["login_wrong"], StatusCodes.Status401Unauthorized);
            return;
        }

        await session.SignInAsync(http);
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Local(next);
    }

    private static Task LoginAsync(HttpContext http, string? next, string? failed, int status) =>
        Get<PageRenderer>(http).WriteAsync<LoginPage>(http, new() { [nameof(LoginPage.Page)] = Get<PlaygroundReader>(http).Context(), [nameof(LoginPage.Next)] = Local(next), [nameof(LoginPage.Failed)] = failed }, status);

    /// <summary>A path of ours, whatever the address bar held: "//host" and "/\host" lead elsewhere.</summary>
    private static string Local(string? next) =>
        next is ['/', .. var rest] && rest is not ['/' or '\\', ..] && !next.Any(char.IsControl) ? next : "/";

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
