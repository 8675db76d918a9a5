namespace EscalationBot.Bot.Channels.Slack.Auth;

/// <summary>Who the bot is on Slack: told by <c>auth.test</c>, kept in the store so that a restart knows it at once.</summary>
internal sealed class SlackIdentity
{
    private volatile SlackSelf? _told;

    /// <summary>Null until Slack (or the store) has told.</summary>
    public SlackSelf? Self => _told;

    public void Learn(SlackSelf self) => _told = self;

    /// <summary>Socket Mode's hello tells the app id, which <c>auth.test</c> does not.</summary>
    public void LearnApp(string appId)
    {
        if (_told is { } self && self.AppId != appId)
        {
            _told = self with { AppId = appId };
        }
    }

    /// <summary>Why a signed payload is not meant for us; null when it is. What is not known yet is not held against it.</summary>
    /// <param name="appId">The app that it was sent to.</param>
    /// <param name="installation">The workspace, and its organisation, for whose installation it was sent; empty when the payload does not
    /// say.</param>
    public string? ForeignBecause(string? appId, IReadOnlyList<string> installation)
    {
        if (_told is not { } self)
        {
            return null;
        }
        if (appId is not null && self.AppId is not null && appId != self.AppId)
        {
            return "app";
        }
        return installation.Count == 0 || installation.Any(self.IsOurs) ? null : "workspace";
    }
}

/// <summary>Our own ids.</summary>
/// <param name="TeamId">The workspace.</param>
/// <param name="UserId">The bot user: mentions name it.</param>
/// <param name="BotId">The bot: its messages carry it.</param>
/// <param name="AppId">The app, or null when Slack did not tell.</param>
/// <param name="Name">The bot user's name, for <c>/invite @name</c>.</param>
internal sealed record SlackSelf(string TeamId, string UserId, string BotId, string? AppId, string Name)
{
    /// <summary>The Enterprise Grid organisation that the workspace belongs to; null outside Grid.</summary>
    public string? EnterpriseId { get; init; }

    /// <summary>The id names our workspace, or the organisation that it belongs to.</summary>
    public bool IsOurs(string? id) => id is { Length: > 0 } && (id == TeamId || id == EnterpriseId);
}
