using Microsoft.AspNetCore.Authentication.Cookies;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>
/// Names and marks of cookies. Where browsers see https, the name begins with <c>__Host-</c> and the cookie is Secure: then no other host,
/// and no plain page, can have set it (https://www.rfc-editor.org/rfc/rfc6265.html, draft rfc6265bis §4.1.3). On plain loopback such a
/// cookie would be dropped.
/// </summary>
internal sealed class SessionCookies(PublicAddress address) : ICookieManager
{
    public const string Name = "escalationbot";
    private const string HostPrefix = "__Host-";

    private readonly ChunkingCookieManager _inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, NameOf(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, NameOf(context, key), value, Mark(context, options));

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _inner.DeleteCookie(context, NameOf(context, key), Mark(context, options));

    private bool IsSecure(HttpContext context) => context.Request.IsHttps || address.IsHttps;

    private string NameOf(HttpContext context, string key) => IsSecure(context) ? HostPrefix + key : key;

    private CookieOptions Mark(HttpContext context, CookieOptions options)
    {
        options.Secure = IsSecure(context);
        options.Path = "/";
        options.Domain = null;
        return options;
    }
}
