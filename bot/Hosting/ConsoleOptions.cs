using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>The settings <c>Console:*</c>: how people come into the web pages.</summary>
internal sealed class ConsoleOptions
{
    /// <summary>Shortest emergency key.</summary>
    public const int ShortestPassword = 12;

    /// <summary>The operator's emergency key, or its hash (<see cref="KeyHash"/>); empty = none.</summary>
    public string Password { get; set; } = "";

    /// <summary>The address that people's browsers use, without a path; empty = the loopback address on which the bot listens.</summary>
    public string Url { get; set; } = "";

    /// <summary>Sign-in by Entra ID.</summary>
    public EntraOptions Entra { get; set; } = new();

    /// <summary>What is wrong, one sentence for each setting.</summary>
    public IEnumerable<string> Problems()
    {
        if (Password.StartsWith(KeyHash.Prefix, StringComparison.Ordinal))
        {
            if (KeyHash.Parse(Password) is null)
            {
                yield return $"Console:Password: the hash cannot be read. It has the form {KeyHash.Form}; make one with: "
                    + $"escalationbot console-key";
            }
        }
        else if (Password.Length > 0 && KeyProblem(Password) is { } problem)
        {
            yield return $"Console:Password: the emergency key {problem}. Make one with: escalationbot console-key";
        }

        if (Url.Length > 0 && !IsAddress(Url))
        {
            yield return $"Console:Url: write the address that browsers use, https and without a path, like "
                + $"https://bot.example.com (http only on loopback), not \"{Url}\".";
        }

        foreach (var wrong in Entra.Problems())
        {
            yield return wrong;
        }
    }

    /// <summary>
    /// What is wrong with a key, without the key; null = nothing. Any characters will do: there are no rules about kinds of them.
    /// </summary>
    public static string? KeyProblem(string key) =>
        key.EnumerateRunes().Count() is var length && length < ShortestPassword
            ? $"has {length.ToString(System.Globalization.CultureInfo.InvariantCulture)} characters and needs at least {ShortestPassword}"
        : CommonKeys.Holds(key) ? "is among those that are guessed first (a common word, a row of keys, the same again and again)"
        : null;

    /// <summary>https, or http on loopback.</summary>
    public static bool IsSafe(string address, out Uri url) =>
        Uri.TryCreate(address, UriKind.Absolute, out url!)
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && Loopback.IsLocalName(url.Host)));

    private static bool IsAddress(string address) => IsSafe(address, out var url) && url.PathAndQuery == "/";

    /// <summary>Checks them at the start.</summary>
    public sealed class Validation : IValidateOptions<ConsoleOptions>
    {
        public ValidateOptionsResult Validate(string? name, ConsoleOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}

/// <summary>
/// The settings <c>Console:Entra:*</c>: an app registration of Entra ID with the redirect address <c>{Console:Url}/signin-oidc</c>.
/// </summary>
internal sealed class EntraOptions
{
    /// <summary>Directory (tenant) id: only its own members come in.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>Application (client) id.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Proves that it is us; or a certificate does.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>A PEM file with certificate and private key, or a PFX without a password.</summary>
    public string CertificatePath { get; set; } = "";

    /// <summary>Another OpenID provider's address; empty = Entra's own for the tenant.</summary>
    public string Authority { get; set; } = "";

    /// <summary>It is set up.</summary>
    public bool IsOn => TenantId.Length > 0 && ClientId.Length > 0;

    /// <summary>Where the provider describes itself, without <c>/.well-known/…</c>.</summary>
    public string Issuer => Authority.Length > 0 ? Authority : $"https://login.microsoftonline.com/{TenantId}/v2.0";

    /// <summary>What is wrong, one sentence for each setting.</summary>
    public IEnumerable<string> Problems()
    {
        if (TenantId.Length + ClientId.Length + ClientSecret.Length + CertificatePath.Length + Authority.Length == 0)
        {
            yield break;
        }

        if (!Guid.TryParse(TenantId, out _))
        {
            yield return $"Console:Entra:TenantId: write the directory (tenant) id, a GUID, not \"{TenantId}\".";
        }

        if (!Guid.TryParse(ClientId, out _))
        {
            yield return $"Console:Entra:ClientId: write the application (client) id of the app registration, a GUID, not \"{ClientId}\".";
        }

        if (ClientSecret.Length == 0 == (CertificatePath.Length == 0))
        {
            yield return "Console:Entra:ClientSecret, Console:Entra:CertificatePath: set one of them.";
        }

        if (CertificatePath.Length > 0 && !File.Exists(CertificatePath))
        {
            yield return $"Console:Entra:CertificatePath: there is no file \"{CertificatePath}\".";
        }

        if (Authority.Length > 0 && !ConsoleOptions.IsSafe(Authority, out _))
        {
            yield return $"Console:Entra:Authority: must be an https address (http only on loopback), not \"{Authority}\".";
        }
    }
}
