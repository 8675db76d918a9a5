using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Desk.Context;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>Who may call what: groups of addresses, sessions, proxies. Refusals are worded by the pages.</summary>
internal static class AccessSetup
{
    /// <summary>Registers it. The database's start must be registered before: cookies' keys are read from it.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsoleOptions>().BindConfiguration("Console").ValidateOnStart();
        services.AddOptions<ProxyOptions>().BindConfiguration("Proxies").ValidateOnStart();
        services.AddOptions<ProtectionOptions>().BindConfiguration("Protection").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProtectionOptions>>(new ProtectionOptions.Validation());
        services.AddOptions<OperationsOptions>().BindConfiguration("Operations");
        services
            .AddSingleton<IValidateOptions<ConsoleOptions>>(new ConsoleOptions.Validation())
            .AddSingleton<IValidateOptions<ProxyOptions>>(new ProxyOptions.Validation());
        services.AddSingleton<AccessGuard>().AddHostedService(provider => provider.GetRequiredService<AccessGuard>());
        services.AddSingleton<PublicAddress>().AddSingleton<OwnSite>().AddSingleton<OpenStreams>();
        services.AddLimits().AddSingleton<RequestLimits>().AddSingleton<EventStreams>();
        services
            .AddSingleton<SignInWays>()
            .AddSingleton<Visitors>()
            .AddSingleton<OperatorKey>()
            .AddSingleton<SignInTries>()
            .AddSingleton<SignInSessions>()
            .AddSingleton<SignInRefusals>()
            .AddSingleton<SignInLinks>();
        services.AddHostedService(provider => provider.GetRequiredService<SignInRefusals>());
        services.AddSingleton<FindColleague>(provider =>
            email =>
                provider.GetRequiredService<WorkplaceHolder>() is { IsLoaded: true } holder
                    ? holder.Current.Organisation.FindPerson(email)
                    : null
        );
        services.AddSingleton<IAuthorizationHandler, VisitorHandler>().AddSingleton<IAuthorizationHandler, OperatorHandler>();
        services.AddAuthorization(AccessRules.Add);
        AddSessions(services, configuration);
        return services;
    }

    /// <summary>Proxies first, then who it is, then whether they may. Call it before addresses are mapped.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.Services.GetRequiredService<AccessGuard>().Watch(((IEndpointRouteBuilder)app).DataSources);
        app.UseRouting();
        app.Use(
            (http, next) =>
                http.RequestServices.GetRequiredService<OwnSite>() is var own
                && http.GetEndpoint()?.Metadata.GetMetadata<Access>() is { } access
                && !own.Allows(http.Request, access.Group)
                    ? http.RequestServices.GetRequiredService<RefuseForeignSite>()(http)
                    : next(http)
        );
        // Before anything is looked up for a request: what costs something is behind it.
        app.Use((http, next) => http.RequestServices.GetRequiredService<RequestLimits>().ByAddressAsync(http, next));
        app.UseAuthentication();
        app.Use((http, next) => http.RequestServices.GetRequiredService<RequestLimits>().ByPersonAsync(http, next));
        app.UseAuthorization();
    }

    private static void AddSessions(IServiceCollection services, IConfiguration configuration)
    {
        // We encrypt its keys where they are kept, of which the framework knows nothing: it would warn at each start.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        services.AddDataProtection().SetApplicationName("EscalationBot");
        services.AddSingleton<ProtectionSecrets>().AddSingleton<ProtectionKeys>().AddSingleton<SessionCookies>();
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeys>((options, keys) => options.XmlRepository = keys);
        var authentication = services.AddAuthentication(SignInSessions.Scheme).AddCookie(SignInSessions.Scheme);
        services
            .AddOptions<CookieAuthenticationOptions>(SignInSessions.Scheme)
            .Configure<SessionCookies, SignInSessions>(
                (options, cookies, sessions) =>
                {
                    options.Cookie.Name = SessionCookies.Name;
                    options.Cookie.HttpOnly = true;
                    // Lax, so that a link in a chat opens the console; what changes anything is checked by OwnSite.
                    options.Cookie.SameSite = SameSiteMode.Lax;
                    options.Cookie.IsEssential = true;
                    options.CookieManager = cookies;
                    options.ExpireTimeSpan = SignInSessions.Length;
                    options.SlidingExpiration = false;
                    options.Events.OnValidatePrincipal = sessions.ValidateAsync;
                }
            );
        if (configuration.GetSection("Console:Entra").Get<EntraOptions>() is not { IsOn: true } entra || entra.Problems().Any())
        {
            return;
        }

        authentication.AddOpenIdConnect(EntraSignIn.Scheme, _ => { });
        services
            .AddSingleton<EntraSurroundings>()
            .AddSingleton<EntraSignIn>()
            .AddSingleton<IConfigureOptions<OpenIdConnectOptions>>(provider => provider.GetRequiredService<EntraSignIn>());
    }
}

/// <summary>Answers a request of whom more came than a person can make.</summary>
/// <param name="wait">After that the next one is taken.</param>
internal delegate Task RefuseTooMany(HttpContext http, TimeSpan wait);

/// <summary>Answers a request that another site's page sent.</summary>
internal delegate Task RefuseForeignSite(HttpContext http);
