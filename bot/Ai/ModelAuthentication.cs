using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Puts the key, or the machine's Entra token, on each call: Azure's keys have a header of their own, all others are bearer tokens.
/// </summary>
internal sealed class ModelAuthentication(IOptions<AiOptions> options, EntraIdentity entra) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        request.Headers.Authorization =
            settings.UseEntraId ? new AuthenticationHeaderValue("Bearer", await entra.TokenAsync(cancellationToken))
            : settings.IsAzure ? null
            : new AuthenticationHeaderValue("Bearer", settings.ApiKey);
        if (!settings.UseEntraId && settings.IsAzure)
        {
            request.Headers.Add("api-key", settings.ApiKey);
        }
        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>
/// The machine's Entra identity: managed identity, workload identity, or what a developer is signed in with. It keeps its token until
/// shortly before its end.
/// </summary>
internal sealed class EntraIdentity
{
    private static readonly string[] Scopes = ["https://cognitiveservices.azure.com/.default"];
    private readonly Lazy<TokenCredential> _credential = new(() => new DefaultAzureCredential());

    /// <exception cref="HttpRequestException">There is no identity, or Microsoft gives no token.</exception>
    public async Task<string> TokenAsync(CancellationToken ct)
    {
        try
        {
            return (await _credential.Value.GetTokenAsync(new TokenRequestContext(Scopes), ct)).Token;
        }
        catch (AuthenticationFailedException none)
        {
            throw new HttpRequestException("No Entra token for the model.", none, System.Net.HttpStatusCode.Unauthorized);
        }
    }
}
