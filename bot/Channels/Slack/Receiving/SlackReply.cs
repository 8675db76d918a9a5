namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>How a payload is acknowledged: an empty answer, or JSON where Slack takes one (field errors, options).</summary>
/// <param name="Status">HTTP status; Socket Mode acknowledges everything below 500.</param>
/// <param name="Json">The body, or null.</param>
internal sealed record SlackReply(int Status, byte[]? Json = null)
{
    public static SlackReply Ok { get; } = new(StatusCodes.Status200OK);

    public static SlackReply Unreadable { get; } = new(StatusCodes.Status400BadRequest);
}
