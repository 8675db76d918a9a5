using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Channels.Teams.Auth;

/// <summary>Who may hand in what.</summary>
internal sealed class TeamsGate(TeamsOptions options, TokenCheck tokens, ServiceUrls addresses)
{
    /// <summary>Before the body: a verified token, or this very machine where tokens are switched off.</summary>
    public async Task<(int Status, VerifiedToken? Token)> AdmitAsync(HttpContext http)
    {
        if (options.IsAnonymous)
        {
            return (Loopback.Is(http) ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, null);
        }
        var header = http.Request.Headers.Authorization;
        var token = header.Count == 1 ? await tokens.VerifyAsync(header[0], http.RequestAborted) : null;
        return (token is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK, token);
    }

    /// <summary>
    /// With the body: the token is about it, it comes from Teams and a tenant of ours, its answers go to an allowed address, and it says
    /// who and where.
    /// </summary>
    public int Judge(Activity activity, VerifiedToken? token)
    {
        if (!options.IsAnonymous && token?.Covers(activity) != true)
        {
            return StatusCodes.Status401Unauthorized;
        }
        if (string.IsNullOrEmpty(activity.ServiceUrl) || string.IsNullOrEmpty(activity.ChannelId))
        {
            return StatusCodes.Status400BadRequest;
        }
        if (activity.ChannelId != "msteams" || !addresses.Allows(activity.ServiceUrl))
        {
            return StatusCodes.Status403Forbidden;
        }
        if (!options.IsAnonymous && !(KnownConversations.TenantOf(activity) is { } tenant && options.TenantIds.Contains(tenant)))
        {
            return StatusCodes.Status403Forbidden;
        }
        return activity is { From.Id.Length: > 0, Conversation.Id.Length: > 0 } ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
    }
}
