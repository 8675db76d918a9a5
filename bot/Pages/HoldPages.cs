using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Pages;

/// <summary>POST /console/hold: a manager sets or releases a legal hold. The desk decides, as for every other way of asking.</summary>
internal static class HoldPages
{
    private const int LongestForm = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapHold(this IEndpointRouteBuilder app) =>
        app.MapPost("/console/hold", HoldAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);

    private static async Task HoldAsync(HttpContext http)
    {
        if (Get<Visitors>(http).Of(http) is not Visitor.Person { Colleague: { } manager })
        {
            // The emergency key and the playground are nobody whom a hold could name.
            await JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "Sign in as a manager, or type: hold ESC-1001.");
            return;
        }

        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= LongestForm)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the console's form.");
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var now = Get<TimeProvider>(http).GetUtcNow();
        var key = string.Create(CultureInfo.InvariantCulture, $"web:hold:{Ids.New(now)}");
        var submitted = new Inbound.Submitted(
            form["what"] == "release" ? Actions.Unhold : Actions.Hold,
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Case] = form["case"].ToString().Trim().ToUpperInvariant() },
            new Dictionary<string, string>(StringComparer.Ordinal) { [FormFields.Text] = form["why"].ToString().Trim() }
        )
        {
            DeliveryKey = key,
            MessageKey = key,
            From = new PersonKey(ChannelNames.Web, manager.Email),
            FromName = manager.Name,
            Place = new Place(ChannelNames.Web, WebDirectory.DirectWith(manager.Email)),
            Direct = true,
            At = now,
        };
        var handled = await Get<IReception>(http).AcceptAndWaitAsync(submitted, Patience, http.RequestAborted);
        var told = handled?.Outbound.OfType<Outbound.Whisper>().FirstOrDefault();
        if (told is not null)
        {
            // Said here; the chat need not say it again.
            await Get<IReception>(http).TakeAsync(told.Key, http.RequestAborted);
        }

        await PagesSetup.WriteConsoleAsync(
            http,
            told?.Card.Fallback ?? Get<PlaygroundReader>(http).Context(visitor: null).Words["hold_waits"]
        );
    }

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
