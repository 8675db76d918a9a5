using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Bot.Pages;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Store.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace EscalationBot.Tests.Channels.WebChat;

/// <summary>The web chat and its pages in a host of their own, with a desk that only writes down what it was given.</summary>
internal sealed class WebChatHost : IAsyncDisposable
{
    public const string Ana = "ana@example.com",
        Bob = "bob@example.com",
        Mia = "mia@example.com";
    private readonly WebApplication _app;

    private readonly TestDatabase _database;

    private WebChatHost(WebApplication app, TestDatabase database) => (_app, _database) = (app, database);

    public ConcurrentQueue<Inbound> Received { get; } = new();
    public Mock<IReception> Reception { get; } = new(MockBehavior.Strict);
    public Mock<IForms> Forms { get; } = new(MockBehavior.Strict);
    public WebMessages Messages => _app.Services.GetRequiredService<WebMessages>();
    public IChannel Channel => _app.Services.GetRequiredService<IChannel>();
    public TestClock Clock => _database.Clock;
    public IServiceProvider Services => _app.Services;

    /// <summary>E-mails of people who are not in the organisation any more.</summary>
    public HashSet<string> Left { get; } = [];

    /// <summary>What the organisation's files say now, when they were changed since the start.</summary>
    public WebDirectory? Changed { get; set; }

    /// <summary>The desk takes nothing in.</summary>
    public bool Refuse { get; set; }

    /// <summary>Calls from this machine, as a browser or program on it would.</summary>
    public HttpClient Here { get; private set; } = null!;

    public static async Task<WebChatHost> StartAsync(
        string password = "",
        WebDirectory? directory = null,
        Func<WebMessages, Task>? before = null,
        IReadOnlyList<IFileSource>? sources = null,
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Console:Password"] = password;
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        var known = directory ?? Directory();
        WebChatHost? host = null;
        var database = await TestDatabase.OpenAsync();
        builder
            .Services.AddSingleton<TimeProvider>(database.Clock)
            .AddSingleton(database.Database)
            .AddSingleton<SlotMessages>()
            .AddSingleton<CaseStore>()
            .AddSingleton<ChannelMemory>()
            .AddSingleton<SignInStore>()
            .AddSingleton<AuditLog>()
            .AddSingleton<WorkplaceHolder>()
            .AddSingleton<IReception>(_ => host!.Reception.Object)
            .AddSingleton<IForms>(_ => host!.Forms.Object);
        builder.Services.AddWebChat().AddPages().AddAccess(builder.Configuration);
        foreach (var source in sources ?? [])
        {
            builder.Services.AddSingleton(source);
        }
        builder.Services.AddSingleton<ReadWebDirectory>(() => host?.Changed ?? known);
        builder.Services.AddSingleton<FindColleague>(email =>
            !host!.Left.Contains(email) && known.Find(email) is { } found
                ? new Colleague(
                    found.Email,
                    found.Name,
                    (found.IsRep ? Roles.Rep : Roles.None)
                        | (found.IsSpecialist ? Roles.Specialist : Roles.None)
                        | (found.IsManager ? Roles.Manager : Roles.None),
                    [],
                    [],
                    null
                )
                : null
        );
        var app = builder.Build();
        app.Use(
            (http, next) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(http.Request.Headers["Test-From"].FirstOrDefault() ?? "127.0.0.1");
                return next(http);
            }
        );
        app.UseTrustedProxies();
        app.UseAccess();
        app.MapPages();
        app.MapWebChat();
        host = new WebChatHost(app, database);
        host.Reception.Setup(reception => reception.AcceptAsync(It.IsAny<Inbound>(), It.IsAny<CancellationToken>()))
            .Returns(
                (Inbound inbound, CancellationToken _) =>
                {
                    if (host.Refuse)
                    {
                        throw new InvalidOperationException("The database is away.");
                    }

                    // As the real one does, it keeps what it knows already only once.
                    lock (host.Received)
                    {
                        if (host.Received.Any(known => known.DeliveryKey == inbound.DeliveryKey))
                        {
                            return Task.FromResult(false);
                        }

                        host.Received.Enqueue(inbound);
                    }

                    return Task.FromResult(true);
                }
            );
        if (before is not null)
        {
            await before(host.Messages);
        }

        await app.StartAsync();
        host.Here = app.GetTestClient();
        return host;
    }

    public static WebDirectory Directory() =>
        new(
            "Northwind Support",
            "en",
            TimeZoneInfo.Utc,
            [
                new(Ana, "Ana", true, false, false),
                new("omar@example.com", "Omar", true, false, false),
                new(Bob, "Bob", false, true, false),
                new(Mia, "Mia", false, false, true),
            ],
            [
                new("specialists", "Technical", new HashSet<string> { Bob, Mia }),
                new("billing", "Billing", new HashSet<string> { Bob, Mia }),
                new("legal", "Legal", null),
                new("trust", "Security", new HashSet<string> { Mia }),
            ]
        );

    /// <summary>Waits for what a background worker does.</summary>
    public async Task UntilAsync(Func<bool> done)
    {
        for (var i = 0; i < 400 && !done(); i++)
        {
            await Task.Delay(25);
        }
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => Here.PostAsync(path, Json(body));

    public static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    public async Task<JsonElement> GetAsync(string path) => await Here.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Posts a message as somebody; its id.</summary>
    public async Task<string> SaysAsync(string who, string conversation, string text, string? thread = null)
    {
        var answer = await PostAsync(
            "/webchat/messages",
            new
            {
                @as = who,
                conversation,
                text,
                thread,
            }
        );
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>The bot shows something through the channel; the message's id.</summary>
    public async Task<string> BotShowsAsync(string conversation, Card card, string key = "k", string? thread = null)
    {
        var show = new Outbound.Show("slot", new Destination.At(new(ChannelNames.Web, conversation, thread)), card)
        {
            Key = key,
            Lane = "lane",
        };
        var delivery = await Channel.SendAsync(new(show, show.To, null, null, null), CancellationToken.None);
        return ((Delivery.Sent)delivery).MessageId!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
