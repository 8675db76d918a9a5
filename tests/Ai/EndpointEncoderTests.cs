using EscalationBot.Bot.Ai;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Caching.Distributed;
using Moq;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Ai;

public sealed class EndpointEncoderTests
{
    [Fact]
    public async Task Texts_are_fetched_in_batches_once_and_kept_by_their_hash()
    {
        await using var world = await OpenAsync();
        world.Endpoint.Always = ScriptedModel.Embeds();
        var encoder = world.Get<EndpointEncoder>();
        var texts = Enumerable.Range(0, 150).Select(i => $"text number {i}").ToList();
        encoder.Encode(texts[0]).ShouldBeEmpty();
        await encoder.PrepareAsync(texts, CancellationToken.None);
        world.Endpoint.Calls.Count.ShouldBe(3);
        await encoder.PrepareAsync(texts, CancellationToken.None);
        world.Endpoint.Calls.Count.ShouldBe(3);
        encoder.Dimensions.ShouldBe(16);
        var vector = encoder.Encode(texts[149]);
        Math.Sqrt(vector.Sum(value => (double)value * value)).ShouldBe(1, 1e-5);
        encoder.Encode("").Length.ShouldBe(16);
        encoder.Encode("unknown").ShouldBeEmpty();
        encoder.Name.ShouldEndWith("/scripted-embeddings");
    }

    [Fact]
    public async Task Another_process_finds_them_in_the_cache()
    {
        await using var world = await OpenAsync();
        world.Endpoint.Always = ScriptedModel.Embeds();
        await world.Get<EndpointEncoder>().PrepareAsync(["one text"], CancellationToken.None);
        var other = world.Restarted(("Ai:EmbeddingModel", "scripted-embeddings")).Get<EndpointEncoder>();
        await other.PrepareAsync(["one text"], CancellationToken.None);
        world.Endpoint.Calls.Count.ShouldBe(1);
        other.Encode("one text").Length.ShouldBe(16);
    }

    [Fact]
    public async Task A_cache_that_fails_costs_a_call_and_nothing_else()
    {
        await using var world = await OpenAsync();
        world.Endpoint.Always = ScriptedModel.Embeds();
        var broken = new Mock<IDistributedCache>(MockBehavior.Strict);
        broken.Setup(cache => cache.GetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new IOException("gone"));
        broken
            .Setup(cache =>
                cache.SetAsync(
                    It.IsAny<string>(),
                    It.IsAny<byte[]>(),
                    It.IsAny<DistributedCacheEntryOptions>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ThrowsAsync(new TimeoutException("slow"));
        var encoder = world.Over(broken.Object, ("Ai:EmbeddingModel", "scripted-embeddings")).Get<EndpointEncoder>();
        await encoder.PrepareAsync(["one text", "another"], CancellationToken.None);
        encoder.Encode("another").Length.ShouldBe(16);
        world.Endpoint.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Down_or_odd_means_unknown_and_says_so_and_throws_nothing()
    {
        await using var world = await OpenAsync();
        var encoder = world.Get<EndpointEncoder>();
        foreach (var trouble in new[] { ScriptedModel.Fails(500), ScriptedModel.Fails(404), ScriptedModel.Babbles() })
        {
            world.Endpoint.Always = trouble;
            await encoder.PrepareAsync(["a text"], CancellationToken.None);
            encoder.Encode("a text").ShouldBeEmpty();
        }
        world.Endpoint.Always = ScriptedModel.Hangs();
        var waiting = encoder.PrepareAsync(["a text"], CancellationToken.None).AsTask();
        await world.WhenAsync(waiting);
        await waiting;
        (await world.Get<EmbeddingCalls>().Calls.State.LookAsync("e", "By words alone", CancellationToken.None)).State.ShouldBe("degraded");
        // The chat model has a state of its own.
        (await world.State.LookAsync("m", "Quotes", CancellationToken.None)).State.ShouldBe("ok");
    }

    [Fact]
    public async Task What_must_not_leave_is_redacted_here_too()
    {
        await using var world = await OpenAsync();
        world.Endpoint.Always = ScriptedModel.Embeds();
        await world.Get<EndpointEncoder>().PrepareAsync(["write to jane.roe@client.example", "password: geheim99"], CancellationToken.None);
        world.Endpoint.Seen.ShouldContain("write to <EMAIL_1>");
        world.Endpoint.Seen.ShouldNotContain("geheim99");
    }

    [Fact]
    public async Task Articles_get_their_vectors_later_and_are_then_found_by_meaning()
    {
        await using var world = await OpenAsync();
        world.Endpoint.Always = ScriptedModel.Embeds();
        var encoder = world.Get<EndpointEncoder>();
        var index = SearchIndex.Of(
            [new Article("a", "Renew the certificate", "Open settings.", []), new Article("b", "Download an invoice", "Open billing.", [])],
            encoder
        );
        index.WithoutMeaning.Count().ShouldBe(2);
        var missing = index.WithoutMeaning.ToList();
        await index.PrepareAsync(missing, CancellationToken.None);
        index = index.With(missing, []);
        index.WithoutMeaning.ShouldBeEmpty();
        await index.PrepareAsync("renew certificate", CancellationToken.None);
        index.Search(new SearchQuery("renew certificate", Audience.Internal, new DateOnly(2026, 11, 23))).Hits[0].Article.Id.ShouldBe("a");
    }

    private static Task<ModelWorld> OpenAsync() => ModelWorld.OpenAsync("/v1/", ("Ai:EmbeddingModel", "scripted-embeddings"));
}
