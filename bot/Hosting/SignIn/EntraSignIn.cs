using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using EscalationBot.Core;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>Why somebody who has a work account does not come in; the text is the key of a sentence for people.</summary>
internal sealed class SignInRefusedException(string key, string who) : Exception(key)
{
    /// <summary>The account's e-mail; empty when it has none.</summary>
    public string Who => who;
}

/// <summary>A try to sign in that failed.</summary>
/// <param name="Way">One of <see cref="SignInWay"/>.</param>
/// <param name="Sentence">Key of a sentence for people.</param>
/// <param name="Status">HTTP status of the answer.</param>
internal sealed record SignInRefusal(string Way, string Sentence, int Status)
{
    /// <summary>Who it was, as far as they said; empty = unknown.</summary>
    public string Who { get; init; } = "";
}

/// <summary>Tells a person why they are not signed in, with the ways that there are.</summary>
internal delegate Task RefuseSignIn(HttpContext http, SignInRefusal refusal);

/// <summary>What the sign-in by Entra ID looks at beside its settings.</summary>
internal sealed record EntraSurroundings(
    FindColleague Find,
    Identities Identities,
    RefuseSignIn Refuse,
    TimeProvider Time,
    ILogger<EntraSignIn> Logger
);

/// <summary>
/// Sign-in by Entra ID: OpenID Connect, code flow with PKCE. Entra's token proves who it is; from then on our own session counts.
/// </summary>
internal sealed partial class EntraSignIn(
    IOptions<ConsoleOptions> options,
    PublicAddress address,
    SignInSessions sessions,
    EntraSurroundings surroundings
) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "entra";

    /// <summary>Where Entra sends people back to; the app registration names it.</summary>
    public const string Callback = "/signin-oidc";

    private const string EmailItem = "email";
    private static readonly TimeSpan AssertionLength = TimeSpan.FromMinutes(5);

    public void Configure(OpenIdConnectOptions oidc) => Configure(Scheme, oidc);

    public void Configure(string? name, OpenIdConnectOptions oidc)
    {
        if (name != Scheme)
        {
            return;
        }

        var entra = options.Value.Entra;
        oidc.Authority = entra.Issuer;
        oidc.RequireHttpsMetadata = new Uri(entra.Issuer).Scheme == Uri.UriSchemeHttps;
        oidc.ClientId = entra.ClientId;
        oidc.ClientSecret = entra.ClientSecret.Length > 0 ? entra.ClientSecret : null;
        oidc.SignInScheme = SignInSessions.Scheme;
        oidc.CallbackPath = Callback;
        // We keep no session of Entra's, so nobody signs out here from outside.
        oidc.RemoteSignOutPath = default;
        oidc.SignedOutCallbackPath = default;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // By GET, so that the cookies of the way there may be Lax.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.SaveTokens = false;
        oidc.MapInboundClaims = false;
        oidc.GetClaimsFromUserInfoEndpoint = false;
        oidc.DisableTelemetry = true;
        oidc.Scope.Clear();
        foreach (var scope in new[] { "openid", "profile", "email" })
        {
            oidc.Scope.Add(scope);
        }

        foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.Path = "/";
            cookie.Name = (address.IsHttps ? "__Host-" : "") + (cookie == oidc.NonceCookie ? "entra-nonce." : "entra-way.");
        }

        oidc.Events.OnRedirectToIdentityProvider = context =>
        {
            // Behind a proxy the request may not know the address that browsers use.
            context.ProtocolMessage.RedirectUri = address.Of(Callback) ?? context.ProtocolMessage.RedirectUri;
            return Task.CompletedTask;
        };
        oidc.Events.OnAuthorizationCodeReceived = async context =>
        {
            if (entra.CertificatePath.Length > 0)
            {
                var provider = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
                Prove(context.TokenEndpointRequest!, provider.TokenEndpoint);
            }
        };
        oidc.Events.OnTokenValidated = async context =>
        {
            var refusal = RefusalOf(context.Principal!, context.SecurityToken.Issuer, out var email);
            if (refusal is null && !await BelongsAsync(context.Principal!, email, context.HttpContext.RequestAborted))
            {
                refusal = "login_contested";
            }

            if (refusal is not null)
            {
                context.Fail(new SignInRefusedException(refusal, email));
            }

            context.Properties!.Items[EmailItem] = email;
        };
        oidc.Events.OnTicketReceived = async context =>
        {
            await sessions.SignInAsync(context.HttpContext, SignInWay.Entra, context.Properties!.Items[EmailItem]);
            context.HandleResponse();
            context.Response.Redirect(context.ReturnUri ?? "/");
        };
        oidc.Events.OnRemoteFailure = async context =>
        {
            context.HandleResponse();
            if (context.Failure is SignInRefusedException refused)
            {
                await surroundings.Refuse(
                    context.HttpContext,
                    new(SignInWay.Entra, refused.Message, StatusCodes.Status403Forbidden) { Who = refused.Who }
                );
                return;
            }

            var cancelled = context.Failure?.Data["error"] is "access_denied";
            if (!cancelled)
            {
                LogFailed(surroundings.Logger, context.Failure);
            }

            await surroundings.Refuse(
                context.HttpContext,
                new(SignInWay.Entra, cancelled ? "login_cancelled" : "login_failed", StatusCodes.Status400BadRequest)
            );
        };
    }

    /// <summary>
    /// Why this account is nobody of ours, as the key of a sentence; null, with the e-mail, when it is. Only a member of our own tenant
    /// counts, by the e-mail that our administrators gave them: a user name (UPN) is no e-mail, and a guest's e-mail belongs to somebody
    /// else's tenant (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference).
    /// </summary>
    private string? RefusalOf(ClaimsPrincipal account, string? issuer, out string email)
    {
        email = MailAddresses.Normal(account.FindFirst("email")?.Value) ?? "";
        var tenant = options.Value.Entra.TenantId;
        if (!string.Equals(account.FindFirst("tid")?.Value, tenant, StringComparison.OrdinalIgnoreCase))
        {
            return "login_other_tenant";
        }

        if (IsGuest(account, issuer, tenant))
        {
            return "login_guest";
        }

        if (email.Length == 0)
        {
            return "login_no_email";
        }

        if (
            new[] { "email_verified", "xms_edov" }.Any(name =>
                account.FindFirst(name)?.Value is { } verified
                && !verified.Equals("true", StringComparison.OrdinalIgnoreCase)
                && verified != "1"
            )
        )
        {
            return "login_unverified";
        }

        return surroundings.Find(email) is null ? "login_not_listed" : null;
    }

    /// <summary>
    /// The address is this account's: the first that signed in with it. Addresses are given to other people when somebody leaves; roles are
    /// not. An account is its object id; a provider without one names it by the subject.
    /// </summary>
    private async Task<bool> BelongsAsync(ClaimsPrincipal account, string email, CancellationToken ct) =>
        (account.FindFirst("oid") ?? account.FindFirst("sub"))?.Value is { Length: > 0 } id
        && await surroundings.Identities.BindAsync(ChannelNames.Web, email, id, account.FindFirst("name")?.Value ?? email, ct);

    /// <summary>Entra says so in one of three ways: the account's type, the provider that it comes from, or its name.</summary>
    private static bool IsGuest(ClaimsPrincipal account, string? issuer, string tenant) =>
        account.FindFirst("acct")?.Value == "1"
        || account.FindFirst("userType")?.Value.Equals("guest", StringComparison.OrdinalIgnoreCase) == true
        || (
            account.FindFirst("idp")?.Value is { } provider
            && provider != issuer
            && issuer is not null
            && !provider.Contains(tenant, StringComparison.OrdinalIgnoreCase)
        )
        || new[] { "preferred_username", "upn", "unique_name", "email" }.Any(name =>
            account.FindFirst(name)?.Value.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) == true
        );

    /// <summary>
    /// With a certificate: a signed statement instead of the secret
    /// (https://learn.microsoft.com/entra/identity-platform/certificate-credentials).
    /// </summary>
    private void Prove(OpenIdConnectMessage request, string audience)
    {
        var entra = options.Value.Entra;
        using var certificate = Load(entra.CertificatePath);
        var now = surroundings.Time.GetUtcNow().UtcDateTime;
        request.ClientSecret = null;
        request.ClientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        request.ClientAssertion = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = entra.ClientId,
                Audience = audience,
                NotBefore = now,
                IssuedAt = now,
                Expires = now + AssertionLength,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["sub"] = entra.ClientId,
                    ["jti"] = Ids.New(surroundings.Time.GetUtcNow()),
                },
                // Not cached: what signs would outlive the certificate's handle.
                SigningCredentials = new X509SigningCredentials(certificate, SecurityAlgorithms.RsaSha256)
                {
                    CryptoProviderFactory = new() { CacheSignatureProviders = false },
                },
            }
        );
    }

    private static X509Certificate2 Load(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12"
            ? X509CertificateLoader.LoadPkcs12FromFile(path, password: null)
            : X509Certificate2.CreateFromPemFile(path);

    [LoggerMessage(1110, LogLevel.Warning, "A sign-in by Entra ID failed")]
    private static partial void LogFailed(ILogger logger, Exception? error);
}
