using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Receiving;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Store.WebChat;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Channels.WebChat;

/// <summary>
/// Registers the web chat and its addresses. It needs from others: the store, the workplace, IReception, IForms and, for live pages,
/// <see cref="RenderMessage"/>.
/// </summary>
internal static class WebChatSetup
{
    /// <summary>What people attached and waits on disk.</summary>
    public static IServiceCollection AddWebChatFiles(this IServiceCollection services)
    {
        services.AddOptions<FilesOptions>().BindConfiguration("Files").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<FilesOptions>, FilesOptions.Validation>().AddSingleton<WebChatFiles>();
    }

    public static IServiceCollection AddWebChat(this IServiceCollection services)
    {
        services.AddWebChatFiles();
        services.TryAddSingleton<CarriedFiles>();
        services
            .AddSingleton<IFileSource>(provider => provider.GetRequiredService<WebChatFiles>())
            .AddSingleton<CaseReaders>()
            .AddSingleton<FileReaders>()
            .AddSingleton<WebChatCarrying>()
            .AddHostedService<FileSweeper>();
        return services
            .AddRequestBodies()
            .AddSingleton<WebMessages>()
            .AddSingleton<WebChatPreviews>()
            .AddSingleton<IPreview>(provider => provider.GetRequiredService<WebChatPreviews>())
            .AddSingleton<WebChatNews>()
            .AddSingleton(provider => OrganisationDirectory.Of(provider.GetRequiredService<WorkplaceHolder>()))
            .AddSingleton<IChannel, WebChatChannel>()
            .AddSingleton<WebChatActors>()
            .AddSingleton<WebChatWriting>()
            .AddSingleton<WebChatPressing>()
            .AddSingleton<WebChatReading>()
            .AddSingleton<WebChatStream>()
            .AddSingleton<WebChatListening>()
            .AddHostedService<WebChatRecovery>();
    }

    /// <summary>The addresses below /webchat, for people whom the pages know.</summary>
    public static void MapWebChat(this IEndpointRouteBuilder app)
    {
        var chat = app.MapGroup("/webchat").For(AccessGroup.Page, json: true);
        chat.MapPost("/messages", http => Get<WebChatWriting>(http).SayAsync(http));
        chat.MapPut("/messages/{id}", http => Get<WebChatWriting>(http).EditAsync(http, Id(http)));
        chat.MapDelete("/messages/{id}", http => Get<WebChatWriting>(http).DeleteAsync(http, Id(http), Query(http, "as")));
        chat.MapPost("/reactions", http => Get<WebChatWriting>(http).ReactAsync(http));
        chat.MapPost("/press", http => Get<WebChatPressing>(http).PressAsync(http));
        chat.MapPost("/forms/open", http => Get<WebChatPressing>(http).OpenAsync(http));
        chat.MapPost("/forms/submit", http => Get<WebChatPressing>(http).SubmitAsync(http));
        chat.MapRead(
            "/search",
            http =>
                Get<WebChatPressing>(http).SearchAsync(http, Query(http, "as"), Query(http, "form"), Query(http, "field"), Query(http, "q"))
        );
        chat.MapRead("/people", http => Get<WebChatReading>(http).PeopleAsync(http));
        chat.MapRead(
            "/messages",
            http =>
                Get<WebChatReading>(http)
                    .MessagesAsync(http, Query(http, "as"), Query(http, "conversation"), Query(http, "after"), Query(http, "before"))
        );
        chat.MapPost(
            "/files",
            http => Get<WebChatCarrying>(http).UploadAsync(http, Query(http, "as"), Query(http, "name"), Query(http, "type"))
        );
        chat.MapRead(
            "/files/{message}/{number}",
            http => Get<WebChatCarrying>(http).DownloadAsync(http, Route(http, "message"), Route(http, "number"), Query(http, "as"))
        );
        // Not by HEAD, which would have no end.
        chat.MapGet("/stream", http => Get<WebChatListening>(http).ListenAsync(http));
    }

    private static string? Query(HttpContext http, string name) => http.Request.Query[name].FirstOrDefault();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();

    private static string Id(HttpContext http) => Route(http, "id");

    private static string Route(HttpContext http, string name) => http.Request.RouteValues[name] as string ?? "";
}
