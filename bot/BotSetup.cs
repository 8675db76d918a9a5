using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Cache;
using EscalationBot.Bot.Channels.Slack;
using EscalationBot.Bot.Channels.Teams;
using EscalationBot.Bot.Channels.WebChat;
using EscalationBot.Bot.Channels.Webhooks;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Observability;
using EscalationBot.Bot.Organisation;
using EscalationBot.Bot.Pages;
using EscalationBot.Bot.Workers;

namespace EscalationBot.Bot;

/// <summary>The list of what the bot consists of. Each feature registers itself by one <c>AddX</c> / <c>MapX</c> pair beside it.</summary>
internal static class BotSetup
{
    /// <summary>Builds the host; nothing is started, opened or written.</summary>
    /// <param name="given">Settings of the command line.</param>
    /// <param name="change">Replaces parts; for tests.</param>
    public static WebApplication Build(IEnumerable<KeyValuePair<string, string?>> given, Action<WebApplicationBuilder>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ContentRootPath = AppContext.BaseDirectory,
                ApplicationName = typeof(BotSetup).Assembly.GetName().Name,
            }
        );
        Settings.Load(builder.Configuration, given);
        // The framework's own switch believes every proxy. Ours is Proxies:Trusted.
        builder.Configuration["ForwardedHeaders_Enabled"] = "false";
        builder.AddHttpLimits();
        builder.AddObservability();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStore().AddDatabaseStart();
        builder.Services.AddCache();
        builder.Services.AddOrganisation();
        builder.Services.AddAi();
        builder.Services.AddDesk();
        builder.Services.AddSlack(builder.Configuration);
        builder.Services.AddTeams(builder.Configuration);
        builder.Services.AddWebChat();
        builder.Services.AddWebhooks();
        builder.Services.AddPages();
        builder.Services.AddWorkers();
        builder.Services.AddHealth();
        builder.Services.AddAccess(builder.Configuration);
        change?.Invoke(builder);

        var app = builder.Build();
        app.UseTrustedProxies();
        app.UseHttpLimits();
        app.UseAccess();
        app.MapHealth();
        app.MapObservability();
        app.MapSlack();
        app.MapTeams();
        app.MapWebChat();
        app.MapPages();
        return app;
    }
}
