using System.Text.Json;

namespace EscalationBot.Bot.Channels.Slack;

/// <summary>Takes every payload, whichever way it came (HTTP or Socket Mode): a return means that what happened is kept and Slack may be told so.</summary>
internal sealed partial class SlackIntake(IReception reception, SlackInteractions interactions, SlackCommands commands, SlackSenses senses, ILogger<SlackIntake> log)
{
    /// <summary>A JSON payload of the Events API or of interactivity.</summary>
    public async Task<SlackReply> TakeAsync(JsonElement payload, CancellationToken ct)
    {
        if (payload.ValueKind != JsonValueKind.Object) return SlackReply.Unreadable;
        var team = payload.Text("team_id") ?? payload.Object("team")?.Text("id");
        if (senses.Identity.IsForeign(payload.Text("api_app_id"), team))
        {
            LogForeign(log);
            return SlackReply.Ok;
        }
        switch (payload.Text("type"))
        {
            case "event_callback":
                return await TakeEventAsync(payload, ct);
            case "url_verification":
                return payload.Text("challenge") is { } challenge ? new SlackReply(StatusCodes.Status200OK, new System.Text.Json.Nodes.JsonObject { ["challenge"] = challenge }.ToUtf8()) : SlackReply.Unreadable;
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
        if (!senses.Identity.IsForeign(field("api_app_id"), field("team_id"))) return commands.TakeAsync(field, ct);
        LogForeign(log);
        return Task.FromResult(SlackReply.Ok);
    }

    private async Task<SlackReply> TakeEventAsync(JsonElement payload, CancellationToken ct)
    {
        var inbound = SlackReader.Read(payload, senses.Identity.Self, senses.Recent.NameOf);
        if (inbound is null) return SlackReply.Ok;
        await reception.AcceptAsync(inbound, ct);
        senses.Notice(inbound);
        return SlackReply.Ok;
    }

    [LoggerMessage(5010, LogLevel.Warning, "Slack: a signed payload for another app or workspace was dropped")]
    private static partial void LogForeign(ILogger log);

    [LoggerMessage(5011, LogLevel.Warning, "Slack: more than 30,000 events an hour; Slack holds some back (app_rate_limited)")]
    private static partial void LogRateLimited(ILogger log);
}
