using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// What needs somebody's hand in the knowledge base, for managers: /console/knowledge. There a signed-in manager says that a doubted
/// article is still right. The desk decides, as for the same button in a chat. Each article has its page: /console/article?id=ID.
/// </summary>
internal static class KnowledgePages
{
    private const string Path = "/console/knowledge";
    private const int LongestId = 100;

    public static void MapKnowledge(this IEndpointRouteBuilder app)
    {
        app.MapRead(Path, http => ShowAsync(http, notice: null)).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
        app.MapRead("/console/article", ArticleAsync).For(AccessGroup.Page);
        app.MapPost(Path, StillRightAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
    }

    private static async Task ShowAsync(HttpContext http, string? notice)
    {
        var visitor = VisitorOf(http);
        await Get<AuditLog>(http)
            .RecordAsync(
                new AuditEntry(AuditKind.View, "knowledge", visitor.Actor) { Surface = AuditSurfaces.Console },
                http.RequestAborted
            );
        var context = Get<PlaygroundReader>(http).Context(visitor);
        var model = await Get<KnowledgeReader>(http).ReadAsync(context, visitor, notice, http.RequestAborted);
        await Get<PageRenderer>(http).WriteAsync<KnowledgePage>(http, new() { [nameof(KnowledgePage.Model)] = model });
    }

    /// <summary>An article's page, for every colleague who signed in.</summary>
    private static async Task ArticleAsync(HttpContext http)
    {
        var visitor = VisitorOf(http);
        var id = http.Request.Query["id"].ToString();
        await Get<AuditLog>(http)
            .RecordAsync(
                new AuditEntry(AuditKind.View, "article", visitor.Actor)
                {
                    Surface = AuditSurfaces.Console,
                    Subject = ShortText.Of(id, LongestId),
                },
                http.RequestAborted
            );
        var model = await Get<ArticleReader>(http)
            .ReadAsync(Get<PlaygroundReader>(http).Context(visitor), visitor, id, http.RequestAborted);
        await Get<PageRenderer>(http)
            .WriteAsync<ArticlePage>(
                http,
                new() { [nameof(ArticlePage.Model)] = model },
                model.Markdown is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK
            );
    }

    private static async Task StillRightAsync(HttpContext http)
    {
        var acts = Get<ConsoleActs>(http);
        if (await acts.ReadAsync(http, "Sign in as a manager to say that an article is right.") is not var (manager, form))
        {
            return;
        }

        var said = await acts.ActAsync(
            manager,
            "still_right",
            origin => new Inbound.Pressed(
                Actions.StillRight,
                new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Article] = form["article"].ToString().Trim() },
                new Dictionary<string, string>(StringComparer.Ordinal),
                ""
            )
            {
                Origin = origin,
            },
            http.RequestAborted
        );
        await ShowAsync(http, said ?? Get<PlaygroundReader>(http).Context(visitor: null).Words["knowledge_waits"]);
    }

    private static Visitor VisitorOf(HttpContext http) =>
        Get<Visitors>(http).Of(http) ?? throw new System.Diagnostics.UnreachableException();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
