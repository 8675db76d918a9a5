using System.Net;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EscalationBot.Bot.Channels.Slack;

/// <summary>Slack's one pair of registration.</summary>
internal static class SlackSetup
{
    /// <summary>
    /// Registers the channel when it has credentials. What is wrong with them stops the start, with all problems in one message.
    /// </summary>
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        var options = SlackOptions.From(configuration);
        services.AddSingleton(options);
        services.AddSingleton(new StartupCheck(options.Problems));
        if (options.IsOff || options.Problems().Count > 0)
        {
            return services;
        }

        services.AddRequestBodies();
        services.TryAddSingleton<CarriedFiles>();
        services
            .AddHttpClient(SlackApi.ClientName, client => client.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services
            .AddHttpClient(SlackFiles.ClientName, client => client.Timeout = TimeSpan.FromMinutes(3))
            .ConfigurePrimaryHttpMessageHandler(Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services
            .AddSingleton<SlackPace>()
            .AddSingleton<SlackApi>()
            .AddSingleton<SlackHealth>()
            .AddSingleton<SlackIdentity>()
            .AddSingleton<SlackRecent>()
            .AddSingleton<SlackAddresses>()
            .AddSingleton<SlackProfiles>()
            .AddSingleton<SlackSenses>();
        services
            .AddSingleton<SlackFiles>()
            .AddSingleton<IFileSource>(provider => provider.GetRequiredService<SlackFiles>())
            .AddSingleton<SlackSender>()
            .AddSingleton<SlackThreads>()
            .AddSingleton<SlackStanding>()
            .AddSingleton<SlackChannel>()
            .AddSingleton<IChannel>(provider => provider.GetRequiredService<SlackChannel>());
        services.AddSingleton<ReadHeard>(provider =>
        {
            var inbox = provider.GetRequiredService<Inbox>();
            return (since, ct) => inbox.SaidSinceAsync(ChannelNames.Slack, since, ct);
        });
        services
            .AddSingleton<SlackForms>()
            .AddSingleton<SlackInteractions>()
            .AddSingleton<SlackCommands>()
            .AddSingleton<SlackRefusals>()
            .AddSingleton<SlackIntake>()
            .AddSingleton<SlackEndpoints>();
        services.AddSingleton<SlackPlaceReaders>().AddHostedService(provider => provider.GetRequiredService<SlackPlaceReaders>());
        services.AddSingleton<SlackIdentityWorker>().AddHostedService(provider => provider.GetRequiredService<SlackIdentityWorker>());
        services
            .AddSingleton<SlackHistory>()
            .AddSingleton<SlackHearingWorker>()
            .AddHostedService(provider => provider.GetRequiredService<SlackHearingWorker>());
        if (options.IsSocket)
        {
            services.AddSingleton<SlackSocketWorker>().AddHostedService(provider => provider.GetRequiredService<SlackSocketWorker>());
        }
        return services;
    }

    private static SocketsHttpHandler Handler() =>
        new()
        {
            // A redirect would carry the token elsewhere.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // The floor under concurrent posters.
            MaxConnectionsPerServer = 16,
        };

    /// <summary>The addresses that Slack calls; none when the channel is off or connects by itself (Socket Mode).</summary>
    public static void MapSlack(this IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<SlackOptions>();
        if (options.IsOff || options.IsSocket || options.Problems().Count > 0)
        {
            return;
        }
        var slack = endpoints.ServiceProvider.GetRequiredService<SlackEndpoints>();
        foreach (var address in new[] { "/slack/events", "/slack/interactivity", "/slack/commands" })
        {
            endpoints.MapPost(address, slack.HandleAsync).For(AccessGroup.Platform);
        }
    }
}
