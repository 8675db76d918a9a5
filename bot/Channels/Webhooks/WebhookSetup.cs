using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;

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
            .AddSingleton<IChannel, WebhookChannel>()
            .AddSingleton(provider => new HealthPart(
                "webhooks",
                Needed: false,
                _ =>
                    ValueTask.FromResult(
                        Look(provider.GetRequiredService<WorkplaceHolder>(), provider.GetRequiredService<IConfiguration>())
                    )
            ));
    }

    private static PartState Look(WorkplaceHolder workplaces, IConfiguration settings) =>
        workplaces.IsLoaded
        && workplaces
            .Current.Organisation.Departments.Where(one => one.Webhook is not null && WebhookChannel.SecretOf(settings, one) is null)
            .Select(one => one.Id)
            .ToList()
            is { Count: > 0 } without
            ? PartState.Degraded(ChannelWords.Say("webhook_no_secret", without[0], WebhookBody.ShortestSecret))
            : PartState.Ok();
}
