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
}
