using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// Takes every payload, whichever way it came (HTTP or Socket Mode): a return means that what happened is kept and Slack may be told so.
/// </summary>
internal sealed partial class SlackIntake(
    IReception reception,
    SlackInteractions interactions,
    SlackCommands commands,
    SlackProfiles profiles,
    SlackRefusals refusals,
    SlackSenses senses,
    ILogger<SlackIntake> log
)
{
    /// <summary>A JSON payload of the Events API or of interactivity.</summary>
    public async Task<SlackReply> TakeAsync(JsonElement payload, CancellationToken ct)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            return SlackReply.Unreadable;
        }
        var type = payload.Text("type");
        var isEvent = type is "event_callback" or "url_verification" or "app_rate_limited";
        if (
            senses.Identity.ForeignBecause(
                payload.Text("api_app_id"),
                isEvent ? SlackInstallation.OfEvent(payload) : SlackInstallation.OfInteraction(payload, senses.Identity.Self)
            ) is
            { } why
        )
        {
            Refuse(type ?? "", why);
            return isEvent ? SlackReply.Ok : await refusals.TellAsync(payload, ct);
        }
        switch (type)
        {
            case "event_callback":
                return await TakeEventAsync(payload, ct);
            case "url_verification":
                return payload.Text("challenge") is { } challenge
                    ? new SlackReply(StatusCodes.Status200OK, new System.Text.Json.Nodes.JsonObject { ["challenge"] = challenge }.ToUtf8())
                    : SlackReply.Unreadable;
            case "app_rate_limited":
                senses.RateLimited();
                LogRateLimited(log);
                return SlackReply.Ok;
            default:
                return await interactions.TakeAsync(payload, ct);
        }
    }

    /// <summary>The fields of a slash command.</summary>
    public Task<SlackReply> TakeCommandAsync(Func<string, string?> field, CancellationToken ct)
    {
        if (senses.Identity.ForeignBecause(field("api_app_id"), SlackInstallation.OfCommand(field)) is not { } why)
        {
            return commands.TakeAsync(field, ct);
        }
        Refuse("command", why);
        return Task.FromResult(refusals.Say());
    }

    private async Task<SlackReply> TakeEventAsync(JsonElement payload, CancellationToken ct)
    {
        if (payload.Object("event") is { } what && what.Is("type", "user_change"))
        {
            if (what.Object("user") is { } user)
            {
                await profiles.ChangedAsync(user, ct);
            }
            return SlackReply.Ok;
        }
        if (payload.Object("event") is { } own && IsOwnMessage(own))
        {
            senses.Echo.Heard(own.Text("channel") ?? "", senses.Now, senses.Health);
        }
        var inbound = SlackReader.Read(payload, senses.Identity.Self, senses.Recent.NameOf);
        if (inbound is null)
        {
            return SlackReply.Ok;
        }
        await reception.AcceptAsync(inbound, ct);
        senses.Notice(inbound);
        return SlackReply.Ok;
    }

    private bool IsOwnMessage(JsonElement what) =>
        what.Is("type", "message") && senses.Identity.Self is { } self && what.Text("user") == self.UserId;

    private void Refuse(string type, string why)
    {
        refusals.Count(why);
        LogForeign(log, type, why);
    }

    [LoggerMessage(5010, LogLevel.Warning, "Slack: a signed {Type} for another {Why} was refused")]
    private static partial void LogForeign(ILogger log, string type, string why);

    [LoggerMessage(5011, LogLevel.Warning, "Slack: more than 30,000 events an hour; Slack holds some back (app_rate_limited)")]
    private static partial void LogRateLimited(ILogger log);
}
