using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Whoever keeps an article is reminded of its review date: once before it and once after.</summary>
public sealed class ArticleReviewTests
{
    private static Article Of(string id, string? owner, string by, string? tag = null) =>
        new(id, "About " + id, "Words of " + id, tag is null ? [] : [tag]) { Owner = owner, ReviewBy = DateOnly.Parse(by, null) };

    /// <summary>As the host does at each start and whenever files or articles change.</summary>
    private static async Task SetAsync(DeskWorld world)
    {
        using var worker = new OrganisationTimers(
            world.Workplaces,
            new Timers(world.Store.Database),
            world.Clock,
            NullLogger<OrganisationTimers>.Instance
        );
        var current = world.Workplaces.Current;
        await worker.SetArticleReviewsAsync(current.Organisation, current.Triage.Data.Knowledge, CancellationToken.None);
    }

    /// <summary>A world in which everybody who keeps articles has spoken with the bot.</summary>
    private static async Task<DeskWorld> MetAsync()
    {
        var world = await DeskWorld.OpenAsync();
        foreach (var name in new[] { "carol", "bob", "mia" })
        {
            await world.Person(name).SaysAsync("help");
        }
        return world;
    }

    [Fact]
    public async Task Whoever_never_spoke_with_the_bot_is_not_written_to_until_they_do()
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Teach([Of("one", "carol@example.com", "2025-01-01")]);
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(10));
        Told(world).ShouldBeEmpty();
        await world.Person("carol").SaysAsync("help");
        await world.WaitAsync(TimeSpan.FromDays(4));
        Told(world).ShouldHaveSingleItem();
        await world.WaitAsync(TimeSpan.FromDays(40));
        Told(world).Count.ShouldBe(1);
    }

    private static List<string> Told(DeskWorld world) =>
        [
            .. world
                .Messages.Where(message => message.Key.StartsWith("articles:", StringComparison.Ordinal))
                .Select(message => $"{message.Value.Place.Conversation}: {Actor.TextOf(message.Value.Card)}"),
        ];

    [Fact]
    public async Task The_owner_is_told_once_a_week_before_and_once_after_and_a_restart_repeats_nothing()
    {
        await using var world = await MetAsync();
        var today = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime);
        var by = today.AddDays(20).ToString("yyyy-MM-dd", null);
        world.Teach([Of("one", "carol@example.com", by), Of("two", "carol@example.com", by)]);
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(12));
        Told(world).ShouldBeEmpty();
        await world.WaitAsync(TimeSpan.FromDays(5));
        var soon = Told(world).ShouldHaveSingleItem();
        soon.ShouldStartWith("dm:carol: 2 articles are to be read through by ");
        soon.ShouldContain("About two");
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(10));
        Told(world).Count.ShouldBe(2);
        Told(world)[1].ShouldStartWith("dm:carol: The review dates of 2 articles have passed");
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(400));
        Told(world).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_date_that_was_moved_or_an_article_that_is_out_of_force_reminds_nobody()
    {
        await using var world = await MetAsync();
        var today = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime);
        var by = today.AddDays(10).ToString("yyyy-MM-dd", null);
        world.Teach([Of("one", "carol@example.com", by), Of("old", "carol@example.com", by) with { InForceTo = today.AddDays(-1) }]);
        await SetAsync(world);
        world.Teach([Of("one", "carol@example.com", today.AddDays(600).ToString("yyyy-MM-dd", null))]);
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(60));
        Told(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task Days_that_passed_long_ago_come_in_one_message_and_those_without_an_owner_go_to_the_queues_managers()
    {
        await using var world = await MetAsync();
        world.Teach([
            Of("a", "carol@example.com", "2025-01-01"),
            Of("b", "carol@example.com", "2025-02-01"),
            Of("c", "carol@example.com", "2025-03-01"),
            Of("d", null, "2025-03-01", "billing"),
        ]);
        await SetAsync(world);
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(4));
        Told(world).Count.ShouldBe(2);
        Told(world).ShouldContain(text => text.StartsWith("dm:carol: The review dates of 3 articles have passed"));
        Told(world).ShouldContain(text => text.StartsWith("dm:mia: The review date of an article has passed"));
        await SetAsync(world);
        await world.WaitAsync(TimeSpan.FromDays(60));
        Told(world).Count.ShouldBe(2);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'article_review_due'")).ShouldBe(2);
    }
}
