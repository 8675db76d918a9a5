using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Slack.Auth;

/// <summary>
/// Asks Slack who we are, in the background: first from the store, then by <c>auth.test</c> with back-off, and now and then again, so that
/// a dead token is noticed.
/// </summary>
internal sealed partial class SlackIdentityWorker(
    SlackApi api,
    ChannelMemory memory,
    UninstallNotice uninstalls,
    SlackSenses senses,
    IHostApplicationLifetime lifetime,
    ILogger<SlackIdentityWorker> log
) : BackgroundService
{
    private const string MemoryKey = "self";
    private const string Problem = "auth";
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckAgain = TimeSpan.FromMinutes(30);

    /// <summary>One question to Slack. True: it answered.</summary>
    public async Task<bool> AskAsync(CancellationToken ct)
    {
        var told = await api.ReadAsync("auth.test", [], ct);
        if (
            !told.Ok
            || (told.Body.Text("team_id") ?? told.Body.Text("enterprise_id")) is not { } team
            || told.Body.Text("user_id") is not { } user
        )
        {
            senses.Health.Raise(
                Problem,
                told.Outcome == SlackOutcome.NoAccess
                    ? $"Slack refuses the bot token ({told.Error}): check Slack:BotToken."
                    : $"Slack does not answer auth.test ({told.Error})."
            );
            return false;
        }
        var botId = told.Body.Text("bot_id") ?? "";
        var appId =
            told.Body.Text("app_id")
            ?? await FindAppAsync(botId, ct)
            ?? (senses.Identity.Self?.TeamId == team ? senses.Identity.Self.AppId : null);
        var self = new SlackSelf(team, user, botId, appId, told.Body.Text("user") ?? "bot")
        {
            EnterpriseId = told.Body.Text("enterprise_id"),
        };
        senses.Health.Clear(Problem);
        senses.TokenWorks();
        await uninstalls.BackAsync(ChannelNames.Slack, ct);
        if (self == senses.Identity.Self)
        {
            return true;
        }
        await memory.SetAsync(ChannelNames.Slack, MemoryKey, Write(self), ct);
        senses.Identity.Learn(self);
        LogKnown(log, team, user);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The database is open when the host has started.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var wait = First;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RememberAsync(stoppingToken);
                wait = await AskAsync(stoppingToken) ? CheckAgain : TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, Longest.Ticks));
            }
            catch (Exception failed) when (failed is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The database may be away for a while.
                LogFailed(log, failed);
                wait = Soon;
            }
            await Task.Delay(wait, senses.Time, stoppingToken);
        }
    }

    /// <summary>Who we were before the last stop, until Slack tells.</summary>
    private async Task RememberAsync(CancellationToken ct)
    {
        if (senses.Identity.Self is null && Read(await memory.FindAsync(ChannelNames.Slack, MemoryKey, ct)) is { } known)
        {
            senses.Identity.Learn(known);
        }
    }

    private async Task<string?> FindAppAsync(string botId, CancellationToken ct)
    {
        if (botId.Length == 0)
        {
            return null;
        }
        var bot = await api.ReadAsync("bots.info", [new("bot", botId)], ct);
        return bot.Ok ? bot.Body.Object("bot")?.Text("app_id") : null;
    }

    private static string Write(SlackSelf self)
    {
        var json = new JsonObject
        {
            ["team"] = self.TeamId,
            ["user"] = self.UserId,
            ["bot"] = self.BotId,
            ["name"] = self.Name,
        };
        if (self.AppId is not null)
        {
            json["app"] = self.AppId;
        }
        if (self.EnterpriseId is not null)
        {
            json["enterprise"] = self.EnterpriseId;
        }
        return json.ToText();
    }

    private static SlackSelf? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        return root.Text("team") is { } team && root.Text("user") is { } user
            ? new SlackSelf(team, user, root.Text("bot") ?? "", root.Text("app"), root.Text("name") ?? "bot")
            {
                EnterpriseId = root.Text("enterprise"),
            }
            : null;
    }

    [LoggerMessage(5040, LogLevel.Information, "Slack: connected to workspace {Team} as {User}")]
    private static partial void LogKnown(ILogger log, string team, string user);

    [LoggerMessage(5041, LogLevel.Warning, "Slack: who we are could not be asked or kept; tried again")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
