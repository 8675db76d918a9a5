using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core;
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
    private const int LongestForm = 4 * 1024,
        LongestId = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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
        if (VisitorOf(http) is not Visitor.Person { Colleague: { } manager })
        {
            // The emergency key and the playground are nobody whom the history could name.
            await JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "Sign in as a manager to say that an article is right.");
            return;
        }

        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= LongestForm)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the form of the page.");
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var now = Get<TimeProvider>(http).GetUtcNow();
        var key = string.Create(CultureInfo.InvariantCulture, $"web:still_right:{Ids.New(now)}");
        var pressed = new Inbound.Pressed(
            Actions.StillRight,
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Article] = form["article"].ToString().Trim() },
            new Dictionary<string, string>(StringComparer.Ordinal),
            ""
        )
        {
            Origin = new Origin
            {
                DeliveryKey = key,
                MessageKey = key,
                From = new PersonKey(ChannelNames.Web, manager.Email),
                FromName = manager.Name,
                Place = new Place(ChannelNames.Web, WebDirectory.DirectWith(manager.Email)),
                Direct = true,
                At = now,
            },
        };
        var handled = await Get<IReception>(http).AcceptAndWaitAsync(pressed, Patience, http.RequestAborted);
        var told = handled?.Outbound.OfType<Outbound.Whisper>().FirstOrDefault();
        if (told is not null)
        {
            // Said here; the chat need not say it again.
            await Get<IReception>(http).TakeAsync(told.Key, http.RequestAborted);
        }

        await ShowAsync(http, told?.Card.Fallback ?? Get<PlaygroundReader>(http).Context(visitor: null).Words["knowledge_waits"]);
    }

    private static Visitor VisitorOf(HttpContext http) =>
        Get<Visitors>(http).Of(http) ?? throw new System.Diagnostics.UnreachableException();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
