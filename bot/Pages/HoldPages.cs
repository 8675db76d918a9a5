using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Pages;

/// <summary>POST /console/hold: a manager sets or releases a legal hold. The desk decides, as for every other way of asking.</summary>
internal static class HoldPages
{
    public static void MapHold(this IEndpointRouteBuilder app) =>
        app.MapPost("/console/hold", HoldAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);

    private static async Task HoldAsync(HttpContext http)
    {
        var acts = Get<ConsoleActs>(http);
        if (await acts.ReadAsync(http, "Sign in as a manager, or type: hold ESC-1001.") is not var (manager, form))
        {
            return;
        }

        var said = await acts.ActAsync(
            manager,
            "hold",
            origin => new Inbound.Submitted(
                form["what"] == "release" ? Actions.Unhold : Actions.Hold,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [DataKeys.Case] = form["case"].ToString().Trim().ToUpperInvariant(),
                },
                new Dictionary<string, string>(StringComparer.Ordinal) { [FormFields.Text] = form["why"].ToString().Trim() }
            )
            {
                Origin = origin,
            },
            http.RequestAborted
        );
        await PagesSetup.WriteConsoleAsync(http, said ?? Get<PlaygroundReader>(http).Context(visitor: null).Words["hold_waits"]);
    }

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
