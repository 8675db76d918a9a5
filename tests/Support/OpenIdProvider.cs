using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EscalationBot.Tests.Support;

/// <summary>
/// An OpenID provider on loopback: discovery, keys, authorize (which agrees at once), token (which checks secret or certificate, the code
/// and PKCE). What it says of the account is the test's.
/// </summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string Tenant = "11111111-2222-4333-8444-555555555555",
        Client = "99999999-8888-4777-8666-555555555555",
        Secret = "a-secret-of-the-test";

    private readonly RSA _key = RSA.Create(2048);
    private readonly Dictionary<string, (string Nonce, string Challenge, string RedirectUri)> _codes = new(StringComparer.Ordinal);
    private WebApplication _app = null!;

    /// <summary>Claims of the account besides iss, aud, nonce and times.</summary>
    public Dictionary<string, object> Account { get; } =
        new(StringComparer.Ordinal)
        {
            ["sub"] = "s1",
            ["tid"] = Tenant,
            ["email"] = "mia@example.com",
            ["preferred_username"] = "mia@corp.example",
        };

    /// <summary>Not null: the token is signed by this key instead of the published one.</summary>
    public RSA? OtherKey { get; set; }

    /// <summary>Not null: replaces the nonce.</summary>
    public string? OtherNonce { get; set; }

    /// <summary>Not null: the client proves itself by this certificate instead of the secret.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Where people were sent back to.</summary>
    public List<string> RedirectUris { get; } = [];

    public string Issuer { get; private set; } = "";

    public static async Task<OpenIdProvider> StartAsync()
    {
        var provider = new OpenIdProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        provider._app = builder.Build();
        provider._app.Urls.Add("http://127.0.0.1:0");
        provider._app.MapGet("/.well-known/openid-configuration", provider.DescribeAsync);
        provider._app.MapGet("/keys", provider.KeysAsync);
        provider._app.MapGet("/authorize", provider.AuthorizeAsync);
        provider._app.MapPost("/token", provider.TokenAsync);
        await provider._app.StartAsync();
        provider.Issuer = provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return provider;
    }

    /// <summary>The settings of a bot that trusts it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings() =>
        [
            new("Console:Entra:Authority", Issuer),
            new("Console:Entra:TenantId", Tenant),
            new("Console:Entra:ClientId", Client),
            new("Console:Entra:ClientSecret", Secret),
        ];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private Task DescribeAsync(HttpContext http) =>
        http.Response.WriteAsJsonAsync(
            new Dictionary<string, object>
            {
                ["issuer"] = Issuer,
                ["authorization_endpoint"] = $"{Issuer}/authorize",
                ["token_endpoint"] = $"{Issuer}/token",
                ["jwks_uri"] = $"{Issuer}/keys",
                ["response_types_supported"] = new[] { "code" },
                ["subject_types_supported"] = new[] { "pairwise" },
                ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            }
        );

    private Task KeysAsync(HttpContext http)
    {
        var published = _key.ExportParameters(false);
        return http.Response.WriteAsJsonAsync(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        use = "sig",
                        kid = "k1",
                        n = Base64UrlEncoder.Encode(published.Modulus),
                        e = Base64UrlEncoder.Encode(published.Exponent),
                    },
                },
            }
        );
    }

    private Task AuthorizeAsync(HttpContext http)
    {
        var query = http.Request.Query;
        if (query["client_id"] != Client || query["response_type"] != "code" || query["code_challenge_method"] != "S256")
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (query["nonce"]!, query["code_challenge"]!, query["redirect_uri"]!);
        RedirectUris.Add(query["redirect_uri"]!);
        http.Response.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
        return Task.CompletedTask;
    }

    private async Task TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (
            !_codes.Remove(form["code"].ToString(), out var known)
            || known.Challenge != challenge
            || known.RedirectUri != form["redirect_uri"]
            || !await IsClientAsync(form)
        )
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
            return;
        }

        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Client,
                Subject = new ClaimsIdentity(),
                Claims = new Dictionary<string, object>(Account) { ["nonce"] = OtherNonce ?? known.Nonce },
                SigningCredentials = new SigningCredentials(
                    new RsaSecurityKey(OtherKey ?? _key) { KeyId = "k1" },
                    SecurityAlgorithms.RsaSha256
                ),
            }
        );
        await http.Response.WriteAsJsonAsync(
            new
            {
                token_type = "Bearer",
                expires_in = 3600,
                access_token = "unused",
                id_token = token,
            }
        );
    }

    private async Task<bool> IsClientAsync(IFormCollection form)
    {
        if (Certificate is null)
        {
            return form["client_secret"] == Secret;
        }

        var checkedToken = await new JsonWebTokenHandler().ValidateTokenAsync(
            form["client_assertion"],
            new TokenValidationParameters
            {
                ValidIssuer = Client,
                ValidAudience = $"{Issuer}/token",
                IssuerSigningKey = new X509SecurityKey(Certificate),
            }
        );
        return checkedToken.IsValid
            && form["client_secret"].Count == 0
            && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    }
}
