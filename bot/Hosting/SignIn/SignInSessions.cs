using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>What a session's cookie carries.</summary>
internal static class SessionClaims
{
    /// <summary>The session's secret.</summary>
    public const string Id = "sid";

    /// <summary>Lower case; missing for the emergency key.</summary>
    public const string Email = "email";

    /// <summary>One of <see cref="SignInWay"/>.</summary>
    public const string Way = "way";
}

/// <summary>
/// Sessions. The cookie (ASP.NET's, encrypted) names a session of the database, and only while that is there does it count: signing out
/// ends it on the server, for every copy of the cookie.
/// </summary>
internal sealed class SignInSessions(SignInStore store, OperatorKey key, AuditLog audit, TimeProvider time)
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "session";

    /// <summary>A working day.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromHours(12);

    /// <summary>Signs in under a new id; a session that the browser had before ends.</summary>
    /// <param name="http">Whose answer gets the cookie.</param>
    /// <param name="way">One of <see cref="SignInWay"/>.</param>
    /// <param name="email">The person; null for the emergency key.</param>
    public async Task SignInAsync(HttpContext http, string way, string? email)
    {
        await EndAsync(http.User);
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var ends = time.GetUtcNow() + Length;
        var stamp = way == SignInWay.Key ? await key.StampAsync(http.RequestAborted) : "";
        await store.AddAsync(new(IdOf(secret), email ?? "", way, stamp, ends), http.RequestAborted);
        List<Claim> claims = [new(SessionClaims.Id, secret), new(SessionClaims.Way, way)];
        if (email is not null)
        {
            claims.Add(new(SessionClaims.Email, email));
        }

        await http.SignInAsync(
            Scheme,
            new(new ClaimsIdentity(claims, Scheme)),
            new()
            {
                IsPersistent = true,
                ExpiresUtc = ends,
                AllowRefresh = false,
            }
        );
        await audit.RecordAsync(
            new AuditEntry(AuditKind.Admin, "sign_in", ActorOf(email)) { Surface = AuditSurfaces.Console, Detail = way },
            CancellationToken.None
        );
    }

    /// <summary>Ends the session and takes the cookie away.</summary>
    public async Task SignOutAsync(HttpContext http)
    {
        await EndAsync(http.User);
        await http.SignOutAsync(Scheme);
        if (http.User.FindFirst(SessionClaims.Way)?.Value is { } way)
        {
            await audit.RecordAsync(
                new AuditEntry(AuditKind.Admin, "sign_out", ActorOf(http.User.FindFirst(SessionClaims.Email)?.Value))
                {
                    Surface = AuditSurfaces.Console,
                    Detail = way,
                },
                CancellationToken.None
            );
        }
    }

    /// <summary>The session is still there: for answers that last, and for every request before it is answered.</summary>
    public async Task<bool> IsLiveAsync(ClaimsPrincipal user, CancellationToken ct)
    {
        if (
            user.FindFirst(SessionClaims.Id)?.Value is not { Length: > 0 } secret
            || await store.FindAsync(IdOf(secret), ct) is not { } session
        )
        {
            return false;
        }

        return session.Way == user.FindFirst(SessionClaims.Way)?.Value
            && session.Email == (user.FindFirst(SessionClaims.Email)?.Value ?? "")
            && (session.Way != SignInWay.Key || (key.IsSet && session.Stamp == await key.StampAsync(ct)));
    }

    /// <summary>The cookie handler's question at each request.</summary>
    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is null || !await IsLiveAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
        }
    }

    /// <summary>Not ended by the request's end: half a sign-out is none.</summary>
    private async Task EndAsync(ClaimsPrincipal user)
    {
        if (user.FindFirst(SessionClaims.Id)?.Value is { Length: > 0 } secret)
        {
            await store.EndAsync(IdOf(secret), CancellationToken.None);
        }
    }

    /// <summary>The emergency key is whoever runs the bot.</summary>
    private static AuditActor ActorOf(string? email) => email is null ? AuditActor.Operator : AuditActor.Of(email);

    private static string IdOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
}
