using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

public sealed class KnowledgeMeasuringTests : IDisposable
{
    private readonly OrganisationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_small_knowledge_base_is_measured_at_once_and_again_when_an_article_changes()
    {
        var measuring = new KnowledgeMeasuring(TimeProvider.System);
        var index = SearchIndex.Of(Articles(20));
        (await LookAsync(measuring, index)).ShouldBeTrue();
        measuring.InForce.Questions.ShouldBeGreaterThan(0);
        var first = measuring.InForce;
        (await LookAsync(measuring, index)).ShouldBeFalse("nothing changed");
        (await LookAsync(measuring, index.With(Articles(21).TakeLast(1), []))).ShouldBeTrue();
        measuring.InForce.Questions.ShouldBeGreaterThan(first.Questions);
        measuring.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_large_one_is_measured_in_the_background_and_the_engine_is_careful_until_then()
    {
        var measuring = new KnowledgeMeasuring(TimeProvider.System);
        var index = SearchIndex.Of(Articles(500));
        (await LookAsync(measuring, index)).ShouldBeFalse();
        measuring.InForce.ShouldBe(SelfCalibration.Unmeasured);
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await LookAsync(measuring, index))
        {
            await Task.Delay(20, enough.Token);
        }
        measuring.InForce.Questions.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_empty_knowledge_base_stays_unmeasured()
    {
        var measuring = new KnowledgeMeasuring(TimeProvider.System);
        await LookAsync(measuring, SearchIndex.Empty());
        measuring.InForce.Questions.ShouldBe(0);
    }

    private Task<bool> LookAsync(KnowledgeMeasuring measuring, SearchIndex index) =>
        measuring.LookAsync(index, OrganisationFolder.Read(_files.Folder, DateTimeOffset.UnixEpoch).Organisation!, CancellationToken.None);

    private static IEnumerable<Article> Articles(int count) =>
        Enumerable
            .Range(0, count)
            .Select(i => new Article(
                $"a{i:D4}",
                $"How part {i} of the conveyor is cleaned",
                $"Take cover {i} off. Use brush {i % 7}.",
                []
            ));
}
