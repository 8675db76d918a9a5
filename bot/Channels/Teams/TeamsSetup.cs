using System.Net;
using EscalationBot.Bot.Channels.Teams.Auth;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Receiving;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Observability;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace EscalationBot.Bot.Channels.Teams;

/// <summary>Teams' one pair of registration.</summary>
internal static class TeamsSetup
{
    /// <summary>Names of HTTP clients: calls to the connector; metadata, keys and tokens; bytes of files.</summary>
    public const string ConnectorHttp = "teams-connector",
        OpenHttp = "teams-identity",
        FilesHttp = "teams-files";

    /// <summary>
    /// Tries again what never left: a connection that could not be made. Everything else is the outbox's to repeat, which knows what may
    /// have arrived.
    /// </summary>
    private static HttpRetryStrategyOptions ConnectAgain { get; } =
        new()
        {
            ShouldHandle = args =>
                ValueTask.FromResult(
                    args.Outcome.Exception
                        is HttpRequestException
                        {
                            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        }
                ),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        };

    /// <summary>
    /// Registers the channel when it is on. What is wrong with its settings stops the start, with all problems in one message.
    /// </summary>
    public static IServiceCollection AddTeams(this IServiceCollection services, IConfiguration configuration)
    {
        var options = TeamsOptions.From(configuration);
        services.AddSingleton(options).AddSingleton(new StartupCheck(options.Problems));
        if (options.IsOff || options.Problems().Count > 0)
        {
            return services;
        }

        services.AddRequestBodies();
        services.TryAddSingleton<CarriedFiles>();
        services
            .AddHttpClient(ConnectorHttp, client => client.Timeout = TimeSpan.FromSeconds(20))
            .ConfigurePrimaryHttpMessageHandler(Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddResilienceHandler("connect-again", pipeline => pipeline.AddRetry(ConnectAgain));
        services
            .AddHttpClient(
                OpenHttp,
                client => (client.Timeout, client.MaxResponseContentBufferSize) = (TimeSpan.FromSeconds(10), 1024 * 1024)
            )
            .ConfigurePrimaryHttpMessageHandler(Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services
            .AddHttpClient(FilesHttp, client => client.Timeout = TimeSpan.FromMinutes(3))
            .ConfigurePrimaryHttpMessageHandler(Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services
            .AddSingleton<SigningKeys>()
            .AddSingleton<TokenCheck>()
            .AddSingleton<ServiceUrls>()
            .AddSingleton<OwnAddresses>()
            .AddSingleton<TeamsGate>()
            .AddSingleton<TeamsHearing>();
        services
            .AddSingleton<KnownConversations>()
            .AddSingleton<AccessTokens>()
            .AddSingleton<TeamsApi>()
            .AddSingleton<TypingSigns>()
            .AddSingleton<ShownCards>()
            .AddSingleton<TrueCards>()
            .AddSingleton<TeamsWords>();
        services
            .AddSingleton<CardReaders>()
            .AddSingleton<CardRefreshes>()
            .AddSingleton<Presses>()
            .AddSingleton<DialogInvokes>()
            .AddSingleton<FileConsents>()
            .AddSingleton<Invokes>()
            .AddSingleton<TeamsIntake>()
            .AddSingleton<TeamsEndpoint>();
        services
            .AddSingleton<TeamsStreamSurroundings>()
            .AddSingleton<TeamsStreams>()
            .AddSingleton<IPreview>(provider => provider.GetRequiredService<TeamsStreams>());
        services
            .AddHostedService<FileConsentWorker>()
            .AddSingleton<FileOffers>()
            .AddSingleton<TeamsFiles>()
            .AddSingleton<IFileSource>(provider => provider.GetRequiredService<TeamsFiles>())
            .AddSingleton<TeamsAddresses>()
            .AddSingleton<TeamsAfterwards>()
            .AddSingleton<TeamsHealth>()
            .AddSingleton<TeamsProfiles>()
            .AddSingleton<TeamsPlaceReaders>()
            .AddHostedService(provider => provider.GetRequiredService<TeamsPlaceReaders>())
            .AddSingleton<TeamsChannel>()
            .AddSingleton<IChannel>(provider => provider.GetRequiredService<TeamsChannel>());
        return services;
    }

    /// <summary>The address that Teams calls; none when the channel is off.</summary>
    public static void MapTeams(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<TeamsEndpoint>() is { } teams)
        {
            endpoints.MapPost("/api/messages", teams.HandleAsync).For(AccessGroup.Platform);
        }
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
            MaxConnectionsPerServer = 32,
        };
}
