using System.Text.Json;
using EscalationBot.Bot.Channels.Teams.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EscalationBot.Bot.Channels.Teams.Auth;

/// <summary>What a verified token says, for the checks that need the body.</summary>
/// <param name="ServiceUrl">Its <c>serviceurl</c> claim.</param>
/// <param name="Endorsements">Channels that the key may speak for.</param>
internal sealed record VerifiedToken(string ServiceUrl, IReadOnlyCollection<string> Endorsements)
{
    /// <summary>
    /// The token is about this very activity: its key is endorsed for the channel, and it answers to the address it was made for (ordinal,
    /// slash included).
    /// </summary>
    public bool Covers(Activity activity) =>
        activity is { ChannelId.Length: > 0, ServiceUrl.Length: > 0 }
        && Endorsements.Contains(activity.ChannelId)
        && ServiceUrl == activity.ServiceUrl;
}

/// <summary>
/// Checks that a request comes from the Bot Framework's channel service: every check of its protocol, before the body is read. Emulator,
/// skill and bot-to-bot tokens are never accepted.
/// </summary>
internal sealed partial class TokenCheck(TeamsOptions options, SigningKeys keys, TimeProvider time, ILogger<TokenCheck> logger)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
    ];
    private const int LongestToken = 16 * 1024,
        LongestKid = 200;

    /// <summary>RSA with 2048 bits or more.</summary>
    private const int ShortestSignature = 256;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken };

    /// <summary>The token of an Authorization header; null when anything about it is wrong.</summary>
    public async Task<VerifiedToken?> VerifyAsync(string? authorization, CancellationToken ct)
    {
        try
        {
            if (TokenOf(authorization) is not { } token)
            {
                return Refuse("the header has no bearer token");
            }
            var jwt = new JsonWebToken(token);
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload));
            if (Text(payload, "iss") != options.Issuer)
            {
                return Refuse("another issuer");
            }
            if (!Algorithms.Contains(jwt.Alg, StringComparer.Ordinal))
            {
                return Refuse("another algorithm");
            }
            // RFC 7515, 4.1.11: whoever does not understand what a header calls critical must refuse it, and we understand no extension.
            using var header = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedHeader));
            if (header.RootElement.TryGetProperty("crit", out _))
            {
                return Refuse("a critical header");
            }
            if (Text(payload, "aud") != options.AppId)
            {
                return Refuse("another audience");
            }
            // What can be seen without a key is looked at first: nobody makes us fetch keys by sending garbage.
            if (Base64UrlEncoder.DecodeBytes(jwt.EncodedSignature).Length < ShortestSignature)
            {
                return Refuse("no signature");
            }
            if (!IsAlive(payload))
            {
                return Refuse("not alive");
            }
            if (jwt.Kid is not { Length: > 0 and <= LongestKid } || await keys.FindAsync(jwt.Kid, ct) is not { } key)
            {
                return Refuse("an unknown key");
            }
            var result = await _handler.ValidateTokenAsync(token, Parameters(key));
            if (!result.IsValid)
            {
                return Refuse(result.Exception?.GetType().Name ?? "invalid");
            }
            return Text(payload, "serviceurl") is { Length: > 0 } serviceUrl
                ? new VerifiedToken(serviceUrl, EndorsementsOf(key))
                : Refuse("no service address");
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or JsonException or SecurityTokenException)
        {
            return Refuse(wrong.GetType().Name);
        }
    }

    /// <summary>Exactly <c>Bearer</c>, one space, three parts.</summary>
    private static string? TokenOf(string? authorization) =>
        authorization?.Split(' ') is ["Bearer", { Length: > 0 and <= LongestToken } token] && token.AsSpan().Count('.') == 2 ? token : null;

    private TokenValidationParameters Parameters(JsonWebKey key) =>
        new()
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.AppId,
            IssuerSigningKey = key,
            ValidAlgorithms = Algorithms,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LogValidationExceptions = false,
            ClockSkew = Skew,
            LifetimeValidator = (from, until, _, _) =>
                until is { } end
                && time.GetUtcNow().UtcDateTime < end + Skew
                && (from is not { } start || time.GetUtcNow().UtcDateTime >= start - Skew),
        };

    /// <summary>It has an end that is not over, and has begun. (The library checks it again.)</summary>
    private bool IsAlive(JsonDocument payload)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return Number(payload, "exp") is { } end
            && now < end + Skew.TotalSeconds
            && (Number(payload, "nbf") is not { } start || now >= start - Skew.TotalSeconds);
    }

    private static double? Number(JsonDocument payload, string claim) =>
        payload.RootElement.ValueKind == JsonValueKind.Object
        && payload.RootElement.TryGetProperty(claim, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number)
            ? number
            : null;

    /// <summary>A claim that is one string; null for lists, numbers and what is missing.</summary>
    private static string? Text(JsonDocument payload, string claim) =>
        payload.RootElement.ValueKind == JsonValueKind.Object
        && payload.RootElement.TryGetProperty(claim, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string[] EndorsementsOf(JsonWebKey key) =>
        key.AdditionalData.TryGetValue("endorsements", out var listed) && listed is JsonElement { ValueKind: JsonValueKind.Array } array
            ? [.. array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : listed is IEnumerable<object> objects ? [.. objects.OfType<string>()]
        : [];

    private VerifiedToken? Refuse(string why)
    {
        LogRefused(why);
        return null;
    }

    [LoggerMessage(2102, LogLevel.Information, "A request to Teams' endpoint has no valid token: {Why}")]
    private partial void LogRefused(string why);
}
