using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// What people's reactions taught, for managers: /console/lessons. There a lesson is taken back, by a signed-in manager, whose act stands
/// in the audit.
/// </summary>
internal static class LessonPages
{
    private const string Path = "/console/lessons";
    private const int PageLength = 100,
        LongestForm = 4 * 1024;

    public static void MapLessons(this IEndpointRouteBuilder app)
    {
        app.MapRead(Path, http => ShowAsync(http, notice: null)).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
        app.MapPost(Path, UndoAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
    }

    private static async Task ShowAsync(HttpContext http, string? notice)
    {
        var visitor = VisitorOf(http);
        await Get<AuditLog>(http)
            .RecordAsync(new AuditEntry(AuditKind.View, "lessons", visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);
        var context = Get<PlaygroundReader>(http).Context(visitor);
        var before = Number(http.Request.Query["before"]) ?? long.MaxValue;
        var rows = await Get<Lessons>(http).NewestAsync(before, PageLength + 1, http.RequestAborted);
        var shown = rows.Take(PageLength).Select(row => Line(row, visitor, context)).ToList();
        var next = rows.Count > PageLength ? string.Create(CultureInfo.InvariantCulture, $"{Path}?before={shown[^1].Id}") : null;
        await Get<PageRenderer>(http)
            .WriteAsync<LessonsPage>(http, new() { [nameof(LessonsPage.Model)] = new LessonsModel(context, shown, next, notice) });
    }

    private static async Task UndoAsync(HttpContext http)
    {
        if (VisitorOf(http) is not Visitor.Person { Colleague: { } manager } visitor)
        {
            // The emergency key and the playground are nobody whom the list could name.
            await JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "Sign in as a manager to take a lesson back.");
            return;
        }

        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= LongestForm)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the form of the page.");
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var words = Get<PlaygroundReader>(http).Context(visitor).Words;
        var lessons = Get<Lessons>(http);
        var found = Number(form["id"]) is { } id ? await lessons.FindAsync(id, http.RequestAborted) : null;
        var done =
            found is not null
            && await lessons.UndoAsync(
                found.Id,
                manager.Email,
                new AuditEntry(AuditKind.Admin, "undo_lesson", visitor.Actor)
                {
                    Surface = AuditSurfaces.Console,
                    Subject = found.ArticleId,
                    Detail = $"{found.Kind} {found.QuestionId}",
                },
                http.RequestAborted
            );
        await ShowAsync(
            http,
            words[
                done ? "lessons_undone"
                : found is null ? "lessons_gone"
                : "lessons_undone_before"
            ]
        );
    }

    private static LessonLine Line(TaughtLesson lesson, Visitor visitor, PageContext context) =>
        new(
            lesson.Id,
            lesson.ArticleTitle.Length > 0 ? $"{lesson.ArticleTitle} ({lesson.ArticleId})" : lesson.ArticleId,
            lesson.Kind,
            MayRead(lesson, visitor) ? lesson.Wording : context.Words["console_restricted"],
            Name(lesson.By, context),
            lesson.At,
            lesson.UndoneAt is { } at ? context.Words.Say("lessons_undone_by", Name(lesson.UndoneBy, context), context.Clock(at)) : null
        );

    /// <summary>The words of a question that became a restricted case are for managers of its queue.</summary>
    private static bool MayRead(TaughtLesson lesson, Visitor visitor) =>
        !lesson.Restricted
        || (visitor is Visitor.Person person && lesson.CaseQueue is { } queue && person.Colleague.Is(Roles.Manager, queue));

    private static string Name(string? who, PageContext context) =>
        who is null ? ""
        : context.Directory.Find(who)?.Name is { } name ? $"{name} ({who})"
        : who;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Visitor VisitorOf(HttpContext http) =>
        Get<Visitors>(http).Of(http) ?? throw new System.Diagnostics.UnreachableException();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
