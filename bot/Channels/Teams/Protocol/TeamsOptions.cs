using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Channels.Teams.Protocol;

/// <summary>The settings <c>Teams:*</c>. Without an app id, and without <see cref="AllowAnonymous"/>, the channel is off.</summary>
internal sealed record TeamsOptions
{
    /// <summary>
    /// Microsoft's connector hosts for Teams: commercial and GCC, GCC High, DoD. Not <c>*.trafficmanager.net</c>: anybody may have a name
    /// there. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
    /// </summary>
    private static readonly string[] PublicHosts = ["smba.trafficmanager.net", "*.botframework.com", "smba.infra.gcc.teams.microsoft.com"];
    private static readonly string[] GovernmentHosts =
    [
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
        "*.botframework.azure.us",
    ];

    public string AppId { get; init; } = "";
    public IReadOnlyList<string> TenantIds { get; init; } = [];

    /// <summary>By tenant the e-mail domains that it may speak for; a tenant that is not here may speak for all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TenantDomains { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Entries of the setting that cannot be read.</summary>
    public IReadOnlyList<string> UnreadableDomains { get; init; } = [];
    public string ClientSecret { get; init; } = "";
    public string ClientSecretExpires { get; init; } = "";
    public string CertificatePath { get; init; } = "";
    public bool ManagedIdentity { get; init; }
    public string Cloud { get; init; } = "public";
    public string OpenIdMetadataUrl { get; init; } = "";
    public string TokenUrl { get; init; } = "";
    public bool AllowAnonymous { get; init; }
    public IReadOnlyList<string> AllowedServiceHosts { get; init; } = [];
    public string ServiceUrl { get; init; } = "";

    public bool IsOff => AppId.Length == 0 && !AllowAnonymous;

    /// <summary>No tokens in or out: only for this machine. An app id switches it off.</summary>
    public bool IsAnonymous => AppId.Length == 0 && AllowAnonymous;
    public bool IsGovernment => Cloud == "usgov";
    public IReadOnlyList<string> ServiceHosts =>
        AllowedServiceHosts.Count > 0 ? AllowedServiceHosts
        : IsGovernment ? GovernmentHosts
        : PublicHosts;
    public string Issuer => IsGovernment ? "https://api.botframework.us" : "https://api.botframework.com";
    public string Scope => Issuer + "/.default";
    public string Authority => $"https://login.microsoftonline.{(IsGovernment ? "us" : "com")}/{TenantIds[0]}";
    public Uri MetadataAddress =>
        new(
            OpenIdMetadataUrl.Length > 0
                ? OpenIdMetadataUrl
                : $"https://login.botframework.{(IsGovernment ? "azure.us" : "com")}/v1/.well-known/openidconfiguration"
        );

    /// <summary>
    /// Whether the word of a tenant counts for an address: an administrator of one tenant could otherwise give out addresses of another.
    /// </summary>
    public bool MaySpeakFor(string? tenant, string email) =>
        TenantDomains.Count == 0
        || (
            tenant is not null
            && TenantDomains.TryGetValue(tenant, out var domains)
            && domains.Contains(email[(email.LastIndexOf('@') + 1)..], StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>The day the secret ends, or null.</summary>
    public DateOnly? SecretEnds => DateOnly.TryParse(ClientSecretExpires, CultureInfo.InvariantCulture, out var day) ? day : null;

    public static TeamsOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Teams");
        var (domains, unreadable) = ReadDomains(Given("TenantDomains"));
        return new TeamsOptions
        {
            AppId = Given("AppId"),
            TenantIds = List("TenantId"),
            TenantDomains = domains,
            UnreadableDomains = unreadable,
            ClientSecret = Given("ClientSecret"),
            ClientSecretExpires = Given("ClientSecretExpires"),
            CertificatePath = Given("CertificatePath"),
            ManagedIdentity = Given("ManagedIdentity").Equals("true", StringComparison.OrdinalIgnoreCase),
            Cloud = Given("Cloud") is { Length: > 0 } cloud ? cloud.ToLowerInvariant() : "public",
            OpenIdMetadataUrl = Given("OpenIdMetadataUrl"),
            TokenUrl = Given("TokenUrl"),
            AllowAnonymous = Given("AllowAnonymous").Equals("true", StringComparison.OrdinalIgnoreCase),
            AllowedServiceHosts = List("AllowedServiceHosts"),
            ServiceUrl = Given("ServiceUrl"),
        };

        string Given(string name) => section[name]?.Trim() ?? "";
        string[] List(string name) =>
            [
                .. Given(name)
                    .ToLowerInvariant()
                    .Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ];
    }

    /// <summary>What is wrong, one sentence for each setting; empty = fine.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Cloud is not ("public" or "usgov"))
        {
            problems.Add($"Teams:Cloud: write public or usgov, not \"{Cloud}\".");
        }
        if (ClientSecretExpires.Length > 0 && SecretEnds is null)
        {
            problems.Add($"Teams:ClientSecretExpires: write a date like 2027-06-30, not \"{ClientSecretExpires}\".");
        }
        if (OpenIdMetadataUrl.Length > 0 && !IsSafeAddress(OpenIdMetadataUrl))
        {
            problems.Add($"Teams:OpenIdMetadataUrl: must be an https address (http only on loopback), not \"{OpenIdMetadataUrl}\".");
        }
        if (TokenUrl.Length > 0 && !IsSafeAddress(TokenUrl))
        {
            problems.Add($"Teams:TokenUrl: must be an https address (http only on loopback), not \"{TokenUrl}\".");
        }
        foreach (var host in AllowedServiceHosts.Where(host => !IsHostPattern(host)))
        {
            problems.Add(
                $"Teams:AllowedServiceHosts: \"{host}\" is not a host name; write it without scheme, port and "
                    + $"path (a leading *. is allowed)."
            );
        }
        if (ServiceUrl.Length > 0 && !new ServiceUrls(this).Allows(ServiceUrl))
        {
            problems.Add(
                $"Teams:ServiceUrl: \"{ServiceUrl}\" is not an https address of Teams:AllowedServiceHosts (http only on loopback)."
            );
        }
        if (AppId.Length == 0)
        {
            if (ClientSecret.Length > 0 || CertificatePath.Length > 0 || ManagedIdentity)
            {
                problems.Add("Teams:AppId is missing: the application (client) id of the bot's registration.");
            }
            return problems;
        }

        if (!Guid.TryParse(AppId, out _))
        {
            problems.Add($"Teams:AppId: write the application (client) id, a GUID, not \"{AppId}\".");
        }
        if (TenantIds.Count == 0)
        {
            problems.Add(
                "Teams:TenantId is missing: the directory (tenant) id whose people may use the bot; several are separated by commas."
            );
        }
        foreach (var tenant in TenantIds.Where(tenant => !Guid.TryParse(tenant, out _)))
        {
            problems.Add($"Teams:TenantId: write directory (tenant) ids, GUIDs, not \"{tenant}\".");
        }
        problems.AddRange(DomainProblems());
        var ways = (ClientSecret.Length > 0 ? 1 : 0) + (CertificatePath.Length > 0 ? 1 : 0) + (ManagedIdentity ? 1 : 0);
        if (ways == 0)
        {
            problems.Add(
                "Teams:ClientSecret is missing: set it, Teams:CertificatePath or Teams:ManagedIdentity, so that the bot can answer."
            );
        }
        if (ways > 1)
        {
            problems.Add("Teams:ClientSecret, Teams:CertificatePath, Teams:ManagedIdentity: set only one of them.");
        }
        if (TokenUrl.Length > 0 && ways == 1 && ClientSecret.Length == 0)
        {
            problems.Add("Teams:TokenUrl works with Teams:ClientSecret only.");
        }
        if (CertificatePath.Length > 0 && !File.Exists(CertificatePath))
        {
            problems.Add($"Teams:CertificatePath: there is no file \"{CertificatePath}\".");
        }
        return problems;
    }

    /// <summary>With several tenants each names its domains.</summary>
    private IEnumerable<string> DomainProblems()
    {
        foreach (var entry in UnreadableDomains)
        {
            yield return $"Teams:TenantDomains: \"{entry}\" cannot be read; write TENANT-ID=example.com,example.org and "
                + $"separate tenants by semicolons.";
        }
        foreach (var stranger in TenantDomains.Keys.Where(tenant => !TenantIds.Contains(tenant)))
        {
            yield return $"Teams:TenantDomains names the tenant {stranger}, which Teams:TenantId does not.";
        }
        foreach (
            var shared in TenantDomains
                .SelectMany(tenant => tenant.Value)
                .GroupBy(domain => domain, StringComparer.OrdinalIgnoreCase)
                .Where(domain => domain.Count() > 1)
        )
        {
            yield return $"Teams:TenantDomains gives {shared.Key} to two tenants; an address belongs to one of them only.";
        }
        if (TenantIds.Count < 2 && TenantDomains.Count == 0)
        {
            yield break;
        }
        foreach (var tenant in TenantIds.Where(tenant => !TenantDomains.ContainsKey(tenant)))
        {
            yield return $"Teams:TenantDomains is missing for the tenant {tenant}: with several tenants each names the "
                + $"e-mail domains of its people (TENANT-ID=example.com,example.org; …), so that none speaks for "
                + $"another's addresses.";
        }
    }

    /// <summary><c>TENANT=example.com,example.org; TENANT=…</c></summary>
    private static (Dictionary<string, IReadOnlyList<string>> Domains, IReadOnlyList<string> Unreadable) ReadDomains(string text)
    {
        var domains = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var unreadable = new List<string>();
        foreach (var entry in text.ToLowerInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = entry.Split('=', StringSplitOptions.TrimEntries);
            string[] named = parts is [_, var list]
                ?
                [
                    .. list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(domain => domain.TrimStart('@')),
                ]
                : [];
            if (
                named.Length == 0
                || parts[0].Length == 0
                || !Array.TrueForAll(named, domain => Uri.CheckHostName(domain) is UriHostNameType.Dns)
                || !domains.TryAdd(parts[0], named)
            )
            {
                unreadable.Add(entry);
            }
        }
        return (domains, unreadable);
    }

    private static bool IsSafeAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    private static bool IsHostPattern(string host)
    {
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return name.Length > 0
            && (
                Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4
                || Uri.CheckHostName(name.Trim('[', ']')) is UriHostNameType.IPv6
            );
    }
}

/// <summary>Which addresses the bot talks to: our token goes there, so nothing outside the list is ever called.</summary>
internal sealed partial class ServiceUrls(TeamsOptions options)
{
    /// <summary>https on an allowed host; http on loopback when loopback is allowed. Without tokens: loopback only.</summary>
    public bool Allows(string serviceUrl)
    {
        if (
            !Uri.TryCreate(serviceUrl, UriKind.Absolute, out var url)
            || url.UserInfo.Length > 0
            || url.Query.Length > 0
            || url.Fragment.Length > 0
        )
        {
            return false;
        }
        var isLocal = Loopback.IsLocalName(url.Host);
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && isLocal))
        {
            return false;
        }
        return options.IsAnonymous ? isLocal : options.ServiceHosts.Any(pattern => Fits(pattern, url.Host.ToLowerInvariant()));
    }

    /// <summary>
    /// Whether an address is that of a picture which the connector keeps: <c>v3/attachments/ID/views/VIEW</c> right below the
    /// activity's own
    /// service address, and nothing else of the connector: our token opens everything there. Sent addresses are strangers' words: no query,
    /// no dot segments, nothing encoded that a server may read as a slash or a dot.
    /// https://learn.microsoft.com/microsoftteams/platform/resources/bot-v3/bots-files#receive-files-in-personal-chat
    /// </summary>
    /// <param name="address">As it was sent.</param>
    /// <param name="serviceUrl">Of the activity that it came with; null = not known, for what an earlier version stored.</param>
    public bool AllowsAttachment(string address, string? serviceUrl)
    {
        var home = serviceUrl is { Length: > 0 } ? serviceUrl : options.ServiceUrl;
        if (
            !Allows(address)
            || !Uri.TryCreate(address, UriKind.Absolute, out var url)
            || AttachmentPath().Match(address) is not { Success: true } written
        )
        {
            return false;
        }
        if (home.Length == 0 || (serviceUrl is null && !options.IsAnonymous))
        {
            // Without tokens every address of this machine is allowed: there an unknown home opens nothing.
            return !options.IsAnonymous;
        }
        return Uri.TryCreate(home, UriKind.Absolute, out var below)
            && (below.Scheme, below.IdnHost, below.Port) == (url.Scheme, url.IdnHost, url.Port)
            && written.Groups["below"].Value == below.AbsolutePath.TrimEnd('/');
    }

    [GeneratedRegex(
        @"^https?://[^/?#\\@%\s]+(?<below>(?:/[A-Za-z0-9_~-]+)*)/v3/attachments/(?!\.+/)(?:"
            + @"[A-Za-z0-9_~.:=-]|%(?!2[EeFf5]|5[Cc]|[01]|3[Ff]|23|7[Ff])[0-9A-Fa-f]{2})+/views/"
            + @"[A-Za-z0-9_~-]+\z",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex AttachmentPath();

    private static bool Fits(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(pattern[1..], StringComparison.Ordinal)
            : host == pattern || host == $"[{pattern}]";
}
