using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EscalationBot.Bot.Channels.Teams.Protocol;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;

namespace EscalationBot.Bot.Channels.Teams.Auth;

/// <summary>No token can be had now; what is to be sent waits.</summary>
internal sealed class NoTokenException(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>
/// The bot's own token for calls to the connector: single tenant, by secret, certificate or managed identity. Kept until five minutes
/// before its end.
/// </summary>
internal sealed partial class AccessTokens(
    TeamsOptions options,
    IHttpClientFactory clients,
    TimeProvider time,
    ILogger<AccessTokens> logger
) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    /// <summary>After a refusal nobody asks again for a moment, so that a wrong secret does not become a flood.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Held? _held;
    private volatile Failure? _failure;
    private IConfidentialClientApplication? _confidential;
    private IManagedIdentityApplication? _managed;
    private volatile bool _wasRefused;

    private sealed record Held(string Token, DateTimeOffset Until);

    private sealed record Failure(string Why, DateTimeOffset At);

    /// <summary>Why there was no token at the last try; null when there was one.</summary>
    public string? Problem => _failure?.Why;

    /// <summary>The token; null when none is to be sent at all.</summary>
    /// <exception cref="NoTokenException">It cannot be had now.</exception>
    public async Task<string?> GetAsync(CancellationToken ct)
    {
        if (options.IsAnonymous)
        {
            return null;
        }
        if (_held is { } good && time.GetUtcNow() < good.Until)
        {
            return good.Token;
        }
        await _one.WaitAsync(ct);
        try
        {
            if (_held is { } fresh && time.GetUtcNow() < fresh.Until)
            {
                return fresh.Token;
            }
            if (_failure is { } recent && time.GetUtcNow() - recent.At < Pause)
            {
                throw new NoTokenException(recent.Why);
            }
            var (token, ends) = await AcquireAsync(ct);
            _held = new Held(token, ends - Early);
            _failure = null;
            return token;
        }
        catch (Exception failed)
            when (failed
                    is MsalException
                        or HttpRequestException
                        or JsonException
                        or IOException
                        or System.Security.Cryptography.CryptographicException
                || (failed is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            var why = string.Create(
                CultureInfo.InvariantCulture,
                $"Microsoft gives no token: {(failed is MsalException msal ? msal.ErrorCode : failed.Message)}"
            );
            _failure = new Failure(why, time.GetUtcNow());
            LogFailed(failed);
            throw new NoTokenException(why, failed);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The connector refused it: the next call asks for another.</summary>
    public void Forget(string? token)
    {
        if (_held is not { } known || known.Token != token)
        {
            return;
        }
        _held = null;
        _wasRefused = true;
    }

    public void Dispose() => _one.Dispose();

    private async Task<(string Token, DateTimeOffset Ends)> AcquireAsync(CancellationToken ct)
    {
        if (options.TokenUrl.Length > 0)
        {
            return await AskPlainlyAsync(ct);
        }
        if (options.ManagedIdentity)
        {
            _managed ??= ManagedIdentityApplicationBuilder
                .Create(ManagedIdentityId.WithUserAssignedClientId(options.AppId))
                .WithHttpClientFactory(new Clients(clients))
                .Build();
            var given = await _managed.AcquireTokenForManagedIdentity(options.Scope).ExecuteAsync(ct);
            return (given.AccessToken, given.ExpiresOn);
        }

        _confidential ??= Build();
        // MSAL keeps its own copy; after a refused token only a forced one is new.
        var result = await _confidential.AcquireTokenForClient([options.Scope]).WithForceRefresh(_wasRefused).ExecuteAsync(ct);
        _wasRefused = false;
        return (result.AccessToken, result.ExpiresOn);
    }

    private IConfidentialClientApplication Build()
    {
        var builder = ConfidentialClientApplicationBuilder
            .Create(options.AppId)
            .WithAuthority(options.Authority)
            .WithHttpClientFactory(new Clients(clients));
        if (options.CertificatePath.Length == 0)
        {
            return builder.WithClientSecret(options.ClientSecret).Build();
        }
        var certificate = options.CertificatePath.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
            ? X509Certificate2.CreateFromPemFile(options.CertificatePath)
            : X509CertificateLoader.LoadPkcs12FromFile(
                options.CertificatePath,
                options.ClientSecret.Length > 0 ? options.ClientSecret : null
            );
        return builder.WithCertificate(certificate, sendX5C: true).Build();
    }

    /// <summary>RFC 6749, 4.4.</summary>
    private async Task<(string Token, DateTimeOffset Ends)> AskPlainlyAsync(CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = options.AppId,
                ["client_secret"] = options.ClientSecret,
                ["scope"] = options.Scope,
            }
        );
        using var answer = await clients.CreateClient(TeamsSetup.OpenHttp).PostAsync(new Uri(options.TokenUrl), form, ct);
        answer.EnsureSuccessStatusCode();
        var token = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(ct), TeamsJson.Default.TokenAnswer);
        if (token is not { AccessToken.Length: > 0 })
        {
            throw new JsonException("the answer holds no token");
        }
        return (token.AccessToken, time.GetUtcNow() + TimeSpan.FromSeconds(Math.Max(token.ExpiresIn, 600)));
    }

    private sealed class Clients(IHttpClientFactory clients) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => clients.CreateClient(TeamsSetup.OpenHttp);
    }

    [LoggerMessage(2105, Microsoft.Extensions.Logging.LogLevel.Warning, "No token for the connector")]
    private partial void LogFailed(Exception failed);
}
