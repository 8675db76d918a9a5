using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Organisation;

/// <summary>Another team that specialists ask, with its own place and promise.</summary>
/// <param name="Id">Lower-case id.</param>
/// <param name="Title">As shown.</param>
/// <param name="Place">Where requests to it are posted.</param>
/// <param name="Template">The text a request starts with; what to fill in stands in {braces}.</param>
/// <param name="Reply">Working time in which it answers.</param>
public sealed record Department(string Id, string Title, PlaceName Place, string Template, BusinessTime Reply)
{
    /// <summary>
    /// E-mails, lower case, of those who read and answer what is asked of it for restricted cases; on the web its place is theirs alone.
    /// Empty = nobody is listed.
    /// </summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Gets each request as a signed report: https, or this machine. Null = none.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Longest address of a webhook.</summary>
    private const int LongestWebhook = 500;

    /// <summary>
    /// The address of a webhook; null when requests must not be sent there: no https and not this machine, or a password in it.
    /// </summary>
    public static Uri? WebhookOf(string text) =>
        text.Length <= LongestWebhook
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0
            ? url
            : null;
}
