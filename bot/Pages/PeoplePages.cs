using System.Globalization;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// People and rota for managers, at <c>/console/people</c>. It is read only: everybody says themselves when they are away, and a rota is
/// changed in its file.
/// </summary>
internal static class PeoplePages
{
    private const int MostTyped = 200;

    public static void MapPeople(this IEndpointRouteBuilder app) =>
        app.MapRead(PeopleReader.Path, ShowAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);

    private static async Task ShowAsync(HttpContext http)
    {
        var visitor = Get<Visitors>(http).Of(http) ?? throw new System.Diagnostics.UnreachableException();
        await Get<AuditLog>(http)
            .RecordAsync(new AuditEntry(AuditKind.View, "people", visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);
        var query = new PeopleQuery(
            Field("q"),
            Field("queue"),
            int.TryParse(Field("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 1
        );
        var model = await Get<PeopleReader>(http).ReadAsync(Get<PlaygroundReader>(http).Context(visitor), query, http.RequestAborted);
        await Get<PageRenderer>(http).WriteAsync<PeoplePage>(http, new() { [nameof(PeoplePage.Model)] = model });

        string Field(string name) => http.Request.Query[name].ToString().Trim() is { Length: <= MostTyped } value ? value : "";
    }

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
