using EscalationBot.Tests.Insights.Recurring;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>The digest's line about an issue that rises.</summary>
public sealed class RisingTests
{
    private static readonly (string, string) TwoManagers = (
        "organisation.yaml",
        OrganisationFixture.Yaml.Replace(
            "queues:\n  - { id: technical",
            "  - { email: tom@example.com, name: Tom, roles: [manager], queues: [billing] }\nqueues:\n  - { id: technical",
            StringComparison.Ordinal
        )
    );

    [Fact]
    public async Task An_ordinary_month_has_no_rising_line()
    {
        await using var world = await DeskWorld.OpenAsync();
        await IssueSamples.PutAsync(world.Cases, IssueSamples.Month(world.Clock.GetUtcNow()));
        (await DigestAsync(world, "mia")).ShouldNotContain("Rising");
    }

    [Fact]
    public async Task A_rising_issue_stands_in_the_digest_with_its_words_and_how_many_and_since_when()
    {
        await using var world = await DeskWorld.OpenAsync();
        var now = world.Clock.GetUtcNow();
        await IssueSamples.PutAsync(world.Cases, [.. IssueSamples.Month(now), .. IssueSamples.Outbreak(now)]);
        (await DigestAsync(world, "mia")).ShouldContain("Rising: “manifest cache” 5 questions, 2 accounts since 05:00");
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await DigestAsync(world, "mia")).ShouldContain("since Mon");
    }

    [Fact]
    public async Task Cases_are_called_cases_and_only_managers_of_one_of_their_queues_read_of_them()
    {
        await using var world = await DeskWorld.OpenAsync(TwoManagers);
        var now = world.Clock.GetUtcNow();
        var outbreak = IssueSamples.Outbreak(now).Select((asked, i) => asked with { CaseId = $"ESC-10{i:00}" }).ToList();
        await IssueSamples.PutAsync(
            world.Cases,
            [.. IssueSamples.Month(now), .. outbreak],
            outbreak.Select(asked =>
                TestDatabaseSamples.Case(asked.CaseId!) with
                {
                    QuestionId = asked.Id,
                    Account = asked.Judgement.Facts.AccountId,
                }
            )
        );
        (await DigestAsync(world, "mia")).ShouldContain("“manifest cache” 5 cases, 2 accounts since");
        (await DigestAsync(world, "tom")).ShouldNotContain("Rising");
    }

    private static async Task<string> DigestAsync(DeskWorld world, string name)
    {
        var manager = world.Person(name);
        await manager.SaysAsync("digest");
        return manager.Reads[^1];
    }
}
