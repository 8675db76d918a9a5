using System.Net.ServerSentEvents;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Channels.WebChat;

/// <summary>Registers the web chat and its addresses. It needs from others: the store, the workplace, IReception, IForms and, for live pages, <see cref="RenderMessage"/>.</summary>
internal static class WebChatSetup
{
    public static IServiceCollection AddWebChat(this IServiceCollection services) =>
        services
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
            .AddHostedService<WebChatRecovery>();

    /// <summary>The addresses below /webchat; who may call them is decided before, by the pages' gate.</summary>
    public static void MapWebChat(this IEndpointRouteBuilder app)
    {
        app.MapPost("/webchat/messages", http => Get<WebChatWriting>(http).SayAsync(http));
        app.MapPut("/webchat/messages/{id}", http => Get<WebChatWriting>(http).EditAsync(http, Id(http)));
        app.MapDelete("/webchat/messages/{id}", http => Get<WebChatWriting>(http).DeleteAsync(http, Id(http), http.Request.Query["as"]));
        app.MapPost("/webchat/reactions", http => Get<WebChatWriting>(http).ReactAsync(http));
        app.MapPost("/webchat/press", http => Get<WebChatPressing>(http).PressAsync(http));
        app.MapPost("/webchat/forms/open", http => Get<WebChatPressing>(http).OpenAsync(http));
        app.MapPost("/webchat/forms/submit", http => Get<WebChatPressing>(http).SubmitAsync(http));
        app.MapGet("/webchat/search", http => Get<WebChatPressing>(http).SearchAsync(http, http.Request.Query["as"], http.Request.Query["form"], http.Request.Query["field"], http.Request.Query["q"]));
        app.MapGet("/webchat/people", http => Get<WebChatReading>(http).PeopleAsync(http));
        app.MapGet("/webchat/messages", http => Get<WebChatReading>(http).MessagesAsync(http, http.Request.Query["as"], http.Request.Query["conversation"], http.Request.Query["after"], http.Request.Query["before"]));
        app.MapGet("/webchat/stream", StreamAsync);
    }

    private static async Task StreamAsync(HttpContext http)
    {
        var directory = Get<ReadWebDirectory>(http)();
        WebPerson[] people = [.. http.Request.Query["as"].Select(directory.Find).OfType<WebPerson>().Distinct()];
        if (people.Length == 0)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Say for whom: `as` is the e-mail of somebody in the organisation; it may be repeated.");
            return;
        }

        var now = Get<TimeProvider>(http).GetUtcNow();
        foreach (var person in people)
        {
            await Get<IReception>(http).AcceptAsync(WebChatInbound.Arrived(person, now), http.RequestAborted);
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, Get<IHostApplicationLifetime>(http).ApplicationStopping);
        try
        {
            await SseFormatter.WriteAsync(Get<WebChatStream>(http).ReadAsync(people, Since(http, now), http.Request.Query["html"] == "1", ends.Token), http.Response.Body, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The reader left or the host stops: the ordinary end of a stream.
        }
    }

    private static DateTimeOffset Since(HttpContext http, DateTimeOffset now)
    {
        var last = http.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? http.Request.Query["since"].FirstOrDefault();
        return WebChatChannel.Number(last) is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(moment, now.AddDays(-1).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds())) : now;
    }

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();

    private static string Id(HttpContext http) => http.Request.RouteValues["id"] as string ?? "";
}
