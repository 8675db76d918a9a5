using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Sending;

/// <summary>A message as the pages show it to one person.</summary>
internal delegate Task<string> RenderMessage(WebMessage message, WebPerson viewer, CancellationToken ct);

/// <summary>GET /webchat/stream: what is new or changed, as server-sent events (WHATWG HTML §9.2). The id of an event is the moment of its
/// change in Unix milliseconds; a stream
/// that starts again from it may repeat messages, and showing one again is harmless.</summary>
internal sealed class WebChatStream(WebChatNews news, ReadWebDirectory directory, RenderMessage render, TimeProvider time)
{
    /// <summary>Also replicas whose clocks differ by this much are seen.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);
    private const int MostAtOnce = 500;

    /// <summary>Events for some people, from a moment on, until the reader leaves. A heartbeat is an event without data.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        IReadOnlyList<WebPerson> people,
        DateTimeOffset since,
        bool withHtml,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var shown = new Dictionary<long, DateTimeOffset>();
        var cursor = since;
        var lastWord = time.GetUtcNow();
        long previewed = 0;
        yield return Heartbeat();
        while (!ct.IsCancellationRequested)
        {
            var change = Task.WhenAny(news.Messages.NextChange, news.Previews.NextChange);
            await foreach (var message in ChangedAsync(cursor - Overlap, ct))
            {
                if (shown.TryGetValue(message.Id, out var known) && known >= message.ChangedAt)
                {
                    continue;
                }

                shown[message.Id] = message.ChangedAt;
                cursor = message.ChangedAt > cursor ? message.ChangedAt : cursor;
                foreach (var viewer in Now(people).Where(person => directory().MaySee(person, message)))
                {
                    yield return await EventAsync(message, viewer, withHtml, ct);
                    lastWord = time.GetUtcNow();
                }
            }

            // After the messages: the message that a preview has become is there before the preview goes.
            foreach (var preview in news.Previews.Since(previewed))
            {
                previewed = preview.Number;
                foreach (var viewer in Now(people).Where(person => directory().MaySee(person, preview.Place.Conversation)))
                {
                    yield return EventOf(preview, viewer);
                    lastWord = time.GetUtcNow();
                }
            }

            Forget(shown, cursor - Overlap);
            if (time.GetUtcNow() - lastWord >= HeartbeatEvery)
            {
                yield return Heartbeat();
                lastWord = time.GetUtcNow();
            }

            await Task.WhenAny(change, Task.Delay(LookEvery, time, ct));
        }
    }

    /// <summary>As the organisation lists them now: roles are taken while streams are open.</summary>
    private IEnumerable<WebPerson> Now(IReadOnlyList<WebPerson> people) =>
        people.Select(person => directory().Find(person.Email)).OfType<WebPerson>();

    private async IAsyncEnumerable<WebMessage> ChangedAsync(DateTimeOffset after, [EnumeratorCancellation] CancellationToken ct)
    {
        IReadOnlyList<WebMessage> changed;
        var afterId = long.MaxValue;
        do
        {
            changed = await news.Messages.ChangedAsync(after, afterId, MostAtOnce, ct);
            foreach (var message in changed)
            {
                yield return message;
            }

            (after, afterId) = changed.Count > 0 ? (changed[^1].ChangedAt, changed[^1].Id) : (after, afterId);
        } while (changed.Count == MostAtOnce);
    }

    private async Task<SseItem<string>> EventAsync(WebMessage message, WebPerson viewer, bool withHtml, CancellationToken ct)
    {
        var data = new MessageEvent(viewer.Email, WebChatView.Body(message, directory()))
        {
            Html = withHtml ? await render(message, viewer, ct) : null,
        };
        return new(JsonSerializer.Serialize(data, WebChatJson.Default.MessageEvent), "message")
        {
            EventId = WebMessageIds.Text(message.ChangedAt.ToUnixTimeMilliseconds()),
        };
    }

    private static SseItem<string> EventOf(WebPreview preview, WebPerson viewer) =>
        new(
            JsonSerializer.Serialize(
                new WritingEvent(viewer.Email, preview.Place.Conversation, preview.Place.Thread, preview.Slot, preview.Text),
                WebChatJson.Default.WritingEvent
            ),
            "writing"
        );

    private static SseItem<string> Heartbeat() => new("", "heartbeat");

    private static void Forget(Dictionary<long, DateTimeOffset> shown, DateTimeOffset before)
    {
        foreach (var (id, changed) in shown)
        {
            if (changed < before)
            {
                shown.Remove(id);
            }
        }
    }
}

/// <summary>Where news comes from.</summary>
internal sealed record WebChatNews(WebMessages Messages, WebChatPreviews Previews);
