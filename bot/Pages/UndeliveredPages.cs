using System.Diagnostics;
using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// POST /console/undelivered: sends again what could not be delivered, once its cause is gone (the bot was invited, a channel made anew).
/// </summary>
internal static class UndeliveredPages
{
    private const int LongestForm = 4 * 1024;

    public static void MapUndelivered(this IEndpointRouteBuilder app) =>
        app.MapPost("/console/undelivered", SendAgainAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);

    private static async Task SendAgainAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= LongestForm)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the console's form.");
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var visitor = Get<Visitors>(http).Of(http) ?? throw new UnreachableException();
        var sent =
            long.TryParse(form["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && await Get<ConsoleReader>(http).MaySendAgainAsync(visitor, id, http.RequestAborted)
            && await Get<Outbox>(http)
                .SendAgainAsync(
                    id,
                    new AuditEntry(AuditKind.Admin, "send_again", visitor.Actor)
                    {
                        Surface = AuditSurfaces.Console,
                        Subject = form["id"].ToString(),
                    },
                    http.RequestAborted
                );
        await PagesSetup.WriteConsoleAsync(
            http,
            Get<PlaygroundReader>(http).Context(visitor: null).Words[sent ? "console_sent_again" : "console_not_sent_again"]
        );
    }

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
