using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Insights.Recurring;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Insights;

/// <summary>What no article answers, by what it costs; and its line in the digest.</summary>
public sealed class KnowledgeGapsTests
{
    private static readonly string[] Tariff =
    [
        "the tariff zone map stays blank",
        "blank tariff zone map again",
        "why is the tariff zone map blank?",
        "tariff zone map is blank since monday",
    ];

    private static readonly (string, string)[] Files =
    [
        (
            "organisation.yaml",
            OrganisationFixture
                .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
                .Replace(
                    "queues:\n  - { id: technical",
                    "  - { email: tom@example.com, name: Tom, roles: [manager], queues: [billing] }\nqueues:\n  - { id: technical",
                    StringComparison.Ordinal
                ) + "\ntiers: [starter, business, enterprise]\n"
        ),
    ];

    private static async Task<DeskWorld> OpenAsync(Func<int, Case, Case>? change = null, Func<AskedQuestion, AskedQuestion>? asked = null)
    {
        var world = await DeskWorld.OpenAsync(Files);
        world.Clock.AdvanceTo(new DateTimeOffset(2026, 11, 25, 15, 0, 0, TimeSpan.Zero)); // a Wednesday, while Berlin is open
        var now = world.Clock.GetUtcNow();
        var manifest = IssueSamples
            .Outbreak(now)
            .Select((one, i) => (asked?.Invoke(one) ?? one) with { CaseId = $"ESC-10{i:00}" })
            .ToList();
        var tariff = Tariff.Select((text, i) => IssueSamples.Asked($"t{i:000}", text, now.AddDays(-i - 1), "birch")).ToList();
        tariff[0] = IssueSamples.Asked("t000", Tariff[0], now.AddDays(-1), "acme");
        await IssueSamples.PutAsync(
            world.Cases,
            [.. IssueSamples.Month(now), .. manifest, .. tariff],
            manifest.Select(
                (one, i) =>
                    (change ?? ((_, same) => same))(
                        i,
                        TestDatabaseSamples.Case(one.CaseId!, state: CaseState.Closed) with
                        {
                            QuestionId = one.Id,
                            Question = one.Text,
                            Account = one.Judgement.Facts.AccountId,
                            CreatedAt = now.AddHours(-4).AddMinutes(i),
                            FirstClaimedAt = now.AddHours(-3),
                            Resolution = new Resolution(
                                "Cleared the cache",
                                "",
                                "",
                                "It is fresh.",
                                new Party(new PersonKey("slack", "bob"), "Bob", "bob@example.com"),
                                now.AddHours(-1)
                            ),
                        }
                    )
            )
        );
        return world;
    }

    private static Task<IReadOnlyList<KnowledgeGap>> ReadAsync(DeskWorld world, params string[] queues)
    {
        var (organisation, triage) = world.Workplaces.Current;
        return new KnowledgeGaps(world.Recurring, world.Cases, world.Clock).ReadAsync(
            organisation,
            triage,
            queues.Length > 0 ? queues : [.. organisation.Queues.Select(queue => queue.Id)],
            default
        );
    }

    [Fact]
    public async Task What_no_article_answers_is_ranked_by_its_time_and_tiers_with_who_is_to_write()
    {
        await using var world = await OpenAsync();
        var gaps = await ReadAsync(world);
        gaps.Select(gap => gap.Name).ShouldBe(["manifest cache", "tariff zone map blank"]);
        // Two hours for each of five cases: three of enterprise (third tier), two of starter (first).
        (gaps[0].Questions, gaps[0].Accounts, gaps[0].Minutes, gaps[0].Cost).ShouldBe((5, 2, 600, (3 * 120 * 3) + (2 * 120)));
        (gaps[0].Owner, gaps[0].Lesson).ShouldBe(("bob@example.com", "ESC-1004"));
        // No case: five minutes each, one of them of enterprise; a manager of the default queue is to write.
        (gaps[1].Questions, gaps[1].Minutes, gaps[1].Cost, gaps[1].Lesson).ShouldBe((4, 20, 30, null));
        gaps[1].Owner.ShouldBe("mia@example.com");
        (await ReadAsync(world, "billing")).ShouldHaveSingleItem().Name.ShouldBe("tariff zone map blank");
    }

    [Theory]
    [InlineData("declined")]
    [InlineData("incident")]
    [InlineData("restricted")]
    [InlineData("criterion")]
    [InlineData("people only")]
    public async Task Noise_is_no_gap(string noise)
    {
        await using var world = await OpenAsync(
            (_, one) =>
                noise switch
                {
                    "declined" => one with { State = CaseState.Declined },
                    "incident" => one with { Incident = new CaseIncident("in1", "Gateway", one.CreatedAt) },
                    "restricted" => one with { Restricted = true },
                    _ => one,
                },
            one =>
                noise switch
                {
                    "criterion" => one with { Judgement = one.Judgement with { Verdict = new Verdict.Escalate(null, null, null, false) } },
                    "people only" => one with { Judgement = one.Judgement with { Verdict = new Verdict.NotCovered(OnlyPeople: true) } },
                    _ => one,
                }
        );
        (await ReadAsync(world)).Select(gap => gap.Name).ShouldBe(["tariff zone map blank"]);
    }

    [Fact]
    public async Task What_an_article_answers_by_now_is_no_gap_any_more()
    {
        await using var world = await OpenAsync();
        (await ReadAsync(world)).Count.ShouldBe(2);
        world.Teach([
            .. DeskWorld.Articles,
            new Article(
                "manifest",
                "The manifest cache is stale, empty or shows old orders",
                "The manifest cache does not refresh since the upgrade: clear the manifest cache.",
                []
            ),
        ]);
        (await ReadAsync(world)).Where(gap => gap.Name == "manifest cache").Sum(gap => gap.Questions).ShouldBeLessThan(5);
    }

    [Fact]
    public async Task The_digest_has_one_line_of_it_whose_button_opens_the_form_that_drafts_the_article()
    {
        await using var world = await OpenAsync();
        var mia = world.Person("mia");
        await mia.SaysAsync("digest");
        var slot = world.Messages.Last(message => message.Value.Place == mia.Place).Key;
        mia.Reads[^1].ShouldContain("Gap: “manifest cache”, 5 questions, no article · 10 h 0 min · to write: Bob");
        mia.Reads[^1].ShouldContain("[Write] [Show case]");
        await mia.PressesAsync(slot, "Everything");
        mia.Reads[^1].ShouldNotContain("Not covered:");
        var form = (await mia.OpensAsync(slot, "Write")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields.ShouldContain(field => field.Value == "Cleared the cache");
        form.Data[DataKeys.Case].ShouldBe("ESC-1004");

        var tom = world.Person("tom");
        await tom.SaysAsync("digest");
        tom.Reads[^1].ShouldContain("Gap: “tariff zone map blank”, 4 questions");
        tom.Reads[^1].ShouldNotContain("manifest");
    }

    /// <summary>However cases differ: never a sum that a second count does not give, and the dearest first.</summary>
    [Fact]
    public async Task Costs_are_what_a_second_count_says_whatever_the_cases_are()
    {
        var random = new Random(20261129);
        for (var round = 0; round < 12; round++)
        {
            var minutes = Enumerable.Range(0, 5).Select(_ => random.Next(0, 170)).ToArray();
            await using var world = await OpenAsync((i, one) => one with { FirstClaimedAt = one.Resolution!.At.AddMinutes(-minutes[i]) });
            var gaps = await ReadAsync(world);
            var gap = gaps.Single(one => one.Name == "manifest cache");
            var counted = minutes.Select(one => Math.Max(5, one)).ToList();
            gap.Minutes.ShouldBe(counted.Sum());
            gap.Cost.ShouldBe(counted.Select((one, i) => one * (i % 2 == 0 ? 3 : 1)).Sum());
            gaps.Select(one => one.Cost).ShouldBeInOrder(SortDirection.Descending);
        }
    }
}
