using System.Diagnostics;
using System.Globalization;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// Cases that are over (<c>/console/closed</c>, and <c>.csv</c>), and the page of one case: <c>/console/cases/ESC-1001</c>. There <c>as</c>
/// says whom the playground plays, and <c>since</c> (milliseconds since 1970) asks for the bot's answers from then on.
/// </summary>
internal static class CasePages
{
    public static void MapCases(this IEndpointRouteBuilder app)
    {
        Map("/console/cases/{id}", ShowAsync);
        Map("/console/closed", ShowClosedAsync);
        Map("/console/closed.csv", WriteClosedAsync);

        void Map(string path, RequestDelegate answer) =>
            app.MapRead(path, answer).For(AccessGroup.Page).RequireAuthorization(AccessRules.Console);
    }

    /// <summary>Answers with cases as a table, of those that hold the words of <c>q</c>.</summary>
    internal static Task WriteCsvAsync(HttpContext http, IReadOnlyList<CaseLine> cases)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(CasesCsv.Of(CasesCsv.Narrowed(cases, http.Request.Query["q"].ToString())), http.RequestAborted);
    }

    private static async Task ShowClosedAsync(HttpContext http) =>
        await Get<PageRenderer>(http)
            .WriteAsync<ClosedPage>(http, new() { [nameof(ClosedPage.Model)] = await ReadClosedAsync(http, "closed") });

    private static async Task WriteClosedAsync(HttpContext http) =>
        await WriteCsvAsync(http, (await ReadClosedAsync(http, "closed_csv")).Cases);

    private static async Task<ClosedModel> ReadClosedAsync(HttpContext http, string verb)
    {
        var visitor = VisitorOf(http);
        await Get<AuditLog>(http)
            .RecordAsync(new AuditEntry(AuditKind.View, verb, visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);
        return await Get<ConsoleReader>(http).ClosedAsync(Get<PlaygroundReader>(http).Context(visitor), visitor, http.RequestAborted);
    }

    private static async Task ShowAsync(HttpContext http)
    {
        var visitor = VisitorOf(http);
        var id = (string)http.GetRouteValue("id")!;
        var context = Get<PlaygroundReader>(http).Context(visitor);
        var model = await Get<CaseReader>(http)
            .ReadAsync(context, visitor, id, http.Request.Query["as"].FirstOrDefault(), SinceOf(http), http.RequestAborted);
        await Get<AuditLog>(http)
            .RecordAsync(
                new AuditEntry(model is null ? AuditKind.Refusal : AuditKind.View, "case_page", visitor.Actor)
                {
                    Surface = AuditSurfaces.Console,
                    Subject = model?.Id,
                    Result = model is null ? "not_here" : "done",
                },
                http.RequestAborted
            );
        await Get<PageRenderer>(http)
            .WriteAsync<CasePage>(
                http,
                new() { [nameof(CasePage.Page)] = context, [nameof(CasePage.Model)] = model },
                model is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK
            );
    }

    private static DateTimeOffset? SinceOf(HttpContext http) =>
        long.TryParse(http.Request.Query["since"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private static Visitor VisitorOf(HttpContext http) => Get<Visitors>(http).Of(http) ?? throw new UnreachableException();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
