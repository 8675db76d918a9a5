using System.Net.ServerSentEvents;
using System.Text.Json;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Channels.WebChat.WebChatHost;

namespace EscalationBot.Tests.Channels.WebChat;

public sealed class WebChatStreamTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(20));
    private WebChatHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync()
    {
        await _patience.CancelAsync();
        _patience.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task What_happens_arrives_live_for_those_who_may_see_it()
    {
        await using var events = await ListenAsync($"as={Ana}&as={Bob}");

        await _host.SaysAsync(Ana, $"dm:{Ana}", "for Ana");
        await _host.SaysAsync(Mia, "specialists", "for Bob");
        await _host.SaysAsync(Mia, $"dm:{Mia}", "for neither");
        await _host.SaysAsync(Bob, "specialists", "for Bob again");

        (await NextAsync(events)).ShouldBe((Ana, "for Ana"));
        (await NextAsync(events)).ShouldBe((Bob, "for Bob"));
        (await NextAsync(events)).ShouldBe((Bob, "for Bob again"));
    }

    [Fact]
    public async Task A_role_that_was_taken_counts_at_once_in_a_stream_that_is_open()
    {
        await using var events = await ListenAsync($"as={Bob}");
        await _host.SaysAsync(Mia, "legal", "for specialists");
        (await NextAsync(events)).ShouldBe((Bob, "for specialists"));

        var before = Directory();
        _host.Changed = before with
        {
            People = [.. before.People.Select(one => one.Email == Bob ? one with { IsRep = true, IsSpecialist = false } : one)],
        };
        await _host.SaysAsync(Mia, "legal", "not for reps");
        await _host.SaysAsync(Bob, $"dm:{Bob}", "his own");
        (await NextAsync(events)).ShouldBe((Bob, "his own"));
    }

    [Fact]
    public async Task A_stream_that_resumes_from_its_last_event_misses_nothing()
    {
        string? last;
        await using (var events = await ListenAsync($"as={Ana}"))
        {
            await _host.SaysAsync(Ana, $"dm:{Ana}", "seen");
            (await NextAsync(events)).Text.ShouldBe("seen");
            last = events.Current.EventId;
        }

        await _host.SaysAsync(Ana, $"dm:{Ana}", "missed");
        var seen = new List<string>();
        await using var again = await ListenAsync($"as={Ana}", last);
        while (!seen.Contains("missed"))
        {
            seen.Add((await NextAsync(again)).Text);
        }

        seen.ShouldBe(["seen", "missed"]);
    }

    [Fact]
    public async Task With_html_the_message_comes_as_the_page_shows_it()
    {
        await using var events = await ListenAsync($"as={Ana}&html=1");

        await _host.SaysAsync(Ana, $"dm:{Ana}", "<b>bold</b>");

        await NextAsync(events);
        JsonDocument.Parse(events.Current.Data).RootElement.GetProperty("html").GetString()!.ShouldContain("&lt;b&gt;bold&lt;/b&gt;");
    }

    [Fact]
    public async Task Opening_ones_chat_tells_the_desk_that_one_arrived()
    {
        await using var events = await ListenAsync($"as={Mia}");

        var arrived = _host.Received.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Arrived>();
        arrived.Direct.ShouldBeTrue();
        arrived.From.Id.ShouldBe(Mia);
        arrived.MessageKey.ShouldBe($"web:{Mia}:arrived");
    }

    [Fact]
    public async Task Changes_and_deletions_arrive_as_the_same_message()
    {
        var id = await _host.BotShowsAsync("specialists", Card.Of("first"));
        await using var events = await ListenAsync($"as={Bob}");
        (await NextAsync(events)).Text.ShouldBe("first");

        await _host.Messages.ChangeAsync(long.Parse(id), Card.Of("second"), edited: false, CancellationToken.None);
        (await NextAsync(events)).Text.ShouldBe("second");
        await _host.Messages.DeleteAsync(long.Parse(id), CancellationToken.None);
        await NextAsync(events);
        JsonDocument.Parse(events.Current.Data).RootElement.GetProperty("message").GetProperty("deleted").GetBoolean().ShouldBeTrue();
    }

    private async Task<IAsyncEnumerator<SseItem<string>>> ListenAsync(string query, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/webchat/stream?{query}");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await _host.Here.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _patience.Token);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = SseParser
            .Create(await answer.Content.ReadAsStreamAsync(_patience.Token))
            .EnumerateAsync(_patience.Token)
            .GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.EventType.ShouldBe("heartbeat");
        return events;
    }

    private static async Task<(string As, string Text)> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        do
        {
            (await events.MoveNextAsync()).ShouldBeTrue();
        } while (events.Current.EventType == "heartbeat");
        var data = JsonDocument.Parse(events.Current.Data).RootElement;
        return (data.GetProperty("as").GetString()!, data.GetProperty("message").GetProperty("card").GetProperty("fallback").GetString()!);
    }
}
