namespace EscalationBot.Bot.Hosting.Access;

/// <summary>
/// Refuses what another site's page sends in a person's name. Browsers say where a request comes from
/// (https://www.w3.org/TR/fetch-metadata/); what says nothing is no browser, or one so old that it can send no JSON to another site, which
/// is all that we take.
/// </summary>
internal sealed class OwnSite(PublicAddress address)
{
    /// <summary>
    /// Whether the request may go on. A link from elsewhere may open a page; nothing else of another site may reach one, and nothing of it
    /// may change anything.
    /// </summary>
    public bool Allows(HttpRequest request, AccessGroup group)
    {
        var changes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        if (group is AccessGroup.Platform || (!changes && group is AccessGroup.Public))
        {
            return true;
        }

        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } sites)
        {
            return sites.All(site => site is "same-origin" or "none") || (!changes && IsNavigation(request));
        }

        return request.Headers.Origin is not { Count: > 0 } origins || origins.All(origin => IsOurs(origin, request));
    }

    /// <summary>A person followed a link: the answer fills their window, and the other site reads nothing of it.</summary>
    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"]
        && request.Headers["Sec-Fetch-Dest"] is ["document"];

    /// <summary>The address in the browser's bar is the one that was called, or the public one, which a proxy may have replaced.</summary>
    private bool IsOurs(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (
            string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || string.Equals(from.Authority, address.Given?.Authority, StringComparison.OrdinalIgnoreCase)
        );
}
