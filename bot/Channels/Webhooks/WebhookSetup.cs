using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Bot.Channels.Webhooks;

/// <summary>Webhooks' registration.</summary>
internal static class WebhookSetup
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services
            .AddHttpClient(WebhookChannel.Http, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider =>
            {
                var hosts = (provider.GetRequiredService<IConfiguration>()["Webhooks:PrivateHosts"] ?? "").Split(
                    ',',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                );
                return new SocketsHttpHandler
                {
                    // A redirect would carry the case elsewhere, a proxy would look up names behind our back.
                    AllowAutoRedirect = false,
                    UseProxy = false,
                    UseCookies = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    MaxResponseHeadersLength = 16,
                    ConnectCallback = (context, ct) => WebhookAddresses.ConnectAsync(context.DnsEndPoint, hosts, ct),
                };
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Addresses of webhooks may hold keys.
            .RemoveAllLoggers();
        return services
            .AddSingleton<AccountSource>()
            .AddSingleton<IChannel, WebhookChannel>()
            .AddSingleton(provider => new HealthPart(
                "accounts",
                Needed: false,
                _ => ValueTask.FromResult(provider.GetRequiredService<AccountSource>().State)
            ))
            .AddSingleton(provider => new HealthPart(
                "webhooks",
                Needed: false,
                _ =>
                    ValueTask.FromResult(
                        Look(provider.GetRequiredService<WorkplaceHolder>(), provider.GetRequiredService<IConfiguration>())
                    )
            ));
    }

    /// <summary>For each department whose requests cannot be signed a sentence that says what to set.</summary>
    public static IEnumerable<string> Missing(OrganisationSnapshot organisation, IConfiguration settings) =>
        organisation
            .Departments.Where(one => one.Webhook is not null && WebhookChannel.SecretOf(settings, one) is null)
            .Select(one => ChannelWords.Say("webhook_no_secret", one.Id, WebhookBody.ShortestSecret));

    private static PartState Look(WorkplaceHolder workplaces, IConfiguration settings) =>
        workplaces.IsLoaded && Missing(workplaces.Current.Organisation, settings).FirstOrDefault() is { } missing
            ? PartState.Degraded(missing)
            : PartState.Ok();
}
