using EscalationBot.Bot;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EscalationBot.Tests.Support;

/// <summary>The real host on a free port of loopback, with its database in a folder that is deleted afterwards.</summary>
internal sealed class RunningBot : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder? _folder;

    private RunningBot(WebApplication app, TemporaryFolder? folder)
    {
        _app = app;
        _folder = folder;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it; settings that are not given are the defaults of appsettings.json.</summary>
    /// <param name="settings"><c>A:B</c> to value. Without <c>Database:ConnectionString</c> a new SQLite file is used.</param>
    /// <param name="change">Replaces registrations, e.g. the clock.</param>
    public static async Task<RunningBot> StartAsync(
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<WebApplicationBuilder>? change = null
    )
    {
        var given = new Dictionary<string, string?>(settings ?? [], StringComparer.OrdinalIgnoreCase);
        given.TryAdd("Urls", "http://127.0.0.1:0");
        TemporaryFolder? own = null;
        if (!given.ContainsKey("Database:ConnectionString"))
        {
            own = new TemporaryFolder();
            given["Database:ConnectionString"] = $"Data Source={own.File("escalation.db")}";
        }
        var host = BotSetup.Build(
            given,
            builder =>
            {
                builder.Logging.ClearProviders();
                change?.Invoke(builder);
            }
        );
        await host.StartAsync();
        return new RunningBot(host, own);
    }

    /// <summary>Waits for what a worker does: at most 20 s; whoever waits then asks for it and fails in its own words.</summary>
    public static async Task UntilAsync(Func<Task<bool>> done)
    {
        for (var i = 0; i < 400 && !await done(); i++)
        {
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder?.Dispose();
    }
}
