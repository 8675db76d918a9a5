using System.Net;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;

namespace EscalationBot.Bot.Channels.Teams;

/// <summary>Teams' one pair of registration.</summary>
internal static class TeamsSetup
{
    /// <summary>Names of HTTP clients: calls to the connector; metadata, keys and tokens.</summary>
    public const string ConnectorHttp = "teams-connector", OpenHttp = "teams-identity";

    /// <summary>Registers the channel when it is on. What is wrong with its settings stops the start, with all problems in one message.</summary>
    public static IServiceCollection AddTeams(this IServiceCollection services, IConfiguration configuration)
    {
        var options = TeamsOptions.From(configuration);
        services.AddSingleton(options).AddSingleton(new StartupCheck(options.Problems));
        if (options.IsOff || options.Problems().Count > 0) return services;

        services.AddRequestBodies();
        services.AddTransient<ConnectAgain>();
        services.AddHttpClient(ConnectorHttp, client => client.Timeout = TimeSpan.FromSeconds(20)).ConfigurePrimaryHttpMessageHandler(Handler).AddHttpMessageHandler<ConnectAgain>().SetHandlerLifetime(Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        services.AddHttpClient(OpenHttp, client => (client.Timeout, client.MaxResponseContentBufferSize) = (TimeSpan.FromSeconds(10), 1024 * 1024)).ConfigurePrimaryHttpMessageHandler(Handler).SetHandlerLifetime(Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        services.AddSingleton<SigningKeys>().AddSingleton<TokenCheck>().AddSingleton<ServiceUrls>().AddSingleton<TeamsGate>();
        services.AddSingleton<KnownConversations>().AddSingleton<AccessTokens>().AddSingleton<Connector>().AddSingleton<TypingSigns>().AddSingleton<ShownCards>().AddSingleton<TrueCards>().AddSingleton<TeamsWords>();
        services.AddSingleton<Presses>().AddSingleton<DialogInvokes>().AddSingleton<Invokes>().AddSingleton<TeamsIntake>().AddSingleton<TeamsEndpoint>();
        services.AddSingleton<TeamsStreamSurroundings>().AddSingleton<TeamsStreams>().AddSingleton<IPreview>(provider => provider.GetRequiredService<TeamsStreams>());
        services.AddSingleton<TeamsAddresses>().AddSingleton<TeamsAfterwards>().AddSingleton<TeamsHealth>().AddSingleton<TeamsChannel>().AddSingleton<IChannel>(provider => provider.GetRequiredService<TeamsChannel>());
        return services;
    }

    /// <summary>The address that Teams calls; none when the channel is off.</summary>
    public static void MapTeams(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<TeamsEndpoint>() is { } teams) endpoints.MapPost("/api/messages", teams.HandleAsync);
    }

    private static SocketsHttpHandler Handler() => new()
    {
        // A redirect would carry the token elsewhere.
        AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5), MaxConnectionsPerServer = 32,
    };
}
