using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Pages;

/// <summary>Who signed in: a cookie with an end date, signed by a key of the server and bound to the password, so that a new password ends old sessions.</summary>
internal sealed class ConsoleSession(IOptions<ConsoleOptions> options, ConsoleKey key, TimeProvider time) : IDisposable
{
    private const string CookieName = "escalationbot";
    private static readonly TimeSpan Length = TimeSpan.FromHours(12);

    /// <summary>Ten tries a minute from an address, and a hundred from all together, are more than a person needs.</summary>
    private readonly PartitionedRateLimiter<string> tries = PartitionedRateLimiter.CreateChained(Limiter(10, byAddress: true), Limiter(100, byAddress: false));

    /// <summary>The request carries a cookie of ours that has not ended.</summary>
    public async Task<bool> IsSignedInAsync(HttpContext http)
    {
        var parts = (http.Request.Cookies[CookieName] ?? "").Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ends) && ends > time.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(await SignAsync(parts[0], http.RequestAborted)), Encoding.UTF8.GetBytes(parts[1]));
    }

    /// <summary>False: too many tries; wait a minute.</summary>
    public bool MayTry(HttpContext http)
    {
        using var lease = tries.AttemptAcquire(http.Connection.RemoteIpAddress?.ToString() ?? "");
        return lease.IsAcquired;
    }

    /// <summary>Compares in constant time, whatever the lengths.</summary>
    public bool IsPassword(string given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Password)));

    /// <summary>Gives the cookie.</summary>
    public async Task SignInAsync(HttpContext http)
    {
        var ends = (time.GetUtcNow() + Length).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        http.Response.Cookies.Append(CookieName, $"{ends}.{await SignAsync(ends, http.RequestAborted)}", Cookie(http, Length));
    }

    /// <summary>Takes it away.</summary>
    public void SignOut(HttpContext http) => http.Response.Cookies.Delete(CookieName, Cookie(http, null));

    /// <inheritdoc />
    public void Dispose() => tries.Dispose();

    private async Task<string> SignAsync(string ends, CancellationToken ct) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(await key.GetAsync(ct), Encoding.UTF8.GetBytes($"console|{ends}|{options.Value.Password}")));

    private static CookieOptions Cookie(HttpContext http, TimeSpan? length) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", MaxAge = length, IsEssential = true };

    private static PartitionedRateLimiter<string> Limiter(int perMinute, bool byAddress) =>
        PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(byAddress ? address : "", _ => new() { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
}
