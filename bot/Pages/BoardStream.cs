using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;
using Microsoft.AspNetCore.Authorization;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// GET /console/board: the console's queues and cases as HTML (<see cref="BoardView"/>), sent again whenever a case comes, goes or changes,
/// and once a minute, since cases become late by themselves. What is sent is what the reader may see at that moment.
/// </summary>
internal sealed class BoardStream(
    EventStreams streams,
    Visitors visitors,
    IAuthorizationService access,
    PlaygroundReader pages,
    ConsoleReader reader,
    PageRenderer renderer,
    AuditLog audit,
    TimeProvider time
)
{
    /// <summary>Its address.</summary>
    public const string Path = "/console/board";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2),
        AtLeastEvery = TimeSpan.FromMinutes(1),
        HeartbeatEvery = TimeSpan.FromSeconds(15);

    public async Task ListenAsync(HttpContext http)
    {
        using var place = streams.Open(http);
        if (place is null)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            await http.Response.WriteAsync(EventStreams.TooMany, http.RequestAborted);
            return;
        }

        await audit.RecordAsync(
            new AuditEntry(AuditKind.View, "console_board", visitors.Of(http)!.Actor) { Surface = AuditSurfaces.Console },
            http.RequestAborted
        );
        await streams.WriteAsync(http, end => ReadAsync(http, end));
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync(HttpContext http, [EnumeratorCancellation] CancellationToken ct)
    {
        // What the page shows already; after a broken connection the browser names the same, and gets what it missed.
        var shown = http.Request.Query["mark"].ToString();
        var (shownAt, saidAt) = (time.GetUtcNow(), DateTimeOffset.MinValue);
        // Roles and queues are taken away while streams are open.
        while (
            visitors.Of(http) is { } visitor && (await access.AuthorizeAsync(http.User, http, AccessRules.Console)) is { Succeeded: true }
        )
        {
            var now = time.GetUtcNow();
            if (await reader.BoardMarkAsync(visitor, ct) != shown || now - shownAt >= AtLeastEvery)
            {
                var model = await reader.BoardAsync(pages.Context(visitor), visitor, ct);
                yield return new(await renderer.RenderAsync<BoardView>(new() { [nameof(BoardView.Model)] = model }), "board");
                (shown, shownAt, saidAt) = (model.Mark, now, now);
            }
            else if (now - saidAt >= HeartbeatEvery)
            {
                yield return new("", "heartbeat");
                saidAt = now;
            }

            await Task.Delay(LookEvery, time, ct);
        }
    }
}
